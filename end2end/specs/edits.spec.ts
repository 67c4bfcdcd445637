import type { Locator } from '@playwright/test';
import type { Person } from '../support/person';
import { expect, PHONE, test } from '../support/test';

const editor = (person: Person): Locator => person.page.getByRole('textbox', { name: 'Edit message' });
const DELETED = 'This message was deleted.';

/** Ada and Bo in a room of Ada's, in which she has said something. */
async function together(person: (name: string) => Promise<Person>, ...lines: string[]): Promise<[Person, Person]> {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  await ada.say(...lines);
  await bo.sees(...lines);
  return [ada, bo];
}

async function act(person: Person, words: string, action: string): Promise<void> {
  await person.message(words).hover();
  await person.message(words).getByRole('button', { name: action, exact: true }).click();
}

test('Ada mends her message in its place, and her draft stays as it was', async ({ person }) => {
  const [ada, bo] = await together(person, 'Beans are up', 'Paes as well');
  await ada.composer.fill('  half a\nthought ');
  await act(ada, 'Paes as well', 'Edit');
  await expect(editor(ada)).toBeFocused();
  await expect(editor(ada)).toHaveValue('Paes as well');
  await editor(ada).fill('Peas as well');
  await editor(ada).press('Enter');
  await expect(editor(ada)).toHaveCount(0);
  for (const person of [ada, bo]) await person.sees('Beans are up', 'Peas as well (edited)');
  await expect(ada.composer).toBeFocused();
  await expect(ada.composer).toHaveValue('  half a\nthought ');

  await act(ada, 'Beans are up', 'Edit');
  await editor(ada).fill('Never mind');
  await editor(ada).press('Escape');
  await ada.sees('Beans are up', 'Peas as well (edited)');
  await bo.message('Beans are up').hover();
  await expect(bo.message('Beans are up').getByRole('button', { name: 'Mark as unread' })).toBeVisible();
  await expect(bo.message('Beans are up').getByRole('button', { name: /Edit|Delete/ })).toHaveCount(0);
});

test('by keyboard alone: Up edits the last message, and Tab leads to what can be done', async ({ person }) => {
  const [ada, bo] = await together(person, 'Beans are up');
  await ada.composer.focus();
  await ada.page.keyboard.press('ArrowUp');
  await expect(editor(ada)).toBeFocused();
  await ada.page.keyboard.press('End');
  await ada.page.keyboard.type(', at last');
  await ada.page.keyboard.press('Shift+Enter');
  await ada.page.keyboard.type('All of them');
  await ada.page.keyboard.press('Enter');
  for (const person of [ada, bo]) await person.sees('Beans are up, at last\nAll of them (edited)');
  await expect(ada.messages.last()).toHaveAttribute('data-state', 'sent');

  await ada.page.keyboard.press('ArrowUp');
  await editor(ada).fill('');
  await ada.page.keyboard.press('Enter');
  await ada.sees(DELETED);
  await ada.page.keyboard.press('Control+z');
  await ada.sees('Beans are up, at last\nAll of them (edited)');

  // In the editor the arrows move the cursor.
  await ada.page.keyboard.press('ArrowUp');
  await ada.page.keyboard.press('ArrowUp');
  await expect(editor(ada)).toBeFocused();
  await ada.page.keyboard.press('Escape');
  await ada.page.keyboard.press('Shift+Tab');
  await ada.page.keyboard.press('ArrowUp');
  // What takes the focus can take it in its first frame.
  const inspector = await ada.context.newCDPSession(ada.page);
  await inspector.send('Animation.enable');
  await inspector.send('Animation.setPlaybackRate', { playbackRate: 0 });
  const remove = ada.messages.last().getByRole('button', { name: 'Delete' });
  for (let stops = 0; stops < 6 && !(await remove.evaluate((button) => button === document.activeElement)); stops += 1) {
    await ada.page.keyboard.press('Tab');
  }
  await ada.page.keyboard.press('Enter');
  await expect(ada.button('Undo')).toBeFocused();
  await ada.page.keyboard.press('Enter');
  await ada.sees('Beans are up, at last\nAll of them (edited)');
});

test('a deletion can be undone, and is one for everybody after that', async ({ person }) => {
  const [ada, bo] = await together(person, 'Beans are up', 'A secret');
  await act(ada, 'A secret', 'Delete');
  await ada.sees('Beans are up', DELETED);
  await ada.button('Undo').click();
  await ada.sees('Beans are up', 'A secret');
  await bo.sees('Beans are up', 'A secret');
  await act(ada, 'A secret', 'Delete');
  await bo.sees('Beans are up', DELETED);
  await expect(ada.button('Undo')).toHaveCount(0);
  await bo.page.reload();
  await bo.inRoom('Garden');
  await bo.sees('Beans are up', DELETED);
  await expect(bo.page.getByText('A secret')).toHaveCount(0);
});

test('of two devices the later is told, and sees both texts', async ({ person, stranger }) => {
  const [ada] = await together(person, 'Beans are up');
  const phone = await stranger('Ada', { viewport: PHONE });
  await phone.comeToo();
  await phone.open('/rooms/garden');
  await phone.inRoom('Garden');
  await act(ada, 'Beans are up', 'Edit');
  await editor(ada).fill('Beans are ready');
  await phone.composer.focus();
  await phone.page.keyboard.press('ArrowUp');
  await editor(phone).fill('Beans are late');
  await phone.button('Save').click();
  await phone.sees('Beans are late (edited)');
  await editor(ada).press('Enter');
  await expect(ada.page.getByText('It was changed meanwhile. Try again to put your text in its place.')).toBeVisible();
  await expect(ada.page.getByText('It says now: Beans are late')).toBeVisible();
  await expect(editor(ada)).toHaveValue('Beans are ready');
  await ada.button('Save').click();
  for (const device of [ada, phone]) await device.sees('Beans are ready (edited)');
});

test('an edit outlives the page, and is sent once there is a line again', async ({ person }) => {
  const [ada, bo] = await together(person, 'Beans are up');
  await act(ada, 'Beans are up', 'Edit');
  await editor(ada).fill('Beans are read');
  await ada.page.reload();
  await ada.inRoom('Garden');
  await expect(editor(ada)).toHaveValue('Beans are read');
  await ada.context.setOffline(true);
  await ada.line('offline');
  await editor(ada).fill('Beans are ready');
  await ada.button('Save').click();
  await expect(ada.messages.first()).toHaveAttribute('data-state', 'sending');
  await bo.sees('Beans are up');
  await ada.context.setOffline(false);
  for (const person of [ada, bo]) await person.sees('Beans are ready (edited)');
});

test('without JavaScript a message is edited and deleted on its own page', async ({ person }) => {
  const ada = await person('Ada', { javaScriptEnabled: false });
  await ada.makeRoom('Garden');
  await ada.say('Paes are up');
  await ada.open(await ada.addressOf('Paes are up'));
  const message = ada.messages.first();
  await expect(message.getByLabel('Message', { exact: true })).toHaveValue('Paes are up');
  await message.getByLabel('Message', { exact: true }).fill('Peas are up');
  await message.locator('form').getByRole('button', { name: 'Edit' }).click();
  await expect(message).toContainText('Peas are up (edited)');
  await message.locator('form').getByRole('button', { name: 'Delete' }).click();
  await expect(message).toContainText(DELETED);
});
