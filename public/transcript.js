// @ts-check
// Copying several messages: each becomes one line, `Bo, 17:21: words`, in place of all that lies
// between them on the page. Of a single message it is what was selected of its words. It listens on
// the whole document: timelines come and go while a page lives.

/**
 * The selected text of an element. Some browsers break a selection up where something cannot be selected.
 * @param {Element} element
 * @param {Selection} selection
 */
function selected(element, selection) {
  let words = '';
  for (let at = 0; at < selection.rangeCount; at += 1) {
    const range = selection.getRangeAt(at);
    if (!range.intersectsNode(element)) continue;
    const part = document.createRange();
    part.selectNodeContents(element);
    if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) part.setStart(range.startContainer, range.startOffset);
    if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) part.setEnd(range.endContainer, range.endOffset);
    words += part;
  }
  return words;
}

/**
 * @param {Element} message
 * @param {Selection} selection
 */
function lineOf(message, selection) {
  const find = (/** @type {string} */ part) => /** @type {Element} */ (message.querySelector(part));
  const [words, name] = ['p', 'header bdi'].map((part) => selected(find(part), selection));
  const [author, time] = ['header bdi', 'time'].map((part) => find(part).textContent);
  return { words, name, line: `${author}, ${time}: ${words}` };
}

document.addEventListener('copy', (event) => {
  const selection = getSelection();
  const target = /** @type {Element} */ (event.target);
  if (!selection || selection.isCollapsed || target.closest?.('input, textarea')) return;
  const messages = [...document.querySelectorAll('article')].filter((message) => selection.containsNode(message, true));
  const lines = messages.map((message) => lineOf(message, selection)).filter(({ words }) => words.trim());
  if (!lines.length) return;
  const isOne = lines.length === 1 && !lines[0].name;
  event.clipboardData?.setData('text/plain', isOne ? lines[0].words : lines.map(({ line }) => line).join('\n'));
  event.preventDefault();
});
