// What a room's pages are about stands beside the room: one panel, with and without JavaScript, at every width.

import type { Locator } from '@playwright/test';
import type { Person } from '../support/person';
import { expect, PHONE, test } from '../support/test';

const panel = (person: Person, name: string): Locator => person.page.getByRole('complementary', { name });

test('details open beside the room, which stays as it is, and close again', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden', 'Beans and peas');
  for (let number = 1; number <= 40; number += 1) await ada.say(`Note ${number}`);
  await ada.markPage();
  await ada.composer.fill('Half a thought');
  await ada.message('Note 30').scrollIntoViewIfNeeded();
  const details = ada.page.locator('.main-head').getByRole('link', { name: 'Room details' });
  await details.last().click();
  await expect(ada.page).toHaveURL('/rooms/garden/about');
  await expect(panel(ada, 'Room details')).toContainText('Garden');
  await expect(panel(ada, 'Room details').getByLabel('Topic')).toHaveValue('Beans and peas');
  await expect(panel(ada, 'Room details')).toBeFocused();
  await expect(ada.roomLink('Garden')).toHaveAttribute('aria-current', 'page');
  await expect(ada.composer).toHaveValue('Half a thought');
  await expect(ada.message('Note 40')).toBeInViewport();

  // The talk goes on beside it.
  const bo = await person('Bo');
  await bo.join('Garden');
  await bo.say('Beans are up');
  await expect(ada.message('Beans are up')).toBeInViewport();

  await ada.page.keyboard.press('Escape');
  await expect(panel(ada, 'Room details')).toHaveCount(0);
  await expect(ada.page).toHaveURL('/rooms/garden');
  await expect(details.last()).toBeFocused();
  await ada.page.goBack();
  await expect(panel(ada, 'Room details')).toBeVisible();
  await ada.page.goForward();
  await expect(panel(ada, 'Room details')).toHaveCount(0);
  await expect(ada.composer).toHaveValue('Half a thought');
  expect(await ada.pageIsMarked(), 'without a reload').toBe(true);
});

test('one panel takes the place of the other, and what is typed into it is not lost by Escape', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.roomMenu();
  await ada.page.getByRole('link', { name: 'Notifications' }).click();
  await expect(panel(ada, 'Notifications')).toContainText('Garden');
  await ada.roomMenu();
  await ada.page.locator('[data-menu]').getByRole('link', { name: 'Room details' }).click();
  await expect(panel(ada, 'Notifications')).toHaveCount(0);
  const topic = panel(ada, 'Room details').getByLabel('Topic');
  await topic.fill('Beans');
  await ada.page.keyboard.press('Escape');
  await expect(topic).toHaveValue('Beans');
  await ada.composer.focus();
  await ada.page.keyboard.press('Escape');
  await expect(topic).toHaveValue('Beans');
  const close = panel(ada, 'Room details').getByRole('link', { name: 'Close' });
  await close.click();
  const dialog = ada.page.getByRole('alertdialog', { name: 'Leave without saving?' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(topic).toHaveValue('Beans');
  await close.click();
  await ada.agree('Leave', /What you wrote here is lost\./);
  await expect(panel(ada, 'Room details')).toHaveCount(0);
  await expect(ada.heading.getByRole('button')).toBeFocused();
});

test('members and details are two sides of one panel, and the faces lead to the members', async ({ person }) => {
  const [ada, bo] = [await person('Ada'), await person('Bo')];
  await ada.makeRoom('Garden');
  await bo.join('Garden');
  await ada.page.getByRole('link', { name: /2 members/ }).click();
  await expect(ada.page).toHaveURL('/rooms/garden/members');
  const members = panel(ada, 'Members');
  await expect(members.getByRole('listitem').filter({ hasText: 'Bo' })).toContainText('@bo');
  await expect(members.getByRole('link', { name: 'Members' })).toHaveAttribute('aria-current', 'page');
  // One column: the tabs stand above the list, not beside it.
  const { width } = (await members.getByRole('listitem').first().boundingBox()) ?? { width: 0 };
  expect(width).toBeGreaterThan(280);
  // And a name has a line of its own, whatever can be done with the person.
  const name = members.getByRole('listitem').filter({ hasText: 'Bo' }).locator('.item-main');
  expect((await name.boundingBox())?.width).toBeGreaterThan(150);
  await members.getByRole('link', { name: 'Details', exact: true }).click();
  await expect(panel(ada, 'Room details').getByLabel('Topic')).toBeVisible();
  await panel(ada, 'Room details').getByRole('link', { name: 'Members' }).click();
  await members.getByLabel('Role of Bo').selectOption('moderator');
  await expect(members.getByRole('listitem').filter({ hasText: 'Bo' })).toContainText('@bo · Moderator');
  await ada.page.keyboard.press('Escape');
  await ada.composer.focus();
  await ada.page.keyboard.press('Escape');
  await expect(members).toHaveCount(0);
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with' : 'without';

  test(`a panel that was reached from another leads back to it, ${how} JavaScript`, async ({ person }) => {
    const ada = await person('Ada', { javaScriptEnabled });
    await ada.makeRoom('Garden');
    await ada.page.getByRole('link', { name: 'Room details' }).last().click();
    const details = panel(ada, 'Room details');
    await expect(details.getByRole('link', { name: 'Back' })).toBeHidden();
    await details.getByRole('link', { name: 'Members' }).click();
    await panel(ada, 'Members').getByRole('link', { name: 'Add people' }).click();
    const add = panel(ada, 'Add people');
    await expect(add).toBeVisible();
    await add.getByRole('link', { name: 'Back' }).click();
    await expect(panel(ada, 'Members').getByRole('link', { name: 'Back' })).toBeHidden();
    await ada.open('/rooms/garden/notifications?done=saved');
    await panel(ada, 'Notifications').getByRole('link', { name: 'Back' }).click();
    await expect(details).toBeVisible();
    await details.getByRole('link', { name: 'Close' }).click();
    await expect(ada.page.locator('.panel')).toHaveCount(0);
  });

  test(`notifications are chosen among the details, and an archived room is taken back, ${how} JavaScript`, async ({ person }) => {
    const ada = await person('Ada', { javaScriptEnabled });
    await ada.makeRoom('Garden');
    await ada.open('/rooms/garden/about');
    const details = panel(ada, 'Room details');
    const save = async () => {
      if (!javaScriptEnabled) await details.getByRole('button', { name: 'Save' }).last().click();
      await expect(ada.page.getByText('Saved.')).toBeVisible();
    };
    if (javaScriptEnabled) await details.getByLabel('Topic').fill('Half a topic');
    await details.getByLabel('Notify me of').selectOption('Everything');
    await save();
    // What is being typed beside it is not lost.
    if (javaScriptEnabled) await expect(details.getByLabel('Topic')).toHaveValue('Half a topic');
    await details.getByLabel('Topic').fill('');
    await details.getByLabel('Mute this room').selectOption('Until I unmute it');
    await save();
    await ada.open('/rooms/garden/about');
    await expect(details.getByLabel('Notify me of')).toHaveValue('everything');
    await expect(details.getByLabel('Mute this room')).toHaveValue('keep');
    await expect(ada.roomLink('Garden')).toContainText('muted');

    await ada.markPage();
    await details.getByRole('button', { name: 'Archive room' }).click();
    await expect(ada.page.getByText('Garden is archived.')).toBeInViewport();
    await expect(ada.composer).toHaveCount(0);
    await ada.button('Undo').click();
    await expect(ada.page.getByText('This room is open again.')).toBeVisible();
    await expect(ada.composer).toBeVisible();
    expect(await ada.pageIsMarked()).toBe(javaScriptEnabled);
  });
}

test('on a phone the panel stands in the place of the room, and nothing behind it is read', async ({ person }) => {
  const ada = await person('Ada', { viewport: PHONE });
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  await ada.page.getByRole('link', { name: 'Room details' }).click();
  await expect(panel(ada, 'Room details')).toBeInViewport({ ratio: 1 });
  await expect(ada.composer).toBeHidden();
  await bo.say('Beans are up');
  await expect(ada.page).toHaveTitle(/^\(1\)/);
  await panel(ada, 'Room details').getByRole('link', { name: 'Back' }).click();
  await expect(ada.message('Beans are up')).toBeInViewport();
  await expect(ada.page).not.toHaveTitle(/^\(/);
});

test('without JavaScript the same address shows the same beside the room', async ({ person }) => {
  const ada = await person('Ada', { javaScriptEnabled: false });
  await ada.makeRoom('Garden');
  await ada.composer.fill('Beans are up');
  await ada.button('Send').click();
  await ada.page.getByRole('link', { name: 'Room details' }).click();
  await expect(panel(ada, 'Room details')).toBeVisible();
  await expect(ada.message('Beans are up')).toBeVisible();
  await panel(ada, 'Room details').getByLabel('Topic').fill('Beans and peas');
  await ada.button('Save').first().click();
  await expect(panel(ada, 'Room details')).toContainText('Saved.');
  await panel(ada, 'Room details').getByRole('link', { name: 'Close' }).click();
  await expect(panel(ada, 'Room details')).toHaveCount(0);
  await expect(ada.page.locator('.main-head')).toContainText('Beans and peas');
});

test('Back, too, asks before words in a form are left, and so does leaving people who were chosen', async ({ person }) => {
  const [ada, bo] = [await person('Ada'), await person('Bo')];
  await ada.makeRoom('Lobby');
  await bo.join('Lobby');
  await ada.makeRoom('Garden');
  await ada.page.getByRole('link', { name: 'Room details' }).click();
  const topic = panel(ada, 'Room details').getByLabel('Topic');
  await topic.pressSequentially('Beans');
  const dialog = ada.page.getByRole('alertdialog', { name: 'Leave without saving?' });
  await ada.page.evaluate(() => history.back());
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(topic).toHaveValue('Beans');
  await ada.page.evaluate(() => history.back());
  await ada.agree('Leave');
  await expect(panel(ada, 'Room details')).toHaveCount(0);

  await ada.open('/rooms/garden/add');
  const pick = panel(ada, 'Add people').getByRole('checkbox', { name: /Bo/ });
  await pick.focus();
  await ada.page.keyboard.press('Enter');
  await expect(pick, 'Enter ticks, and sends nothing').toBeChecked();
  await ada.roomLink('Lobby').click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(pick).toBeChecked();
  await ada.roomLink('Lobby').click();
  await ada.agree('Leave');
  await ada.inRoom('Lobby');
});
