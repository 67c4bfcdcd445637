// Lines that die without a word, clocks that are moved, and proxies that pass no sockets on.

import type { Page } from '@playwright/test';
import type { Person } from '../support/person';
import { proxy } from '../support/proxy';
import { expect, test } from '../support/test';

async function stage(person: (name: string) => Promise<Person>): Promise<[Person, Person]> {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  await ada.say('Beans are up');
  await expect(bo.message('Beans are up')).toBeVisible();
  return [ada, bo];
}

/** From here on nothing comes or goes over the sockets that are open, and nobody says so. */
async function cutWithoutAWord(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const socket of (window as unknown as { sockets: WebSocket[] }).sockets) {
      socket.onmessage = null;
      socket.send = () => {};
    }
  });
}

/** Sockets of the pages that are loaded from now on can be got at. */
async function keepSockets(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const sockets: WebSocket[] = [];
    Object.assign(window, { sockets });
    window.WebSocket = class extends WebSocket {
      constructor(...how: ConstructorParameters<typeof WebSocket>) {
        super(...how);
        sockets.push(this);
      }
    };
  });
  await page.reload();
}

test('a message on a line that is dead is said to wait, and is sent over another', async ({ person }) => {
  const [ada, bo] = await stage(person);
  await keepSockets(bo.page);
  await bo.ready();
  await cutWithoutAWord(bo.page);
  await bo.say('Is anybody there?');
  const status = bo.page.getByRole('status').filter({ hasText: /The server has not answered yet|waiting to be sent/ });
  await expect(status.or(bo.messages.last().and(bo.page.locator('[data-state="sent"]'))).first()).toBeVisible();
  await expect(ada.message('Is anybody there?')).toBeVisible({ timeout: 15_000 });
  await expect(bo.message('Is anybody there?')).toHaveAttribute('data-state', 'sent');
  await ada.say('Yes');
  await expect(bo.message('Yes')).toBeVisible();
  await ada.sees('Beans are up', 'Is anybody there?', 'Yes');
});

test('a line that may have died is asked when somebody looks again', async ({ person }) => {
  const [ada, bo] = await stage(person);
  await keepSockets(bo.page);
  await bo.ready();
  await cutWithoutAWord(bo.page);
  await ada.say('Peas as well');
  await expect(ada.messages.last()).toHaveAttribute('data-state', 'sent');
  await bo.page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await expect(bo.message('Peas as well')).toBeVisible({ timeout: 12_000 });
});

test('a clock that is set back keeps nobody waiting', async ({ person, server }) => {
  const [ada, bo] = await stage(person);
  await bo.page.clock.install();
  await bo.page.reload();
  await bo.page.clock.resume();
  await bo.ready();
  await server.stop();
  await bo.line('offline');
  await bo.page.evaluate(() => {
    const real = Date.now.bind(Date);
    Date.now = () => real() - 3_600_000;
  });
  await server.start();
  await bo.line('open');
  await ada.line('open');
  await bo.say('On time');
  await expect(ada.message('On time')).toBeVisible();
});

test('where no sockets are passed on, messages go by requests, once, and news are fetched', async ({ person, server }) => {
  const [ada, bo] = await stage(person);
  const between = await proxy(server.url, (html) => html, false);
  await bo.page.goto(`${between.url}/rooms/garden`);
  await bo.hydrated();
  await expect(bo.page.getByText('No live connection gets through')).toBeVisible({ timeout: 20_000 });
  await expect(bo.page.locator('body')).not.toHaveAttribute('data-live', 'open');
  await bo.say('By another way', 'And one more');
  await expect(ada.message('And one more')).toBeVisible();
  await ada.sees('Beans are up', 'By another way', 'And one more');
  await expect(bo.message('And one more')).toHaveAttribute('data-state', 'sent');
  await ada.say('I hear you');
  await expect(bo.message('I hear you')).toBeVisible({ timeout: 20_000 });
  await bo.sees('Beans are up', 'By another way', 'And one more', 'I hear you');
  between.close();
});

test('by requests, what is for a room that one was put out of keeps nothing else back', async ({ person, server }) => {
  const [ada, bo] = await stage(person);
  await ada.makeRoom('Kitchen');
  await bo.join('Kitchen');
  const between = await proxy(server.url, (html) => html, false);
  await bo.page.goto(`${between.url}/rooms/kitchen`);
  await bo.hydrated();
  await expect(bo.page.getByText('No live connection gets through')).toBeVisible({ timeout: 20_000 });
  await bo.context.setOffline(true);
  await bo.say('For the kitchen');
  await bo.roomLink('Garden').click();
  await expect(bo.heading).toHaveText('Garden');
  await bo.say('For the garden');
  await ada.page.request.post('/rooms/kitchen/remove', {
    headers: { origin: server.url },
    form: { username: bo.username },
  });
  await bo.context.setOffline(false);
  await ada.go('Garden');
  await expect(ada.message('For the garden')).toBeVisible({ timeout: 30_000 });
  await ada.sees('Beans are up', 'For the garden');
  between.close();
});

test('by requests too, a server that cannot be reached is said to be', async ({ person, server }) => {
  const [ada, bo] = await stage(person);
  const between = await proxy(server.url, (html) => html, false);
  await bo.page.goto(`${between.url}/rooms/garden`);
  await bo.hydrated();
  const byRequests = bo.page.getByText('No live connection gets through');
  await expect(byRequests).toBeVisible({ timeout: 20_000 });
  await server.stop();
  await bo.say('Into the dark');
  await expect(bo.page.getByText('1 message is waiting to be sent')).toBeVisible();
  await expect(byRequests).toBeHidden();
  await server.start();
  await expect(byRequests).toBeVisible({ timeout: 40_000 });
  await expect(ada.message('Into the dark')).toBeVisible();
  between.close();
});
