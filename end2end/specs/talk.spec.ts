import type { Locator } from '@playwright/test';
import { overflow, settled } from '../support/layout';
import type { Person } from '../support/person';
import { DESK, expect, PHONE, test } from '../support/test';

test('Ada and Bo talk and see the same, in the same order', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  await bo.markPage();

  await ada.say('Morning');
  await expect(bo.message('Morning')).toBeVisible();
  await bo.say('Morning, Ada');
  await expect(ada.message('Morning, Ada')).toBeVisible();
  await ada.say('one', 'two', 'three');
  await expect(bo.message('three')).toBeVisible();
  await bo.say('four');
  const said = ['Morning', 'Morning, Ada', 'one', 'two', 'three', 'four'];
  await ada.sees(...said);
  await bo.sees(...said);
  await expect(bo.message('Morning').getByText('Ada', { exact: true })).toBeVisible();
  expect(await bo.pageIsMarked()).toBe(true);

  await bo.page.reload();
  await bo.inRoom('Garden');
  await bo.sees(...said);
});

test('a message is shown as sending, then as sent, in one and the same place', async ({ person, server }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  server.freeze();
  await ada.say('Is this on?');
  const message = ada.message('Is this on?');
  await expect(message).toHaveAttribute('data-state', 'sending');
  await expect(ada.composer).toHaveValue('');
  await expect(ada.composer).toBeFocused();
  const element = await message.elementHandle();

  server.thaw();
  await expect(message).toHaveAttribute('data-state', 'sent');
  await expect(message).toHaveAttribute('data-seq', /^\d+$/);
  expect(await message.evaluate((now, before) => now === before, element)).toBe(true);
  await ada.sees('Is this on?');
});

test('Enter sends and Shift+Enter begins a line', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.composer.pressSequentially('Beans');
  await ada.composer.press('Shift+Enter');
  await ada.composer.pressSequentially('and peas');
  await expect(ada.composer).toHaveValue('Beans\nand peas');
  await expect(ada.messages).toHaveCount(0);
  await ada.composer.press('Enter');
  await expect(ada.messages).toHaveCount(1);
  // biome-ignore lint/performance/useDomNodeTextContent: only the text as it is laid out has lines.
  const lines = await ada.messages.getByRole('paragraph').evaluate((body) => (body as HTMLElement).innerText.split('\n'));
  expect(lines).toEqual(['Beans', 'and peas']);

  await ada.composer.press('Enter');
  await ada.composer.fill('   ');
  await ada.composer.press('Enter');
  await ada.composer.fill('By the button');
  await ada.button('Send').click();
  await expect(ada.message('By the button')).toHaveAttribute('data-state', 'sent');
  await expect(ada.messages).toHaveCount(2);
});

test('Enter that chooses a word of an input method does not send', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.composer.click();
  const keyboard = await ada.context.newCDPSession(ada.page);
  await keyboard.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
  await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 });
  await keyboard.send('Input.dispatchKeyEvent', { type: 'keyUp', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13 });
  await keyboard.send('Input.insertText', { text: '日本' });
  await expect(ada.composer).toHaveValue('日本');
  await expect(ada.messages).toHaveCount(0);

  await ada.composer.press('Enter');
  await expect(ada.message('日本')).toHaveAttribute('data-state', 'sent');
});

test('a message that is too long is refused before it is sent, and stays', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const long = 'x'.repeat(16_001);
  await ada.say(long);
  await expect(ada.composer).toHaveValue(long);
  await expect(ada.composer).toHaveAccessibleDescription(
    'That is longer than one message can be (16000 characters, 48 kB). Split it in two.',
  );
  expect(ada.frames.filter((frame) => frame.includes('"send"'))).toEqual([]);

  await ada.say(long.slice(1));
  await expect(ada.message(long.slice(1))).toHaveAttribute('data-state', 'sent');
  await expect(ada.composer).toHaveValue('');
});

const AWKWARD = {
  script: '<script>document.title = "taken over"</script>',
  picture: '<img src=x onerror="document.title = \'taken over\'">',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what somebody writes, to see what becomes of it.
  template: '{{ 7 * 7 }} ${alert(1)} &lt;b&gt; &amp;',
  'right to left': 'שלום, איך הולך? 12 + 3',
  override: 'invoice\u202Efdp.exe',
  'a word of 60 letters': 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunte',
  'an address': `https://example.org/${'a'.repeat(300)}`,
  'stacked marks': `Z${'\u0351'.repeat(200)}algo`,
};

test('letters that turn the line round turn their own line only', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.say('above', '\u202Efdp.exe', 'below');
  await expect(ada.messages).toHaveCount(3);
  for (const row of await ada.messages.all()) await expect(row).toHaveAttribute('data-state', 'sent');
  await ada.page.reload();
  await ada.inRoom('Garden');
  const starts = (words: string) =>
    ada
      .message(words)
      .getByText(words, { exact: true })
      .evaluate((body) => {
        const text = document.createRange();
        text.selectNodeContents(body);
        return Array.from(text.getClientRects(), ({ left }) => left);
      });
  const above = await starts('above');
  expect(above).toHaveLength(1);
  expect(await starts('below')).toEqual(above);
  await ada.sees('above', '\u202Efdp.exe', 'below');
  await eachUnderTheOneBefore(ada);
});

test('marks that pile up on a letter are painted over nobody else’s message', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  // Half of them pile up above the letter and half below it.
  await ada.say('above', `Z${'\u0351\u0323'.repeat(250)}`, 'below');
  await expect(ada.messages).toHaveCount(3);
  for (const row of await ada.messages.all()) await expect(row).toHaveAttribute('data-state', 'sent');
  await ada.page.reload();
  await ada.inRoom('Garden');
  await eachUnderTheOneBefore(ada);

  // The neighbours look the same with the pile there and with nothing painted in its place.
  const [above, pile, below] = await ada.messages.all();
  await ada.page.mouse.move(0, 0);
  await settled(ada.page);
  const beside = [await inside(above), await inside(below)];
  // Out of sight, and still the second article.
  await pile.evaluate((row) => (row.style.opacity = '0'));
  await settled(ada.page);
  const alone = [await inside(above), await inside(below)];
  expect(beside[0].equals(alone[0]), 'the message above is painted over').toBe(true);
  expect(beside[1].equals(alone[1]), 'the message below is painted over').toBe(true);
});

/** A picture of a row without its edges: there a pixel can be shared with the next row. */
async function inside(row: Locator): Promise<Buffer> {
  const box = await row.boundingBox();
  if (!box) throw new Error('the row is not shown');
  const [top, bottom] = [Math.ceil(box.y) + 1, Math.floor(box.y + box.height) - 1];
  return row.page().screenshot({ clip: { x: box.x, y: top, width: box.width, height: bottom - top } });
}

async function eachUnderTheOneBefore(person: Person): Promise<void> {
  const boxes = await person.messages.evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().toJSON()));
  for (const [place, box] of boxes.entries()) {
    expect(box.height).toBeGreaterThan(0);
    if (place > 0) expect(box.top, `message ${place + 1}`).toBeGreaterThanOrEqual(boxes[place - 1].bottom);
  }
}

for (const viewport of [PHONE, DESK]) {
  test(`whatever is written is shown as text and stays in its place, ${viewport.width} wide`, async ({ person }) => {
    const ada = await person('Ada', { viewport });
    await ada.makeRoom('Garden', `Topic-${'o'.repeat(180)}`);
    for (const words of Object.values(AWKWARD)) await ada.say(words);
    for (const words of Object.values(AWKWARD)) {
      await expect(ada.message(words)).toHaveAttribute('data-state', 'sent');
    }
    await ada.page.reload();
    await ada.inRoom('Garden');
    await ada.sees(...Object.values(AWKWARD));
    await expect(ada.page).toHaveTitle('Garden · Roost');
    expect(await overflow(ada.page)).toBe(0);
    const wide = await ada.messages.evaluateAll((rows) =>
      rows.filter((row) => row.scrollWidth > row.clientWidth).map((row) => row.textContent),
    );
    expect(wide, 'messages that reach beyond their row').toEqual([]);
  });
}
