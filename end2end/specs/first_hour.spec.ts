// The first hour as a whole: two people come, talk, answer a mention, mute, show a picture, and sign out again.

import { pressOn, tabTo, typeInto } from '../support/keyboard';
import { PASSWORD, type Person } from '../support/person';
import { expect, test } from '../support/test';

/** A picture of a single pixel. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const PICTURE = { name: 'me.png', mimeType: 'image/png', buffer: Buffer.from(PIXEL, 'base64') };

const link = (person: Person, name: string) => person.page.getByRole('main').getByRole('link', { name, exact: true });
const inviteLink = (person: Person) => person.page.getByRole('textbox', { name: 'Invite link' });

test('by keyboard alone', async ({ stranger }) => {
  const ada = await stranger('Ada');
  const bo = await stranger('Bo');

  const signsUp = async (person: Person) => {
    await typeInto(person, person.field('Username'), person.username);
    await tabTo(person, person.field('Display name'));
    await person.page.keyboard.type(person.name);
    await tabTo(person, person.field('Password'));
    await person.page.keyboard.type(PASSWORD);
    await person.page.keyboard.press('Enter');
  };
  await ada.open('/signup');
  await signsUp(ada);
  await expect(ada.heading).toHaveText('Set up your place');
  await ada.hydrated();
  await typeInto(ada, ada.field('Name of the place'), 'Book club');
  await ada.page.keyboard.press('Enter');
  await expect(ada.heading).toHaveText('Keep a way back in');
  await ada.hydrated();
  await pressOn(ada, link(ada, 'Later'));
  await ada.inRoom('Lobby');
  await pressOn(ada, ada.button('Make a link'));
  await expect(inviteLink(ada)).toHaveValue(/\/join\//);

  await bo.open(new URL(await inviteLink(ada).inputValue()).pathname);
  await pressOn(bo, bo.button('Create account'));
  await expect(bo.field('Username')).toBeVisible();
  await bo.hydrated();
  await signsUp(bo);
  await expect(bo.heading).toHaveText('Keep a way back in');
  await bo.hydrated();
  await pressOn(bo, link(bo, 'Later'));
  await bo.inRoom('Lobby');

  await ada.page.keyboard.press('Escape');
  await expect(ada.page).toHaveURL('/rooms/lobby');
  // What is typed goes where one writes, wherever the focus is.
  await ada.page.keyboard.type('Hello, @bo');
  await expect(ada.composer).toHaveValue('Hello, @bo');
  await ada.page.keyboard.press('Enter');
  await bo.sees('Hello, @bo');
  await typeInto(bo, bo.composer, 'Hello yourself, @ada');
  await bo.page.keyboard.press('Enter');
  await ada.sees('Hello, @bo', 'Hello yourself, @ada');

  // One stop back over all that was said, and few from the top of the page to where one writes.
  const conversation = bo.page.getByRole('region', { name: 'Conversation' });
  await expect(bo.composer).toBeFocused();
  expect(await tabTo(bo, conversation, 'Shift+Tab')).toBe(1);
  await bo.page.keyboard.press('Shift+Tab');
  await expect(bo.page.locator('.main-head :focus')).toHaveCount(1);
  await bo.page.evaluate(() => {
    document.body.tabIndex = -1;
    document.body.focus();
  });
  expect(await tabTo(bo, bo.page.getByRole('link', { name: 'Skip to conversation' }))).toBe(1);
  await bo.page.keyboard.press('Enter');
  await expect(conversation).toBeFocused();
  expect(await tabTo(bo, bo.composer)).toBe(1);

  await pressOn(bo, bo.heading.getByRole('button'), 'Shift+Tab');
  await pressOn(bo, bo.button('Mute'));
  await expect(bo.roomLink('Lobby')).toHaveAttribute('data-muted');

  await pressOn(bo, bo.ownCard, 'Shift+Tab');
  await pressOn(bo, bo.page.getByRole('link', { name: 'Profile and status' }));
  await expect(bo.field('Picture')).toBeVisible();
  const chooser = bo.page.waitForEvent('filechooser');
  await tabTo(bo, bo.field('Picture'));
  await bo.page.keyboard.press('Enter');
  await (await chooser).setFiles(PICTURE);
  await pressOn(bo, bo.button('Upload picture'));
  await expect(bo.page.getByText('Your picture is up')).toBeVisible();
  await bo.hydrated();
  await expect(ada.message('Hello yourself, @ada').locator('img')).toBeVisible();

  await pressOn(bo, bo.ownCard, 'Shift+Tab');
  await pressOn(bo, bo.button('Sign out'));
  await expect(bo.page).toHaveURL('/signin');
});

test('without JavaScript', async ({ stranger }) => {
  const ada = await stranger('Ada', { javaScriptEnabled: false });
  const bo = await stranger('Bo', { javaScriptEnabled: false });
  await ada.open('/signup');
  await ada.fillSignUp();
  await ada.button('Create account').click();
  await ada.field('Name of the place').fill('Book club');
  await ada.button('Go on').click();
  await link(ada, 'Later').click();
  await ada.button('Make a link').click();
  await bo.open(new URL(await inviteLink(ada).inputValue()).pathname);
  await bo.button('Create account').click();
  await bo.fillSignUp();
  await bo.button('Create account').click();
  await link(bo, 'Later').click();
  await bo.inRoom('Lobby');

  await ada.open('/rooms/lobby');
  await ada.say('Hello, @bo');
  await bo.open('/rooms/lobby');
  await bo.sees('Hello, @bo');
  await bo.say('Hello yourself, @ada');
  await ada.open('/rooms/lobby');
  await ada.sees('Hello, @bo', 'Hello yourself, @ada');

  await bo.heading.getByRole('button').click();
  await bo.button('Mute').click();
  await expect(bo.roomLink('Lobby')).toHaveAttribute('data-muted');
  await bo.open('/profile');
  await bo.field('Picture').setInputFiles(PICTURE);
  await bo.button('Upload picture').click();
  await expect(bo.page.getByText('Your picture is up')).toBeVisible();
  await ada.open('/rooms/lobby');
  await expect(ada.message('Hello yourself, @ada').locator('img')).toBeVisible();
  await bo.signOut();
  await expect(bo.page).toHaveURL('/signin');
});
