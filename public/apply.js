// @ts-check
// Choices that apply when they are made: forms without a button of their own once this script is there.

import { again, done, failed } from './stay.js';

document.documentElement.toggleAttribute('data-applies', true);
let latest = 0;

document.addEventListener('change', (event) => {
  const control = /** @type {HTMLInputElement | HTMLSelectElement} */ (event.target);
  const form = control.form;
  if (form?.dataset.module === 'apply') apply(form, control);
});

/**
 * Sends the form as its button would, and shows the page that comes back, with the focus where it was.
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
    const page = await answer.text();
    // A later choice says how it ended, and so does whoever went somewhere else meanwhile.
    if (own !== latest || !form.isConnected) return;
    if (control.name === 'theme' && answer.ok) wear(control.value);
    if (control.name === 'enter' && answer.ok) document.documentElement.dataset.enter = control.value;
    const place = [...document.querySelectorAll('form')].indexOf(form);
    again(form, page);
    document.querySelector('[data-content] > .notice, [data-content] .sections > .notice')?.remove();
    const controls = [...(document.forms[place]?.elements ?? [])];
    const same = controls.find((other) => {
      const { name, type, value } = /** @type {HTMLInputElement} */ (other);
      return name === control.name && (type !== 'radio' || value === control.value);
    });
    /** @type {HTMLElement | undefined} */ (same)?.focus({ preventScroll: true });
    if (answer.ok) done();
  } catch {
    if (own !== latest) return;
    form.reset();
    failed();
  }
}

/** @param {string} theme */
function wear(theme) {
  const own = theme === 'light' || theme === 'dark';
  document.documentElement.toggleAttribute('data-theme', own);
  if (own) document.documentElement.dataset.theme = theme;
  document.querySelector('meta[name="color-scheme"]')?.setAttribute('content', own ? theme : 'light dark');
}
