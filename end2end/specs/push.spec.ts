import type { Page } from '@playwright/test';
import { pushes, shown, story } from '../support/keeper';
import type { Person } from '../support/person';
import { expect } from '../support/test';

const ENDPOINT = 'https://push.invalid/ada';

story('a browser that blocks notices is told where to allow them', async ({ keeper, server }) => {
  const cdp = await keeper.context.newCDPSession(keeper.page);
  await cdp.send('Browser.setPermission', { permission: { name: 'notifications' }, setting: 'denied', origin: server.url });
  await keeper.open('/settings/notifications');
  await keeper.button('Turn on notifications').click();
  await says(keeper, /are blocked in this browser. Allow them in its settings/);
});

story('a push service that cannot be reached is named', async ({ keeper }) => {
  await subscribing(keeper.page, 'refuse');
  await keeper.open('/settings/notifications');
  await keeper.button('Turn on notifications').click();
  await says(keeper, /push service cannot be reached/);
});

story('so is a push service that the server cannot find', async ({ keeper }) => {
  await subscribing(keeper.page, 'give');
  await keeper.open('/settings/notifications');
  await keeper.button('Turn on notifications').click();
  await says(keeper, /^The server cannot find this browser's push service/);
});

story('a test is sent, waited for, and arrives', async ({ keeper, server }) => {
  await subscribing(keeper.page, 'give');
  // What stands for the way by the push service, which the tests have none of.
  await keeper.page.route('**/push/subscribe', (route) => route.fulfill({ status: 204 }));
  let id = '';
  await keeper.page.route('**/push/test', (route) => {
    id = route.request().postDataJSON().id;
    return route.fulfill({ json: { how: 'taken' } });
  });
  await keeper.open('/settings/notifications');
  const push = await pushes(keeper.context, keeper.page, server.url);
  await keeper.button('Turn on notifications').click();
  await says(keeper, /^Notifications are on in this browser/);
  await keeper.button('Send a test').click();
  await says(keeper, /has taken the test. Waiting/);
  await push({ kind: 'test', id, title: 'Notifications work', body: 'This is the test you sent.' });
  await says(keeper, /^It arrived/);
  expect(await shown(keeper.page)).toEqual([['test', 'Notifications work', 'This is the test you sent.']]);
});

story('a push service that has given the browser up is named', async ({ keeper }) => {
  await subscribing(keeper.page, 'give');
  await keeper.page.route('**/push/subscribe', (route) => route.fulfill({ status: 204 }));
  await keeper.page.route('**/push/test', (route) => route.fulfill({ json: { how: 'gone' } }));
  await keeper.open('/settings/notifications');
  await keeper.button('Send a test').click();
  await says(keeper, /does not know this browser any more/);
});

story('tabs that nobody looks at tell of a message with one notice', async ({ keeper, person }) => {
  await keeper.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  const tabs = [keeper.page, await keeper.context.newPage()];
  for (const tab of tabs) {
    await tab.addInitScript(() => {
      const told: unknown[] = [];
      const System = window.Notification;
      class Recorded extends System {
        constructor(title: string, options: NotificationOptions = {}) {
          super(title, options);
          told.push([options.tag, title, options.body]);
        }
      }
      Object.assign(window, { told, Notification: Recorded });
      Object.defineProperty(document, 'hidden', { get: () => true });
      document.hasFocus = () => false;
    });
    await tab.goto('/rooms/garden');
    await expect(tab.locator('body')).toHaveAttribute('data-live', 'open');
  }
  await bo.say(`Beans are up, @${keeper.username}`);
  for (const tab of tabs) {
    const told = () => tab.evaluate(() => (window as unknown as { told: unknown[] }).told);
    // Of the notices with one tag the system shows the last.
    await expect.poll(told).toEqual([['room-1', 'Garden', `Bo: Beans are up, @${keeper.username}`]]);
  }
});

/** What the page says of the step that it has come to. */
async function says(person: Person, words: RegExp): Promise<void> {
  await expect(person.page.locator('[data-push="status"]')).toHaveText(words);
}

/** Lets the browser's push service give an address, or be out of reach. */
async function subscribing(page: Page, how: 'give' | 'refuse'): Promise<void> {
  await page.addInitScript(
    ({ how, endpoint }) => {
      PushManager.prototype.getSubscription = async () => null;
      PushManager.prototype.subscribe = async () => {
        if (how === 'refuse') throw new DOMException('Registration failed - push service error', 'AbortError');
        const pair = (await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits'])) as CryptoKeyPair;
        const text = (bytes: ArrayBuffer) =>
          btoa(String.fromCharCode(...new Uint8Array(bytes)))
            .replaceAll('+', '-')
            .replaceAll('/', '_')
            .replaceAll('=', '');
        const p256dh = text(await crypto.subtle.exportKey('raw', pair.publicKey));
        return { endpoint, keys: { p256dh, auth: text(new Uint8Array(16).buffer) } } as unknown as PushSubscription;
      };
    },
    { how, endpoint: ENDPOINT },
  );
}
