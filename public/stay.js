// @ts-check
// Forms that are sent without leaving the page: the client opens what they lead to, and what was
// refused comes back in place.

// Milliseconds for which it is said that something was done, or was not, and after which a new place for words is
// listened to.
const SAID = 1500;
const TROUBLE = 8000;
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
    } else again(form, answer, text);
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
 * @param {number} time
 */
function say(words, time) {
  const place = said ?? document.body.appendChild(Object.assign(document.createElement('p'), { className: 'applied', role: 'status' }));
  said = place;
  clearTimeout(soon);
  clearTimeout(quiet);
  soon = setTimeout(() => {
    place.textContent = words;
  }, SOON);
  quiet = setTimeout(() => place.replaceChildren(), SOON + time);
}

export const done = () => say(saved, SAID);
export const failed = () => say(unreachable, TROUBLE);

/**
 * @param {HTMLFormElement} form
 * @param {string} words
 */
function tell(form, words) {
  const problem = Object.assign(document.createElement('p'), { className: 'form-problem', textContent: words });
  const place = form.querySelector('[role="alert"]');
  if (place) place.replaceChildren(problem);
  else say(words, TROUBLE);
}

/**
 * What a page of ours has for the place of another.
 * @param {string} html
 */
export const contentOf = (html) => new DOMParser().parseFromString(html, 'text/html').querySelector('[data-content]');

/**
 * The same page, with what is wrong beside its field; or what was said in place of a page.
 * @param {HTMLFormElement} form
 * @param {Response} answer
 * @param {string} text
 */
function again(form, answer, text) {
  const [before, page] = [form.closest('[data-content]'), contentOf(text)];
  if (!before || !page) {
    // Words of the server; a page of somebody else's, such as a proxy's, says nothing about the form.
    return tell(form, answer.headers.get('content-type')?.startsWith('text/plain') ? text : unreachable);
  }
  before.replaceChildren(...page.childNodes);
  /** @type {HTMLElement | null} */ (before.querySelector('[aria-invalid]'))?.focus();
}
