import { expect, test } from '../support/test';

test('each page begins at its beginning', async ({ person }) => {
  const ada = await person('Ada');
  await ada.page.setViewportSize({ width: 390, height: 500 });
  await ada.open('/settings');
  await ada.ready();
  const scroller = ada.page.locator('[data-content]');
  await scroller.evaluate((element) => element.scrollTo(0, 300));
  expect(await scroller.evaluate((element) => element.scrollTop)).toBe(300);
  // Pressed by a script: a pointer would bring it into view first.
  await ada.page.getByRole('link', { name: 'Notifications', exact: true }).evaluate((link) => (link as HTMLElement).click());
  await expect(ada.page).toHaveURL('/settings/notifications');
  await expect.poll(() => scroller.evaluate((element) => element.scrollTop)).toBe(0);
});

test('of pages that are asked for one after another, the last stays, however late the others come', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.open('/settings');
  await ada.ready();
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let answered = (): void => {};
  const late = new Promise<void>((resolve) => (answered = resolve));
  await ada.page.route(/pages\/open\?address=.*notifications/, async (route) => {
    await held;
    await route.continue();
    answered();
  });
  await ada.page.getByRole('link', { name: 'Notifications', exact: true }).click();
  await ada.page.getByRole('link', { name: 'Profile', exact: true }).click();
  await expect(ada.page.getByRole('heading', { name: 'Profile', level: 1 })).toBeVisible();
  const last = ada.page.waitForResponse(/settings.*notifications/);
  release();
  await late;
  await (await last).finished();
  await ada.go('Garden');
  await ada.page.goBack();
  await expect(ada.page).toHaveURL('/profile');
  await expect(ada.page.getByRole('heading', { name: 'Profile', level: 1 })).toBeVisible();
  await ada.page.goBack();
  await expect(ada.page).toHaveURL('/settings');
});

test('somebody who is in is led from the start to their rooms', async ({ person }) => {
  const ada = await person('Ada');
  await ada.open('/profile');
  await ada.ready();
  await ada.page.evaluate(() => {
    const link = document.body.appendChild(Object.assign(document.createElement('a'), { href: '/' }));
    link.click();
    link.remove();
  });
  await expect(ada.page).toHaveURL('/rooms');
  await expect(ada.page.getByRole('heading', { name: 'Browse rooms' })).toBeVisible();
  await ada.page.goBack();
  await expect(ada.page).toHaveURL('/profile');
});

test('a room that is made late leads nobody away from where they are by then', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.open('/rooms/new');
  await ada.ready();
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await ada.page.route('**/rooms/new', async (route) => {
    if (route.request().method() === 'POST') await held;
    await route.continue();
  });
  await ada.field('Room name').fill('Kitchen');
  await ada.button('Create room').click();
  await ada.go('Garden');
  await ada.composer.fill('Beans are');
  const answered = ada.page.waitForResponse(/rooms\/kitchen$/);
  release();
  await answered;
  await expect(ada.roomLink('Kitchen')).toBeVisible();
  await ada.composer.pressSequentially(' up');
  await ada.composer.press('Enter');
  await expect(ada.message('Beans are up')).toHaveAttribute('data-state', 'sent');
  await expect(ada.page).toHaveURL('/rooms/garden');
});

test('a room that cannot be made without a line keeps its name', async ({ person }) => {
  const ada = await person('Ada');
  await ada.open('/rooms/new');
  await ada.ready();
  await ada.context.setOffline(true);
  await ada.field('Room name').fill('Garden');
  await ada.button('Create room').click();
  await expect(ada.page.getByRole('alert').filter({ hasText: 'The server cannot be reached.' })).toBeVisible();
  await expect(ada.field('Room name')).toHaveValue('Garden');
  await ada.context.setOffline(false);
  await ada.button('Create room').dblclick();
  await ada.inRoom('Garden');
  await expect(ada.page.getByRole('link', { name: 'Garden' })).toHaveCount(1);
});
