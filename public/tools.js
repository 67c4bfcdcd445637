// @ts-check
// A message's tools: put into the message that is pointed at, has the focus, or is held. Where nothing hovers a long
// press on the message opens them, a tap elsewhere or Escape closes them. And messages by keyboard: they are one stop
// for Tab, the arrows go from one to the next, and Tab from a message to what can be done with it. It listens on the
// whole document: timelines come and go while a page lives.

// Milliseconds until a press is a long one, and how far a finger may stray meanwhile.
const LONG = 500;
const STILL = 10;

/** @type {{ message: Element, timer: number, x: number, y: number } | undefined} */
let press;
// Whether the press of before was a long one: what the finger is lifted from, the message or the sheet that has come
// under it, does nothing then.
let wasLong = false;
/**
 * Lets a phone's Back close them, in browsers that say so.
 * @type {{ destroy(): void, onclose: unknown } | undefined}
 */
let watcher;

const { dataset } = document.documentElement;

/**
 * Puts the tools into a message, and takes them from where nobody needs them any more. The client must have taken
 * over, or have given up: while it takes over, rows are to be as they came.
 * @param {Element | null | undefined} message
 */
function equip(message) {
  if (!message?.matches('[data-can]') || (dataset.hydrated === undefined && dataset.client !== 'plain')) return;
  for (const old of document.querySelectorAll('article > [data-tools]')) {
    const of = /** @type {Element} */ (old.parentElement);
    if (of !== message && !of.hasAttribute('data-open') && !of.contains(document.activeElement)) old.remove();
  }
  if (message.querySelector(':scope > [data-tools]')) return;
  /** @type {HTMLTemplateElement | null} */
  const template = document.querySelector('template[data-opaque="tools"]');
  const tools = /** @type {Element | undefined} */ (template?.content.firstElementChild?.cloneNode(true));
  if (!tools) return;
  const link = message.querySelector('.message-time')?.getAttribute('href') ?? '';
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (tools.querySelectorAll('button'))) {
    button.tabIndex = message.contains(document.activeElement) ? 0 : -1;
    if (button.type === 'submit') button.value = message.getAttribute('data-seq') ?? '';
    if (button.dataset.when) button.setAttribute('formaction', link);
    if (button.dataset.link !== undefined) button.dataset.copy = link;
  }
  message.append(tools);
}

document.addEventListener('pointerover', ({ pointerType, target }) => {
  if (pointerType === 'mouse') equip(/** @type {Element} */ (target).closest('article'));
});

function close() {
  watcher?.destroy();
  watcher = undefined;
  const open = document.querySelector('article[data-open]');
  open?.removeAttribute('data-open');
  return Boolean(open);
}

/** @param {Element} message */
function open(message) {
  wasLong = true;
  equip(message);
  message.setAttribute('data-open', '');
  const Watcher = /** @type {{ CloseWatcher?: new () => { destroy(): void, onclose: unknown } }} */ (/** @type {unknown} */ (window))
    .CloseWatcher;
  if (!Watcher) return;
  watcher = new Watcher();
  watcher.onclose = close;
}

function lift() {
  if (!press) return;
  clearTimeout(press.timer);
  press.message.removeAttribute('data-pressing');
  press = undefined;
}

document.addEventListener('pointerdown', (event) => {
  const { pointerType, isPrimary, clientX, clientY } = event;
  const target = /** @type {Element} */ (event.target);
  lift();
  wasLong = false;
  if (target.closest('article[data-open] > [data-tools] > button')) return;
  // Beside the sheet of a phone a tap closes it, and does nothing else.
  if (close() && target.closest('[data-tools]')) return;
  const message = target.closest('article[data-seq]');
  // A link to elsewhere has a long press of its own.
  if (pointerType !== 'touch' || !isPrimary || !message || target.closest('a:not([href^="/people/"]), button, [data-editor]')) return;
  const timer = setTimeout(() => open(message), LONG);
  message.setAttribute('data-pressing', '');
  press = { message, timer, x: clientX, y: clientY };
});

document.addEventListener('pointermove', ({ clientX, clientY }) => {
  if (press && Math.hypot(clientX - press.x, clientY - press.y) > STILL) lift();
});

for (const end of ['pointerup', 'pointercancel']) document.addEventListener(end, lift);

document.addEventListener(
  'click',
  (event) => {
    // One by a key is meant.
    if (!wasLong || !event.detail || !(/** @type {Element} */ (event.target).closest('article[data-open]'))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

// Some browsers have a menu of their own at about the same time.
document.addEventListener('contextmenu', (event) => {
  if (press) event.preventDefault();
});

// Before the page takes Escape for having read everything.
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.isComposing && close()) event.preventDefault();
});

document.addEventListener('submit', close);

// Rows that the arrows go to.
const ROWS = 'article, .intro, .new-line';
/** @type {Element | null | undefined} */
let focused;

/**
 * Whether Tab stops at the controls of a row.
 * @param {Element | null | undefined} row
 * @param {boolean} stops
 */
function stop(row, stops) {
  for (const control of row?.querySelectorAll('a[href], button') ?? []) {
    // A failed message is to be decided wherever the focus is, and a picture leads where the name beside it does.
    if (!control.closest('.message-failed, [aria-hidden]')) control.setAttribute('tabindex', stops ? '0' : '-1');
  }
}

// Rows of the server, and those that a client draws in their place; all later ones come so.
function rest() {
  for (const row of document.querySelectorAll(ROWS)) stop(row, false);
}
rest();
new MutationObserver(rest).observe(document.documentElement, { attributeFilter: ['data-client'] });

/** The links of the row that has the focus, which are written anew when something about the message changes. */
const links = () => /** @type {NodeListOf<HTMLElement>} */ (focused?.querySelectorAll('.message-parts a') ?? []);
// Which of them has the focus.
let place = -1;
const renewed = new MutationObserver(() => {
  stop(focused, true);
  if (document.activeElement === document.body) [...links()][place]?.focus({ preventScroll: true });
});

document.addEventListener('focusin', ({ target }) => {
  const row = /** @type {Element} */ (target).closest(ROWS);
  if (row !== focused) {
    if (row?.matches('article')) equip(row);
    stop(focused, false);
    stop(row, true);
    focused = row;
    renewed.disconnect();
    if (row) renewed.observe(row, { childList: true, subtree: true });
  }
  place = [...links()].indexOf(/** @type {HTMLElement} */ (target));
});

// It left by itself, and not because the link is gone.
document.addEventListener('focusout', ({ target }) =>
  queueMicrotask(() => {
    if (/** @type {Element} */ (target).isConnected) place = -1;
  }),
);

document.addEventListener('keydown', (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const target = /** @type {Element} */ (event.target);
  const scroller = target.closest('.timeline-scroller');
  if (!step || !scroller || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  // There they move the cursor, or choose among what an input method offers.
  if (target.closest('textarea, input')) return;
  const rows = [.../** @type {NodeListOf<HTMLElement>} */ (scroller.querySelectorAll(ROWS))];
  const lower = scroller.getBoundingClientRect().bottom;
  const here = rows.indexOf(/** @type {HTMLElement} */ (target.closest(ROWS)));
  // From without, the last one in view.
  const last = rows.findLast((row) => row.getBoundingClientRect().bottom <= lower + 1);
  const next = here < 0 ? last : rows[here + step];
  event.preventDefault();
  if (!next) return;
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
});
