import { expect, test } from '../support/test';

test('an open room is shared by its address, in the way that the browser knows', async ({ person, stranger }) => {
  const ada = await person('Ada');
  await ada.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await ada.makeRoom('Garden');
  const address = new URL('/rooms/garden', ada.page.url()).href;
  await ada.roomMenu();
  const menu = ada.page.getByRole('list', { name: 'Room', exact: true });
  await expect(menu.getByRole('button', { name: 'Share' })).toBeHidden();
  await menu.getByRole('button', { name: 'Copy link' }).click();
  await expect(menu.getByText('Copied')).toBeVisible();
  expect(await ada.page.evaluate(() => navigator.clipboard.readText())).toBe(address);
  await ada.open('/rooms/garden/about');
  await expect(ada.button('Copy link')).toBeVisible();

  const phone = await stranger('Ada');
  await phone.page.addInitScript(() => {
    Object.assign(navigator, { share: async (what: unknown) => Object.assign(window, { shared: what }) });
  });
  await phone.comeToo();
  await phone.open('/rooms/garden');
  await phone.inRoom('Garden');
  await phone.roomMenu();
  await phone.button('Share').click();
  const shared = () => phone.page.evaluate(() => (window as unknown as { shared?: unknown }).shared);
  await expect.poll(shared).toEqual({ title: 'Garden · Roost', url: address });
});

test('into a private room others are asked by a link, by those who may', async ({ person }) => {
  const ada = await person('Ada');
  await ada.open('/rooms/new');
  await ada.field('Room name').fill('Study');
  await ada.page.getByRole('radio', { name: 'Only by invitation' }).check();
  await ada.button('Create room').click();
  await ada.inRoom('Study');
  await ada.roomMenu();
  const menu = ada.page.getByRole('list', { name: 'Room', exact: true });
  await expect(menu.getByRole('button', { name: /Share|Copy link/ })).toHaveCount(0);
  await menu.getByRole('link', { name: 'Invite people' }).click();
  await expect(ada.page.getByRole('complementary', { name: 'Invite people' })).toContainText('Study');
});
