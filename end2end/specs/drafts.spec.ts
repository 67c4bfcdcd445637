import { expect, test } from '../support/test';

test('what Ada was writing waits for her in its room', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.makeRoom('Kitchen');
  await ada.composer.fill('Half a thought on soup');

  await ada.go('Garden');
  await expect(ada.composer).toHaveValue('');
  await ada.composer.fill('Half a thought on beans');
  await ada.go('Kitchen');
  await expect(ada.composer).toHaveValue('Half a thought on soup');

  await ada.page.reload();
  await ada.inRoom('Kitchen');
  await expect(ada.composer).toHaveValue('Half a thought on soup');
  await ada.go('Garden');
  await expect(ada.composer).toHaveValue('Half a thought on beans');

  await ada.composer.press('Enter');
  await expect(ada.message('Half a thought on beans')).toHaveAttribute('data-state', 'sent');
  await ada.page.reload();
  await ada.inRoom('Garden');
  await expect(ada.composer).toHaveValue('');
});

test('a draft is for its writer alone', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.composer.fill('Between me and myself');
  await ada.signOut();
  await ada.button('Discard and sign out').click();
  await expect(ada.page).toHaveURL('/signin');

  await ada.open('/signup?next=/rooms/garden');
  await ada.field('Username').fill('bo');
  await ada.field('Password').fill('another good secret');
  await ada.button('Create account').click();
  await ada.putOff();
  await ada.inRoom('Garden');
  await expect(ada.composer).toHaveValue('');
});

test('signing out without a line loses nothing', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.composer.fill('Half a thought');
  await ada.context.setOffline(true);
  await ada.line('offline');
  await ada.signOut();
  await ada.button('Discard and sign out').click();
  await expect(ada.page).toHaveURL(/chrome-error/);
  await ada.context.setOffline(false);
  await ada.open('/rooms/garden');
  await ada.inRoom('Garden');
  await expect(ada.composer).toHaveValue('Half a thought');

  await ada.signOut();
  await ada.button('Discard and sign out').click();
  await expect(ada.page).toHaveURL('/signin');
  await ada.hydrated();
  expect(await ada.page.evaluate(() => localStorage.length)).toBe(0);
});
