import type { Person } from '../support/person';
import { expect, test } from '../support/test';

const PLAIN = { javaScriptEnabled: false };

/** Makes a room for those who are invited; its address. */
async function makePrivate(person: Person, name: string): Promise<string> {
  await person.open('/rooms/new');
  await person.field('Room name').fill(name);
  await person.field('Only by invitation').check();
  await person.button('Create room').click();
  await person.inRoom(name);
  return new URL(person.page.url()).pathname;
}

/** Opens a room's own page. */
async function details(person: Person, room: string): Promise<void> {
  await person.open(`${room}/about`);
  await person.ready();
}

/** Opens the page of a room's members. */
async function members(person: Person, room: string): Promise<void> {
  await person.open(`${room}/members`);
  await person.ready();
}

/** A room that both share: only who shares one can be added to another. */
async function meet(one: Person, other: Person): Promise<void> {
  await one.makeRoom('Hall');
  await other.join('Hall');
}

async function add(person: Person, ...names: string[]): Promise<void> {
  await person.page.getByRole('link', { name: 'Add people' }).last().click();
  for (const name of names) await person.page.getByRole('checkbox', { name }).check();
  await person.button('Add to room').click();
}

test('a new invite link is copied by its button', async ({ person }) => {
  const ada = await person('Ada');
  await ada.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const den = await makePrivate(ada, 'Den');
  await ada.open(`${den}/invites`);
  await ada.button('Make a link').click();
  const link = ada.page.getByRole('textbox', { name: 'Invite link' });
  await expect(link).toHaveValue(/\/join\//);
  await ada.button('Copy').click();
  await expect(ada.button('Copied')).toBeVisible();
  expect(await ada.page.evaluate(() => navigator.clipboard.readText())).toBe(await link.inputValue());
});

test('without JavaScript the link is there to be read, and leads in', async ({ person }) => {
  const ada = await person('Ada', PLAIN);
  const bo = await person('Bo', PLAIN);
  const den = await makePrivate(ada, 'Den');
  await ada.open(`${den}/invites`);
  await ada.button('Make a link').click();
  const link = ada.page.getByRole('textbox', { name: 'Invite link' });
  await expect(link).toBeVisible();
  await expect(ada.page.locator('[data-copy]')).toBeHidden();
  await bo.open(new URL(await link.inputValue()).pathname);
  await bo.button('Join room').click();
  await bo.inRoom('Den');
});

test('where accounts are made by invitation, a link promises none', async ({ person, stranger }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.open('/admin');
  await ada.field('Who can make an account').selectOption('invitation');
  await ada.button('Save').click();
  await expect(ada.page.getByText('Saved.')).toBeVisible();
  const eve = await stranger('Eve');
  await eve.open('/rooms/garden');
  await expect(eve.page.getByText('ask whoever gave you this link')).toBeVisible();
  await expect(eve.button('Create account')).toHaveCount(0);
  await expect(eve.button('Sign in')).toBeVisible();
});

test('Bo is added to a private room, becomes its moderator, and is taken out again', async ({ person }) => {
  const ada = await person('Ada');
  const bo = await person('Bo');
  await meet(ada, bo);
  const den = await makePrivate(ada, 'Den');
  await ada.say('Before you came');
  await expect(ada.message('Before you came')).toHaveAttribute('data-state', 'sent');
  await details(ada, den);
  await add(ada);
  await expect(ada.page.getByText('Choose somebody first.')).toBeVisible();
  await members(ada, den);
  await add(ada, '@bo');
  await expect(ada.page.getByText('They are in this room.')).toBeVisible();
  await expect(bo.roomLink('Den')).toBeVisible();
  await bo.go('Den');
  await expect(bo.message('Before you came')).toBeVisible();
  await expect(bo.log.getByText('Ada added Bo')).toBeVisible();

  await ada.hydrated();
  await ada.field('Role of Bo').focus();
  await ada.field('Role of Bo').selectOption('moderator');
  await expect(ada.page.getByText('Saved.')).toBeVisible();
  await expect(ada.field('Role of Bo')).toBeFocused();
  await expect(ada.page.getByText('@bo · Moderator')).toBeVisible();
  await expect(bo.log.getByText('Ada changed the role of Bo moderator')).toBeVisible();

  await ada.hydrated();
  await ada.button('Remove Bo').click();
  await ada.agree('Remove', /^Remove Bo from Den\? *They can be invited again\./);
  await expect(ada.page.getByText('They are no longer in this room.', { exact: true })).toBeVisible();
  await expect(bo.page.getByText('You are no longer in this room')).toBeVisible();
  await bo.open(den);
  await expect(bo.page.getByText('Nothing is here')).toBeVisible();
});

for (const javaScriptEnabled of [true, false]) {
  test(`three people are added in three steps, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async ({ person }) => {
    const ada = await person('Ada', { javaScriptEnabled });
    await ada.makeRoom('Lobby');
    for (const name of ['Bo', 'Cy', 'Dee']) await (await person(name)).join('Lobby');
    await ada.makeRoom('Garden');
    await ada.page.locator('.intro').getByRole('link', { name: 'Add people' }).click();
    const search = ada.field('Search');
    await expect(search).toBeFocused();
    await search.fill('bo, Cy, dee');
    await search.press('Enter');
    const panel = ada.page.getByRole('complementary', { name: 'Add people' });
    for (const name of ['Bo', 'Cy', 'Dee']) await expect(panel.getByRole('checkbox', { name })).toBeChecked();
    const add = ada.button('Add to room');
    await expect(add).toBeFocused();
    await add.press('Enter');
    await expect(ada.page.getByText('All of them are in this room.')).toBeVisible();
    await expect(ada.page.getByRole('complementary', { name: 'Members' })).toContainText('4 members');
  });
}

test('Ada bans Bo, lifts the ban, archives her room and deletes it', async ({ person }) => {
  const ada = await person('Ada');
  const bo = await person('Bo');
  await ada.makeRoom('Garden');
  await bo.join('Garden');
  await members(ada, '/rooms/garden');
  await ada.button('Ban Bo').click();
  await ada.agree('Ban');
  await expect(ada.page.getByText('They are no longer in this room, and cannot come back.')).toBeVisible();
  await bo.open('/rooms/garden');
  await expect(bo.page.getByText('Nothing is here')).toBeVisible();
  await ada.hydrated();
  await ada.page.getByRole('link', { name: 'Add people' }).last().click();
  await expect(ada.page.getByText('Everybody with whom you share a room is in it already.')).toBeVisible();
  await expect(ada.page.getByRole('checkbox', { name: '@bo' })).toHaveCount(0);
  await expect(ada.button('Add to room')).toHaveCount(0);
  await ada.page.getByRole('link', { name: 'Members', exact: true }).click();
  await ada.button('Lift the ban Bo').click();
  await expect(ada.page.getByText('They can come back.')).toBeVisible();
  await bo.join('Garden');

  await ada.hydrated();
  await ada.page.getByRole('link', { name: 'Details', exact: true }).click();
  await ada.button('Archive room').click();
  await expect(ada.button('Open room again')).toBeVisible();
  await expect(bo.page.getByText('This room is archived.')).toBeVisible();
  await expect(bo.composer).toHaveCount(0);

  await ada.hydrated();
  await ada.page.getByLabel('Delete this room with everything in it').check();
  await ada.button('Delete room').click();
  await ada.agree('Delete room', /^Delete Garden with every message in it, for everybody\?/);
  await expect(ada.page).toHaveURL('/rooms');
  await expect(ada.roomLink('Garden')).toHaveCount(0);
  await expect(bo.roomLink('Garden')).toHaveCount(0);

  // Bo had it open, and is told what became of it: now, after a sleep, and when he comes back later.
  const isTold = async () => {
    await expect(bo.page.getByRole('heading', { name: 'This room was deleted' })).toBeVisible();
    await expect(bo.button('Join room')).toHaveCount(0);
  };
  await isTold();
  await bo.page.reload();
  await isTold();
  await bo.hydrated();
  await bo.page.getByRole('link', { name: 'Browse rooms' }).last().click();
  await expect(bo.page).toHaveURL('/rooms');
});

test('a page that slept while its room was deleted says so when it wakes', async ({ person }) => {
  const ada = await person('Ada');
  const bo = await person('Bo');
  await ada.makeRoom('Garden');
  await bo.join('Garden');
  await bo.context.setOffline(true);
  await bo.line('offline');
  await details(ada, '/rooms/garden');
  await ada.page.getByLabel('Delete this room with everything in it').check();
  await ada.button('Delete room').click();
  await ada.agree('Delete room', /^Delete Garden with every message in it, for everybody\?/);
  await expect(ada.page).toHaveURL('/rooms');
  await bo.context.setOffline(false);
  await expect(bo.page.getByRole('heading', { name: 'This room was deleted' })).toBeVisible();
});

test('the place’s new name and mark are in every open tab at once', async ({ person }) => {
  const ada = await person('Ada');
  const bo = await person('Bo');
  await ada.makeRoom('Garden');
  await bo.join('Garden');
  await bo.markPage();
  await ada.open('/admin');
  await ada.field('Name of the place').fill('Book club');
  await ada.field('Mark').fill('📚');
  await ada.button('Save').click();
  await expect(bo.button('Book club menu')).toContainText('📚');
  await expect(bo.page).toHaveTitle('Garden · Book club');
  expect(await bo.pageIsMarked()).toBe(true);
});

test('leaving asks first, and the last of a private room is told what becomes of it', async ({ person }) => {
  const ada = await person('Ada');
  const bo = await person('Bo');
  await meet(ada, bo);
  const den = await makePrivate(ada, 'Den');
  await ada.roomMenu();
  await expect(ada.button('Leave room')).toHaveCount(0);
  await members(ada, den);
  await add(ada, 'bo');
  await expect(ada.page.getByText('They are in this room.')).toBeVisible();
  await ada.open(den);
  await ada.inRoom('Den');
  await ada.roomMenu();
  await ada.button('Leave room').click();
  const dialog = ada.page.getByRole('alertdialog', { name: 'Leave Den?' });
  await expect(dialog.getByRole('button', { name: 'Stay' })).toBeFocused();
  await ada.page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await ada.inRoom('Den');
  await ada.roomMenu();
  await ada.button('Leave room').click();
  await ada.agree('Leave room', /You can only come back when you are invited again\./);
  await expect(ada.page).toHaveURL('/rooms');

  await members(bo, den);
  await expect(bo.page.getByText('@bo · Owner')).toBeVisible();
  await details(bo, den);
  await bo.button('Leave room').click();
  await bo.agree('Leave room', /You are the last one here\./);
  await expect(bo.page).toHaveURL('/rooms');
  await bo.open(den);
  await expect(bo.page.getByRole('heading', { name: 'This room was deleted' })).toBeVisible();
});

for (const [how, options] of [
  ['with', {}],
  ['without', PLAIN],
] as const) {
  test(`Ada finds several people and writes to them together, ${how} JavaScript`, async ({ person }) => {
    const [ada, bo, cy] = [await person('Ada', options), await person('Bo'), await person('Cy')];
    await ada.open('/dm');
    await ada.button('Start conversation').click();
    await expect(ada.page.getByText('Choose somebody first.')).toBeVisible();
    await ada.hydrated();
    await ada.page.getByRole('checkbox', { name: 'Bo @bo' }).check();
    await ada.field('Search').fill('cy');
    await ada.field('Search').press('Enter');
    await expect(ada.page).toHaveURL(/\/dm\?.*q=cy/);
    await ada.hydrated();
    await expect(ada.page.getByRole('checkbox', { name: 'Bo @bo' })).toBeChecked();
    await ada.page.getByRole('checkbox', { name: 'Cy @cy' }).check();
    await ada.button('Start conversation').click();
    await ada.inRoom('Bo, Cy');
    await ada.composer.fill('All together');
    await ada.button('Send').click();
    for (const [person, name] of [
      [bo, 'Ada, Cy'],
      [cy, 'Ada, Bo'],
    ] as const) {
      await person.go(name);
      await expect(person.message('All together')).toBeVisible();
    }
  });
}

test('an account is suspended, says so to its owner alone, and is let in again', async ({ person, stranger }) => {
  const ada = await person('Ada');
  const bo = await person('Bo');
  await ada.open('/admin/people/bo');
  await ada.button('Suspend account').click();
  await ada.agree('Suspend account');
  await expect(ada.page.getByText('They are signed out everywhere, and cannot sign in.')).toBeVisible();
  await expect(bo.page.getByText('You are signed out here.')).toBeVisible();

  const phone = await stranger('Bo');
  await phone.open('/signin');
  await phone.signIn('not the password');
  await expect(phone.page.getByRole('alert')).toHaveText('That username and password do not go together. Check both and try again.');
  await phone.hydrated();
  await phone.signIn();
  await expect(phone.page.getByRole('alert')).toHaveText('This account is suspended. Ask an administrator.');

  await ada.hydrated();
  await ada.button('Let them in again').click();
  await expect(ada.page.getByText('They can sign in again.', { exact: true })).toBeVisible();
  await phone.hydrated();
  await phone.signIn();
  await expect(phone.page).toHaveURL('/rooms');
});
