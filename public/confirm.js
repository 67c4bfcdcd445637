// @ts-check
// The question before something that cannot be undone: its verb on one button, and another to stay.

import { make } from './make.js';

/**
 * Whether the answer is yes. The focus begins on the way back, and goes back to where it was.
 * @param {string} question A sentence that asks, and perhaps others that say what becomes of it.
 * @param {string} verb
 * @param {string} stay
 * @returns {Promise<boolean>}
 */
export function ask(question, verb, stay) {
  const end = question.indexOf('?') + 1 || question.length;
  const title = make('h2', { class: 'dialog-title', id: 'confirm-title' }, question.slice(0, end));
  const text = make('p', { class: 'dialog-text', id: 'confirm-text' }, question.slice(end).trim());
  const no = make('button', { class: 'button button-quiet', value: '' }, stay);
  const yes = make('button', { class: 'button button-danger', value: 'yes' }, verb);
  no.autofocus = true;
  const form = make('form', { class: 'dialog-answers', method: 'dialog' }, no, yes);
  const names = {
    class: 'dialog dialog-small',
    role: 'alertdialog',
    'aria-labelledby': 'confirm-title',
    'aria-describedby': 'confirm-text',
  };
  const dialog = make('dialog', names, title, ...(text.textContent ? [text] : []), form);
  return new Promise((answer) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      answer(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
