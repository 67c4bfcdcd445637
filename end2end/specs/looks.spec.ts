// What is drawn, where it carries a meaning: colours, edges, places, paper.

import type { Locator, Page } from '@playwright/test';
import { settled } from '../support/layout';
import { FAST, notes, post } from '../support/seed';
import { expect, PHONE, test } from '../support/test';

test.use({ settings: { ...FAST, ROOST_ROOM_BURST: '100' } });

const style = (element: Locator, name: string, part?: string) =>
  element.evaluate((found, [name, part]) => getComputedStyle(found, part).getPropertyValue(name!), [name, part]);

/** As in a browser that does not know a word of the styles. */
async function without(page: Page, word: string): Promise<void> {
  await page.route('**/*.css', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()).replaceAll(word, `unknown-${word}`) });
  });
}

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

test('where colours are forced, the "New" line and faces keep their edge', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  await ada.say('Beans are up', 'Peas as well');
  await bo.sees('Beans are up', 'Peas as well');
  await bo.markUnread('Peas as well');
  await bo.page.emulateMedia({ forcedColors: 'active' });
  await expect(bo.newLine).toBeVisible();
  expect(await style(bo.newLine, 'border-block-start-style', '::before')).toBe('solid');
  for (const face of await bo.page.locator('.avatar').all()) await expect(face).toHaveCSS('border-top-style', 'solid');
  // Here and away are told apart.
  const dot = bo.page.locator('[data-here]').first();
  await expect(dot).toHaveAttribute('data-here', /active|away/);
  const grounds = await dot.evaluate((face: HTMLElement) =>
    ['active', 'away'].map((here) => {
      face.dataset.here = here;
      return getComputedStyle(face, '::after').backgroundColor;
    }),
  );
  expect(grounds[0]).not.toBe(grounds[1]);
});

test('a room is printed as a whole, on as many pages as it takes', async ({ person }) => {
  const ada = await person('Ada', { colorScheme: 'dark' });
  await ada.makeRoom('Garden');
  await post(ada, 'Garden', notes(120));
  await ada.open('/rooms/garden');
  await ada.inRoom('Garden');
  const first = await ada.messages.first().getByRole('paragraph').textContent();
  const pdf = await ada.page.pdf({ format: 'A4' });
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(1);

  await ada.page.emulateMedia({ media: 'print' });
  for (const chrome of [ada.rooms, ada.composer, ada.ownCard]) await expect(chrome).toBeHidden();
  await expect(ada.heading).toBeVisible();
  const hidden = await ada.messages.evaluateAll((rows) => {
    const end = document.documentElement.scrollHeight;
    const places = rows.map((row) => row.getBoundingClientRect()).map(({ top, bottom }) => [top + scrollY, bottom + scrollY]);
    return places.filter(([top, bottom]) => top < 0 || bottom > end).length;
  });
  expect(hidden, 'messages off the paper').toBe(0);
  await expect(ada.message(first!)).toBeVisible();
  // Dark words, whatever the screen is like.
  const [lightness] = /[\d.]+/.exec(await style(ada.messages.first(), 'color'))!;
  expect(Number(lightness)).toBeLessThan(0.4);
});

test('the list of rooms shows the one that is open, and moves for no other reason', async ({ person, browser }) => {
  const ada = await person('Ada');
  const headers = { origin: new URL(ada.page.url()).origin };
  for (let room = 10; room < 70; room += 1) await ada.page.request.post('/rooms/new', { form: { name: `Room ${room}` }, headers });
  await ada.open('/rooms/room-65');
  await ada.inRoom('Room 65');
  await expect(ada.roomLink('Room 65')).toBeInViewport({ ratio: 1 });
  await ada.roomLink('Room 62').click();
  await ada.inRoom('Room 62');
  const place = () => ada.rooms.evaluate((list) => list.scrollTop);
  const before = await place();
  await ada.roomLink('Room 60').click();
  await ada.inRoom('Room 60');
  await settled(ada.page);
  expect(await place(), 'what is in view stays where it is').toBe(before);
  await ada.rooms.evaluate((list) => list.scrollTo(0, 0));
  await ada.page.keyboard.press('Alt+ArrowDown');
  await ada.inRoom('Room 61');
  await expect(ada.roomLink('Room 61')).toBeInViewport({ ratio: 1 });
  await ada.rooms.evaluate((list) => list.scrollTo(0, 0));
  await ada.say('Now in another room');
  await expect(ada.message('Now in another room')).toHaveAttribute('data-state', 'sent');
  await settled(ada.page);
  expect(await place(), 'the reader has scrolled away').toBe(0);

  const plain = await browser.newContext({ javaScriptEnabled: false, storageState: await ada.context.storageState() });
  const page = await plain.newPage();
  const list = page.getByRole('navigation', { name: 'Rooms' });
  for (const missing of ['nothing', 'scroll-initial-target']) {
    await without(page, missing);
    await page.goto(`${headers.origin}/rooms/room-65`);
    await expect(list.getByRole('link', { name: 'Room 65' }), `without ${missing}`).toBeInViewport({ ratio: 1 });
    const free = await list.evaluate((rooms) => {
      rooms.scrollTo(0, 0);
      return rooms.scrollTop;
    });
    expect(free, 'it can be scrolled away').toBe(0);
  }
  await plain.close();
});

for (const viewport of [PHONE, undefined]) {
  test(`the field grows with what is written in any browser${viewport ? ', on a phone' : ''}`, async ({ person }) => {
    const ada = await person('Ada', viewport && { viewport });
    await ada.makeRoom('Garden');
    await without(ada.page, 'field-sizing');
    await ada.page.addInitScript(() => {
      const supports = CSS.supports.bind(CSS);
      CSS.supports = (...what: [string]) => !what[0].includes('field-sizing') && supports(...what);
    });
    await ada.open('/rooms/garden');
    await ada.inRoom('Garden');
    const height = () => ada.composer.evaluate((field) => field.clientHeight);
    const fits = () => ada.composer.evaluate((field) => field.scrollHeight <= field.clientHeight);
    const one = await height();
    expect(one).toBeLessThan(50);
    await ada.composer.fill('Beans');
    await expect.poll(height).toBe(one);
    await ada.composer.fill('Beans\nPeas\nBroad beans\nA slug');
    await expect.poll(fits).toBe(true);
    const four = await height();
    expect(four).toBeGreaterThan(one + 40);
    await ada.composer.fill(notes(60).join('\n'));
    await expect.poll(height).toBeGreaterThan(four);
    expect(await height()).toBeLessThan(ada.page.viewportSize()!.height / 2);
    await ada.composer.press('Enter');
    await expect.poll(height).toBe(one);

    // A draft that is there before the client.
    await ada.composer.fill('Beans\nPeas\nBroad beans\nA slug');
    await expect.poll(height).toBe(four);
    await ada.page.reload();
    await ada.inRoom('Garden');
    await expect(ada.composer).toHaveValue(/slug/);
    await expect.poll(height).toBe(four);
  });
}
