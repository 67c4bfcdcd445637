import { type BrowserContext, type CDPSession, type Page, chromium } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium as browser, flags } from '../support/chromium';
import { Person } from '../support/person';
import { expect, test } from '../support/test';

/** Somebody with a browser that keeps things: only there apps are installed and notices shown. */
const story = test.extend<{ keeper: Person }>({
  keeper: async ({ server }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'keeper-'));
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: browser(),
      args: flags,
      baseURL: server.url,
      locale: 'en-GB',
      permissions: ['notifications'],
    });
    const person = new Person('Ada', context, context.pages()[0] ?? (await context.newPage()), true);
    await person.signUp();
    await use(person);
    await context.close();
    await rm(folder, { recursive: true, force: true });
  },
});

story('Chrome has nothing against installing it', async ({ keeper }) => {
  const cdp = await keeper.context.newCDPSession(keeper.page);
  await expect
    .poll(async () => (await cdp.send('Page.getInstallabilityErrors')).installabilityErrors)
    .toEqual([]);
});

story('a push is shown, one for each room, and taken away once the room is read', async ({ keeper, server, person }) => {
  await keeper.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  await keeper.makeRoom('Kitchen');
  const push = await pushes(keeper.context, keeper.page, server.url);
  const message = (body: string) => ({ kind: 'message', room: 1, title: 'Garden', body, url: '/rooms/garden/2', read: [] });

  await bo.say('Beans are up');
  await expect(keeper.roomLink('Garden')).toContainText('1 unread');
  await push(message('Bo: Beans are up'));
  await expect.poll(() => shown(keeper.page)).toEqual([['room-1', 'Garden', 'Bo: Beans are up']]);
  await push(message('Bo: and peas'));
  await expect.poll(() => shown(keeper.page)).toEqual([['room-1', 'Garden', 'Bo: and peas']]);

  await keeper.markPage();
  await clickNotice(keeper.context);
  await keeper.inRoom('Garden');
  await expect(keeper.page).toHaveURL('/rooms/garden/2');
  expect(await keeper.pageIsMarked(), 'the open window goes there, without a reload').toBe(true);
  await expect.poll(() => shown(keeper.page)).toEqual([]);

  await keeper.go('Kitchen');
  await bo.say('Come and see');
  await expect(keeper.roomLink('Garden')).toContainText('1 unread');
  await push(message('Bo: Come and see'));
  await expect.poll(() => shown(keeper.page)).toHaveLength(1);
  await keeper.go('Garden');
  await expect.poll(() => shown(keeper.page), 'read, so taken away').toEqual([]);
});

story('a push for what is in view shows nothing', async ({ keeper, server }) => {
  await keeper.makeRoom('Garden');
  await keeper.makeRoom('Kitchen');
  await keeper.go('Garden');
  const push = await pushes(keeper.context, keeper.page, server.url);
  const message = (room: number, slug: string) => ({ kind: 'message', room, title: slug, body: 'x', url: `/rooms/${slug}/1`, read: [] });
  await keeper.page.bringToFront();
  await push(message(1, 'garden'));
  await push(message(2, 'kitchen'));
  await expect.poll(() => shown(keeper.page)).toEqual([['room-2', 'kitchen', 'x']]);
});

/** Delivers pushes to the page's service worker, as a push service would. */
async function pushes(context: BrowserContext, page: Page, origin: string): Promise<(payload: object) => Promise<void>> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const cdp: CDPSession = await context.newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations;
      if (first) resolve(first.registrationId);
    });
  });
  await cdp.send('ServiceWorker.enable');
  const registrationId = await registered;
  return async (payload) => {
    await cdp.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data: JSON.stringify(payload) });
  };
}

/** The notices that the system shows: tag, title and text. */
function shown(page: Page): Promise<string[][]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.getNotifications()).map(({ tag, title, body }) => [tag, title, body]);
  });
}

/** Clicks the notice that is shown. */
async function clickNotice(context: BrowserContext): Promise<void> {
  const [worker] = context.serviceWorkers();
  await worker?.evaluate(async () => {
    const scope = self as unknown as { registration: ServiceWorkerRegistration };
    const [notification] = await scope.registration.getNotifications();
    const Click = (self as unknown as { NotificationEvent: new (type: string, init: object) => Event }).NotificationEvent;
    self.dispatchEvent(new Click('notificationclick', { notification }));
  });
}
