// @ts-check
// A person's card, over the page beside the name or face that was clicked: the content of that person's own
// page. On phones it is a sheet at the lower end.

import { make } from './make.js';
import './stay.js';

// Pixels between the card and what it belongs to, and between it and the end of the window.
const GAP = 8;

/** @param {HTMLAnchorElement} link */
export async function show(link) {
  const card = make('div', { class: 'person-card', popover: 'auto', role: 'dialog', 'aria-label': link.textContent ?? '', tabindex: '-1' });
  card.ariaBusy = 'true';
  card.addEventListener('toggle', (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === 'closed') card.remove();
  });
  card.addEventListener('click', ({ target }) => {
    const { dataset } = /** @type {HTMLElement} */ (/** @type {Element} */ (target).closest('[data-mention]')) ?? {};
    if (dataset) mention(card, `@${dataset.mention} `);
  });
  // Kept: what the link is in may be written anew meanwhile.
  const beside = link.getBoundingClientRect();
  document.body.append(card);
  card.showPopover();
  place(card, beside);
  card.focus();
  try {
    const answer = await fetch(`/api/pages/open?address=${encodeURIComponent(link.pathname)}`);
    const { html: page } = await answer.json();
    card.innerHTML = page.html;
    card.ariaLabel = page.title;
    card.ariaBusy = null;
    place(card, beside);
  } catch {
    // Moved, or no server: the page says it.
    if (card.isConnected) location.assign(link.href);
  }
}

/**
 * Beside the link, within the window.
 * @param {HTMLElement} card
 * @param {DOMRect} from
 */
function place(card, from) {
  const { width, height } = card.getBoundingClientRect();
  const rtl = getComputedStyle(card).direction === 'rtl';
  const left = rtl ? from.left - GAP - width : from.right + GAP;
  const within = (/** @type {number} */ at, /** @type {number} */ size, /** @type {number} */ whole) =>
    `${Math.max(GAP, Math.min(at, whole - size - GAP))}px`;
  card.style.setProperty('--left', within(left, width, innerWidth));
  card.style.setProperty('--top', within(from.top, height, innerHeight));
}

/**
 * Writes the name into the composer, at the cursor.
 * @param {HTMLElement} card
 * @param {string} words
 */
function mention(card, words) {
  card.hidePopover();
  const field = /** @type {HTMLTextAreaElement | null} */ (document.querySelector('[data-composer] textarea'));
  if (!field) return;
  const { selectionStart: at, value } = field;
  field.setRangeText((/(^|\s)$/.test(value.slice(0, at)) ? '' : ' ') + words, at, field.selectionEnd, 'end');
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.focus();
}
