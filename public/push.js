// @ts-check
// Turning notices on, and trying them out, on /settings/notifications. Each step that fails is named.
// It listens on the whole document: the page may come again without being loaded anew.

// Seconds that a step may take before something is said to be in the way.
const PATIENCE = { worker: 15, subscribe: 30, arrive: 30 };

class Failed extends Error {}

/**
 * @param {string} words
 * @returns {never}
 */
function fail(words) {
  throw new Failed(words);
}

document.addEventListener('click', async (event) => {
  const target = /** @type {Element} */ (event.target);
  const button = /** @type {HTMLButtonElement | undefined} */ (target.closest?.('button[data-push="enable"], button[data-push="test"]'));
  if (!button || button.disabled) return;
  button.disabled = true;
  try {
    say('One moment.');
    await (button.dataset.push === 'enable' ? enable() : test());
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    say(error instanceof Failed ? message : `Something went wrong in this browser: ${message}`);
  } finally {
    button.disabled = false;
  }
});

/** @param {string} words */
function say(words) {
  const status = document.querySelector('[data-push="status"]');
  if (status) status.textContent = words;
}

async function enable() {
  await subscribe();
  say('Notices are on in this browser. Send a test to see that they arrive.');
}

// The steps, in order.
async function subscribe() {
  if (!isSecureContext) fail('Browsers allow notices over https only. Ask whoever runs this place for an https address.');
  if (!('serviceWorker' in navigator)) fail('This browser cannot show notices while Roost is closed. In a private window it never can.');
  if (!('PushManager' in window) || !('Notification' in window)) {
    fail(
      isApple()
        ? 'On an iPhone or iPad, add Roost to the Home Screen first: Share, then Add to Home Screen. Then open it there and turn notices on.'
        : 'This browser cannot show notices while Roost is closed.',
    );
  }
  // First of the steps that wait: browsers ask only right after a click.
  const permission = await Notification.requestPermission();
  if (permission === 'denied')
    fail('Notices from this address are blocked in this browser. Allow them in its settings for this site, then try again.');
  if (permission !== 'granted') fail('The browser asked, and got no answer. Try again and choose Allow.');
  const registration = await worker();
  const key = await serverKey();
  const subscription = await pushService(registration, key);
  const answer = await send('/push/subscribe', subscription);
  if (answer.ok) return registration;
  if (answer.status === 401) fail('You are signed out. Sign in again, then turn notices on.');
  if (answer.status === 429) fail('That was too often. Wait a minute, then try again.');
  if (answer.status === 422) {
    const { why } = await answer.json();
    fail(
      why === 'unknown'
        ? "The server cannot find this browser's push service. It may have no way out to the internet."
        : "The server does not accept this browser's push service, because it is not on the public internet.",
    );
  }
  fail('The server could not keep this browser. Try again later.');
}

async function worker() {
  const registered = navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready);
  return within(
    registered,
    PATIENCE.worker,
    'The part of Roost that shows notices could not be started in this browser. Reload the page and try again.',
  ).catch((error) =>
    fail(
      error instanceof Failed ? error.message : 'The part of Roost that shows notices could not be loaded. Reload the page and try again.',
    ),
  );
}

async function serverKey() {
  const answer = await fetch('/push/key').catch(() => fail('The server cannot be reached. Check the connection and try again.'));
  if (answer.status === 401) fail('You are signed out. Sign in again, then turn notices on.');
  if (!answer.ok) fail('The server could not answer. Try again later.');
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
  const words = "This browser's push service cannot be reached. The network may block it, or the browser may have it turned off.";
  return within(asked, PATIENCE.subscribe, words).catch((error) =>
    fail(error.name === 'NotAllowedError' ? 'This browser does not allow notices here.' : words),
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
    if (answer.status === 429) fail('That was too often. Wait a minute, then try again.');
    if (!answer.ok) fail('The server could not send the test. Try again later.');
    const { how } = await answer.json();
    /** @type {Record<string, string>} */
    const words = {
      unknown: 'The server does not know this browser. Turn notices on first.',
      gone: 'The push service does not know this browser any more. Turn notices on again.',
      later: 'The push service is busy and asks to wait. Try again in a few minutes.',
      unreachable: "The server cannot reach this browser's push service. It may have no way out to the internet.",
      refused: 'The push service refused the test. Turn notices on again; if that does not help, tell whoever runs this place.',
    };
    if (how !== 'taken') fail(words[how] ?? 'The server could not send the test.');
    say('The push service has taken the test. Waiting for it to arrive.');
    const { shown } = await within(
      arrived,
      PATIENCE.arrive,
      'The push service took the test, but it has not arrived here. The browser may be holding notices back, as when the battery is low.',
    );
    say(
      shown
        ? 'It arrived. If you saw no notice, look at the notification settings of your system, and whether it keeps quiet.'
        : 'It arrived, but the browser would not show it. Look at its settings for this site.',
    );
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
    fail('The server cannot be reached. Check the connection and try again.'),
  );
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {number} seconds
 * @param {string} words
 */
function within(promise, seconds, words) {
  let timer = 0;
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Failed(words)), seconds * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function isApple() {
  // An iPad says that it is a Mac, but no Mac is touched.
  return /iPhone|iPad/.test(navigator.userAgent) || (navigator.userAgent.includes('Mac') && navigator.maxTouchPoints > 1);
}
