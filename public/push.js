// @ts-check
// Turning notices on, and trying them out, on /settings/notifications. Each step that fails is named.
// It listens on the whole document: the page may come again without being loaded anew.

// Seconds that a step may take before something is said to be in the way.
const PATIENCE = { worker: 15, subscribe: 30, arrive: 30 };

/**
 * The sentences, by their names, from the section of the page.
 * @type {Record<string, string>}
 */
let words = {};

class Failed extends Error {}

/**
 * @param {string} why
 * @returns {never}
 */
function fail(why) {
  throw new Failed(why);
}

document.addEventListener('click', async (event) => {
  const target = /** @type {Element} */ (event.target);
  const button = /** @type {HTMLButtonElement | undefined} */ (target.closest?.('button[data-push="enable"], button[data-push="test"]'));
  if (!button || button.disabled) return;
  button.disabled = true;
  words = JSON.parse(/** @type {HTMLElement | null} */ (button.closest('[data-words]'))?.dataset.words ?? '{}');
  try {
    say(words.wait);
    await (button.dataset.push === 'enable' ? enable() : test());
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    say(error instanceof Failed ? message : `${words.broken}${message}`);
  } finally {
    button.disabled = false;
  }
});

/** @param {string} what */
function say(what) {
  const status = document.querySelector('[data-push="status"]');
  if (status) status.textContent = what;
}

async function enable() {
  await subscribe();
  say(words.on);
}

// The steps, in order.
async function subscribe() {
  if (!isSecureContext) fail(words.insecure);
  if (!('serviceWorker' in navigator)) fail(words.noWorkers);
  if (!('PushManager' in window) || !('Notification' in window)) {
    fail(isApple() ? words.apple : words.noPush);
  }
  // First of the steps that wait: browsers ask only right after a click.
  const permission = await Notification.requestPermission();
  if (permission === 'denied') fail(words.denied);
  if (permission !== 'granted') fail(words.unanswered);
  const registration = await worker();
  const key = await serverKey();
  const subscription = await pushService(registration, key);
  const answer = await send('/push/subscribe', subscription);
  if (answer.ok) return registration;
  if (answer.status === 401) fail(words.signedOut);
  if (answer.status === 429) fail(words.tooOften);
  if (answer.status === 422) {
    const { why } = await answer.json();
    fail(why === 'unknown' ? words.unknownService : words.privateService);
  }
  fail(words.notKept);
}

async function worker() {
  const registered = navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready);
  return within(registered, PATIENCE.worker, words.workerLate).catch((error) =>
    fail(error instanceof Failed ? error.message : words.workerFailed),
  );
}

async function serverKey() {
  const answer = await fetch('/push/key').catch(() => fail(words.noServer));
  if (answer.status === 401) fail(words.signedOut);
  if (!answer.ok) fail(words.noKey);
  return (await answer.json()).key;
}

/**
 * Asks the browser's push service for an address. Browsers may wait for it for ever.
 * @param {ServiceWorkerRegistration} registration
 * @param {string} key
 */
async function pushService(registration, key) {
  const known = await registration.pushManager.getSubscription();
  // One that was made for other keys of the server is of no use.
  if (known && text(known.options?.applicationServerKey) !== key) await known.unsubscribe();
  const asked = registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  return within(asked, PATIENCE.subscribe, words.serviceLate).catch((error) =>
    fail(error.name === 'NotAllowedError' ? words.notAllowed : words.serviceLate),
  );
}

/**
 * Bytes as base64url, as the server writes its key.
 * @param {ArrayBuffer | null | undefined} bytes
 */
function text(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(bytes ?? [])))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

async function test() {
  await subscribe();
  const id = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const channel = new BroadcastChannel('roost-push');
  /** @type {Promise<{ shown: boolean }>} */
  const arrived = new Promise((resolve) => {
    channel.onmessage = (event) => event.data?.test === id && resolve(event.data);
  });
  try {
    const answer = await send('/push/test', { id });
    if (answer.status === 429) fail(words.tooOften);
    if (!answer.ok) fail(words.testLater);
    const { how } = await answer.json();
    if (how !== 'taken') fail(words[how] ?? words.testFailed);
    say(words.taken);
    const { shown } = await within(arrived, PATIENCE.arrive, words.testLate);
    say(shown ? words.shown : words.notShown);
  } finally {
    channel.close();
  }
}

/**
 * @param {string} path
 * @param {object} what
 */
function send(path, what) {
  return fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(what) }).catch(() =>
    fail(words.noServer),
  );
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {number} seconds
 * @param {string} why
 */
function within(promise, seconds, why) {
  let timer = 0;
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Failed(why)), seconds * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function isApple() {
  // An iPad says that it is a Mac, but no Mac is touched.
  return /iPhone|iPad/.test(navigator.userAgent) || (navigator.userAgent.includes('Mac') && navigator.maxTouchPoints > 1);
}
