// How people come into rooms: by being added, by a link, by a room that opens or that takes in everybody.

import { expect, test } from '../support/test';

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with' : 'without';

  test(`an open room is made private, and opened again, ${how} JavaScript`, async ({ person }) => {
    const ada = await person('Ada', { javaScriptEnabled });
    const bo = await person('Bo');
    const cleo = await person('Cleo');
    await ada.makeRoom('Garden');
    await bo.join('Garden');
    await bo.markPage();
    const listed = cleo.page.getByRole('heading', { name: 'Garden' });

    await ada.open('/rooms/garden/about');
    await ada.button('Make private').click();
    await ada.agree('Make private', /Make Garden private/);
    await expect(ada.page.getByText('Only those who are invited can join')).toBeVisible();
    await expect(bo.log.getByText('Ada made the room private')).toBeVisible();
    await cleo.open('/rooms');
    await expect(listed).toHaveCount(0);
    await cleo.open('/rooms/garden');
    await expect(cleo.page.getByText('Nothing is here')).toBeVisible();
    await bo.say('Among ourselves');
    await expect(bo.message('Among ourselves')).toHaveAttribute('data-state', 'sent');
    expect(await bo.pageIsMarked(), 'those who are in it stay').toBe(true);

    await ada.open('/rooms/garden/about');
    await ada.button('Open to everybody').click();
    await ada.agree('Open to everybody', /from the first message on/);
    await expect(ada.page.getByText('Everybody who has an account here can find')).toBeVisible();
    await cleo.join('Garden');
    await expect(cleo.message('Among ourselves')).toBeVisible();
  });

  test(`newcomers are in the rooms that are for everybody, ${how} JavaScript`, async ({ person, stranger }) => {
    const ada = await person('Ada', { javaScriptEnabled });
    await ada.makeRoom('Garden');
    await ada.open('/admin/rooms');
    await ada.field('Newcomers are in Garden').check();
    if (!javaScriptEnabled) await ada.button('Save').click();
    await expect(ada.page.getByText('Saved.')).toBeVisible();
    const bo = await stranger('Bo', { javaScriptEnabled });
    await bo.signUp();
    await expect(bo.roomLink('Garden')).toBeVisible();
    await bo.open('/rooms/garden');
    await bo.say('Morning, all');
    await expect(bo.message('Morning, all')).toBeVisible();
  });
}

test('who is added to a room is told by whom, and is one click away', async ({ person }) => {
  const ada = await person('Ada');
  const bo = await person('Bo');
  await ada.makeRoom('Lobby');
  await bo.join('Lobby');
  await ada.makeRoom('Den');
  await bo.markPage();
  await ada.open('/rooms/den/add');
  await ada.page.getByRole('checkbox', { name: /Bo/ }).check();
  await ada.button('Add to room').click();
  await expect(ada.page.getByText('They are in this room.')).toBeVisible();

  const told = bo.page.getByRole('link', { name: /Ada added you/ });
  await expect(told).toBeVisible();
  await expect(bo.roomLink('Den')).toBeVisible();
  await told.click();
  await bo.inRoom('Den');
  expect(await bo.pageIsMarked()).toBe(true);
});

test('where an account takes an invitation, a link into a room is one, and leads into that room', async ({ person, stranger }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Den');
  await ada.open('/admin');
  await ada.field('Who can make an account').selectOption('Whoever has an invite link');
  await ada.button('Save').click();
  await expect(ada.page.getByText('Saved.')).toBeVisible();
  await ada.open('/rooms/den/invites');
  await ada.field('Lets in').selectOption('One person');
  await ada.button('Make a link').click();
  const link = new URL(await ada.page.getByRole('textbox', { name: 'Invite link' }).inputValue());

  const bo = await stranger('Bo');
  await bo.open('/signup');
  await expect(bo.field('Username')).toHaveCount(0);
  await bo.open(link.pathname);
  await expect(bo.page.getByRole('main')).toContainText('Den');
  await bo.button('Create account').click();
  await bo.fillSignUp();
  await bo.button('Create account').click();
  await bo.putOff();
  await bo.inRoom('Den');
  await expect(bo.page).toHaveURL('/rooms/den');

  const eve = await stranger('Eve');
  await eve.open(link.pathname);
  await expect(eve.page.getByText('This invitation is over')).toBeVisible();
});
