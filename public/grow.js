// @ts-check
// Fields that grow with what is written in them, for browsers that do not do it by themselves
// (`field-sizing`): actions.js loads it there alone. The client changes a field after an event that
// it took, and says nothing: so it is looked when everything about the event has been done.

let isDue = false;

function grow() {
  isDue = false;
  for (const field of document.querySelectorAll('textarea')) {
    field.style.blockSize = '';
    // A long text keeps the height that the styles give it.
    if (field.dataset.long === undefined) field.style.blockSize = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  }
}

function soon() {
  if (!isDue) requestAnimationFrame(grow);
  isDue = true;
}

for (const type of ['input', 'keydown', 'submit', 'focusin']) document.addEventListener(type, soon);
for (const type of ['storage', 'resize']) addEventListener(type, soon);
// A page that is new, or that the client has taken over with the draft that it has kept.
const pages = new MutationObserver(soon);
pages.observe(document.body, { subtree: true, childList: true });
pages.observe(document.documentElement, { attributeFilter: ['data-hydrated'] });
soon();
