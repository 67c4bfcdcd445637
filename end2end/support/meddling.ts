// What extensions, translators and proxies do to a page, each as a function that runs in it.

export type Meddling = readonly [what: string, does: () => void];

/** To a page whose client has not taken over yet, as soon as its markup is there. */
export const BEFORE: readonly Meddling[] = [
  ['an element is put first into the body', () => document.body.prepend(document.createElement('div'))],
  ['an element is put last into the body', () => document.body.append(document.createElement('div'))],
  ['an element is put before the field', () => document.querySelector('textarea')?.before(document.createElement('x-y'))],
  [
    'the field is wrapped',
    () => {
      const field = document.querySelector('textarea');
      const wrapper = document.createElement('span');
      field?.replaceWith(wrapper);
      if (field) wrapper.append(field);
    },
  ],
  [
    'the whole page is wrapped',
    () => {
      const wrapper = document.createElement('div');
      wrapper.append(...document.body.childNodes);
      document.body.append(wrapper);
    },
  ],
  ['an element is put into the list of rooms', () => document.querySelector('nav li')?.before(document.createElement('li'))],
  ['an element is put into the heading', () => document.querySelector('h1')?.prepend(document.createElement('img'))],
  ['an element is put among the messages', () => document.querySelector('article')?.before(document.createElement('ins'))],
  [
    'every text is wrapped, as by a translator',
    () => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const texts: Text[] = [];
      while (walker.nextNode()) texts.push(walker.currentNode as Text);
      for (const text of texts.filter(({ data, parentElement }) => data.trim() && !parentElement?.closest('script, textarea, svg'))) {
        const font = document.createElement('font');
        text.replaceWith(font);
        font.append(text);
      }
    },
  ],
  [
    'a word of a message is marked, as by a highlighter',
    () => {
      const body = document.querySelector('[data-body]');
      const [first] = body?.childNodes ?? [];
      if (first) (first as Text).splitText(2).before(document.createElement('mark'));
    },
  ],
  [
    'comments are taken out',
    () => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_COMMENT);
      const comments: Node[] = [];
      while (walker.nextNode()) comments.push(walker.currentNode);
      for (const comment of comments) comment.parentNode?.removeChild(comment);
    },
  ],
  ['an element is taken away', () => document.querySelector('.toasts')?.remove()],
  [
    'the field is replaced by a copy',
    () => document.querySelector('textarea')?.replaceWith(document.querySelector('textarea')!.cloneNode(true)),
  ],
  [
    'attributes are added everywhere',
    () => {
      for (const element of document.querySelectorAll('*')) element.setAttribute('data-meddled', 'true');
      document.documentElement.lang = 'de';
    },
  ],
];

/** To a page that the client has taken over. */
export const AFTER: readonly Meddling[] = [
  ['every text is wrapped, as by a translator', BEFORE.find(([what]) => what.startsWith('every text'))![1]],
  ['an element is put before the field', () => document.querySelector('textarea')?.before(document.createElement('x-y'))],
  ['an element is put into the list of rooms', () => document.querySelector('nav li')?.before(document.createElement('li'))],
  ['an element is put among the messages', () => document.querySelector('article')?.before(document.createElement('ins'))],
  ['the messages are taken away', () => document.querySelector('[role="log"]')?.replaceChildren()],
];

/** To a page of a client that runs: what it cannot do without is taken from it, or stands beside it as a copy. */
export const REPLACED: readonly Meddling[] = [
  [
    'the main part is replaced by its copy',
    () => {
      for (const element of document.querySelectorAll('main')) element.replaceWith(element.cloneNode(true));
    },
  ],
  [
    'the page is replaced by its copy',
    () => {
      for (const element of document.querySelectorAll('.page')) element.replaceWith(element.cloneNode(true));
    },
  ],
  [
    'the frame is replaced by its copy',
    () => {
      for (const element of document.querySelectorAll('[data-screen]')) element.replaceWith(element.cloneNode(true));
    },
  ],
  [
    'the messages are replaced by their copy',
    () => {
      for (const element of document.querySelectorAll('#conversation')) element.replaceWith(element.cloneNode(true));
    },
  ],
  [
    'the composer is replaced by its copy',
    () => {
      for (const element of document.querySelectorAll('[data-composer]')) element.replaceWith(element.cloneNode(true));
    },
  ],
  [
    'the field is replaced by its copy',
    () => {
      for (const element of document.querySelectorAll('textarea')) element.replaceWith(element.cloneNode(true));
    },
  ],
  ['the field is taken away', () => document.querySelector('textarea')?.remove()],
  [
    'the body is written anew',
    () => {
      const html = document.body.innerHTML;
      document.body.innerHTML = html;
    },
  ],
  [
    'all comments are taken out',
    () => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_COMMENT);
      const comments: ChildNode[] = [];
      while (walker.nextNode()) comments.push(walker.currentNode as Comment);
      for (const comment of comments) comment.remove();
    },
  ],
];
