import { notes, post } from '../support/seed';
import { expect, test } from '../support/test';

test('Ada makes a room without leaving the page', async ({ person }) => {
  const ada = await person('Ada');
  await ada.markPage();
  await ada.button('New room').click();
  await ada.field('Room name').fill('Garden club');
  await ada.field('Topic').fill('What grows where');
  await ada.button('Create room').click();

  await expect(ada.page).toHaveURL('/rooms/garden-club');
  await ada.inRoom('Garden club');
  await expect(ada.page.getByTitle('What grows where')).toBeVisible();
  await expect(ada.page).toHaveTitle('Garden club · Roost');
  await expect(ada.roomLink('Garden club')).toHaveAttribute('aria-current', 'page');
  await expect(ada.page.getByText('No messages yet')).toBeVisible();
  expect(await ada.pageIsMarked()).toBe(true);
  expect(ada.sockets).toHaveLength(1);

  await ada.say('First words');
  await expect(ada.message('First words')).toHaveAttribute('data-state', 'sent');
  await expect(ada.page.getByText('No messages yet')).toBeHidden();
});

test('a room that cannot be made says why and keeps what was typed', async ({ person }) => {
  const ada = await person('Ada');
  await ada.open('/rooms/new');
  await ada.markPage();
  await ada.field('Room name').fill('x'.repeat(61));
  await ada.field('Topic').fill('What grows where');
  await ada.button('Create room').click();
  await expect(ada.field('Room name')).toHaveAccessibleDescription('Use at most 60 characters.');
  await expect(ada.field('Room name')).toHaveValue('x'.repeat(61));
  await expect(ada.field('Topic')).toHaveValue('What grows where');

  await ada.field('Room name').fill('Garden');
  await ada.button('Create room').click();
  await ada.inRoom('Garden');
  expect(await ada.pageIsMarked()).toBe(true);
});

test('Ada goes between her rooms without a reload, back and forth', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.say('Beans are up');
  await ada.makeRoom('Kitchen');
  await ada.say('Soup is on');
  await ada.markPage();
  const sockets = ada.sockets.length;

  await ada.go('Garden');
  await ada.sees('Beans are up');
  await ada.go('Kitchen');
  await ada.sees('Soup is on');
  await ada.page.goBack();
  await ada.inRoom('Garden');
  await ada.sees('Beans are up');
  expect(await ada.pageIsMarked()).toBe(true);
  expect(ada.sockets).toHaveLength(sockets);
});

test('Bo browses, joins, and leaves again', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden', 'What grows where');
  const bo = await person('Bo');
  const card = bo.page.getByRole('listitem').filter({ has: bo.page.getByRole('heading', { name: 'Garden' }) });
  await expect(card).toContainText('What grows where');
  await expect(card).toContainText('1 member');
  await card.getByRole('button', { name: 'Join room' }).click();
  await bo.inRoom('Garden');
  await expect(bo.log.getByText('Bo joined')).toBeVisible();
  await expect(ada.log.getByText('Bo joined')).toBeVisible();
  await expect(ada.page.getByRole('main')).toContainText('2 members');

  await bo.open('/rooms');
  await expect(card).toContainText('2 members · you are in');
  await card.getByRole('link', { name: 'Open' }).click();
  await bo.inRoom('Garden');

  await bo.leave();
  await expect(bo.page).toHaveURL('/rooms');
  await expect(bo.roomLink('Garden')).toHaveCount(0);
  await expect(ada.log.getByText('Bo left')).toBeVisible();
  await expect(ada.page.getByRole('main')).toContainText('1 member');
});

test('having left in one window, Bo can no longer write in the other', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  const other = await bo.context.newPage();
  await other.goto('/rooms/garden');
  await expect(other.locator('body')).toHaveAttribute('data-live', 'open');

  await bo.leave();
  await expect(other.getByText('You are no longer in this room')).toBeVisible();
  await expect(other.getByRole('textbox', { name: 'Message' })).toHaveCount(0);
  await ada.say('Among ourselves');
  await expect(ada.message('Among ourselves')).toHaveAttribute('data-state', 'sent');
  await expect(other.getByText('Among ourselves')).toHaveCount(0);

  await bo.join('Garden');
  await expect(other.getByText('Among ourselves')).toBeVisible();
  await ada.say('Welcome back');
  await expect(other.getByText('Welcome back', { exact: true })).toBeVisible();
});

test('a stranger with the address sees what the room is, makes an account, and is in it', async ({ person, stranger }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden', 'What grows where');
  await ada.say('For members only');

  const eve = await stranger('Eve');
  await eve.open('/rooms/garden');
  await expect(eve.heading).toHaveText('Garden');
  await expect(eve.page.getByRole('main')).toContainText('What grows where');
  await expect(eve.page.getByRole('main')).toContainText('1 member');
  await expect(eve.page.getByTitle('Ada')).toBeVisible();
  await expect(eve.page.getByText('For members only')).toHaveCount(0);
  expect(await eve.page.content()).not.toContain('For members only');
  await expect(eve.page).toHaveTitle('Garden · Roost');
  await expect(eve.page.locator('meta[property="og:title"]')).toHaveAttribute('content', 'Garden');
  await expect(eve.page.locator('meta[property="og:description"]')).toHaveAttribute('content', 'What grows where');

  await eve.button('Create account').click();
  await eve.fillSignUp();
  await eve.button('Create account').click();
  await eve.putOff();
  await expect(eve.page).toHaveURL('/rooms/garden');
  await eve.inRoom('Garden');
  await expect(eve.message('For members only')).toBeVisible();
  await eve.say('Hello');
  await expect(ada.message('Hello')).toBeVisible();
});

test('an address of a message leads a newcomer to that message', async ({ person, stranger }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await post(ada, 'Garden', notes(120));
  const newest = await ada.addressOf('Note 120');
  const seq = Number(newest.split('/').pop()) - 60;

  const eve = await stranger('Eve');
  await eve.open(`/rooms/garden/${seq}`);
  await eve.button('Create account').click();
  await eve.fillSignUp();
  await eve.button('Create account').click();
  await eve.putOff();
  await expect(eve.page).toHaveURL(`/rooms/garden/${seq}`);
  await eve.inRoom('Garden');
  await expect(eve.message('Note 60')).toHaveAttribute('data-target');
  await expect(eve.message('Note 60')).toBeInViewport({ ratio: 1 });
  await expect(eve.log.locator('[data-target]')).toHaveCount(1);
});

test('someone signed in sees the same invitation, with a button to join', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden', 'What grows where');
  await ada.say('Beans are up');
  await expect(ada.message('Beans are up')).toHaveAttribute('data-state', 'sent');
  const path = await ada.addressOf('Beans are up');

  const bo = await person('Bo');
  await bo.open(path);
  await expect(bo.heading).toHaveText('Garden');
  await expect(bo.page.getByRole('main')).toContainText('What grows where');
  await bo.button('Join room').click();
  await expect(bo.page).toHaveURL(path);
  await bo.inRoom('Garden');
  await expect(bo.message('Beans are up')).toHaveAttribute('data-target');
});

test('a room that does not exist is a kind 404', async ({ person, stranger }) => {
  for (const guest of [await person('Ada'), await stranger('Eve')]) {
    for (const path of ['/rooms/no-such-room', '/rooms/no-such-room/3', '/nowhere', '/nowhere/at/all']) {
      const answer = await guest.page.goto(path);
      expect(answer?.status(), path).toBe(404);
      await guest.hydrated();
      await expect(guest.page.getByRole('heading', { name: 'Nothing is here' })).toBeVisible();
    }
  }
});

test('a favourite stands above the other rooms, in every tab, until it is none any more', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Attic');
  await ada.makeRoom('Lobby');
  const names = ada.rooms.locator('[data-rooms] [data-name]');
  await expect(names).toHaveText(['Attic', 'Lobby']);
  const other = await ada.context.newPage();
  await other.goto('/rooms/attic');
  await ada.markPage();
  await ada.roomMenu();
  await ada.button('Add to favourites').click();
  await expect(names).toHaveText(['Lobby', 'Attic']);
  await expect(ada.rooms.getByRole('heading', { name: 'Favourites' })).toBeVisible();
  await expect(other.locator('[data-rooms] [data-name]')).toHaveText(['Lobby', 'Attic']);
  await ada.inRoom('Lobby');
  expect(await ada.pageIsMarked(), 'without a reload').toBe(true);
  await ada.roomMenu();
  await ada.button('Remove from favourites').click();
  await expect(names).toHaveText(['Attic', 'Lobby']);
});

test('a room is muted from its menu, in every tab, by keyboard too', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const other = await ada.context.newPage();
  await other.goto('/rooms/garden');
  const elsewhere = other.getByRole('navigation', { name: 'Rooms' }).getByRole('link').filter({ hasText: 'Garden' });
  await ada.markPage();
  await ada.roomMenu();
  await ada.button('Mute').click();
  await expect(ada.roomLink('Garden')).toContainText('muted');
  await expect(elsewhere).toContainText('muted');
  await ada.inRoom('Garden');
  expect(await ada.pageIsMarked(), 'without a reload').toBe(true);

  const { keyboard } = ada.page;
  await ada.heading.getByRole('button').focus();
  await keyboard.press('Enter');
  await keyboard.press('ArrowDown');
  await expect(ada.page.locator('[data-menu]').getByRole('link', { name: 'Room details' })).toBeFocused();
  await keyboard.press('x');
  await expect(ada.composer, 'a letter with a menu open is for no field').toHaveValue('');
  for (let steps = 0; steps < 12 && !(await ada.button('Unmute').evaluate((button) => button === document.activeElement)); steps += 1) {
    await keyboard.press('ArrowDown');
  }
  await keyboard.press('Enter');
  await expect(elsewhere).not.toContainText('muted');
});
