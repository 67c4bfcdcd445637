// @ts-check
// The service worker: shows what the server pushes while no page is open, and leads to it.
// It keeps nothing and answers no requests, so a new one can take over at once: no page is
// reloaded for it, and nothing that was typed is touched.

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

const ICON = '/icon-192.png';
// For a push that cannot be read: a worker has no document to take words from.
const SOMETHING = { title: 'Something new in Roost', body: 'Open it to see what.' };

/**
 * A push of the server's, once it is open.
 * @typedef {object} Notice
 * @property {string} [kind]
 * @property {string} [id]
 * @property {string} [title]
 * @property {string} [body]
 * @property {string} [url]
 * @property {number} [room]
 * @property {number[]} [read]
 * @property {number} [unread]
 */

worker.addEventListener('install', () => worker.skipWaiting());
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener('push', (event) => event.waitUntil(pushed(event.data)));

/** @param {PushMessageData | null} data */
async function pushed(data) {
  /** @type {Notice} */
  let notice = {};
  try {
    notice = data?.json() ?? {};
  } catch {
    // Not ours to read; something is shown all the same, as browsers ask for every push.
  }
  if (notice.kind === 'test') return test(notice);
  await withdraw(notice.read);
  const tag = notice.room ? `room-${notice.room}` : 'roost';
  const options = { tag, body: notice.body ?? SOMETHING.body, data: { url: notice.url ?? '/' } };
  const seen = notice.url && (await isSeen(notice.url));
  // A push for what is in view needs no notice. Browsers allow that while a page has the focus,
  // but for Safari, which counts every push without one against us: there it comes and goes.
  if (seen && !isSafari()) return;
  await count(notice.unread);
  await show(notice.title ?? SOMETHING.title, { ...options, silent: Boolean(seen) });
  if (seen) await withdraw([notice.room]);
}

/**
 * Shows a notice, which is told of again where it takes the place of an older one.
 * @param {string} title
 * @param {NotificationOptions} options
 */
function show(title, options) {
  /** @type {NotificationOptions & { renotify: boolean }} */
  const all = { renotify: true, icon: ICON, badge: ICON, ...options };
  return worker.registration.showNotification(title, all);
}

/**
 * Says on the installed app how much is unread. Pages say it as long as one is open, and take it away.
 * @param {number | undefined} unread
 */
async function count(unread) {
  if (Number.isInteger(unread)) await worker.navigator.setAppBadge?.(unread).catch(() => {});
}

/**
 * Takes notices of these rooms away.
 * @param {(number | undefined)[] | undefined} rooms
 */
async function withdraw(rooms) {
  for (const room of rooms ?? []) {
    for (const shown of await worker.registration.getNotifications({ tag: `room-${room}` })) shown.close();
  }
}

/**
 * Shows a notice that was asked for, and tells the page that waits for it.
 * @param {Notice} notice
 */
async function test({ id, title = SOMETHING.title, body = SOMETHING.body }) {
  const channel = new BroadcastChannel('roost-push');
  try {
    const data = { url: '/settings/notifications' };
    await show(title, { tag: 'test', body, data });
    channel.postMessage({ test: id, shown: true });
  } catch {
    channel.postMessage({ test: id, shown: false });
  }
  channel.close();
}

/**
 * Whether somebody is looking at the room that an address leads to.
 * @param {string} url
 */
async function isSeen(url) {
  const room = roomOf(url);
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const watched = pages.filter((page) => page.focused && page.visibilityState === 'visible');
  const places = await Promise.all(watched.map(async (page) => (await ask(page, { type: 'where' }))?.path ?? page.url));
  return places.some((place) => roomOf(place) === room);
}

/**
 * `/rooms/lobby/41` as `/rooms/lobby`.
 * @param {string} url
 */
function roomOf(url) {
  return new URL(url, worker.location.origin).pathname.split('/').slice(0, 3).join('/');
}

/**
 * The answer of a page. Where it has moved since it was loaded only the page itself knows.
 * @param {Client} page
 * @param {{ type: string, url?: string }} question
 * @returns {Promise<{ path?: string, opened?: boolean } | undefined>}
 */
function ask(page, question) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => resolve(event.data);
    setTimeout(() => resolve(undefined), 500);
    page.postMessage(question, [port2]);
  });
}

function isSafari() {
  const name = worker.navigator.userAgent;
  return name.includes('Safari/') && !/Chrome|Chromium|Firefox|Android/.test(name);
}

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url ?? '/'));
});

/**
 * Goes to an address in the window that is open, or in a new one. The page goes there by itself, as
 * by a link, if it can; else it is loaded there: what was typed in a room waits there either way.
 * @param {string} url
 */
async function open(url) {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find((page) => page.focused) ?? pages.find((page) => page.visibilityState === 'visible') ?? pages[0];
  if (!page) return worker.clients.openWindow(url);
  // Only right after the click is focusing allowed.
  const focused = await page.focus().catch(() => page);
  if ((await ask(focused, { type: 'open', url }))?.opened) return;
  try {
    await focused.navigate(url);
  } catch {
    await worker.clients.openWindow(url);
  }
}

// A page tells which rooms have been read.
worker.addEventListener('message', (event) => {
  if (event.data?.type === 'read') event.waitUntil(withdraw(event.data.rooms));
});

// The push service gave this browser another address: the server needs to know it.
worker.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renew(event)));

/** @param {PushSubscriptionChangeEvent} event */
async function renew(event) {
  let subscription = event.newSubscription;
  if (!subscription) {
    let key = event.oldSubscription?.options?.applicationServerKey;
    if (!key) {
      const answer = await fetch('/push/key');
      if (!answer.ok) return;
      key = (await answer.json()).key;
    }
    subscription = await worker.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  }
  await fetch('/push/subscribe', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(subscription) });
}
