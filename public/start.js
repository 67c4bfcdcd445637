// @ts-check
// Starts the client, and stands by it. The server's markup is adopted if it is as it was sent; else, or
// if the client fails, the page is drawn anew from the data that came with it; and if that fails too the
// plain page stays, whose forms work by themselves. A document without markup and data is started too: its
// client learns from the server who is there. Nothing claims to be live that is not.

const root = document.documentElement;
const given = /** @type {HTMLElement} */ (document.querySelector('script[data-client]')).dataset;
const { client: script = '', wasm = '', notLive = '', reload = '' } = given;
const MEMORY = 'client';
// Milliseconds for which a tab remembers that the client failed in it.
const SOON = 600_000;
// Milliseconds after which a client that has not come is said to be missing.
const LATE = 8_000;

// Where the page was, which the data that came with it is of.
const from = location.href;

/**
 * Such as wasm-bindgen makes it.
 * @typedef {object} Client
 * @property {(from: { module_or_path: Promise<Response> }) => Promise<unknown>} default
 * @property {() => void} draw
 * @property {() => void} hydrate
 * @property {() => void} __wbg_reset_state
 */

/** @type {Client} */
let client;
let isRunning = false;

/**
 * When the client failed in this tab lately. Another client than the one that failed begins anew.
 * @returns {number[]}
 */
function failures() {
  try {
    const { of, at } = JSON.parse(sessionStorage[MEMORY]);
    return of === wasm ? at.filter((/** @type {number} */ time) => Math.abs(Date.now() - time) < SOON) : [];
  } catch {
    return [];
  }
}

/** @param {number[]} at */
function remember(at) {
  try {
    sessionStorage[MEMORY] = JSON.stringify({ of: wasm, at });
  } catch {}
}

// FNV-1a, as the server makes it: see src/server/web/markup_shape.rs.
const NOTHING = 0x811c9dc5;
/**
 * @param {number} sum
 * @param {string} words
 */
const noted = (sum, words) => {
  for (let at = 0; at < words.length; at += 1) sum = Math.imul(sum ^ words.charCodeAt(at), 0x01000193);
  return sum;
};
const written = (/** @type {number} */ sum) => (sum >>> 0).toString(16).padStart(8, '0');

/**
 * The shape of the markup.
 * @param {Node} element
 */
function shapeOf(element) {
  let shape = NOTHING;
  const note = (/** @type {string} */ words) => {
    shape = noted(shape, words);
  };
  const walk = (/** @type {Node} */ node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (node.nodeValue) note('t');
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      const { localName, dataset } = /** @type {HTMLElement} */ (node);
      note(`<${localName} `);
      if (localName !== 'svg' && dataset.opaque === undefined) node.childNodes.forEach(walk);
      note('>');
    } else {
      note(`!${node.nodeValue}`);
    }
  };
  walk(element);
  return written(shape);
}

// Whether the data is all there that the page is drawn from.
function isBrought() {
  const data = document.getElementById('start');
  return data?.dataset.sum === written(noted(NOTHING, data?.textContent ?? ''));
}

// Whether the document came without a page: there are no plain forms to stay with.
function isBare() {
  return !document.querySelector('[data-screen]') && !document.getElementById('start')?.textContent;
}

function isAsSent() {
  const frame = /** @type {HTMLElement | null} */ (document.body.firstChild);
  return frame?.dataset?.shape !== undefined && shapeOf(frame) === frame.dataset.shape;
}

// The field in which a message is written.
const field = () => /** @type {HTMLTextAreaElement | null} */ (document.querySelector('[data-screen] [data-composer] textarea'));

// The state that people left the page in, words and focus, to be given to the page that is drawn.
function gather() {
  const text = field();
  const { value = '', selectionStart = 0, selectionEnd = 0 } = text ?? {};
  const opaque = [...document.querySelectorAll('[data-screen] [data-opaque]')].map((element) => ({
    name: element.getAttribute('data-opaque'),
    nodes: [...element.childNodes],
  }));
  return {
    value,
    selectionStart,
    selectionEnd,
    isFocused: text === document.activeElement,
    focus: /** @type {HTMLElement | null} */ (document.activeElement),
    opaque,
  };
}

/** @param {ReturnType<typeof gather>} kept */
function give({ value, selectionStart, selectionEnd, isFocused, focus, opaque }) {
  for (const { name, nodes } of opaque) document.querySelector(`[data-opaque="${name}"]`)?.replaceChildren(...nodes);
  const text = field();
  if (text && value && !text.value) {
    text.value = value;
    text.dispatchEvent(new Event('input', { bubbles: true }));
    text.setSelectionRange(selectionStart, selectionEnd);
  }
  if (isFocused) text?.focus();
  else if (focus?.isConnected) focus.focus();
}

// Takes the markup away, and what was put around or before it; not the data that came with it.
function clear() {
  const frame = document.querySelector('[data-screen]');
  const data = document.getElementById('start');
  for (const node of [...document.body.childNodes]) {
    if (node.contains(frame) || node.nodeType !== Node.ELEMENT_NODE) node.remove();
  }
  if (data && !data.isConnected) document.body.append(data);
}

/** @param {() => void} begin */
function run(begin) {
  isRunning = true;
  try {
    begin();
  } catch {
    failed();
  }
}

function draw() {
  const kept = gather();
  clear();
  if (location.href !== from) document.getElementById('start')?.setAttribute('data-moved', '');
  root.dataset.client = 'drawn';
  run(client.draw);
  if (isRunning) give(kept);
}

function adopt() {
  root.dataset.client = 'adopted';
  run(client.hydrate);
}

// The client has failed. Once it is drawn anew, by a second instance; the next time the page does
// without it. The tab remembers, so that this comes to an end.
function failed() {
  if (!isRunning) return;
  isRunning = false;
  const before = failures();
  remember([...before, Date.now()]);
  delete root.dataset.hydrated;
  document.body.removeAttribute('data-live');
  queueMicrotask(() => (before.length ? leave() : again()));
}

function again() {
  try {
    client.__wbg_reset_state();
  } catch {
    return leave();
  }
  draw();
}

// The page as the server writes it, with what was being written.
function leave() {
  try {
    sessionStorage[`${MEMORY}-words`] = gather().value;
  } catch {}
  location.reload();
}

// Says that nothing comes by itself, where the server left room for it.
function sayPlain() {
  const status = document.querySelector('[data-status]');
  if (!status || status.childElementCount) return;
  const line = status.appendChild(Object.assign(document.createElement('p'), { className: 'status-line' }));
  line.append(notLive);
  line.append(Object.assign(document.createElement('a'), { className: 'status-action', href: '', rel: 'external', textContent: reload }));
  return line;
}

function stayPlain() {
  root.dataset.client = 'plain';
  const text = field();
  try {
    const words = sessionStorage[`${MEMORY}-words`];
    if (text && words && !text.value) text.value = words;
    delete sessionStorage[`${MEMORY}-words`];
  } catch {}
  sayPlain();
}

async function start() {
  const before = failures();
  if (before.length > 1 || !(isBrought() || isBare())) return stayPlain();
  /** @type {ReturnType<typeof sayPlain>} */
  let line;
  const late = setTimeout(() => {
    line = sayPlain();
  }, LATE);
  try {
    const module = fetch(wasm);
    module.catch(() => {});
    client = await import(script);
    await client.default({ module_or_path: module });
  } catch (error) {
    console.error(error);
    return stayPlain();
  } finally {
    clearTimeout(late);
    line?.remove();
  }
  // In a task of its own: what it is made of was enough for one.
  setTimeout(() => (before.length || !isAsSent() ? draw() : adopt()));
}

addEventListener('client-failed', failed);
// An exception thrown through the client leaves it as broken as a panic does.
addEventListener('error', ({ error }) => {
  // Where WebAssembly is turned off there is not even its name.
  if (!isRunning) return;
  if (error instanceof WebAssembly.RuntimeError || error?.stack?.includes(script)) failed();
});

// As long as there is no client, Enter sends the form: on a page that stays plain, and while it comes.
addEventListener('keydown', (event) => {
  const { key, shiftKey, ctrlKey, isComposing, keyCode } = event;
  // As the client does it: see `enter_sends`.
  const isFinger = matchMedia('(pointer: coarse)').matches && !matchMedia('(any-pointer: fine)').matches;
  if ((root.dataset.enter ?? (isFinger ? 'breaks' : 'sends')) === 'breaks' && !ctrlKey) return;
  const target = /** @type {HTMLTextAreaElement} */ (event.target);
  if (key !== 'Enter' || shiftKey || isComposing || keyCode === 229 || root.dataset.hydrated !== undefined) return;
  if (!target.matches?.('[data-composer] textarea') || !target.value.trim()) return;
  event.preventDefault();
  target.form?.requestSubmit();
});

// The page can be read as it is: the client comes after it has been painted. A hidden page is not painted.
if (document.hidden) start();
else requestAnimationFrame(() => setTimeout(start));
