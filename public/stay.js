// Forms that are sent without leaving the page: the client opens what they lead to, and what was
// refused comes back in place.

const UNREACHABLE = 'The server cannot be reached. Check the connection and try again.';

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.dataset.module !== '/stay.js') return;
  event.preventDefault();
  send(form, event.submitter);
});

async function send(form, button) {
  if (form.ariaBusy) return;
  form.ariaBusy = 'true';
  try {
    const body = new URLSearchParams(new FormData(form, button));
    const answer = await fetch(form.action, { method: 'POST', body });
    if (answer.redirected) open(answer.url);
    else again(form, await answer.text());
  } catch {
    const alert = form.querySelector('[role="alert"]');
    alert?.replaceChildren(Object.assign(document.createElement('p'), { className: 'form-problem', textContent: UNREACHABLE }));
  }
  form.ariaBusy = null;
}

// The client goes where links lead.
function open(href) {
  const link = document.body.appendChild(Object.assign(document.createElement('a'), { href, hidden: true }));
  link.click();
  link.remove();
}

// The same page, with what is wrong beside its field.
function again(form, html) {
  const page = new DOMParser().parseFromString(html, 'text/html').querySelector('.main-scroll');
  const before = form.closest('.main-scroll');
  before.replaceChildren(...page.childNodes);
  before.querySelector('[aria-invalid]')?.focus();
}
