import { FAST, notes, post } from '../support/seed';
import { expect, PHONE, test } from '../support/test';

const PLAIN = { javaScriptEnabled: false };

test.use({ settings: FAST });

test('the whole round without JavaScript', async ({ stranger, person }) => {
  const ada = await stranger('Ada', PLAIN);
  await ada.open('/');
  await expect(ada.heading).toHaveText('A place of your own to talk');
  await ada.button('Create account').click();
  await ada.fillSignUp();
  await ada.button('Create account').click();
  await ada.putOff();
  await expect(ada.page).toHaveURL('/rooms');
  await expect(ada.page.getByText('No rooms yet')).toBeVisible();

  await ada.button('New room').click();
  await ada.field('Room name').fill('Garden');
  await ada.field('Topic').fill('What grows where');
  await ada.button('Create room').click();
  await expect(ada.page).toHaveURL('/rooms/garden');
  await ada.composer.fill('Beans are up');
  await ada.button('Send').click();
  await expect(ada.page).toHaveURL('/rooms/garden');
  await ada.sees('Beans are up');
  await expect(ada.composer).toHaveValue('');

  // Bo comes by the address, to the message that Ada showed him.
  const bo = await stranger('Bo', PLAIN);
  const path = await ada.addressOf('Beans are up');
  await bo.open(path);
  await expect(bo.heading).toHaveText('Garden');
  await bo.button('Create account').click();
  await bo.fillSignUp();
  await bo.button('Create account').click();
  await bo.putOff();
  await expect(bo.page).toHaveURL(path);
  await expect(bo.message('Beans are up')).toBeInViewport();
  await bo.composer.fill('Peas as well');
  await bo.button('Send').click();
  await bo.sees('Beans are up', 'Peas as well');
  await ada.page.reload();
  await ada.sees('Beans are up', 'Peas as well');
  await expect(ada.log.getByText('Bo joined')).toBeVisible();

  // Mira finds it by browsing.
  const mira = await person('Mira', PLAIN);
  await mira.open('/rooms');
  await expect(mira.page.getByRole('listitem').filter({ hasText: 'What grows where' })).toContainText('2 members');
  await mira.button('Join room').click();
  await expect(mira.page).toHaveURL('/rooms/garden');
  await mira.sees('Beans are up', 'Peas as well');

  await bo.leave();
  await expect(bo.page).toHaveURL('/rooms');
  await bo.open('/rooms/garden');
  await expect(bo.button('Join room')).toBeVisible();
  await expect(bo.page.getByText('Peas as well')).toHaveCount(0);
  await bo.open('/rooms');
  await bo.signOut();
  await expect(bo.page).toHaveURL('/signin');
  await bo.signIn();
  await expect(bo.page).toHaveURL('/rooms');
});

test('pages of older messages without JavaScript', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await post(ada, 'Garden', notes(120));
  const bo = await person('Bo', { ...PLAIN, viewport: PHONE });
  await bo.join('Garden');
  await expect(bo.message('Note 120')).toBeInViewport();

  const read = new Set<string>();
  for (;;) {
    for (const words of await bo.messages.getByRole('paragraph').allTextContents()) read.add(words);
    const older = bo.page.getByRole('link', { name: 'Older messages' });
    if ((await older.count()) === 0) break;
    const address = bo.page.url();
    await older.click();
    await expect(bo.page).not.toHaveURL(address);
  }
  expect([...read].sort()).toEqual(notes(120).sort());
  await expect(bo.log.getByText('Ada made this room')).toBeVisible();

  await bo.page.getByRole('link', { name: 'Newest messages' }).click();
  await expect(bo.page).toHaveURL('/rooms/garden?newest');
  await expect(bo.message('Note 120')).toBeInViewport();
});

test('refused forms hold what was typed without JavaScript', async ({ stranger }) => {
  const ada = await stranger('Ada', PLAIN);
  await ada.open('/signup?next=/rooms/new');
  await ada.field('Username').fill('ada');
  await ada.field('Display name').fill('Ada & "Co" <3');
  await ada.field('Password').fill('short');
  await ada.button('Create account').click();
  await expect(ada.field('Username')).toHaveValue('ada');
  await expect(ada.field('Display name')).toHaveValue('Ada & "Co" <3');
  await expect(ada.field('Password')).toHaveValue('');
  await expect(ada.field('Password')).toHaveAccessibleDescription(/^Use at least 8 characters\./);
  await ada.field('Password').fill('a good long secret');
  await ada.button('Create account').click();
  await ada.putOff();
  await expect(ada.page).toHaveURL('/rooms/new');

  await ada.field('Room name').fill('x'.repeat(61));
  await ada.field('Topic').fill('What grows where');
  await ada.button('Create room').click();
  await expect(ada.field('Room name')).toHaveAccessibleDescription('Use at most 60 characters.');
  await expect(ada.field('Room name')).toHaveValue('x'.repeat(61));
  await expect(ada.field('Topic')).toHaveValue('What grows where');
  await ada.field('Room name').fill('Garden');
  await ada.button('Create room').click();
  await expect(ada.page).toHaveURL('/rooms/garden');

  const long = `\n  two\nlines </textarea> ${'x'.repeat(16_001)}`;
  await ada.composer.fill(long);
  await ada.button('Send').click();
  await expect(ada.page.getByText('That is longer than one message can be')).toBeVisible();
  await expect(ada.composer).toHaveValue(long);
  await expect(ada.composer).toHaveAttribute('aria-invalid', 'true');
  await ada.composer.fill('Short after all');
  await ada.button('Send').click();
  await ada.sees('Short after all');
});

test('words written into a form that was sent come back to be sent', async ({ person }) => {
  const ada = await person('Ada', PLAIN);
  await ada.makeRoom('Garden');
  const form = ada.page.locator('form.composer [name="client_id"]');
  const name = await form.inputValue();
  await ada.composer.fill('The first words');
  await ada.button('Send').click();
  await ada.sees('The first words');
  // As browsers do that keep a page, and the form in it, for Back.
  await form.evaluate((input: HTMLInputElement, name) => (input.value = name), name);
  await ada.composer.fill('Other words');
  await ada.button('Send').click();
  await expect(ada.page.getByRole('alert')).toHaveText(/The message before was sent. This one is not sent yet./);
  await expect(ada.composer).toHaveValue('Other words');
  await ada.sees('The first words');
  await ada.button('Send').click();
  await ada.sees('The first words', 'Other words');
});

test('sending the same form twice sends it once', async ({ person }) => {
  const ada = await person('Ada', PLAIN);
  await ada.makeRoom('Garden');
  await ada.composer.fill('Only once');
  await ada.button('Send').dblclick();
  await ada.sees('Only once');
  await ada.open('/rooms/garden');
  await ada.sees('Only once');
});
