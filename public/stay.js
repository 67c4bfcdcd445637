// @ts-check
// Forms that are sent without leaving the page: the client opens what they lead to, and what was
// refused comes back in place.

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
    if (answer.redirected) {
      /** @type {HTMLElement | null} */ (form.closest('[popover]'))?.hidePopover();
      open(answer.url);
    } else again(form, text);
  } catch {
    tell(form, form.dataset.unreachable ?? '');
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
 * @param {HTMLFormElement} form
 * @param {string} words
 */
function tell(form, words) {
  const problem = Object.assign(document.createElement('p'), { className: 'form-problem', textContent: words });
  form.querySelector('[role="alert"]')?.replaceChildren(problem);
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
