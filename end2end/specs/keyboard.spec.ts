import type { Locator } from '@playwright/test';
import type { Person } from '../support/person';
import { expect, test } from '../support/test';

const field = (person: Person): Locator => person.page.getByRole('combobox', { name: 'Jump to' });
const options = (person: Person): Locator => person.page.getByRole('listbox').getByRole('option');

test('Ada switches rooms by their names', async ({ person }) => {
  const ada = await person('Ada');
  for (const room of ['Garden', 'Kitchen', 'Café corner']) await ada.makeRoom(room);
  await ada.markPage();
  await ada.composer.fill('Half a thought');
  await ada.page.keyboard.press('Control+k');
  await expect(field(ada)).toBeFocused();
  await expect(options(ada)).toHaveText([/Garden/, /Kitchen/, /Café corner/]);
  await expect(options(ada).first()).toHaveAttribute('aria-selected', 'true');
  await ada.page.keyboard.type('cafe');
  await expect(options(ada)).toHaveText([/Café corner/]);
  await ada.page.keyboard.type('teria');
  await expect(options(ada)).toHaveCount(0);
  await expect(ada.page.getByText('Nothing of yours is called that.')).toBeVisible();
  await ada.page.keyboard.press('Enter');
  await ada.page.keyboard.press('Escape');
  await expect(field(ada)).toHaveCount(0);
  await expect(ada.composer).toBeFocused();
  await expect(ada.composer).toHaveValue('Half a thought');

  await ada.page.keyboard.press('ControlOrMeta+k');
  await expect(field(ada)).toBeFocused();
  await ada.page.keyboard.press('ArrowUp');
  await ada.page.keyboard.press('ArrowUp');
  await expect(options(ada).nth(1)).toHaveAttribute('aria-selected', 'true');
  await ada.page.keyboard.press('Enter');
  await ada.inRoom('Kitchen');
  await expect(ada.composer).toBeFocused();
  expect(await ada.pageIsMarked(), 'without a reload').toBe(true);

  await ada.page.keyboard.press('Control+k');
  await options(ada).filter({ hasText: 'Garden' }).click();
  await ada.inRoom('Garden');
});

test('what is unread stands first in the switcher, and Enter that ends a composition goes nowhere', async ({ person }) => {
  const ada = await person('Ada');
  for (const room of ['Attic', 'Garden', 'Kitchen']) await ada.makeRoom(room);
  const bo = await person('Bo');
  await bo.join('Garden');
  await bo.say('Beans are up');
  await expect(ada.roomLink('Garden')).toHaveAccessibleName(/1 unread/);
  await ada.page.keyboard.press('Control+k');
  await expect(options(ada)).toHaveText([/Garden.*1 unread/, /Attic/, /Kitchen/]);
  await field(ada).dispatchEvent('keydown', { key: 'Enter', isComposing: true, keyCode: 229, bubbles: true });
  await expect(field(ada)).toBeFocused();
  await ada.page.keyboard.press('Enter');
  await ada.inRoom('Garden');
});

test('Alt and the arrows go from room to room, with Shift only to what is unread', async ({ person }) => {
  const ada = await person('Ada');
  for (const room of ['Attic', 'Garden', 'Kitchen', 'Shed']) await ada.makeRoom(room);
  await ada.go('Attic');
  await ada.markPage();
  await ada.composer.focus();
  await ada.page.keyboard.press('Alt+ArrowDown');
  await ada.inRoom('Garden');
  await expect(ada.composer).toBeFocused();
  await ada.page.keyboard.press('Alt+ArrowUp');
  await ada.inRoom('Attic');
  await ada.page.keyboard.press('Alt+ArrowUp');
  await ada.inRoom('Shed');

  const bo = await person('Bo');
  await bo.join('Garden');
  await bo.say('Beans are up');
  await expect(ada.roomLink('Garden')).toHaveAccessibleName(/1 unread/);
  await ada.page.keyboard.press('Alt+Shift+ArrowUp');
  await ada.inRoom('Garden');
  await expect(ada.roomLink('Garden')).not.toHaveAccessibleName(/unread/);
  await ada.page.keyboard.press('Alt+Shift+ArrowDown');
  await ada.inRoom('Garden');
  expect(await ada.pageIsMarked(), 'without a reload').toBe(true);
});

test('a question mark lists the keys, but where one writes it is a question mark', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.composer.pressSequentially('Why?');
  await expect(ada.composer).toHaveValue('Why?');
  await ada.page.getByRole('region', { name: 'Conversation' }).focus();
  const list = ada.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await ada.page.keyboard.press('?');
  await expect(list).toBeVisible();
  await expect(list.getByText('Jump to a room or conversation')).toBeVisible();
  await ada.button('Close').click();
  await expect(list).toHaveCount(0);
  await expect(ada.page.getByRole('region', { name: 'Conversation' })).toBeFocused();
});

test('Escape that closes something marks nothing as read', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  await ada.say('Beans are up', 'Peas as well');
  await bo.sees('Beans are up', 'Peas as well');
  await bo.markUnread('Peas as well');
  await expect(bo.newLine).toBeVisible();
  await bo.page.keyboard.press('?');
  await expect(bo.page.getByRole('dialog')).toBeVisible();
  await bo.page.keyboard.press('Escape');
  await expect(bo.page.getByRole('dialog')).toHaveCount(0);
  await bo.button('Roost menu').click();
  await bo.page.keyboard.press('Escape');
  await expect(bo.page.locator('[data-menu]').getByRole('link', { name: 'Browse rooms' })).toBeHidden();
  await expect(bo.newLine).toBeVisible();
  await expect(bo.page).toHaveTitle('(1) Garden · Roost');
  await bo.page.keyboard.press('Escape');
  await expect(bo.newLine).toBeHidden();
});

test("the place's name opens a menu, and what is chosen closes it", async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.markPage();
  const menu = ada.button('Roost menu');
  await menu.click();
  await expect(ada.page.locator('#place-menu').getByRole('link', { name: 'New message' })).toHaveAttribute('href', '/dm');
  await ada.page.getByRole('link', { name: 'Administration' }).click();
  await expect(ada.heading).toHaveText('Administration');
  await expect(ada.page.locator('[data-menu]').getByRole('link', { name: 'Browse rooms' })).toBeHidden();
  await menu.press('Enter');
  await ada.button('Keyboard shortcuts').click();
  await expect(ada.page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await ada.page.keyboard.press('Escape');
  await expect(menu).toBeFocused();
  expect(await ada.pageIsMarked(), 'without a reload').toBe(true);
});

test('the menu without JavaScript', async ({ person }) => {
  await person('Ada');
  const bo = await person('Bo', { javaScriptEnabled: false });
  await bo.button('Roost menu').click();
  for (const missing of ['Administration', 'Keyboard shortcuts', 'Install the app']) {
    await expect(bo.page.getByText(missing)).toBeHidden();
  }
  await bo.page.keyboard.press('Escape');
  await bo.ownCard.click();
  await bo.page.getByRole('link', { name: 'Settings', exact: true }).click();
  await expect(bo.page).toHaveURL('/settings');
});

test('a muted room keeps still, until it names its reader', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.makeRoom('Kitchen');
  const bo = await person('Bo');
  for (const room of ['Garden', 'Kitchen']) await bo.join(room);
  await bo.open('/rooms/garden/notifications');
  await bo.page.getByLabel('Nothing').check();
  await expect(bo.roomLink('Garden')).toHaveAccessibleName(/muted/);
  await bo.open('/settings');
  await bo.ready();
  await expect(bo.page).toHaveTitle('Account · Roost');

  await ada.say('Soup is on');
  await ada.go('Garden');
  await ada.say('Beans are up');
  await expect(bo.roomLink('Garden')).toHaveAccessibleName(/muted.*1 unread/);
  await expect(bo.page).toHaveTitle('(1) Account · Roost');
  await bo.page.keyboard.press('Alt+Shift+ArrowDown');
  await bo.inRoom('Kitchen');
  await expect(bo.page).toHaveTitle('Kitchen · Roost');
  await ada.say(`Are they, @${bo.username}?`);
  await expect(bo.roomLink('Garden')).toHaveAccessibleName(/1 mentioning you 2 unread/);
  await expect(bo.page).toHaveTitle('(1) Kitchen · Roost');
});

test('a conversation shows the face of the other and whether they are here', async ({ person }) => {
  const ada = await person('Ada');
  const bo = await person('Bo');
  await ada.open(`/dm/${bo.username}`);
  await ada.button('Start conversation').click();
  await ada.inRoom('Bo');
  await ada.say('Are you there?');
  await expect(ada.page.locator('.main-head')).toContainText(/Active|Away/);
  await ada.open('/settings');
  await expect(ada.roomLink('Bo')).toHaveAccessibleName(/^Bo (active|away)/);
  await expect(ada.roomLink('Bo').locator('[data-here]')).toHaveText('B');
  await bo.page.goto('about:blank');
  await expect(ada.roomLink('Bo')).toHaveAccessibleName(/offline/, { timeout: 20_000 });
  await expect(ada.roomLink('Bo').locator('[data-here]')).toHaveCount(0);
});

test('in a browser without popovers Escape marks as read', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.page.addInitScript(() => {
    for (const name of ['popover', 'showPopover', 'hidePopover', 'togglePopover']) Reflect.deleteProperty(HTMLElement.prototype, name);
    for (const { prototype } of [Document, Element]) {
      const ask = prototype.querySelector;
      prototype.querySelector = function (selector: string) {
        if (selector.includes(':popover-open')) throw new DOMException(`'${selector}' is not a valid selector.`, 'SyntaxError');
        return ask.call(this, selector);
      };
    }
  });
  await bo.join('Garden');
  await ada.say('Beans are up', 'Peas as well');
  await bo.sees('Beans are up', 'Peas as well');
  await bo.markUnread('Peas as well');
  await expect(bo.newLine).toBeVisible();
  await bo.page.keyboard.press('Escape');
  await expect(bo.newLine).toBeHidden();
  await bo.page.keyboard.press('Control+k');
  await expect(field(bo)).toBeFocused();
  await bo.page.keyboard.press('Escape');
  await expect(field(bo)).toHaveCount(0);
});
