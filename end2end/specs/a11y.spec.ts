import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from '@playwright/test';
import type { Person } from '../support/person';
import { SLOW, screens } from '../support/screens';
import { DESK, expect, PHONE, test } from '../support/test';

test.describe('every screen', () => {
  test.use({ settings: SLOW });
  test.describe.configure({ timeout: 300_000 });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const viewport of [PHONE, DESK]) {
      test(`axe finds nothing, ${colorScheme}, ${viewport.width} wide`, async ({ stranger, person, server }) => {
        const options = { colorScheme, viewport, reducedMotion: 'reduce' } as const;
        for await (const [screen, { page }] of screens({ stranger, person, server }, options)) {
          const all = new AxeBuilder({ page }).options({ rules: { 'target-size': { enabled: true } } });
          expect.soft(await found(all), screen).toEqual([]);
          if ((await page.locator('[data-body]').count()) > 0) {
            const read = new AxeBuilder({ page }).include('[data-body]').withRules(['color-contrast-enhanced']);
            expect.soft(await found(read), `${screen}: 7:1 for messages`).toEqual([]);
          }
        }
      });
    }
  }
});

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
  await tabTo(ada, ada.composer);
  await ada.page.keyboard.type('Soup is on');
  await ada.page.keyboard.press('Enter');
  await expect(ada.message('Soup is on')).toHaveAttribute('data-state', 'sent');
  await expect(ada.composer).toBeFocused();

  await tabTo(ada, ada.roomLink('Garden'), 'Shift+Tab');
  await ada.page.keyboard.press('Enter');
  await ada.inRoom('Garden');
  await tabTo(ada, ada.composer);
  await tabTo(ada, ada.page.getByRole('region', { name: 'Conversation' }), 'Shift+Tab');
  await tabTo(ada, ada.button('Sign out'), 'Shift+Tab');
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

/** What axe objects to, in short. */
async function found(axe: AxeBuilder): Promise<string[]> {
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`));
}

async function tabTo(person: Person, wanted: Locator, key = 'Tab'): Promise<void> {
  const isThere = () => wanted.evaluate((element) => element === document.activeElement);
  for (let steps = 0; steps < 40; steps += 1) {
    await person.page.keyboard.press(key);
    if (await isThere()) return;
  }
  expect(await isThere(), `${wanted} can be reached by ${key}`).toBe(true);
}
