// @ts-check
// Forms that are sent without leaving the page: the client opens what they lead to, and what was
// refused comes back in place.

// Milliseconds for which it is said that something was done, and after which a new place for words is listened to.
const SAID = 1500;
const SOON = 100;

const { saved = '', unreachable = '' } = /** @type {HTMLElement} */ (document.querySelector('script[data-saved]')).dataset;
/** @type {HTMLElement | undefined} */
let said;
/** @type {number | undefined} */
let soon;
/** @type {number | undefined} */
let quiet;

document.addEventListener('submit', (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (event.defaultPrevented || form.dataset.module !== 'stay') return;
  event.preventDefault();
  send(form, event.submitter);
});

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} button
 */
async function send(form, button) {
  if (form.ariaBusy) return;
  form.ariaBusy = 'true';
  try {
    const fields = /** @type {Iterable<[string, string]>} */ (new FormData(form, button));
    const body = new URLSearchParams([...fields]);
    const answer = await fetch(form.action, { method: 'POST', body });
    const text = answer.redirected ? '' : await answer.text();
    // Nobody is brought back who has gone somewhere else meanwhile.
    if (!form.isConnected) return;
    // What was said of an earlier try is no longer so.
    said?.replaceChildren();
    if (answer.redirected) {
      /** @type {HTMLElement | null} */ (form.closest('[popover]'))?.hidePopover();
      open(answer.url);
    } else again(form, text);
  } catch {
    tell(form, unreachable);
  }
  form.ariaBusy = null;
}

/**
 * The client goes where links lead.
 * @param {string} href
 */
function open(href) {
  const link = document.body.appendChild(Object.assign(document.createElement('a'), { href, hidden: true }));
  link.click();
  link.remove();
}

/**
 * @param {string} words
 * @param {boolean} lasting
 */
function say(words, lasting) {
  const place = said ?? document.body.appendChild(Object.assign(document.createElement('p'), { className: 'applied', role: 'status' }));
  said = place;
  clearTimeout(soon);
  clearTimeout(quiet);
  soon = setTimeout(() => {
    place.textContent = words;
  }, SOON);
  if (!lasting) quiet = setTimeout(() => place.replaceChildren(), SOON + SAID);
}

export const done = () => say(saved, false);
export const failed = () => say(unreachable, true);

/**
 * @param {HTMLFormElement} form
 * @param {string} words
 */
function tell(form, words) {
  const problem = Object.assign(document.createElement('p'), { className: 'form-problem', textContent: words });
  const place = form.querySelector('[role="alert"]');
  if (place) place.replaceChildren(problem);
  else say(words, true);
}

/**
 * The same page, with what is wrong beside its field; or what was said in place of a page.
 * @param {HTMLFormElement} form
 * @param {string} html
 */
export function again(form, html) {
  const page = new DOMParser().parseFromString(html, 'text/html').querySelector('[data-content]');
  if (!page) return tell(form, html);
  const before = form.closest('[data-content]');
  before?.replaceChildren(...page.childNodes);
  /** @type {HTMLElement | null | undefined} */ (before?.querySelector('[aria-invalid]'))?.focus();
}
