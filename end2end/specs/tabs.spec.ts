// One person in two tabs: one draft, one outbox.

import type { Page } from '@playwright/test';
import { Person } from '../support/person';
import { expect, test } from '../support/test';

/** Another tab of somebody's, in the room that they are in. */
async function tab(person: Person, path = '/rooms/garden'): Promise<Person> {
  const page: Page = await person.context.newPage();
  const other = new Person(person.name, person.context, page, person.origin, true);
  await other.open(path);
  await other.ready();
  return other;
}

test('a draft is the same in both tabs, and what is sent from one is not there to be sent from the other', async ({ person }) => {
  const one = await person('Ada');
  await one.makeRoom('Garden');
  const two = await tab(one);
  await one.composer.fill('Beans are');
  await expect(two.composer).toHaveValue('Beans are');
  await two.composer.pressSequentially(' up');
  await expect(one.composer).toHaveValue('Beans are up');
  await one.composer.press('Enter');
  await expect(two.composer).toHaveValue('');
  await two.composer.press('Enter');
  await one.sees('Beans are up');
  await two.sees('Beans are up');
  await two.page.reload();
  await two.ready();
  await expect(two.composer).toHaveValue('');
});

test('sending in one tab never takes the words of the other', async ({ person }) => {
  const one = await person('Ada');
  await one.makeRoom('Garden');
  const two = await tab(one);
  await one.composer.fill('Written here');
  await two.composer.fill('Written there');
  await one.composer.press('Enter');
  await one.sees('Written here');
  await expect(two.composer).toHaveValue('Written there');
  await two.page.reload();
  await two.ready();
  await expect(two.composer).toHaveValue('Written there');
  await two.composer.press('Enter');
  await one.sees('Written here', 'Written there');
});

test('words of two tabs that are both closed are both kept', async ({ person }) => {
  const one = await person('Ada');
  await one.makeRoom('Garden');
  const two = await tab(one);
  await two.composer.fill('Written there');
  await one.composer.fill('Written here');
  await two.page.goto('/rooms');
  await one.page.goto('/rooms');
  const three = await tab(one);
  await expect(three.composer).toHaveValue(/Written here/);
  await expect(three.composer).toHaveValue(/Written there/);
});

test('a tab that is closed before it could send leaves its words to another one', async ({ person }) => {
  const one = await person('Ada');
  await one.makeRoom('Garden');
  const two = await tab(one);
  // This tab alone has no line.
  await two.page.evaluate(() => {
    WebSocket.prototype.send = () => {};
  });
  await two.say('From a tab that was closed');
  await expect(two.messages.last()).toHaveAttribute('data-state', 'sending');
  await two.page.close();
  await expect(one.message('From a tab that was closed')).toHaveAttribute('data-state', 'sent', { timeout: 20_000 });
  await one.page.reload();
  await one.sees('From a tab that was closed');
});

test('a text that is far too long is counted at once, and typing into it goes on', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.composer.fill('x'.repeat(16_001));
  await expect(ada.page.getByText('1 character too many')).toBeVisible();
  await ada.composer.fill('x '.repeat(500_000));
  await expect(ada.page.getByText('984,000 characters too many: one message can have 16,000.')).toBeVisible();
  await expect(ada.page.getByText('It is too long to be kept as a draft')).toBeVisible();
  const before = await ada.composer.evaluate((field) => field.clientHeight);
  await ada.composer.press('End');
  await ada.page.keyboard.type('\u{1F331}');
  expect(await ada.composer.evaluate((field) => field.clientHeight), 'it grows no more').toBe(before);
  await ada.page.reload();
  await ada.ready();
  await expect(ada.composer).toHaveValue('');
});
