import type { Locator } from '@playwright/test';
import type { Person } from '../support/person';
import { expect, PHONE, test } from '../support/test';

/** A picture of 300 by 100: red, green and blue squares beside each other. */
async function stripes(person: Person): Promise<Buffer> {
  const address = await person.page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 300, height: 100 });
    const pen = canvas.getContext('2d');
    for (const [place, colour] of ['#f00', '#0f0', '#00f'].entries()) {
      if (pen) pen.fillStyle = colour;
      pen?.fillRect(place * 100, 0, 100, 100);
    }
    return canvas.toDataURL('image/png');
  });
  return Buffer.from(address.split(',')[1] ?? '', 'base64');
}

/** Which of the three colours stands in the middle of a picture, or of a canvas. */
async function middle(picture: Locator): Promise<string> {
  return picture.evaluate(async (element: HTMLImageElement | HTMLCanvasElement) => {
    if (element instanceof HTMLImageElement) await element.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: 9, height: 9 });
    const pen = canvas.getContext('2d');
    pen?.drawImage(element, 0, 0, 9, 9);
    const [red, green, blue] = pen?.getImageData(4, 4, 1, 1).data ?? [0, 0, 0];
    return Object.entries({ red, green, blue }).sort(([, one], [, other]) => (other ?? 0) - (one ?? 0))[0]?.[0] ?? '';
  });
}

const chosen = (person: Person) => person.page.getByLabel('The part of the picture that is shown');
const shown = (person: Person) => person.page.locator('.portrait img');

async function onProfile(person: Person): Promise<Buffer> {
  const picture = await stripes(person);
  await person.open('/profile');
  await expect(person.field('Picture')).toBeVisible();
  return picture;
}

/** Gives the page files as a hand or the clipboard does. */
async function give(person: Person, how: 'drop' | 'paste', buffer: Buffer, type = 'image/png'): Promise<void> {
  await person.page.evaluate(
    ({ how, bytes, type }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(bytes)], 'a file', { type }));
      const options = { bubbles: true, cancelable: true };
      const event =
        how === 'drop'
          ? new DragEvent('drop', { ...options, dataTransfer: transfer })
          : new ClipboardEvent('paste', { ...options, clipboardData: transfer });
      document.body.dispatchEvent(event);
    },
    { how, bytes: [...buffer], type },
  );
}

test('Ada chooses which part of her picture is shown', async ({ person }) => {
  const ada = await person('Ada');
  const buffer = await onProfile(ada);
  await expect(chosen(ada)).toBeHidden();
  await ada.field('Picture').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer });
  await expect(chosen(ada)).toBeFocused();
  expect(await middle(chosen(ada))).toBe('green');
  for (let press = 0; press < 16; press += 1) await ada.page.keyboard.press('ArrowLeft');
  expect(await middle(chosen(ada))).toBe('red');
  expect(await middle(ada.page.getByLabel('As others will see it'))).toBe('red');
  await ada.button('Upload picture').click();
  await expect(ada.page.getByText('Your picture is up')).toBeVisible();
  expect(await middle(shown(ada))).toBe('red');
});

test('a picture is dragged into place by the mouse, and zoomed', async ({ person }) => {
  const ada = await person('Ada');
  const buffer = await onProfile(ada);
  await ada.field('Picture').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer });
  await expect(chosen(ada)).toBeFocused();
  const box = await chosen(ada).boundingBox();
  if (!box) throw new Error('there is no picture to drag');
  const { mouse } = ada.page;
  await mouse.move(box.x + box.width * 0.9, box.y + box.height / 2);
  await mouse.down();
  await mouse.move(box.x - box.width * 0.2, box.y + box.height / 2, { steps: 4 });
  await mouse.up();
  expect(await middle(chosen(ada))).toBe('blue');
  const size = ada.page.locator('input[name="size"]');
  await expect(size).toHaveValue('100');
  await chosen(ada).press('+');
  await expect(size).toHaveValue('96');
  await ada.button('Upload picture').click();
  await expect(ada.page.getByText('Your picture is up')).toBeVisible();
  expect(await middle(shown(ada))).toBe('blue');
});

for (const how of ['drop', 'paste'] as const) {
  test(`a picture can come by ${how}, also into a page that was not loaded anew`, async ({ person }) => {
    const ada = await person('Ada', { viewport: PHONE });
    const buffer = await stripes(ada);
    await ada.markPage();
    await ada.ownCard.click();
    await ada.page.getByRole('link', { name: 'Profile and status' }).click();
    await expect(ada.field('Picture')).toBeVisible();
    await expect(async () => {
      await give(ada, how, buffer);
      await expect(chosen(ada)).toBeVisible({ timeout: 1_000 });
    }).toPass();
    expect(await ada.pageIsMarked()).toBe(true);
    await ada.button('Upload picture').click();
    await expect(ada.page.getByText('Your picture is up')).toBeVisible();
    expect(await middle(shown(ada))).toBe('green');
  });
}

test('what is no picture, or too large, is told before it is sent', async ({ person }) => {
  const ada = await person('Ada');
  await onProfile(ada);
  await give(ada, 'drop', Buffer.from('words'), 'text/plain');
  await expect(ada.field('Picture')).toHaveValue('');
  const large = { name: 'me.png', mimeType: 'image/png', buffer: Buffer.alloc(10 * 1024 * 1024 + 1) };
  await ada.field('Picture').setInputFiles(large);
  expect(await ada.field('Picture').evaluate((field: HTMLInputElement) => field.validationMessage)).toBe(
    'This picture is larger than 10 MB. Choose a smaller one.',
  );
  // A file that only says that it is one goes to the server, which says so.
  const broken = { name: 'me.png', mimeType: 'image/png', buffer: Buffer.from('not a picture') };
  await ada.field('Picture').setInputFiles(broken);
  await ada.button('Upload picture').click();
  await expect(ada.page.getByText('cannot be read as a picture')).toBeVisible();
});
