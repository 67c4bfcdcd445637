import { expect, PHONE, test } from '../support/test';

test('the manifest is one that browsers install from', async ({ person }) => {
  const ada = await person('Ada');
  const link = ada.page.locator('link[rel=manifest]');
  const answer = await ada.page.request.get((await link.getAttribute('href')) ?? '');
  expect(answer.headers()['content-type']).toContain('application/manifest+json');
  const manifest = await answer.json();
  expect(manifest).toMatchObject({ id: '/', start_url: '/', scope: '/', display: 'standalone' });
  for (const { src, sizes } of [...manifest.icons, ...(manifest.screenshots ?? [])]) {
    const side = await ada.page.evaluate(async (src) => {
      const picture = new Image();
      picture.src = src;
      await picture.decode();
      return `${picture.naturalWidth}x${picture.naturalHeight}`;
    }, src);
    expect(side, src).toBe(sizes);
  }
});

for (const javaScriptEnabled of [true, false]) {
  test(`Ada chooses how it looks, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async ({ person }) => {
    const ada = await person('Ada', { colorScheme: 'dark', javaScriptEnabled });
    await ada.open('/settings/app');
    await expect(ada.page.locator('html')).toHaveCSS('color-scheme', 'light dark');
    const dark = await canvas(ada.page);
    const save = ada.page.locator('form', { hasText: 'Theme' }).getByRole('button', { name: 'Save' });
    const choose = async (theme: string) => {
      await ada.field(theme).check();
      // With JavaScript a choice applies when it is made.
      if (javaScriptEnabled) await expect(save).toBeHidden();
      else await save.click();
    };
    await choose('Light');
    await expect(ada.page.getByText('Saved.')).toBeVisible();
    await expect(ada.field('Light')).toBeChecked();
    const light = await canvas(ada.page);
    expect(light).not.toBe(dark);

    await ada.page.emulateMedia({ colorScheme: 'light' });
    await choose('Dark');
    await expect(ada.page.locator('html')).toHaveAttribute('data-theme', 'dark');
    expect(await canvas(ada.page)).toBe(dark);
    await choose('As this device says');
    await expect(ada.page.locator('html')).not.toHaveAttribute('data-theme');
    expect(await canvas(ada.page)).toBe(light);
  });
}

test('where Enter begins a line, Ctrl and Enter send', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.open('/settings/app');
  await ada.hydrated();
  await ada.page.getByLabel('Begins a line everywhere').check();
  await expect(ada.page.getByText('Saved.')).toBeVisible();
  await ada.go('Garden');
  await ada.composer.pressSequentially('Beans');
  await ada.composer.press('Enter');
  await ada.composer.pressSequentially('Peas');
  await expect(ada.composer).toHaveValue('Beans\nPeas');
  await ada.composer.press('Control+Enter');
  await expect(ada.messages.last()).toContainText('Peas');
  await expect(ada.composer).toHaveValue('');
});

test('buttons copy what they say, with a clipboard and without one', async ({ person }) => {
  const ada = await person('Ada', { permissions: ['clipboard-read', 'clipboard-write'] });
  await ada.open('/settings/app');
  await ada.page
    .locator('main h2')
    .first()
    .evaluate((heading) => {
      heading.insertAdjacentHTML(
        'afterend',
        '<p><input aria-label="Link" readonly value="over there"><button data-copy="">Copy</button></p>',
      );
    });
  await ada.button('Copy').click();
  await expect(ada.page.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();
  expect(await ada.page.evaluate(() => navigator.clipboard.readText())).toBe('over there');
  await expect(ada.button('Copy')).toBeVisible();

  await ada.page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await ada.button('Copy').click();
  await expect(ada.page.getByRole('button', { name: /Copied|Selected/ })).toBeVisible();
  const selected = await ada.page.getByLabel('Link').evaluate((field: HTMLInputElement) => field.selectionEnd);
  expect(selected).toBe('over there'.length);
});

test('what another app shares waits in the composer, once', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.composer.fill('Half a thought');
  await ada.open('/share?text=Look%20at%20100%25');
  await ada.button('Share in Garden').click();
  await ada.inRoom('Garden');
  await expect(ada.composer).toHaveValue('Half a thought\nLook at 100%');
  await expect(ada.page).toHaveURL('/rooms/garden');
  await ada.page.reload();
  await ada.inRoom('Garden');
  await expect(ada.composer).toHaveValue('Half a thought\nLook at 100%');
  await ada.composer.press('Enter');
  await ada.page.reload();
  await ada.inRoom('Garden');
  await expect(ada.composer).toHaveValue('');
});

test('the first Tab offers to skip to the conversation, where the composer does not have the focus', async ({ person }) => {
  const ada = await person('Ada', { viewport: PHONE, hasTouch: true, isMobile: true });
  await ada.makeRoom('Garden');
  await ada.page.reload();
  await ada.inRoom('Garden');
  await ada.page.keyboard.press('Tab');
  await expect(ada.page.getByRole('link', { name: 'Skip to conversation' })).toBeFocused();
  await ada.page.keyboard.press('Enter');
  await expect(ada.page.getByRole('region', { name: 'Conversation' })).toBeFocused();
});

/** The colour behind the page. */
async function canvas(page: import('@playwright/test').Page): Promise<string> {
  return page.locator('html').evaluate((html) => getComputedStyle(html).backgroundColor);
}
