// What a person chooses for themselves holds on all of their devices.

import { expect, test } from '../support/test';

test('rooms stand by what was written last where somebody likes that better', async ({ person, stranger }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Attic');
  await ada.makeRoom('Lobby');
  await ada.say('Newest so far');
  const bo = await person('Bo');
  await bo.join('Attic');
  const names = ada.rooms.locator('[data-rooms] [data-name]');
  await expect(names).toHaveText(['Attic', 'Lobby']);

  await ada.open('/settings/app');
  await ada.field('By what was written last').check();
  await expect(ada.page.getByText('Saved.')).toBeVisible();
  await bo.say('From under the roof');
  await expect(names).toHaveText(['Attic', 'Lobby']);
  await ada.go('Lobby');
  await ada.say('And from below');
  await expect(names).toHaveText(['Lobby', 'Attic']);

  const phone = await stranger('Ada');
  await phone.comeToo();
  await expect(phone.rooms.locator('[data-rooms] [data-name]')).toHaveText(['Lobby', 'Attic']);
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with' : 'without';

  test(`a status is shown with its emoji until its end, ${how} JavaScript`, async ({ person, stranger }) => {
    const ada = await person('Ada');
    await ada.makeRoom('Garden');
    const bo = await person('Bo', { javaScriptEnabled });
    await bo.join('Garden');
    await bo.say('Soon away');
    await bo.open('/profile');
    await bo.field('Status').fill('At the dentist');
    await bo.field('Status emoji').fill('🦷');
    await bo.field('Clear status').selectOption('In an hour');
    await bo.button('Save').click();
    await expect(bo.page.getByText('Saved. Everybody sees it now.')).toBeVisible();
    await expect(bo.field('Clear status').locator('option').first()).toHaveText(/^As it is: .*\d:\d\d/);

    await expect(ada.message('Soon away')).toContainText('🦷');
    await ada.message('Soon away').getByRole('link', { name: 'Bo', exact: true }).first().click();
    const card = ada.page.locator('.person-card');
    await expect(card).toContainText('At the dentist');
    const eve = await stranger('Eve', { javaScriptEnabled });
    await eve.signUp();
    await eve.join('Garden');
    await eve.open('/people/bo');
    await expect(eve.page.getByRole('main')).toContainText('At the dentist');
  });
}

test('who does not want to be disturbed is shown nothing, and finds it all as unread', async ({ person, stranger }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.makeRoom('Kitchen');
  const bo = await person('Bo');
  await bo.join('Garden');
  await bo.say('Are you there, @ada?');
  await expect(ada.toast).toBeVisible();
  await ada.go('Garden');
  await ada.go('Kitchen');

  const phone = await stranger('Ada');
  await phone.comeToo();
  await phone.open('/settings/notifications');
  await phone.field('No notifications').selectOption('For an hour');
  await expect(phone.page.getByText('Saved.')).toBeVisible();
  await bo.say('Still there, @ada?');
  await expect(ada.roomLink('Garden')).toContainText('@1 mentioning you');
  await expect(ada.toast).toHaveCount(0);

  await phone.page.reload();
  await expect(phone.field('No notifications').locator('option').first()).toHaveText(/^Until /);
  await phone.field('No notifications').selectOption('Off: notify me');
  await expect(phone.page.getByText('Saved.')).toBeVisible();
  await bo.say('Once more, @ada');
  await expect(ada.toast).toBeVisible();
});
