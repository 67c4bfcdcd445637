// Somebody whose browser shows notices, and what a push service and a finger on a notice do there.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, type CDPSession, chromium, type Page } from '@playwright/test';
import { chromium as browser, flags } from './chromium';
import { Person } from './person';
import { test } from './test';

/** Somebody with a browser that keeps things: only there apps are installed and notices shown. */
export const story = test.extend<{ keeper: Person }>({
  keeper: async ({ server }, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'keeper-'));
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: browser(),
      args: flags,
      baseURL: server.url,
      locale: 'en-GB',
      permissions: ['notifications'],
    });
    const person = new Person('Ada', context, context.pages()[0] ?? (await context.newPage()), server.url, true);
    await person.signUp();
    await use(person);
    await context.close();
    await rm(folder, { recursive: true, force: true });
  },
});

/** Delivers pushes to the page's service worker, as a push service would. */
export async function pushes(context: BrowserContext, page: Page, origin: string): Promise<(payload: object) => Promise<void>> {
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
export function shown(page: Page): Promise<string[][]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return (await registration.getNotifications()).map(({ tag, title, body }) => [tag, title, body]);
  });
}

/** Clicks the notice that is shown. */
export async function clickNotice(context: BrowserContext): Promise<void> {
  const [worker] = context.serviceWorkers();
  await worker?.evaluate(async () => {
    const scope = self as unknown as { registration: ServiceWorkerRegistration };
    const [notification] = await scope.registration.getNotifications();
    const Click = (self as unknown as { NotificationEvent: new (type: string, init: object) => Event }).NotificationEvent;
    self.dispatchEvent(new Click('notificationclick', { notification }));
  });
}
