import { expect, test } from '../support/test';

// One message a second, so that a second one at once is refused.
test.use({ settings: { ROOST_MESSAGE_BURST: '1', ROOST_MESSAGES_PER_SECOND: '1' } });

test('a refused message says so, stays, and can be tried again or discarded', async ({ person, server }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');

  server.freeze();
  await ada.say('one', 'two', 'three');
  server.thaw();
  await expect(ada.message('one')).toHaveAttribute('data-state', 'sent');
  for (const words of ['two', 'three']) {
    await expect(ada.message(words)).toHaveAttribute('data-state', 'failed');
    await expect(ada.message(words)).toContainText('Not sent. That was too many at once. Wait a moment.');
  }
  await bo.sees('one');
  await ada.page.reload();
  await ada.inRoom('Garden');
  for (const words of ['two', 'three']) await expect(ada.message(words)).toHaveAttribute('data-state', 'failed');
  await bo.sees('one');

  await ada.message('two').getByRole('button', { name: 'Discard' }).click();
  await expect(ada.message('two')).toHaveCount(0);
  await expect(async () => {
    await ada.message('three').getByRole('button', { name: 'Try again' }).click();
    await expect(ada.message('three')).toHaveAttribute('data-state', /sent|failed/);
    expect(await ada.message('three').getAttribute('data-state')).toBe('sent');
  }).toPass();
  await ada.sees('one', 'three');
  await bo.sees('one', 'three');
});

test('a refused message does not hold up those after it', async ({ person, server }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  server.freeze();
  await ada.say('one', 'two');
  server.thaw();
  await expect(ada.message('two')).toHaveAttribute('data-state', 'failed');
  const stored = ada.message('later').and(ada.page.locator('[data-state="sent"]'));
  await expect(async () => {
    await ada.say('later');
    await expect(ada.message('later').and(ada.page.locator('[data-state="sending"]'))).toHaveCount(0);
    expect(await stored.count()).toBeGreaterThan(0);
  }).toPass();
  await expect(ada.message('two')).toHaveAttribute('data-state', 'failed');
});
