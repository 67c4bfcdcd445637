// Small actions, said by attributes in pages that the server writes: data-copy, data-share,
// data-install, data-keys, data-confirm, and data-module for a page's own script. What a browser
// cannot do is hidden by html[data-can] in the styles.
// Then the keys that lead somewhere, and what an installed app needs: its worker and its badge.

const root = document.documentElement;
const can = new Set(['copy']);
// What lies over the page. A browser without popovers does not take the word for an open one.
const LAYER = 'popover' in root ? 'dialog[open], :popover-open' : 'dialog[open]';
let offer;
let status;

function allow(action, is) {
  can[is ? 'add' : 'delete'](action);
  root.dataset.can = [...can].join(' ');
}

// Says it on the button for a moment, and to screen readers.
function tell(button, words) {
  status ??= document.body.appendChild(Object.assign(document.createElement('div'), { className: 'hidden', role: 'status' }));
  setTimeout(() => (status.textContent = words), 100);
  if (button.dataset.told) return;
  const before = [...button.childNodes];
  button.dataset.told = words;
  button.replaceChildren(words);
  setTimeout(() => {
    button.replaceChildren(...before);
    delete button.dataset.told;
    status.textContent = '';
  }, 2000);
}

// data-copy="words" copies these words, and a path as the address that others can open; without any,
// the field or code beside the button, or the message that it belongs to.
async function copy(button) {
  let words = button.dataset.copy;
  if (words.startsWith('/')) words = new URL(words, location).href;
  const field = button.parentElement.querySelector('input,textarea,code,pre,output');
  const beside = field ?? button.closest('article')?.querySelector('[data-body]');
  try {
    await navigator.clipboard.writeText(words || (beside.value ?? beside.textContent));
    return tell(button, 'Copied');
  } catch {}
  // Plain http has no clipboard: select it, and copy what is selected where that still works.
  let from = beside;
  if (words) {
    from = Object.assign(document.createElement('textarea'), { className: 'field-input', value: words, readOnly: true });
    button.after(from);
  }
  if (!from) return;
  if (from.select) from.select();
  else getSelection().selectAllChildren(from);
  const copied = document.execCommand('copy');
  if (words && copied) from.remove();
  tell(button, copied ? 'Copied' : 'Selected');
}

function share(button) {
  const url = new URL(button.dataset.share, location).href;
  navigator.share({ title: document.title.replace(/^\(.*?\) /, ''), url }).catch(() => {});
}

function install() {
  offer?.prompt();
  // An offer can be taken up once.
  offer = undefined;
  allow('install', false);
}

// What keys lead to is loaded with the first of them that is pressed.
function lead(where, ...how) {
  import('./keys.js').then((keys) => keys[where](...how)).catch(() => {});
}

const actions = { copy, share, install, keys: ({ dataset }) => lead(dataset.keys) };
allow('share', 'share' in navigator);
document.addEventListener('click', ({ target }) => {
  for (const name in actions) {
    const button = target.closest?.(`[data-${name}]`);
    if (button) actions[name](button);
  }
  // What is chosen from a menu closes it.
  if (target.closest?.('[data-menu] :is(a, button)')) target.closest('[data-menu]').hidePopover?.();
});

document.addEventListener('keydown', (event) => {
  const { key, altKey, shiftKey, target } = event;
  // Escape closes what lies over the page, and says nothing to the page.
  if (key === 'Escape' && document.querySelector(LAYER)) event.stopPropagation();
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || !document.querySelector('[data-rooms]')) return;
  const mod = event.ctrlKey || event.metaKey;
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (mod && !altKey && !shiftKey && key.toLowerCase() === 'k') lead('switcher');
  else if (step && altKey && !mod && !target.closest('select')) lead('beside', step, shiftKey);
  else if (key === '?' && !altKey && !mod && !target.closest('input, textarea, select')) lead('list');
  else return;
  event.preventDefault();
});

document.addEventListener(
  'submit',
  (event) => {
    const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (question && !confirm(question)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  },
  true,
);

// Scripts of single pages, by what data-module calls them. Each is named in full: the build puts the
// file's name by content in its place.
const modules = {
  picture: () => import('./picture.js'),
  push: () => import('./push.js'),
  stay: () => import('./stay.js'),
  tools: () => import('./tools.js'),
  transcript: () => import('./transcript.js'),
};

// A page that comes without being loaded anew brings its script along, and the field to begin with.
let first = document.querySelector('main input[autofocus]');
function load() {
  for (const { dataset } of document.querySelectorAll('main [data-module]')) modules[dataset.module]?.().catch(() => {});
  const field = document.querySelector('main input[autofocus]');
  if (field !== first) field?.focus();
  first = field;
}
new MutationObserver(load).observe(document.body, { subtree: true, childList: true });
load();

if (!CSS.supports('field-sizing', 'content')) import('./grow.js').catch(() => {});

// A page that a browser kept, and shows again as it was, may be of a session that is over. It comes
// hidden, and is shown once the server says that it is still the same person's; where no server
// answers, if this tab has had no page for anybody else since.
const me = root.dataset.viewer ?? '';
try {
  sessionStorage.viewer = me;
} catch {}
addEventListener('pageshow', async ({ persisted }) => {
  if (!persisted || !me) return;
  root.dataset.kept = '';
  const viewer = await fetch('/api/session/alive')
    .then((answer) => answer.json())
    .catch(() => sessionStorage.viewer);
  if (`${viewer}` === me) delete root.dataset.kept;
  else location.reload();
});

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  offer = event;
  allow('install', true);
});
addEventListener('appinstalled', () => {
  offer = undefined;
  allow('install', false);
});

const worker = document.querySelector('script[data-worker]')?.dataset.worker;
if (worker && isSecureContext) navigator.serviceWorker?.register(worker).catch(() => {});

// The badge says what the title says.
function badge() {
  const [, count] = /^\((\d+)/.exec(document.title) ?? [];
  (count ? navigator.setAppBadge(+count) : navigator.clearAppBadge()).catch(() => {});
}
if (navigator.setAppBadge) {
  new MutationObserver(badge).observe(document.head, { subtree: true, childList: true, characterData: true });
  // The worker may have counted meanwhile.
  document.addEventListener('visibilitychange', badge);
  badge();
}
