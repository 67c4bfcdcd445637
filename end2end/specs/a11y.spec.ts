import { tabTo } from '../support/keyboard';
import { expect, test } from '../support/test';

test('Ada does everything by keyboard', async ({ person }) => {
  const ada = await person('Ada');
  await tabTo(ada, ada.button('New room'));
  await ada.page.keyboard.press('Enter');
  await expect(ada.field('Room name')).toBeFocused();
  await ada.page.keyboard.type('Garden');
  await ada.page.keyboard.press('Enter');
  await ada.inRoom('Garden');
  await ada.makeRoom('Kitchen');

  await ada.page.reload();
  await ada.inRoom('Kitchen');
  await expect(ada.composer).toBeFocused();
  await ada.page.keyboard.type('Soup is on');
  await ada.page.keyboard.press('Enter');
  await expect(ada.message('Soup is on')).toHaveAttribute('data-state', 'sent');
  await expect(ada.composer).toBeFocused();

  await tabTo(ada, ada.roomLink('Garden'), 'Shift+Tab');
  await ada.page.keyboard.press('Enter');
  await ada.inRoom('Garden');
  await expect(ada.composer).toBeFocused();
  await tabTo(ada, ada.page.getByRole('region', { name: 'Conversation' }), 'Shift+Tab');
  await tabTo(ada, ada.ownCard, 'Shift+Tab');
  await ada.page.keyboard.press('Enter');
  await tabTo(ada, ada.button('Sign out'));
  await ada.page.keyboard.press('Enter');
  await expect(ada.page).toHaveURL('/signin');
  await ada.hydrated();
  await expect(ada.field('Username')).toBeFocused();
});

test('what happens is announced politely, and what is wrong at once', async ({ person, server }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  expect(await ada.log.ariaSnapshot()).toContain('log "Messages"');
  await expect(ada.log).toHaveRole('log');
  await server.kill9();
  await expect(ada.page.getByRole('status')).toContainText('Reconnecting');
  await ada.say('x'.repeat(16_001));
  await expect(ada.page.getByRole('alert').filter({ hasText: 'longer than one message' })).toBeVisible();
});
