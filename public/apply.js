// @ts-check
// Choices that apply when they are made: forms without a button of their own once this script is there.

import { contentOf, done, failed } from './stay.js';

document.documentElement.toggleAttribute('data-applies', true);
let latest = 0;

document.addEventListener('change', (event) => {
  const control = /** @type {HTMLInputElement | HTMLSelectElement} */ (event.target);
  const form = control.form;
  if (form?.dataset.module === 'apply') apply(form, control);
});

/**
 * Sends the form as its button would, and shows what comes back in the place of the form's section, with the focus where
 * it was. What is being typed beside it stays.
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement | HTMLSelectElement} control
 */
async function apply(form, control) {
  const own = ++latest;
  try {
    const fields = /** @type {Iterable<[string, string]>} */ (new FormData(form));
    const answer = await fetch(form.action, { method: 'POST', body: new URLSearchParams([...fields]) });
    // The list of rooms is drawn anew with the whole page.
    if (control.name === 'order' && answer.ok) return location.assign(answer.url);
    const page = contentOf(await answer.text());
    // A later choice says how it ended, and so does whoever went somewhere else meanwhile.
    if (own !== latest || !form.isConnected) return;
    // Whoever is signed out, or no longer in the room, is told so by the page.
    if (!page && (answer.ok || answer.status === 404)) return location.reload();
    if (!page) throw new Error();
    if (control.name === 'theme' && answer.ok) wear(control.value);
    if (control.name === 'enter' && answer.ok) document.documentElement.dataset.enter = control.value;
    renew(form, control, page);
    if (answer.ok) done();
  } catch {
    if (own !== latest) return;
    form.reset();
    failed();
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement | HTMLSelectElement} control
 * @param {Element} page
 */
function renew(form, control, page) {
  const content = form.closest('[data-content]');
  const section = form.closest('.section');
  if (!content || !section) return;
  const active = document.activeElement;
  const isElsewhere = active?.matches('input, textarea, select') && !section.contains(active);
  const forms = (/** @type {Element} */ root) => [...root.querySelectorAll('form')].filter(({ action }) => action === form.action);
  const place = forms(section).indexOf(form);
  const next = page.querySelectorAll('.section')[[...content.querySelectorAll('.section')].indexOf(section)];
  const isSame = next && forms(next).length > place;
  content.querySelector(':scope > .notice, .sections > .notice')?.remove();
  content.querySelector('[role="alert"]')?.replaceChildren(...(page.querySelector('[role="alert"]')?.childNodes ?? []));
  if (isSame) section.replaceWith(next);
  else content.replaceChildren(...page.childNodes);
  const same = [...(forms(isSame ? next : content)[place]?.elements ?? [])].find((other) => {
    const { name, type, value } = /** @type {HTMLInputElement} */ (other);
    return name === control.name && (type !== 'radio' || value === control.value);
  });
  if (!isElsewhere) /** @type {HTMLElement | undefined} */ (same)?.focus({ preventScroll: true });
}

/** @param {string} theme */
function wear(theme) {
  const own = theme === 'light' || theme === 'dark';
  document.documentElement.toggleAttribute('data-theme', own);
  if (own) document.documentElement.dataset.theme = theme;
  document.querySelector('meta[name="color-scheme"]')?.setAttribute('content', own ? theme : 'light dark');
}
