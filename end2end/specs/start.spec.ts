// A document without a page: the client starts all the same, and learns from the server who is there.

import { proxy } from '../support/proxy';
import { expect, test } from '../support/test';

/** A document without its page. */
const bare = (html: string, body = '') => html.replace(/<body>.*<\/body>/s, `<body>${body}</body>`);

for (const [what, body] of [
  ['without data', ''],
  ['with empty data', '<script type="application/json" id="start" data-sum=""></script>'],
] as const) {
  test(`a document ${what} becomes the room, with all that is around it, through the socket`, async ({ person, server }) => {
    const ada = await person('Ada');
    await ada.makeRoom('Garden');
    await ada.makeRoom('Kitchen');
    const bo = await person('Bo');
    await bo.join('Kitchen');
    await bo.join('Garden');
    await ada.say('A slug in the kitchen');
    await ada.go('Garden');
    await ada.say('Beans are up');
    await expect(bo.message('Beans are up')).toBeVisible();

    const between = await proxy(server.url, (html) => bare(html, body), true);
    await bo.page.goto(`${between.url}/rooms/garden`);
    await bo.markPage();
    await bo.inRoom('Garden');
    await expect(bo.page.locator('html')).toHaveAttribute('data-client', 'drawn');
    await expect(bo.page).toHaveTitle('(1) Garden · Roost');
    await expect(bo.message('Beans are up')).toBeVisible();
    await expect(bo.ownCard).toBeVisible();
    await expect(bo.roomLink('Garden')).toHaveAttribute('aria-current', 'page');
    await expect(bo.roomLink('Kitchen')).toHaveAccessibleName(/1 unread/);
    await bo.say('I see them');
    await expect(ada.message('I see them')).toBeVisible();
    await ada.say('Peas as well');
    await expect(bo.message('Peas as well')).toBeVisible();
    await bo.go('Kitchen');
    await expect(bo.message('A slug in the kitchen')).toBeVisible();
    await expect(bo.roomLink('Kitchen')).not.toHaveAccessibleName(/unread/);
    expect(await bo.pageIsMarked(), 'nothing was loaded anew').toBe(true);
    between.close();
  });
}

test('pages of the server come as well, and an administrator finds theirs', async ({ person, server }) => {
  const ada = await person('Ada');
  const between = await proxy(server.url, (html) => bare(html), true);
  await ada.open(`${between.url}/settings`);
  await expect(ada.heading).toHaveText('Account');
  await ada.page.getByRole('button', { name: 'Roost menu' }).click();
  await expect(ada.page.getByRole('complementary').getByRole('link', { name: 'Administration' })).toBeVisible();
  await expect(ada.ownCard).toBeVisible();
  between.close();
});

test('what had not been sent is sent, once it is known whose it is', async ({ person, server }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  let isBare = false;
  const between = await proxy(server.url, (html) => (isBare ? bare(html) : html), true);
  await bo.open(`${between.url}/rooms/garden`);
  await bo.ready();
  await bo.page.evaluate(() => {
    Object.defineProperty(navigator, 'onLine', { get: () => false });
    dispatchEvent(new Event('offline'));
  });
  await bo.line('offline');
  await bo.say('Written offline');
  await expect(bo.message('Written offline')).toHaveCount(1);
  isBare = true;
  await bo.page.goto(`${between.url}/rooms/garden`);
  await bo.inRoom('Garden');
  await expect(ada.message('Written offline')).toHaveCount(1);
  between.close();
});

test('without a network it says so, and comes to be when there is one', async ({ person, server }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.page.addInitScript(() => {
    let isOnline = false;
    Object.defineProperty(navigator, 'onLine', { get: () => isOnline });
    addEventListener('online', () => (isOnline = true), true);
  });
  const between = await proxy(server.url, (html) => bare(html), true);
  await ada.open(`${between.url}/rooms/garden`);
  await expect(ada.heading).toHaveText('Loading …');
  await expect(ada.page.getByText('You are offline.')).toBeVisible();
  await ada.line('offline');
  await expect(ada.ownCard).toHaveCount(0);
  await ada.page.evaluate(() => dispatchEvent(new Event('online')));
  await ada.inRoom('Garden');
  await expect(ada.ownCard).toBeVisible();
  between.close();
});

test('whoever is signed out is led to sign in', async ({ stranger, server }) => {
  const eve = await stranger('Eve');
  let isFirst = true;
  const between = await proxy(server.url, (html) => (isFirst ? bare(html) : html), true);
  await eve.page.goto(`${between.url}/settings`);
  isFirst = false;
  await expect(eve.page).toHaveURL(/\/signin\?next=/);
  await eve.hydrated();
  await expect(eve.button('Sign in')).toBeVisible();
  between.close();
});
