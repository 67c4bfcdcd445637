import type { Person } from '../support/person';
import { PHONE, expect, test } from '../support/test';

const TOUCH = { viewport: PHONE, hasTouch: true, isMobile: true };

/** What can be done with a message. */
const tools = (person: Person, words: string) => person.message(words).getByRole('group', { name: 'Message actions' });

test('whoever points at a message copies its link', async ({ person }) => {
  const ada = await person('Ada');
  await ada.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await ada.makeRoom('Garden');
  await ada.say('Beans are up', 'Peas as well');
  await expect(tools(ada, 'Peas as well')).toHaveCSS('opacity', '0');
  await ada.message('Peas as well').hover();
  await expect(tools(ada, 'Peas as well')).toHaveCSS('opacity', '1');
  await expect(tools(ada, 'Beans are up')).toHaveCSS('opacity', '0');
  await expect(tools(ada, 'Peas as well').getByRole('button', { name: 'Copy text' })).toBeHidden();
  await tools(ada, 'Peas as well').getByRole('button', { name: 'Copy link' }).click();
  await expect(tools(ada, 'Peas as well').getByText('Copied')).toBeVisible();
  const copied = await ada.page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(new URL(await ada.addressOf('Peas as well'), ada.page.url()).href);
});

test('by keyboard the tools are reached as well', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.say('Beans are up');
  await ada.message('Beans are up').getByRole('link', { name: /^\d{1,2}:\d{2}/ }).focus();
  await ada.page.keyboard.press('Tab');
  await expect(tools(ada, 'Beans are up').getByRole('button', { name: 'Copy link' })).toBeFocused();
  await expect(tools(ada, 'Beans are up')).toHaveCSS('opacity', '1');
});

test('to a finger the tools open by a long press alone', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo', TOUCH);
  await bo.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await bo.join('Garden');
  await ada.say('Beans are up', 'Peas as well', 'And a slug');
  await bo.sees('Beans are up', 'Peas as well', 'And a slug');
  const finger = await fingerOf(bo);

  // Where the tools would be, a tap does nothing.
  const unread = await tools(bo, 'Peas as well').getByRole('button', { name: 'Mark as unread' }).boundingBox();
  if (!unread) throw new Error('the tools have no place');
  await bo.page.touchscreen.tap(unread.x + unread.width / 2, unread.y + unread.height - 4);
  await expect(tools(bo, 'Peas as well')).toHaveCSS('opacity', '0');

  await finger.holds('Peas as well');
  await expect(bo.message('Peas as well')).toHaveAttribute('data-open');
  await finger.lifts();
  await expect(tools(bo, 'Peas as well')).toHaveCSS('opacity', '1');
  await expect(tools(bo, 'Peas as well')).toBeInViewport({ ratio: 1 });
  await tools(bo, 'Peas as well').getByRole('button', { name: 'Copy text' }).tap();
  await expect(tools(bo, 'Peas as well').getByText('Copied')).toBeVisible();
  expect(await bo.page.evaluate(() => navigator.clipboard.readText())).toBe('Peas as well');

  // One at a time; a tap elsewhere closes it, and so does Escape, which reads nothing then.
  await finger.holds('And a slug');
  await expect(bo.message('And a slug')).toHaveAttribute('data-open');
  await finger.lifts();
  await expect(bo.log.locator('[data-open]')).toHaveCount(1);
  await bo.heading.tap();
  await expect(bo.log.locator('[data-open]')).toHaveCount(0);
  await finger.holds('And a slug');
  await expect(bo.message('And a slug')).toHaveAttribute('data-open');
  await finger.lifts();
  await bo.page.keyboard.press('Escape');
  await expect(bo.log.locator('[data-open]')).toHaveCount(0);

  expect(bo.frames.filter((frame) => frame.includes('"unread"'))).toEqual([]);
  await finger.holds('Peas as well');
  await expect(bo.message('Peas as well')).toHaveAttribute('data-open');
  await finger.lifts();
  await tools(bo, 'Peas as well').getByRole('button', { name: 'Mark as unread' }).tap();
  await expect(bo.newLine).toBeVisible();
  await expect(bo.page).toHaveTitle('(2) Garden · Roost');
  await expect(bo.log.locator('[data-open]')).toHaveCount(0);
});

/** A finger that can stay where it is. */
async function fingerOf(person: Person) {
  const cdp = await person.context.newCDPSession(person.page);
  return {
    async holds(words: string): Promise<void> {
      const box = await person.message(words).boundingBox();
      if (!box) throw new Error(`${words} is not there`);
      const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
      await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
    },
    async lifts(): Promise<void> {
      await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    },
  };
}
