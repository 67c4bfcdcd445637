import { PASSWORD } from '../support/person';
import { expect, test } from '../support/test';

test('whoever is named is told quietly, and it is counted apart', async ({ person }) => {
  const ada = await person('Ada');
  const bo = await person('Bo');
  await ada.makeRoom('Garden');
  await ada.makeRoom('Kitchen');
  await bo.join('Garden');
  await bo.say('Beans are up');
  await expect(ada.roomLink('Garden')).toContainText('1 unread');
  await expect(ada.toast).toHaveCount(0);

  await bo.say('Do you want some, @ada?');
  await expect(ada.toast).toHaveText('BBo mentioned you in Garden Do you want some, @ada?');
  await expect(ada.toast).toHaveAccessibleName('Bo mentioned you in Garden Do you want some, @ada?');
  await expect(ada.toast.locator('.avatar')).toBeVisible();
  await expect(ada.roomLink('Garden')).toContainText('@1 mentioning you');
  await ada.toast.click();
  await ada.inRoom('Garden');
  await expect(ada.message('Do you want some, @ada?')).toHaveAttribute('data-mention');
  await expect(ada.message('Beans are up')).not.toHaveAttribute('data-mention');
  await expect(ada.toast).toHaveCount(0);
  await expect(ada.roomLink('Garden')).not.toContainText('mentioning you');
});

test('who is here and who writes is shown, and goes with them', async ({ person }) => {
  const ada = await person('Ada');
  const bo = await person('Bo');
  await ada.makeRoom('Garden');
  await bo.join('Garden');
  const here = ada.page.locator('.main-head [data-here]');
  await expect(here).toHaveCount(1);
  await bo.composer.pressSequentially('Hm');
  await expect(ada.page.getByText('Bo is writing …')).toBeVisible();
  await expect(bo.page.getByText('Bo is writing …')).toBeHidden();
  await bo.composer.press('Enter');
  await expect(ada.message('Hm')).toBeVisible();
  await expect(ada.page.getByText('Bo is writing …')).toBeHidden();
  // Sooner than it would end by itself: nobody waits for words that are not to come.
  const soon = { timeout: 3_000 };
  for (const end of [() => bo.composer.fill(''), () => bo.composer.blur()]) {
    await expect(async () => {
      await bo.composer.pressSequentially('x');
      await expect(ada.page.getByText('Bo is writing …')).toBeVisible({ timeout: 1_500 });
    }).toPass();
    await end();
    await expect(ada.page.getByText('Bo is writing …')).toBeHidden(soon);
  }
  await bo.page.goto('about:blank');
  await expect(here).toHaveCount(0, { timeout: 20_000 });
});

test('a private room is for those who have its link', async ({ person }) => {
  const ada = await person('Ada');
  const bo = await person('Bo');
  await ada.open('/rooms/new');
  await ada.field('Room name').fill('Den');
  await ada.page.getByLabel('Only by invitation').check();
  await ada.button('Create room').click();
  await ada.inRoom('Den');
  const address = new URL(ada.page.url()).pathname;
  await bo.open(address);
  await expect(bo.page.getByText('Nothing is here')).toBeVisible();

  await ada.page.getByRole('link', { name: 'Room details' }).click();
  await ada.page.getByRole('link', { name: 'Invite people' }).click();
  await ada.button('Make a link').click();
  const link = new URL(await ada.page.getByRole('textbox', { name: 'Invite link' }).inputValue());
  await bo.open(link.pathname);
  await bo.button('Join room').click();
  await bo.inRoom('Den');
  expect(new URL(bo.page.url()).pathname).toBe(address);
});

test('a new name is on everybody’s screen at once', async ({ person }) => {
  const ada = await person('Ada');
  const bo = await person('Bo');
  await ada.makeRoom('Garden');
  await bo.join('Garden');
  await bo.say('Morning');
  await expect(ada.message('Morning')).toContainText('Bo');
  await bo.open('/profile');
  await bo.field('Display name').fill('Bo the Gardener');
  await bo.button('Save').click();
  await expect(ada.message('Morning')).toContainText('Bo the Gardener');
});

test('a conversation is called by the new name at once, and by nobody’s when they have gone', async ({ person }) => {
  const ada = await person('Ada');
  const bo = await person('Bo');
  await ada.open('/dm/bo');
  await ada.button('Start conversation').click();
  await ada.inRoom('Bo');
  await ada.say('Between us');
  await ada.markPage();
  const isCalled = async (name: string) => {
    await expect(ada.heading).toHaveText(name);
    await expect(ada.roomLink(name)).toBeVisible();
    await expect(ada.page).toHaveTitle(`${name} · Roost`);
    await expect(ada.composer).toHaveAttribute('placeholder', `Message ${name}`);
  };
  await bo.open('/profile');
  await bo.field('Display name').fill('Bo the Gardener');
  await bo.button('Save').click();
  await isCalled('Bo the Gardener');
  await bo.open('/settings/delete');
  await bo.field('Your username, once more').fill('bo');
  await bo.field('Current password').fill(PASSWORD);
  await bo.button('Delete my account for good').click();
  await isCalled('Deleted user');
  expect(await ada.pageIsMarked()).toBe(true);
});

test('a conversation is put away, and is back with the next message', async ({ person }) => {
  const ada = await person('Ada');
  const bo = await person('Bo');
  await ada.open('/dm/bo');
  await ada.button('Start conversation').click();
  await ada.inRoom('Bo');
  await ada.say('Between us');
  const other = await ada.context.newPage();
  await other.goto('/rooms');
  const listed = other.getByRole('navigation', { name: 'Rooms' }).getByText('Bo', { exact: true });
  await expect(listed).toBeVisible();
  await ada.markPage();
  await ada.roomMenu();
  await ada.button('Put away').click();
  await expect(ada.page).toHaveURL(/\/rooms\?away=/);
  await expect(ada.roomLink('Bo')).toHaveCount(0);
  await expect(listed).toHaveCount(0);
  // It is not asked about, but taken back.
  await expect(ada.page.getByText('The conversation with Bo is put away')).toBeInViewport();
  await ada.button('Undo').click();
  await ada.inRoom('Bo');
  await expect(listed).toBeVisible();
  await expect(ada.button('Undo')).toHaveCount(0);
  await ada.roomMenu();
  await ada.button('Put away').click();
  await expect(ada.roomLink('Bo')).toHaveCount(0);
  await expect(listed).toHaveCount(0);
  expect(await ada.pageIsMarked(), 'without a reload').toBe(true);
  await bo.go('Ada');
  await bo.say('One more thing');
  await expect(ada.roomLink('Bo')).toContainText('1 unread');
  await expect(listed).toBeVisible();
});

test('two people talk by themselves', async ({ person }) => {
  const ada = await person('Ada');
  const bo = await person('Bo');
  await ada.open('/dm/bo');
  await ada.button('Start conversation').click();
  await ada.inRoom('Bo');
  await ada.say('Between us');
  await expect(bo.roomLink('Ada')).toBeVisible();
  await bo.go('Ada');
  await expect(bo.message('Between us')).toBeVisible();
});

test('Ada changes her password: her other devices are signed out', async ({ person, stranger }) => {
  const ada = await person('Ada');
  const phone = await stranger('Ada');
  await phone.comeToo();
  await ada.open('/settings');
  await ada.field('Current password').fill('correct horse battery');
  await ada.field('New password').fill('another horse altogether');
  await ada.button('Change password').click();
  await expect(ada.page.getByText('changed', { exact: false })).toBeVisible();
  await phone.line('offline');
  await phone.page.reload();
  await expect(phone.page).toHaveURL(/signin/);
});
