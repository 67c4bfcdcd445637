// What is drawn, where it carries a meaning: colours, edges, places, paper.

import type { Locator } from '@playwright/test';
import { settled } from '../support/layout';
import { FAST } from '../support/seed';
import { expect, test } from '../support/test';

test.use({ settings: FAST });

const style = (element: Locator, name: string, part?: string) =>
  element.evaluate((found, [name, part]) => getComputedStyle(found, part).getPropertyValue(name!), [name, part]);

test('what is refused is red, also where the focus is', async ({ person }) => {
  const ada = await person('Ada');
  await ada.open('/rooms/new');
  await ada.field('Room name').fill('x'.repeat(61));
  await ada.button('Create room').click();
  await expect(ada.field('Room name')).toBeFocused();
  await expect(ada.field('Room name')).toHaveAttribute('aria-invalid', 'true');
  await settled(ada.page);
  const red = await style(ada.page.getByText('Use at most 60 characters.'), 'color');
  for (const edge of ['outline-color', 'border-top-color']) await expect(ada.field('Room name')).toHaveCSS(edge, red);

  await ada.makeRoom('Garden');
  await ada.say('x'.repeat(16_001));
  await expect(ada.composer).toBeFocused();
  await expect(ada.composer).toHaveAttribute('aria-invalid', 'true');
  const box = ada.page.locator('.composer-box');
  for (const edge of ['outline-color', 'border-top-color']) await expect(box).toHaveCSS(edge, red);
});
