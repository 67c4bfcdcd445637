// A walk through every screen that there is, for those who look at all of them.

import type { BrowserContextOptions } from '@playwright/test';
import { type Person, slugOf } from './person';
import type { Server, Settings } from './server';
import { expect } from './test';

/** One message a second each, so that the second one at once is refused and stays as failed. */
export const SLOW: Settings = { ROOST_MESSAGE_BURST: '1', ROOST_MESSAGES_PER_SECOND: '1' };

type Arrive = (name: string, options?: BrowserContextOptions) => Promise<Person>;
type Screen = readonly [name: string, seenBy: Person];

const RTL_NAME = 'שירה לוי';
const LONG_WORD = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunte';

/** Pages of the one who runs the place, and of a room's owner. */
export const OWN_PAGES = [
  ['profile', '/profile'],
  ['account', '/settings'],
  ['recovery codes', '/settings/recovery'],
  ['leaving', '/settings/delete'],
  ['notifications', '/settings/notifications'],
  ['app', '/settings/app'],
  ['place', '/admin'],
  ['people', '/admin/people'],
  ['one of the people', '/admin/people/bookafor'],
  ['invitations', '/admin/invitations'],
  ['rooms of the place', '/admin/rooms'],
  ['card', '/people/bookafor'],
  ['new message', '/dm?with=bookafor'],
  ['conversation to begin', '/dm/bookafor'],
  ['room details', '/rooms/garden/about'],
  ["room's members", '/rooms/garden/members'],
  ["room's members, searched", '/rooms/garden/members?q=k'],
  ['adding to a room', '/rooms/garden/add'],
  ['invite links', '/rooms/garden/invites'],
  ["room's notifications", '/rooms/garden/notifications'],
  ['share', '/share?text=A+word+from+another+app'],
] as const;

const STRANGERS_PAGES = [
  ['lost password', '/recover'],
  ['reset link that has ended', '/reset/nothing'],
] as const;

/** Needs a server with the settings [`SLOW`], over an empty folder. */
export async function* screens(
  { stranger, person, server }: { stranger: Arrive; person: Arrive; server: Server },
  options: BrowserContextOptions,
): AsyncGenerator<Screen> {
  const eve = await stranger('Eve', options);
  await eve.open('/');
  yield ['welcome', eve];
  await eve.open('/signup');
  yield ['sign up', eve];
  await eve.field('Username').fill('not a name');
  await eve.field('Password').fill('long enough');
  await eve.button('Create account').click();
  await expect(eve.field('Username')).toHaveAttribute('aria-invalid', 'true');
  await eve.hydrated();
  yield ['sign up, refused', eve];
  await eve.open('/signin');
  yield ['sign in', eve];
  await eve.signIn('wrong password');
  await expect(eve.page.getByRole('alert')).not.toBeEmpty();
  await eve.hydrated();
  yield ['sign in, refused', eve];

  const ada = await person('Ada Lindqvist', options);
  await expect(ada.page.getByText('No rooms yet')).toBeVisible();
  yield ['no rooms', ada];
  await ada.open('/rooms/new');
  await ada.ready();
  yield ['new room', ada];
  await ada.field('Room name').fill('x'.repeat(61));
  await ada.button('Create room').click();
  await expect(ada.field('Room name')).toHaveAttribute('aria-invalid', 'true');
  yield ['new room, refused', ada];
  await ada.makeRoom('Garden', 'What grows where, and who waters it');
  yield ['empty room', ada];

  await ada.say('Beans are up, the first ones since the frost');
  await expect(ada.messages.last()).toHaveAttribute('data-state', 'sent');
  const shira = await person(RTL_NAME, options);
  await shira.join('Garden');
  await shira.say('בוקר טוב! איזה יופי');
  await expect(ada.message('בוקר טוב! איזה יופי')).toBeVisible();
  const bo = await person('Bo Okafor', options);
  await bo.makeRoom('Kitchen', 'Soup and other plans');
  await bo.join('Garden');
  await bo.say(LONG_WORD);
  await expect(ada.message(LONG_WORD)).toBeVisible();
  yield ['room', ada];
  await ada.open(await ada.addressOf(LONG_WORD));
  await ada.inRoom('Garden');
  yield ['room at a message', ada];
  await ada.join('Kitchen');
  await shira.say('למי יש משפך?');
  await expect(ada.page).toHaveTitle(/^\(\d\) Kitchen · Roost$/);
  yield ['room, with another unread', ada];
  await ada.open('/rooms');
  await ada.ready();
  yield ['rooms', ada];
  const kim = await person('Kim', options);
  await kim.join('Garden');
  await kim.say(`Are you coming, @${ada.username}?`);
  await expect(ada.toast).toBeVisible();
  yield ['a toast', ada];
  await ada.go('Garden');
  yield ['room with a mention', ada];

  await ada.composer.focus();
  await ada.page.keyboard.press('ArrowUp');
  await expect(ada.page.getByRole('textbox', { name: 'Edit message' })).toBeFocused();
  yield ['a message being edited', ada];
  await ada.page.keyboard.press('Escape');
  await ada.messages.first().hover();
  await ada.messages.first().getByRole('button', { name: 'Delete' }).click();
  await expect(ada.button('Undo')).toBeVisible();
  yield ['a message just deleted', ada];
  await ada.button('Undo').click();
  await expect(ada.button('Undo')).toHaveCount(0);

  await ada.page.keyboard.press('Control+k');
  await expect(ada.page.getByRole('option')).toHaveCount(2);
  yield ['switcher', ada];
  await ada.page.keyboard.type('nowhere');
  await expect(ada.page.getByText('Nothing of yours is called that.')).toBeVisible();
  yield ['switcher, nothing found', ada];
  await ada.page.keyboard.press('Escape');
  await expect(ada.page.getByRole('dialog')).toHaveCount(0);
  await ada.open(`/dm/${kim.username}`);
  await ada.button('Start conversation').click();
  await ada.inRoom('Kim');
  await ada.say('Shall we?');
  await ada.open('/rooms');
  await ada.ready();
  await expect(ada.roomLink('Kim')).toHaveAccessibleName(/active|away/);
  yield ['rooms and a conversation', ada];
  await ada.button('Roost menu').click();
  await expect(ada.page.locator('[data-menu]').getByRole('link', { name: 'Browse rooms' })).toBeVisible();
  yield ["the place's menu", ada];
  await ada.page.keyboard.press('Escape');
  await ada.ownCard.click();
  await expect(ada.button('Sign out')).toBeVisible();
  yield ["one's own menu", ada];
  await ada.page.keyboard.press('Escape');
  await ada.go('Garden');
  await ada.roomMenu();
  yield ["a room's menu", ada];
  await ada.page.keyboard.press('Escape');
  await ada.open('/rooms');
  await ada.button('Roost menu').click();
  await ada.button('Keyboard shortcuts').click();
  await expect(ada.page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  yield ['keyboard shortcuts', ada];
  await ada.page.keyboard.press('Escape');

  for (const [screen, path] of OWN_PAGES) {
    await ada.open(path);
    await ada.ready();
    yield [screen, ada];
  }
  await ada.open('/dm');
  await ada.button('Start conversation').click();
  await expect(ada.page.getByRole('alert')).not.toBeEmpty();
  await ada.hydrated();
  yield ['new message, refused', ada];
  await ada.open('/rooms/kitchen/add');
  await ada.button('Add to room').click();
  await expect(ada.page.getByRole('complementary').getByRole('alert')).not.toBeEmpty();
  await ada.hydrated();
  yield ['adding to a room, refused', ada];
  await ada.open('/rooms/garden/invites');
  await ada.button('Make a link').click();
  await expect(ada.field('Invite link')).toBeVisible();
  await ada.ready();
  yield ['a new invite link', ada];
  await ada.open('/admin/people/kim');
  await ada.button('Suspend account').click();
  yield ['a question', ada];
  await ada.agree('Suspend account');
  await expect(ada.button('Let them in again')).toBeVisible();
  await ada.ready();
  yield ['one of the people, suspended', ada];
  await ada.open('/settings/password');
  await ada.field('Current password').fill('not my password');
  await ada.field('New password').fill('another long password');
  await ada.button('Change password').click();
  await expect(ada.page.locator('[aria-invalid]')).toBeVisible();
  await ada.hydrated();
  yield ['settings, refused', ada];
  for (const [screen, path] of STRANGERS_PAGES) {
    await eve.open(path);
    yield [screen, eve];
  }

  await bo.open('/rooms/garden');
  await bo.inRoom('Garden');
  server.freeze();
  await bo.say('Who has the watering can?', 'Asking for the tomatoes');
  yield ['message on its way', bo];
  server.thaw();
  await expect(bo.messages.last()).toHaveAttribute('data-state', 'failed');
  yield ['message that failed', bo];
  await bo.context.setOffline(true);
  await bo.line('offline');
  yield ['offline', bo];
  await bo.context.setOffline(false);
  await bo.line('open');
  await bo.open('/rooms');
  await bo.ready();
  await bo.signOut();
  await expect(bo.button('Stay')).toBeFocused();
  yield ['unsent words on signing out', bo];
  await bo.button('Stay').click();

  await eve.open(`/rooms/${slugOf('Garden')}`);
  yield ['invitation to a stranger', eve];
  const mira = await person('Mira', options);
  await mira.open('/rooms/garden');
  yield ['invitation to a member of the place', mira];
  await mira.join('Garden');
  await mira.page.request.post('/signout', { headers: { origin: server.url } });
  await expect(mira.page.getByRole('heading', { name: 'Sign in to go on' })).toBeVisible();
  yield ['session that has ended', mira];
  await mira.comeToo();
  await mira.page.goto('/nowhere');
  await mira.hydrated();
  yield ['nothing here', mira];
  await eve.page.goto('/rooms/nowhere');
  await eve.hydrated();
  yield ['nothing here, to a stranger', eve];
}
