import type { Person } from '../support/person';
import { expect, test } from '../support/test';

const question = (person: Person) => person.page.getByRole('dialog', { name: 'Before you sign out' });

test('with something unsent Ada is asked, and can stay', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.makeRoom('Kitchen');
  await ada.composer.fill('Half a thought on soup');
  await ada.go('Garden');
  await ada.context.setOffline(true);
  await ada.line('offline');
  await ada.say('From the tunnel', 'And again');

  await ada.signOut();
  await expect(question(ada)).toHaveAccessibleDescription('2 messages have not been sent, and there is a draft in Kitchen.');
  await expect(ada.button('Send and sign out')).toBeDisabled();
  await expect(question(ada).getByRole('status')).toHaveText('The server cannot be reached: nothing can be sent now.');
  await expect(ada.button('Stay')).toBeFocused();
  await ada.page.keyboard.press('Escape');
  await expect(question(ada)).toHaveCount(0);
  await expect(ada.ownCard).toBeFocused();
  await expect(ada.message('And again')).toHaveAttribute('data-state', 'sending');

  await ada.signOut();
  await ada.context.setOffline(false);
  await ada.line('open');
  await expect(question(ada)).toHaveAccessibleDescription('There is a draft in Kitchen.');
  await expect(ada.button('Send and sign out')).toHaveCount(0);
  await ada.button('Stay').click();
  await ada.sees('From the tunnel', 'And again');
  await ada.go('Kitchen');
  await expect(ada.composer).toHaveValue('Half a thought on soup');
});

test('Ada sends what waits, and is signed out once it is stored', async ({ person, server }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  server.freeze();
  await ada.say('One more thing');
  await ada.signOut();
  await expect(question(ada)).toHaveAccessibleDescription('1 message has not been sent.');
  await ada.button('Send and sign out').click();
  await expect(question(ada).getByRole('status')).toHaveText('Sending …');
  await expect(ada.button('Stay')).toBeFocused();
  server.thaw();
  await expect(ada.page).toHaveURL('/signin');
  await ada.hydrated();
  expect(await ada.page.evaluate(() => localStorage.length)).toBe(0);

  await ada.open('/signin?next=/rooms/garden');
  await ada.signIn();
  await ada.inRoom('Garden');
  await ada.sees('One more thing');
});

test('what is refused is said before it is discarded', async ({ person, server }) => {
  const bo = await person('Bo');
  await bo.makeRoom('Garden');
  const ada = await person('Ada');
  await ada.join('Garden');
  await ada.context.setOffline(true);
  await ada.line('offline');
  await ada.say('Too late for this');
  const headers = { origin: server.url };
  await bo.page.request.post('/rooms/garden/archive', { form: { archived: 'yes' }, headers });
  await ada.context.setOffline(false);
  await expect(ada.message('Too late for this')).toHaveAttribute('data-state', 'failed');

  await ada.signOut();
  await expect(question(ada)).toHaveAccessibleDescription('1 message was refused.');
  await expect(question(ada).getByRole('listitem')).toHaveText('Too late for this This room is archived. An owner can open it again.');
  await ada.button('Send and sign out').click();
  await expect(question(ada).getByRole('listitem')).toHaveText('Too late for this This room is archived. An owner can open it again.');
  await expect(ada.button('Send and sign out')).toBeEnabled();
  await ada.button('Discard and sign out').click();
  await expect(ada.page).toHaveURL('/signin');
  await ada.hydrated();
  expect(await ada.page.evaluate(() => localStorage.length)).toBe(0);
});

test('a page that the browser kept shows nothing more once its session is over', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  // Without a client, which would hear of it by itself.
  await ada.page.route('**/*.wasm', (route) => route.abort());
  await ada.page.goto('/rooms');
  await expect(ada.page.locator('html')).toHaveAttribute('data-client', 'plain');
  await ada.markPage();
  /** As by Back to a page that was kept. Says whether the list of rooms is shown right then. */
  const comesBack = () =>
    ada.page.evaluate(() => {
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
      return document.querySelector('nav')!.checkVisibility({ visibilityProperty: true });
    });
  expect(await comesBack(), 'before it is known whose it is').toBe(false);
  await expect(ada.rooms).toBeVisible();
  await ada.context.setOffline(true);
  expect(await comesBack()).toBe(false);
  await expect(ada.rooms).toBeVisible();
  expect(await ada.pageIsMarked(), 'without a reload').toBe(true);
  await ada.context.setOffline(false);

  await ada.page.request.post('/signout', { headers: { origin: new URL(ada.page.url()).origin } });
  expect(await comesBack()).toBe(false);
  await expect(ada.page).toHaveURL(/\/signin/);
});
