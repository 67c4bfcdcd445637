// @ts-check
// Keyboard shortcuts: the switcher, the room above or below, and the list of keys. actions.js loads
// it with the first of them that is pressed. Rooms are gone to by the links that the page has: the
// client takes over from there.

import { make } from './make.js';

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
const [MOD, ALT, SHIFT] = isApple ? ['⌘', '⌥', '⇧'] : ['Ctrl', 'Alt', 'Shift'];
/** @type {Record<string, string>} */
const words = JSON.parse(document.getElementById('keys')?.textContent || '{}');
/** @type {[what: string, ...strokes: string[][]][]} */
const KEYS = [
  [words.switch, [MOD, 'K']],
  [words.beside, [ALT, '↑'], [ALT, '↓']],
  [words.unread, [ALT, SHIFT, '↑'], [ALT, SHIFT, '↓']],
  [words.read, ['Esc']],
  [words.send, ['Enter']],
  [words.line, [SHIFT, 'Enter']],
  [words.edit, ['↑']],
  [words.regions, ['F6']],
  [words.list, ['?']],
];

const links = () => /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll('[data-rooms] a')]);
const isCurrent = (/** @type {Element} */ link) => link.getAttribute('aria-current') === 'page';

/**
 * Over the page, until Escape, a click beside it, or what it is for. The browser takes the focus
 * back to where it was.
 * @param {HTMLDialogElement} dialog
 */
function show(dialog) {
  dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

const isOpen = () => document.querySelector('dialog[open]');

export function list() {
  if (isOpen()) return;
  const rows = KEYS.map(([what, ...strokes]) => {
    const keys = strokes.map((stroke) =>
      make('span', { class: 'keys-stroke' }, ...stroke.map((key) => make('kbd', { class: 'key' }, key))),
    );
    return make('div', {}, make('dt', {}, what), make('dd', {}, ...keys));
  });
  const close = make('form', { method: 'dialog', class: 'dialog-close' }, make('button', { class: 'small-button' }, words.close));
  const title = make('h2', { class: 'dialog-title', id: 'keys-title' }, words.title);
  show(
    make('dialog', { class: 'dialog from-keys', 'aria-labelledby': 'keys-title' }, title, make('dl', { class: 'keys' }, ...rows), close),
  );
}

/**
 * The next room in a direction, perhaps of those with news; round the ends.
 * @param {number} step
 * @param {boolean} unread
 */
export function beside(step, unread) {
  if (isOpen()) return;
  const rooms = links();
  const here = rooms.findIndex(isCurrent);
  const from = here < 0 && step < 0 ? rooms.length : here;
  for (let away = 1; away <= rooms.length; away += 1) {
    const room = rooms.at((from + step * away) % rooms.length);
    if (room && !isCurrent(room) && (!unread || 'unread' in room.dataset)) return follow(room);
  }
}

/**
 * The entry of a menu above or below that in focus.
 * @param {HTMLElement} menu
 * @param {number} step
 */
export function within(menu, step) {
  const all = /** @type {NodeListOf<HTMLElement>} */ (menu.querySelectorAll('a[href], button'));
  const entries = [...all].filter((entry) => entry.checkVisibility());
  const here = entries.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  entries.at(here < 0 && step < 0 ? -1 : (here + step) % entries.length)?.focus();
}

/**
 * The next region of the page, where the focus goes to what is first in it: the list, the head, what is read,
 * and where one writes.
 * @param {number} step
 */
export function region(step) {
  if (isOpen()) return;
  const regions = ['.sidebar', '.main-head', '.timeline-scroller, .main .main-scroll', '[data-composer]', '.panel'];
  const found = regions.flatMap((region) => document.querySelector(region) ?? []);
  const here = found.findIndex((region) => region.contains(document.activeElement));
  const next = found.at((here < 0 && step < 0 ? 0 : here + step) % found.length);
  if (!next) return;
  const inside = ['[aria-current="page"]', 'textarea', 'a[href]:not([tabindex="-1"]), button, input:not([type="hidden"])'];
  const goals = inside.flatMap((controls) => [.../** @type {NodeListOf<HTMLElement>} */ (next.querySelectorAll(controls))]);
  const goal = next.matches('[tabindex]') ? /** @type {HTMLElement} */ (next) : goals.find((goal) => goal.checkVisibility());
  goal?.focus();
}

/** @type {MutationObserver | undefined} */
let awaited;

/**
 * Goes where a link leads, and there to where one writes.
 * @param {HTMLAnchorElement} link
 */
function follow(link) {
  awaited?.disconnect();
  const arrive = () => {
    const composer = `[data-composer][action="${link.pathname}"]`;
    const text = /** @type {HTMLTextAreaElement | null} */ (document.querySelector(`${composer} textarea`));
    text?.focus();
    if (text) arrival.disconnect();
  };
  const arrival = new MutationObserver(arrive);
  awaited = arrival;
  arrival.observe(document.body, { subtree: true, childList: true });
  setTimeout(() => arrival.disconnect(), 5000);
  link.click();
  arrive();
}

// Letters alone, so that "cafe" finds "Café".
const plain = (/** @type {string} */ text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/**
 * How well a name fits: from its beginning, from the beginning of a word, somewhere, not at all.
 * @param {string} name
 * @param {string} typed
 */
function distance(name, typed) {
  const at = name.indexOf(typed);
  if (at <= 0) return at && 3;
  return /[\s\p{P}]/u.test(name[at - 1]) ? 1 : 2;
}

export function switcher() {
  if (isOpen()) return;
  const rooms = links().map((link, place) => {
    // It looks as it does in the list.
    const parts = [...link.children].map((part) => part.cloneNode(true));
    const option = make('li', { class: 'room-link', role: 'option', id: `switch-${place}`, 'aria-selected': 'false' }, ...parts);
    Object.assign(option.dataset, link.dataset);
    return { link, option, name: plain(link.querySelector('[data-name]')?.textContent ?? '') };
  });
  const field = make('input', {
    class: 'field-input',
    id: 'switch-to',
    role: 'combobox',
    dir: 'auto',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-autocomplete': 'list',
    'aria-controls': 'switch-list',
    'aria-expanded': 'true',
  });
  const label = make('label', { class: 'field-label', for: 'switch-to' }, words.switchTo);
  const found = make('ul', { class: 'switch-list', id: 'switch-list', role: 'listbox', 'aria-label': words.found });
  const none = make('p', { class: 'switch-none', role: 'status' });
  const dialog = make(
    'dialog',
    { class: 'dialog from-keys', 'aria-label': words.switcher },
    make('div', { class: 'field' }, label, field),
    found,
    none,
  );
  let fits = rooms;
  /** @typedef {typeof rooms[number]} Found */
  /** @type {Found | undefined} */
  let chosen;

  const choose = (/** @type {Found | undefined} */ room) => {
    chosen?.option.setAttribute('aria-selected', 'false');
    chosen = room;
    chosen?.option.setAttribute('aria-selected', 'true');
    chosen?.option.scrollIntoView({ block: 'nearest' });
    field.setAttribute('aria-activedescendant', chosen?.option.id ?? '');
  };
  const find = () => {
    const typed = plain(field.value.trim());
    // Of those that fit as well, first what is unread, and last where one is.
    const order = (/** @type {Found} */ { link, name }) =>
      4 * distance(name, typed) + 2 * Number(isCurrent(link)) + Number(!('unread' in link.dataset));
    fits = rooms.filter(({ name }) => distance(name, typed) < 3).sort((a, b) => order(a) - order(b));
    found.replaceChildren(...fits.map(({ option }) => option));
    found.hidden = !fits.length;
    field.setAttribute('aria-expanded', `${!found.hidden}`);
    none.textContent = fits.length ? '' : rooms.length ? words.none : words.noRooms;
    choose(fits[0]);
  };
  const go = (/** @type {Found} */ room) => {
    dialog.close();
    follow(room.link);
  };

  field.addEventListener('input', find);
  field.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing || event.keyCode === 229 || !(step || event.key === 'Enter')) return;
    event.preventDefault();
    if (!chosen) return;
    if (step) choose(fits.at((fits.indexOf(chosen) + step) % fits.length));
    else go(chosen);
  });
  found.addEventListener('click', ({ target }) => {
    const room = fits.find(({ option }) => option.contains(/** @type {Node} */ (target)));
    if (room) go(room);
  });
  show(dialog);
  find();
}
