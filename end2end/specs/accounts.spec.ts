import { PASSWORD } from '../support/person';
import { expect, test } from '../support/test';

test('Ada makes an account, signs out, and signs in again', async ({ stranger }) => {
  const ada = await stranger('Ada');
  await ada.open('/');
  await ada.button('Create account').click();
  await ada.fillSignUp();
  await ada.button('Create account').click();
  await ada.putOff();
  await expect(ada.page).toHaveURL('/rooms');
  await expect(ada.page.getByText('@ada')).toBeVisible();
  await ada.ready();

  await ada.signOut();
  await expect(ada.page).toHaveURL('/signin');

  await ada.signIn();
  await expect(ada.page).toHaveURL('/rooms');
  await ada.ready();
});

test('without a display name, the username is shown', async ({ stranger }) => {
  const ada = await stranger('Ada');
  await ada.open('/signup');
  await ada.field('Username').fill('ada.l');
  await ada.field('Password').fill(PASSWORD);
  await ada.button('Create account').click();
  await expect(ada.page.getByText('ada.l', { exact: true })).toBeVisible();
});

const REFUSED = [
  { why: 'a space in the username', username: 'bo b', field: 'Username', words: 'Use letters from a to z, digits, and _ . - only.' },
  { why: 'a name of another, in other case', username: 'ADA', field: 'Username', words: 'That name is taken. Try another.' },
  { why: 'a short password', password: 'short', field: 'Password', words: 'Use at least 8 characters.' },
  {
    why: 'a common password',
    password: 'password123',
    field: 'Password',
    words: 'That password is one of the first to be guessed. Choose another.',
  },
  { why: 'a display name that is too long', name: 'B'.repeat(51), field: 'Display name', words: 'Use at most 50 characters.' },
];

for (const { why, username = 'bo', name = 'Bo', password = PASSWORD, field, words } of REFUSED) {
  test(`${why} is refused beside its field, and what was typed stays`, async ({ person, stranger }) => {
    await person('Ada');
    const bo = await stranger('Bo');
    await bo.open('/signup');
    await bo.field('Username').fill(username);
    await bo.field('Display name').fill(name);
    await bo.field('Password').fill(password);
    await bo.button('Create account').click();

    await expect(bo.page.getByText(words)).toBeVisible();
    await bo.hydrated();
    await expect(bo.field(field)).toHaveAttribute('aria-invalid', 'true');
    await expect(bo.field(field)).toBeFocused();
    await expect(bo.field(field)).toHaveAccessibleDescription(new RegExp(`^${words.replaceAll('.', '\\.')}`));
    for (const other of ['Username', 'Display name', 'Password'].filter((label) => label !== field)) {
      await expect(bo.field(other)).not.toHaveAttribute('aria-invalid');
    }
    await expect(bo.field('Username')).toHaveValue(username);
    await expect(bo.field('Display name')).toHaveValue(name);
    await expect(bo.field('Password')).toHaveValue('');
  });
}

test('an unknown name and a wrong password are answered alike', async ({ person, stranger }) => {
  await person('Ada');
  for (const name of ['Ada', 'Nobody-knows']) {
    const guest = await stranger(name);
    await guest.open('/signin');
    const answer = guest.page.waitForResponse((response) => response.request().method() === 'POST');
    await guest.signIn('something else entirely');
    expect((await answer).status()).toBe(401);
    await expect(guest.page.getByRole('alert')).toHaveText('That username and password do not go together. Check both and try again.');
    await expect(guest.field('Password')).toBeFocused();
    await expect(guest.field('Username')).toHaveValue(guest.username);
    await expect(guest.field('Password')).toHaveValue('');
  }
});

test('signing in leads on to where Ada wanted to go', async ({ person, stranger }) => {
  await person('Ada');
  const ada = await stranger('Ada');
  await ada.open('/rooms/new');
  await expect(ada.page).toHaveURL('/signin?next=/rooms/new');
  await ada.signIn();
  await expect(ada.page).toHaveURL('/rooms/new');
  await ada.ready();
});

test('signing in leads nowhere outside', async ({ person, stranger, server }) => {
  await person('Ada');
  const outside = ['//evil.example/', '/\\evil.example/', 'https://evil.example/', 'javascript:alert(1)'];
  for (const next of outside) {
    const ada = await stranger('Ada');
    await ada.open(`/signin?next=${encodeURIComponent(next)}`);
    await ada.signIn();
    await expect(ada.page, next).toHaveURL(`${server.url}/rooms`);
  }
});

test('signing out ends the session everywhere it was used', async ({ person, stranger }) => {
  const ada = await person('Ada');
  const copied = await ada.context.cookies();
  await ada.makeRoom('Diary');
  await ada.say('A secret');
  await expect(ada.message('A secret')).toHaveAttribute('data-state', 'sent');
  const other = await ada.context.newPage();
  await other.goto('/rooms/diary');
  await expect(other.locator('body')).toHaveAttribute('data-live', 'open');
  await expect(other.getByText('A secret')).toBeVisible();

  await ada.signOut();
  await expect(ada.page).toHaveURL('/signin');
  await expect(other.getByRole('status')).toContainText('You are signed out here.');
  await expect(other.locator('body')).toHaveAttribute('data-live', 'offline');
  await expect(other.getByText('A secret')).toHaveCount(0);
  await expect(other.getByRole('heading', { name: 'Sign in to go on' })).toBeVisible();
  await other.getByRole('button', { name: 'Sign in' }).click();
  await expect(other).toHaveURL('/signin?next=%2Frooms%2Fdiary');

  const thief = await stranger('Thief');
  await thief.context.addCookies(copied);
  await thief.open('/rooms/new');
  await expect(thief.page).toHaveURL(/\/signin/);
});

test('after signing out, Back shows nothing of the room', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Diary');
  await ada.say('A secret');
  await expect(ada.message('A secret')).toHaveAttribute('data-state', 'sent');
  await ada.signOut();
  await expect(ada.page).toHaveURL('/signin');
  await ada.page.goBack();
  await ada.hydrated();
  await expect(ada.page.getByText('A secret')).toHaveCount(0);
});
