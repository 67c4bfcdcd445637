// @ts-check
// Small actions, said by attributes in pages that the server writes: data-copy, data-share,
// data-install, data-keys, data-confirm, and data-module for a page's own script. What a browser
// cannot do is hidden by html[data-can] in the styles.
// Then the keys that lead somewhere, and what an installed app needs: its worker and its badge.

const root = document.documentElement;
const can = new Set(['copy']);
const {
  copied = '',
  selected = '',
  stay = '',
  unsaved = '',
  leave = '',
} = /** @type {HTMLElement} */ (document.querySelector('script[data-copied]')).dataset;
// Layers over the page. A browser without popovers does not take the word for an open one.
const LAYER = 'popover' in root ? 'dialog[open], :popover-open' : 'dialog[open]';
const FIELDS = 'input, textarea, select';
/** @returns {HTMLElement | null} */
const composer = () => document.querySelector('[data-composer] textarea');
/** @type {(Event & { prompt(): void }) | undefined} */
let offer;
/** @type {HTMLElement | undefined} */
let status;

/**
 * @param {string} action
 * @param {boolean} is
 */
function allow(action, is) {
  can[is ? 'add' : 'delete'](action);
  root.dataset.can = [...can].join(' ');
}

/**
 * Says it on the button for a moment, and to screen readers.
 * @param {HTMLElement} button
 * @param {string} words
 */
function tell(button, words) {
  const said = status ?? document.body.appendChild(Object.assign(document.createElement('div'), { className: 'hidden', role: 'status' }));
  status = said;
  setTimeout(() => {
    said.textContent = words;
  }, 100);
  if (button.dataset.told) return;
  const before = [...button.childNodes];
  button.dataset.told = words;
  // In the toolbar of a message its words are in the styles, beside an icon that stays.
  if (!button.matches('.tool')) button.replaceChildren(words);
  setTimeout(() => {
    button.replaceChildren(...before);
    delete button.dataset.told;
    said.textContent = '';
  }, 2000);
}

/**
 * data-copy="words" copies these words, and a path as the address that others can open; without any,
 * the field or code beside the button, or the message that it belongs to.
 * @param {HTMLElement} button
 */
async function copy(button) {
  let words = button.dataset.copy ?? '';
  if (words.startsWith('/')) words = new URL(words, location.href).href;
  const field = button.parentElement?.querySelector('input,textarea,code,pre,output');
  const beside = /** @type {HTMLInputElement | null} */ (field ?? button.closest('article')?.querySelector('[data-body]') ?? null);
  if (!words && !beside) return;
  try {
    await navigator.clipboard.writeText(words || (beside?.value ?? beside?.textContent ?? ''));
    return tell(button, copied);
  } catch {}
  // Plain http has no clipboard: select it, and copy what is selected where that still works.
  /** @type {HTMLElement & { select?: () => void } | null} */
  let from = beside;
  if (words) {
    from = Object.assign(document.createElement('textarea'), { className: 'field-input', value: words, readOnly: true });
    button.after(from);
  }
  if (!from) return;
  if (from.select) from.select();
  else getSelection()?.selectAllChildren(from);
  const isCopied = document.execCommand('copy');
  if (words && isCopied) from.remove();
  tell(button, isCopied ? copied : selected);
}

/** @param {HTMLElement} button */
function share(button) {
  const url = new URL(button.dataset.share ?? '', location.href).href;
  navigator.share({ title: document.title.replace(/^\(.*?\) /, ''), url }).catch(() => {});
}

function install() {
  offer?.prompt();
  // An offer can be taken up once.
  offer = undefined;
  allow('install', false);
}

/** @type {typeof import('./keys.js') | undefined} */
let loaded;
/**
 * The module that keys lead to is loaded with the first of them that is pressed.
 * @param {(keys: typeof import('./keys.js')) => void} to
 */
function lead(to) {
  if (loaded) to(loaded);
  else {
    import('./keys.js')
      .then((keys) => {
        loaded = keys;
        to(keys);
      })
      .catch(() => {});
  }
}

/**
 * data-keys="list" or "switcher".
 * @param {HTMLElement} button
 */
function keys({ dataset }) {
  lead((keys) => (dataset.keys === 'list' ? keys.list() : keys.switcher()));
}

/** @type {Record<string, (button: HTMLElement) => void>} */
const actions = { copy, share, install, keys };
root.toggleAttribute('data-apple', /Mac|iPhone|iPad/.test(navigator.platform));
allow('share', 'share' in navigator);
/**
 * Where the focus goes when the panel is closed: to what opened it.
 * @type {HTMLElement | null | undefined}
 */
let opener;
document.addEventListener('click', (event) => {
  const target = /** @type {Element} */ (event.target);
  const link = /** @type {HTMLAnchorElement | null | undefined} */ (target.closest?.('a'));
  // A person's card opens over the room; as a page of its own where a browser has no layers, or somebody wishes it.
  if (
    link?.matches('.page a[href^="/people/"]') &&
    'popover' in root &&
    !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
  ) {
    event.preventDefault();
    import('./card.js').then((card) => card.show(link)).catch(() => location.assign(link.href));
  }
  if (link?.matches('[data-close]')) (opener?.isConnected ? opener : composer())?.focus();
  else if (link && !link.closest('.panel')) opener = document.querySelector(`[popovertarget="${link.closest('[data-menu]')?.id}"]`) ?? link;
  for (const name in actions) {
    const button = /** @type {HTMLElement | undefined} */ (target.closest?.(`[data-${name}]`));
    if (!button) continue;
    actions[name](button);
    // Without a script it is a form's.
    event.preventDefault();
  }
  // A choice from a menu closes it, but for what is said on the button.
  const choice = target.closest?.('[data-menu] :is(a, button:not([data-copy]))');
  const menu = /** @type {HTMLElement | null | undefined} */ (choice?.closest('[data-menu]'));
  menu?.hidePopover?.();
});

document.addEventListener('keydown', (event) => {
  const { key, altKey, shiftKey } = event;
  const target = /** @type {Element} */ (event.target);
  // Escape closes what lies over the page, and says nothing to the page.
  if (key === 'Escape' && document.querySelector(LAYER)) event.stopPropagation();
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || !document.querySelector('[data-rooms]')) return;
  /** @type {HTMLElement | null} */
  const panel = document.querySelector('.panel-close');
  /** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */
  const typed = document.querySelectorAll('.panel :is(input, textarea)');
  const mod = event.ctrlKey || event.metaKey;
  const step = { ArrowUp: -1, ArrowDown: 1 }[key];
  const layer = document.querySelector(LAYER);
  if (mod && !altKey && !shiftKey && key.toLowerCase() === 'k') lead((keys) => keys.switcher());
  else if (key === 'F6' && !altKey && !mod) lead((keys) => keys.region(shiftKey ? -1 : 1));
  else if (step && layer?.matches('[data-menu]')) lead((keys) => keys.within(/** @type {HTMLElement} */ (layer), step));
  else if (step && altKey && !mod && !target.closest('select')) lead((keys) => keys.beside(step, shiftKey));
  // Text that was typed into the panel is not lost by it, wherever the focus is.
  else if (key === 'Escape' && panel && !layer && !target.closest(`.panel :is(${FIELDS})`)) {
    if ([...typed].every(({ value, defaultValue }) => value === defaultValue)) panel.click();
  } else if (key === '?' && !altKey && !mod && !target.closest(FIELDS)) lead((keys) => keys.list());
  else {
    // Letters typed beside a field are meant for the room.
    if (key.length === 1 && key !== ' ' && !altKey && !mod && !layer && !target.closest(FIELDS)) composer()?.focus();
    // Enter ticks a box, and does not send the form around it.
    if (key !== 'Enter' || !target.matches('input[type="checkbox"]')) return;
    /** @type {HTMLElement} */ (target).click();
  }
  event.preventDefault();
});

// Whether something in a form of the page was neither sent nor taken back. What is written in a room is a draft, and
// kept, some forms are sent with each choice, and one may be on its way.
function isUnsaved() {
  /** @type {NodeListOf<HTMLInputElement>} */
  const fields = document.querySelectorAll(
    '[data-content] form:not([data-module="apply"], [aria-busy="true"]) :is(input:not([type="hidden"], [type="search"], [type="file"], [type="range"], [readonly]), textarea)',
  );
  return [...fields].some((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked);
}
// Milliseconds within which a page that is left on purpose is gone.
const GOING = 1000;
/** @type {number | undefined} */
let going;
function go() {
  clearTimeout(going);
  going = setTimeout(() => {
    going = undefined;
  }, GOING);
}
document.addEventListener('submit', ({ target }) => {
  // A dialog's answer leads nowhere.
  if (/** @type {HTMLFormElement} */ (target).method !== 'dialog') go();
});
addEventListener('beforeunload', (event) => {
  if (!going && isUnsaved()) event.preventDefault();
});
document.addEventListener(
  'click',
  async (event) => {
    const link = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest?.('a[href]'));
    const isElsewhere =
      event.ctrlKey || event.metaKey || event.shiftKey || link?.matches('[target], [download], [href^="#"], [href^="/people/"]');
    // A script that leads on has done what the form was for.
    if (!link || isElsewhere || !event.isTrusted || !isUnsaved()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { ask } = await import('./confirm.js').catch(() => ({ ask: confirm }));
    if (!(await ask(unsaved, leave, stay))) return;
    go();
    link.click();
  },
  true,
);
// Back and Forward too, in browsers that can be asked to wait.
/** @type {any} */ (window).navigation?.addEventListener('navigate', async (/** @type {any} */ event) => {
  const { navigationType, cancelable, destination } = event;
  if (navigationType !== 'traverse' || !cancelable || going || !isUnsaved()) return;
  event.preventDefault();
  const { ask } = await import('./confirm.js').catch(() => ({ ask: confirm }));
  if (!(await ask(unsaved, leave, stay))) return;
  go();
  /** @type {any} */ (window).navigation.traverseTo(destination.key);
});

/**
 * The form whose question was answered with yes.
 * @type {HTMLFormElement | undefined}
 */
let agreed;
document.addEventListener(
  'submit',
  async (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const button = event.submitter;
    const question = button?.dataset.confirm ?? form.dataset.confirm;
    if (!question || form === agreed) {
      agreed = undefined;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const { ask } = await import('./confirm.js').catch(() => ({ ask: confirm }));
    if (!(await ask(question, button?.textContent ?? '', form.dataset.stay ?? stay))) return;
    agreed = form;
    form.requestSubmit(button);
  },
  true,
);

// Scripts of single pages, by what data-module calls them. Each is named in full: the build puts the
// file's name by content in its place.
/** @type {Record<string, () => Promise<unknown>>} */
const modules = {
  apply: () => import('./apply.js'),
  picture: () => import('./picture.js'),
  push: () => import('./push.js'),
  stay: () => import('./stay.js'),
  tools: () => import('./tools.js'),
  transcript: () => import('./transcript.js'),
};

// A page that comes without being loaded anew brings its script along, and the field to begin with: a room its
// composer, where a keyboard is likely and no message is pointed at.
const isFine = matchMedia('(pointer: fine)').matches;
function beginning() {
  const field = /** @type {HTMLElement | null} */ (document.querySelector('.page :is(input, button)[autofocus]'));
  return field ?? (isFine && !document.querySelector('main [data-target]') ? composer() : null);
}
/** @type {HTMLElement | null | undefined} */
let first;
function load() {
  for (const element of document.querySelectorAll('.page [data-module]')) {
    modules[element.getAttribute('data-module') ?? '']?.().catch(() => {});
  }
  const field = beginning();
  // A menu or dialog over the page keeps the focus until it is gone.
  if (field === first || document.querySelector('dialog[open]')) return;
  const active = document.activeElement;
  if (first === undefined ? active === document.body : !active?.matches(FIELDS)) field?.focus();
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
  offer = /** @type {Event & { prompt(): void }} */ (event);
  allow('install', true);
});
addEventListener('appinstalled', () => {
  offer = undefined;
  allow('install', false);
});

const worker = document.querySelector('script[data-worker]')?.getAttribute('data-worker');
if (worker && isSecureContext) navigator.serviceWorker?.register(worker).catch(() => {});

// The badge says what the title says.
function badge() {
  const [, count] = /^\((\d+)/.exec(document.title) ?? [];
  (count ? navigator.setAppBadge(+count) : navigator.clearAppBadge()).catch(() => {});
}
if ('setAppBadge' in navigator) {
  new MutationObserver(badge).observe(document.head, { subtree: true, childList: true, characterData: true });
  // The worker may have counted meanwhile.
  document.addEventListener('visibilitychange', badge);
  badge();
}
