// Forms that are sent without leaving the page: the client opens what they lead to, and what was
// refused comes back in place.

const UNREACHABLE = 'The server cannot be reached. Check the connection and try again.';

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.dataset.module !== 'stay') return;
  event.preventDefault();
  send(form, event.submitter);
});

async function send(form, button) {
  if (form.ariaBusy) return;
  form.ariaBusy = 'true';
  try {
    const body = new URLSearchParams(new FormData(form, button));
    const answer = await fetch(form.action, { method: 'POST', body });
    const text = answer.redirected ? '' : await answer.text();
    // Whoever has gone somewhere else meanwhile stays there.
    if (!form.isConnected) return;
    if (answer.redirected) open(answer.url);
    else again(form, text);
  } catch {
    tell(form, UNREACHABLE);
  }
  form.ariaBusy = null;
}

// The client goes where links lead.
function open(href) {
  const link = document.body.appendChild(Object.assign(document.createElement('a'), { href, hidden: true }));
  link.click();
  link.remove();
}

function tell(form, words) {
  const problem = Object.assign(document.createElement('p'), { className: 'form-problem', textContent: words });
  form.querySelector('[role="alert"]')?.replaceChildren(problem);
}

// The same page, with what is wrong beside its field; or what was said in place of a page.
function again(form, html) {
  const page = new DOMParser().parseFromString(html, 'text/html').querySelector('[data-content]');
  if (!page) return tell(form, html);
  const before = form.closest('[data-content]');
  before.replaceChildren(...page.childNodes);
  before.querySelector('[aria-invalid]')?.focus();
}
