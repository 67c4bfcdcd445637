// The service worker: shows what the server pushes while no page is open, and leads to it.
// It keeps nothing and answers no requests, so a new one can take over at once: no page is
// reloaded for it, and nothing that was typed is touched.

const ICON = '/icon-192.png';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => event.waitUntil(pushed(event.data)));

async function pushed(data) {
  let notice = {};
  try {
    notice = data.json();
  } catch {
    // Not ours to read; something is shown all the same, as browsers ask for every push.
  }
  if (notice.kind === 'test') return test(notice.id);
  await withdraw(notice.read);
  const tag = notice.room ? `room-${notice.room}` : 'roost';
  const options = {
    tag,
    renotify: true,
    body: notice.body ?? 'Open it to see what.',
    icon: ICON,
    badge: ICON,
    data: { url: notice.url ?? '/' },
  };
  const seen = notice.url && (await isSeen(notice.url));
  // A push for what is in view needs no notice. Browsers allow that while a page has the focus,
  // but for Safari, which counts every push without one against us: there it comes and goes.
  if (seen && !isSafari()) return;
  await count(notice.unread);
  await self.registration.showNotification(notice.title ?? 'Something new in Roost', { ...options, silent: Boolean(seen) });
  if (seen) await withdraw([notice.room]);
}

// Says on the installed app how much is unread. Pages say it as long as one is open, and take it away.
async function count(unread) {
  if (Number.isInteger(unread)) await self.navigator.setAppBadge?.(unread).catch(() => {});
}

// Takes notices of these rooms away.
async function withdraw(rooms) {
  for (const room of rooms ?? []) {
    for (const shown of await self.registration.getNotifications({ tag: `room-${room}` })) shown.close();
  }
}

// Shows a notice that was asked for, and tells the page that waits for it.
async function test(id) {
  const channel = new BroadcastChannel('roost-push');
  try {
    await self.registration.showNotification('Notices work', {
      tag: 'test',
      renotify: true,
      body: 'This is the test you sent.',
      icon: ICON,
      badge: ICON,
      data: { url: '/settings/notifications' },
    });
    channel.postMessage({ test: id, shown: true });
  } catch {
    channel.postMessage({ test: id, shown: false });
  }
  channel.close();
}

// Whether somebody is looking at the room that an address leads to.
async function isSeen(url) {
  const room = roomOf(url);
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const watched = pages.filter((page) => page.focused && page.visibilityState === 'visible');
  const places = await Promise.all(watched.map(async (page) => (await ask(page, { type: 'where' }))?.path ?? page.url));
  return places.some((place) => roomOf(place) === room);
}

// `/rooms/lobby/41` as `/rooms/lobby`.
function roomOf(url) {
  return new URL(url, self.location.origin).pathname.split('/').slice(0, 3).join('/');
}

// What a page answers. Where it has moved since it was loaded only the page itself knows.
function ask(page, question) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = (event) => resolve(event.data);
    setTimeout(() => resolve(undefined), 500);
    page.postMessage(question, [port2]);
  });
}

function isSafari() {
  const name = self.navigator.userAgent;
  return name.includes('Safari/') && !/Chrome|Chromium|Firefox|Android/.test(name);
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url ?? '/'));
});

// Goes to an address in the window that is open, or in a new one. The page goes there by itself, as
// by a link, if it can; else it is loaded there: what was typed in a room waits there either way.
async function open(url) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find((page) => page.focused) ?? pages.find((page) => page.visibilityState === 'visible') ?? pages[0];
  if (!page) return self.clients.openWindow(url);
  // Only right after the click is focusing allowed.
  const focused = await page.focus().catch(() => page);
  if ((await ask(focused, { type: 'open', url }))?.opened) return;
  try {
    await focused.navigate(url);
  } catch {
    await self.clients.openWindow(url);
  }
}

// A page tells which rooms have been read.
self.addEventListener('message', (event) => {
  if (event.data?.type === 'read') event.waitUntil(withdraw(event.data.rooms));
});

// The push service gave this browser another address: the server needs to know it.
self.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renew(event)));

async function renew(event) {
  let subscription = event.newSubscription;
  if (!subscription) {
    let key = event.oldSubscription?.options?.applicationServerKey;
    if (!key) {
      const answer = await fetch('/push/key');
      if (!answer.ok) return;
      key = (await answer.json()).key;
    }
    subscription = await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  }
  await fetch('/push/subscribe', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(subscription) });
}
