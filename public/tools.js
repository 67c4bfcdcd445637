// @ts-check
// A message's tools where nothing hovers: a long press on the message opens them, a tap elsewhere or
// Escape closes them. It listens on the whole document: timelines come and go while a page lives.

// Milliseconds until a press is a long one, and how far a finger may stray meanwhile.
const LONG = 500;
const STILL = 10;

/** @type {{ message: Element, timer: number, x: number, y: number } | undefined} */
let press;

function close() {
  const open = document.querySelector('article[data-open]');
  open?.removeAttribute('data-open');
  return Boolean(open);
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
  if (target.closest('article[data-open] > [data-tools]')) return;
  close();
  const message = target.closest('article[data-seq]');
  // A link has a long press of its own.
  if (pointerType !== 'touch' || !isPrimary || !message || target.closest('a, button')) return;
  const timer = setTimeout(() => message.setAttribute('data-open', ''), LONG);
  message.setAttribute('data-pressing', '');
  press = { message, timer, x: clientX, y: clientY };
});

document.addEventListener('pointermove', ({ clientX, clientY }) => {
  if (press && Math.hypot(clientX - press.x, clientY - press.y) > STILL) lift();
});

for (const end of ['pointerup', 'pointercancel']) document.addEventListener(end, lift);

// Some browsers have a menu of their own at about the same time.
document.addEventListener('contextmenu', (event) => {
  if (press) event.preventDefault();
});

// Before the page takes Escape for having read everything.
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !event.isComposing && close()) event.preventDefault();
});

document.addEventListener('submit', close);
