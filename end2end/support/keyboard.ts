// Going about by keyboard alone.

import { expect, type Locator } from '@playwright/test';
import type { Person } from './person';

const isThere = (wanted: Locator) => wanted.evaluate((element) => element === document.activeElement);

/** Goes on by Tab until this has the focus. Returns how many stops it took. */
export async function tabTo(person: Person, wanted: Locator, key = 'Tab'): Promise<number> {
  for (let stops = 1; stops <= 40; stops += 1) {
    await person.page.keyboard.press(key);
    if (await isThere(wanted)) return stops;
  }
  expect(await isThere(wanted), `${wanted} can be reached by ${key}`).toBe(true);
  return 0;
}

/** Goes there by Tab, and presses Enter on it. */
export async function pressOn(person: Person, wanted: Locator, key = 'Tab'): Promise<void> {
  await expect(wanted).toBeVisible();
  await tabTo(person, wanted, key);
  await person.page.keyboard.press('Enter');
}

/** Types into the field that has the focus once it has come. */
export async function typeInto(person: Person, field: Locator, words: string): Promise<void> {
  await expect(field).toBeFocused();
  await person.page.keyboard.type(words);
}
