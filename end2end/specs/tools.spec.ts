import type { Person } from '../support/person';
import { expect, PHONE, test } from '../support/test';

const TOUCH = { viewport: PHONE, hasTouch: true, isMobile: true };

/** What can be done with a message. */
const tools = (person: Person, words: string) => person.message(words).getByRole('group', { name: 'Message actions' });

test('whoever points at a message copies its link', async ({ person }) => {
  const ada = await person('Ada');
  await ada.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await ada.makeRoom('Garden');
  await ada.say('Beans are up', 'Peas as well');
  await expect(tools(ada, 'Peas as well')).toHaveCount(0);
  await ada.message('Peas as well').hover();
  await expect(tools(ada, 'Peas as well')).toHaveCSS('opacity', '1');
  await expect(tools(ada, 'Beans are up')).toHaveCount(0);
  await expect(tools(ada, 'Peas as well').getByRole('button', { name: 'Copy text' })).toBeHidden();
  const copies = tools(ada, 'Peas as well').getByRole('button', { name: 'Copy link' });
  await copies.click();
  await expect(copies).toHaveAttribute('data-told', 'Copied');
  const copied = await ada.page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(new URL(await ada.addressOf('Peas as well'), ada.page.url()).href);
});

test('what is copied of several messages is a line for each, and of one just what was selected', async ({ person }) => {
  const ada = await person('Ada');
  await ada.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await ada.makeRoom('Garden');
  await ada.say('Beans are up', 'Peas as well\nand a slug');
  const bo = await person('Bo');
  await bo.join('Garden');
  await bo.say('Morning, @ada!');
  await expect(ada.message('Morning, @ada!')).toHaveAttribute('data-state', 'sent');

  const whole = [/^Ada, \d\d:\d\d: Beans are up$/, /^Ada, \d\d:\d\d: Peas as well$/, /^and a slug$/, /^Bo, \d\d:\d\d: Morning, @ada!$/];
  await copies(ada, whole, () => getSelection()!.selectAllChildren(document.querySelector('[role="log"]')!));
  const [, ...rest] = whole;
  await copies(ada, [/^Ada, \d\d:\d\d: are up$/, ...rest.slice(0, 2), /^Bo, \d\d:\d\d: Morn$/], () => {
    const texts = [...document.querySelectorAll('article p')].map(({ firstChild }) => firstChild!);
    getSelection()!.setBaseAndExtent(texts[0], 'Beans '.length, texts[2], 'Morn'.length);
  });
  await copies(ada, [/^Beans$/], () => {
    const [text] = document.querySelector('article p')!.childNodes;
    getSelection()!.setBaseAndExtent(text, 0, text, 'Beans'.length);
  });
  // A selection by paragraphs ends where the next message begins.
  await copies(ada, [/^Beans are up$/], () => {
    const [first, second] = document.querySelectorAll('article');
    getSelection()!.setBaseAndExtent(first.querySelector('p')!, 0, second, 0);
  });
  await copies(ada, whole.slice(3), () => getSelection()!.selectAllChildren([...document.querySelectorAll('article')].at(-1)!));
});

/** What is selected like this is copied as these lines. */
async function copies(person: Person, lines: RegExp[], select: () => void): Promise<void> {
  await person.page.evaluate(select);
  await person.page.keyboard.press('ControlOrMeta+c');
  const copied = (await person.page.evaluate(() => navigator.clipboard.readText())).split('\n');
  expect(copied).toHaveLength(lines.length);
  for (const [place, line] of lines.entries()) expect(copied[place]).toMatch(line);
}

test('by keyboard the messages are one stop, the arrows go between them, and Tab leads to the tools', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.say('Beans are up', 'Peas as well', 'And carrots');
  await expect(ada.message('And carrots')).toHaveAttribute('data-state', 'sent');
  await expect(ada.composer).toBeFocused();
  const { keyboard } = ada.page;
  const region = ada.page.getByRole('region', { name: 'Conversation' });
  await keyboard.press('Shift+Tab');
  await keyboard.press('ArrowUp');
  await expect(ada.message('And carrots')).toBeFocused();
  await keyboard.press('ArrowUp');
  await expect(ada.message('Peas as well')).toBeFocused();
  await expect(tools(ada, 'Peas as well')).toHaveCSS('opacity', '1');
  const copy = tools(ada, 'Peas as well').getByRole('button', { name: 'Copy link' });
  for (let stops = 0; stops < 4 && !(await copy.evaluate((button) => button === document.activeElement)); stops += 1) {
    await keyboard.press('Tab');
  }
  await expect(copy).toBeFocused();
  for (const action of ['Mark as unread', 'Delete']) {
    await keyboard.press('Tab');
    await expect(tools(ada, 'Peas as well').getByRole('button', { name: action })).toBeFocused();
  }
  await keyboard.press('Tab');
  await expect(ada.composer, 'behind its tools there is no other message').toBeFocused();
  await keyboard.press('Shift+Tab');
  await expect(region).toBeFocused();
  await keyboard.press('ArrowDown');
  await expect(ada.message('And carrots')).toBeFocused();
  await keyboard.press('Shift+Tab');
  await expect(region).toBeFocused();
  // What is typed goes where one writes.
  await keyboard.press('q');
  await expect(ada.composer).toBeFocused();
  await expect(ada.composer).toHaveValue('q');
});

test('the focus stays in a message that is written anew', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.say('Beans are up');
  const bo = await person('Bo');
  await bo.join('Garden');
  const { keyboard } = bo.page;
  await keyboard.press('Shift+Tab');
  await keyboard.press('ArrowUp');
  await expect(bo.message('Beans are up')).toBeFocused();
  await keyboard.press('Tab');
  await keyboard.press('Tab');
  const time = bo.message('Beans are up').locator('.message-time');
  await expect(time).toBeFocused();
  await ada.open('/profile');
  await ada.field('Status emoji').fill('🌱');
  await ada.button('Save').click();
  await expect(bo.message('Beans are up').getByText('🌱')).toBeVisible();
  await expect(time).toBeFocused();
  await keyboard.press('Shift+Tab');
  await expect(bo.message('Beans are up').getByRole('link', { name: 'Ada' })).toBeFocused();
});

test('F6 goes from one part of the page to the next', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.say('Beans are up');
  const { keyboard } = ada.page;
  await keyboard.press('F6');
  await expect(ada.roomLink('Garden')).toBeFocused();
  await keyboard.press('F6');
  await expect(ada.heading.getByRole('button')).toBeFocused();
  await keyboard.press('F6');
  await expect(ada.page.getByRole('region', { name: 'Conversation' })).toBeFocused();
  await keyboard.press('F6');
  await expect(ada.composer).toBeFocused();
  await keyboard.press('Shift+F6');
  await expect(ada.page.getByRole('region', { name: 'Conversation' })).toBeFocused();
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
  const row = await bo.message('Peas as well').boundingBox();
  if (!row) throw new Error('the message has no place');
  await bo.page.touchscreen.tap(row.x + row.width - 30, row.y + 4);
  await expect(tools(bo, 'Peas as well')).toHaveCount(0);

  await finger.holds('Peas as well');
  await expect(bo.message('Peas as well')).toHaveAttribute('data-open');
  await finger.lifts();
  await expect(tools(bo, 'Peas as well')).toHaveCSS('opacity', '1');
  await expect(tools(bo, 'Peas as well')).toBeInViewport({ ratio: 1 });
  // A sheet as wide as the screen, at its lower end.
  await expect(tools(bo, 'Peas as well')).toHaveCSS('transform', 'none');
  const sheet = await tools(bo, 'Peas as well').boundingBox();
  expect([sheet?.x, sheet?.width, (sheet?.y ?? 0) + (sheet?.height ?? 0)]).toEqual([0, PHONE.width, PHONE.height]);
  const copies = tools(bo, 'Peas as well').getByRole('button', { name: 'Copy text' });
  // Its part of the width before the icon: under a finger all of it is a little smaller.
  const before = () =>
    copies.evaluate((button) => {
      const [whole, icon] = [button.getBoundingClientRect(), button.querySelector('svg')?.getBoundingClientRect()];
      return icon && Math.round((1000 * (icon.x - whole.x)) / whole.width);
    });
  const still = await before();
  await copies.tap();
  await expect(copies).toHaveAttribute('data-told', 'Copied');
  expect(await before(), 'the icon stays where it is').toBe(still);
  expect(await bo.page.evaluate(() => navigator.clipboard.readText())).toBe('Peas as well');

  // A tap elsewhere closes it, and so does Escape, which reads nothing then.
  await bo.page.touchscreen.tap(PHONE.width / 2, 120);
  await expect(bo.log.locator('[data-open]')).toHaveCount(0);
  await finger.holds('And a slug');
  await expect(bo.message('And a slug')).toHaveAttribute('data-open');
  await finger.lifts();
  await expect(bo.log.locator('[data-open]')).toHaveCount(1);
  // The sheet came under the finger: to lift it there chooses nothing.
  const [held, choices] = [await bo.message('And a slug').boundingBox(), await tools(bo, 'And a slug').boundingBox()];
  expect(held?.y, 'the finger is over the sheet').toBeGreaterThan(choices?.y ?? PHONE.height);
  expect(await bo.page.evaluate(() => navigator.clipboard.readText())).toBe('Peas as well');
  await bo.page.touchscreen.tap(PHONE.width / 2, 120);
  await expect(bo.log.locator('[data-open]')).toHaveCount(0);
  await finger.holds('And a slug');
  await expect(bo.message('And a slug')).toHaveAttribute('data-open');
  await finger.lifts();
  await bo.page.keyboard.press('Escape');
  await expect(bo.log.locator('[data-open]')).toHaveCount(0);
  // On a name as well, which leads to the person by a tap alone.
  const author = bo.message('Beans are up').getByRole('link', { name: 'Ada', exact: true }).last();
  await finger.holds('Beans are up', author);
  await expect(bo.message('Beans are up')).toHaveAttribute('data-open');
  await finger.lifts();
  await expect(bo.page.locator('.person-card')).toHaveCount(0);
  await bo.page.keyboard.press('Escape');
  await author.tap();
  await expect(bo.page.locator('.person-card')).toBeVisible();
  await bo.page.keyboard.press('Escape');

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
    async holds(words: string, on = person.message(words)): Promise<void> {
      const box = await on.boundingBox();
      if (!box) throw new Error(`${words} is not there`);
      const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
      await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
    },
    async lifts(): Promise<void> {
      await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    },
  };
}
