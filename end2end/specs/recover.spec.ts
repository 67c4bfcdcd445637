import { PASSWORD, type Person } from '../support/person';
import { expect, test } from '../support/test';

test.describe.configure({ timeout: 120_000 });

test('the server crashes and comes back: everybody is there again, and nothing is lost or doubled', async ({ person, server }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  await ada.say('before 1', 'before 2');
  await bo.say('before 3');
  await allSent(ada, 'before 1', 'before 2');
  await allSent(bo, 'before 3');
  await ada.markPage();
  await bo.markPage();

  await server.kill9();
  for (const one of [ada, bo]) {
    await expect(one.page.locator('body')).not.toHaveAttribute('data-live', 'open');
    await expect(one.page.getByRole('status')).toContainText('Reconnecting');
  }
  await ada.say('meanwhile 1', 'meanwhile 2');
  await expect(ada.message('meanwhile 2')).toHaveAttribute('data-state', 'sending');
  await expect(ada.page.getByRole('status')).toContainText('2 messages are waiting to be sent.');

  await server.start();
  await ada.line('open');
  await bo.line('open');
  await allSent(ada, 'meanwhile 1', 'meanwhile 2');
  await expect(bo.message('meanwhile 2')).toBeVisible();
  await bo.say('after');
  await allSent(bo, 'after');
  await expect(ada.message('after')).toBeVisible();

  const before = await ada.messages.getByRole('paragraph').allInnerTexts();
  expect(before).toHaveLength(6);
  expect(new Set(before.slice(0, 3))).toEqual(new Set(['before 1', 'before 2', 'before 3']));
  expect(before.slice(3)).toEqual(['meanwhile 1', 'meanwhile 2', 'after']);
  await bo.sees(...before);
  for (const one of [ada, bo]) {
    await expect(one.page.getByRole('status')).toHaveText('');
    expect(await one.pageIsMarked()).toBe(true);
    await one.page.reload();
    await one.inRoom('Garden');
    await one.sees(...before);
  }
});

test('what is on its way when the server crashes arrives once', async ({ person, server }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  const words = Array.from({ length: 20 }, (_, place) => `Note ${place + 1}`);

  await ada.say(...words.slice(0, 10));
  await server.kill9();
  await ada.say(...words.slice(10));
  await server.start();
  await allSent(ada, ...words);
  await ada.sees(...words);
  await bo.sees(...words);
});

test('the server is stopped in an orderly way and started again', async ({ person, server }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.say('before');
  await allSent(ada, 'before');
  await server.stop();
  await ada.say('meanwhile');
  await server.start();
  await allSent(ada, 'meanwhile');
  await ada.sees('before', 'meanwhile');
});

test('Bo loses his network and finds it again', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');

  await bo.context.setOffline(true);
  await bo.line('offline');
  await expect(bo.page.getByRole('status')).toHaveText('You are offline.');
  await bo.say('From the tunnel');
  await expect(bo.message('From the tunnel')).toHaveAttribute('data-state', 'sending');
  await expect(bo.page.getByRole('status')).toHaveText('You are offline. 1 message is waiting to be sent.');
  await ada.say('Where is Bo?');
  await allSent(ada, 'Where is Bo?');

  await bo.context.setOffline(false);
  await bo.line('open');
  await allSent(bo, 'From the tunnel');
  await expect(bo.page.getByRole('status')).toHaveText('');
  await bo.sees('Where is Bo?', 'From the tunnel');
  await ada.sees('Where is Bo?', 'From the tunnel');
});

async function allSent(person: Person, ...lines: string[]): Promise<void> {
  for (const words of lines) {
    await expect(person.message(words)).toHaveAttribute('data-state', 'sent', { timeout: 45_000 });
  }
}

test('a message that waits outlives the tab and the session', async ({ person, server }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await server.kill9();
  await ada.say('please keep me');
  await expect(ada.message('please keep me')).toHaveAttribute('data-state', 'sending');
  await server.start();
  await ada.context.clearCookies();
  await ada.open('/signin?next=/rooms/garden');
  await ada.signIn();
  await ada.inRoom('Garden');
  await allSent(ada, 'please keep me');
  await ada.page.reload();
  await ada.inRoom('Garden');
  await ada.sees('please keep me');
});

test('a room that could not be opened without a line opens when there is one', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.makeRoom('Kitchen');
  await ada.open('/rooms/kitchen');
  await ada.ready();
  await ada.context.setOffline(true);
  await ada.line('offline');
  await ada.roomLink('Garden').click();
  await expect(ada.page.getByRole('heading', { name: 'The messages could not be loaded' })).toBeVisible();
  await ada.page.getByRole('link', { name: 'Browse rooms' }).click();
  await expect(ada.page.getByRole('heading', { name: 'The page could not be opened' })).toBeVisible();
  await ada.context.setOffline(false);
  await expect(ada.heading).toHaveText('Browse rooms');
  await ada.go('Garden');
});

test('on signing out nothing of Ada stays in the browser', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.composer.fill('not for those after me');
  await expect.poll(() => ada.page.evaluate(() => JSON.stringify(localStorage))).toContain('not for those after me');
  await ada.signOut();
  await ada.button('Discard and sign out').click();
  await expect(ada.page).toHaveURL('/signin');
  await ada.hydrated();
  expect(await ada.page.evaluate(() => JSON.stringify(localStorage))).not.toContain('not for those after me');
});

test('what Ada could not send is not sent by whoever signs in after her, and waits for her', async ({ person, server }) => {
  const bo = await person('Bo');
  await bo.makeRoom('Garden');
  await bo.context.close();
  const ada = await person('Ada');
  await ada.join('Garden');
  const other = await ada.context.newPage();
  await other.goto('/rooms/garden');
  await expect(other.locator('body')).toHaveAttribute('data-live', 'open');
  await server.kill9();
  await ada.say('Between me and the garden');
  await ada.context.clearCookies();
  await server.start();

  // Bo, in the same browser. Ada's other page still stands there.
  await ada.open('/signin?next=/rooms/garden');
  await ada.field('Username').fill('bo');
  await ada.field('Password').fill(PASSWORD);
  await ada.button('Sign in').click();
  await ada.inRoom('Garden');
  await expect(other.getByRole('status')).toContainText('You are signed out here.');
  await ada.say('Bo was here');
  await expect(ada.message('Bo was here')).toHaveAttribute('data-state', 'sent');
  await ada.sees('Bo was here');
  await ada.signOut();
  await expect(ada.page).toHaveURL('/signin');
  await ada.hydrated();

  await ada.open('/signin?next=/rooms/garden');
  await ada.signIn();
  await ada.inRoom('Garden');
  await allSent(ada, 'Between me and the garden');
  await ada.sees('Bo was here', 'Between me and the garden');
  await ada.page.reload();
  await ada.inRoom('Garden');
  await ada.sees('Bo was here', 'Between me and the garden');
});

test('what was written without a line lands in the room that it was written in', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.makeRoom('Kitchen');
  await ada.go('Garden');
  await ada.context.setOffline(true);
  await ada.line('offline');
  await ada.say('The beans are up');
  await ada.roomLink('Kitchen').click();
  await expect(ada.heading).toHaveText('Kitchen');
  await expect(ada.page.getByRole('status')).toHaveText('You are offline. 1 message is waiting to be sent.');
  await ada.context.setOffline(false);
  await ada.line('open');
  await expect(ada.page.getByRole('status')).toHaveText('');
  await ada.sees();
  await ada.go('Garden');
  await allSent(ada, 'The beans are up');
  await ada.sees('The beans are up');
  await ada.page.reload();
  await ada.inRoom('Garden');
  await ada.sees('The beans are up');
});

test('a session that ended while the line was down is found out when it comes up', async ({ person, stranger }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.say('A secret');
  await allSent(ada, 'A secret');
  await ada.context.setOffline(true);
  await ada.line('offline');
  await ada.say('And another');
  const elsewhere = await stranger('Ada');
  await elsewhere.context.addCookies(await ada.context.cookies());
  await elsewhere.open('/rooms');
  await elsewhere.signOut();
  await expect(elsewhere.page).toHaveURL('/signin');

  const asked = ada.page.waitForResponse((response) => response.url().endsWith('/api/session/alive'));
  await ada.context.setOffline(false);
  expect(await (await asked).json()).toBeNull();
  await expect(ada.page.getByRole('status')).toHaveText('You are signed out here. 1 message is waiting to be sent.Sign in');
  await expect(ada.page.getByText('A secret')).toHaveCount(0);
  await expect(ada.page.getByText('And another')).toHaveCount(0);
  await ada.button('Sign in').click();
  await ada.signIn();
  await ada.inRoom('Garden');
  await allSent(ada, 'And another');
  await ada.sees('A secret', 'And another');
});
