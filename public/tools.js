// @ts-check
// A message's tools where nothing hovers: a long press on the message opens them, a tap elsewhere or
// Escape closes them. And messages by keyboard: they are one stop for Tab, the arrows go from one to the
// next, and Tab from a message to what can be done with it. It listens on the whole document: timelines
// come and go while a page lives.

// Milliseconds until a press is a long one, and how far a finger may stray meanwhile.
const LONG = 500;
const STILL = 10;

/** @type {{ message: Element, timer: number, x: number, y: number } | undefined} */
let press;
// Whether the press of before was a long one: what it was on is not followed as well.
let wasLong = false;
/**
 * Lets a phone's Back close them, in browsers that say so.
 * @type {{ destroy(): void, onclose: unknown } | undefined}
 */
let watcher;

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
    if (!wasLong || !(/** @type {Element} */ (event.target).closest('article[data-open] a'))) return;
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

document.addEventListener('focusin', ({ target }) => {
  const row = /** @type {Element} */ (target).closest(ROWS);
  if (row === focused) return;
  stop(focused, false);
  stop(row, true);
  focused = row;
});

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
