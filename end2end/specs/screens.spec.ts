// Every screen there is, at each width: its shape, its accessibility, whom it asks and what it complains of.

import type { Page } from '@playwright/test';
import { objections } from '../support/axe';
import { doubleText, misshapen, nothingShifted, overflow, secondScroll, watchShifts } from '../support/layout';
import type { Person } from '../support/person';
import { OWN_PAGES, SLOW, screens } from '../support/screens';
import { DESK, expect, PHONE, test } from '../support/test';

test.use({ settings: SLOW });
test.describe.configure({ timeout: 300_000 });

for (const viewport of [PHONE, DESK, { width: 320, height: 568 }]) {
  test(`every screen, ${viewport.width} wide, keeps its shape, is accessible in both themes, and asks nobody else`, async ({
    stranger,
    person,
    server,
  }) => {
    const seen = new Set<Person>();
    for await (const [screen, someone] of screens({ stranger, person, server }, { viewport, reducedMotion: 'reduce' })) {
      const { page } = someone;
      seen.add(someone);
      expect.soft(await styled(page), screen).toEqual([]);
      expect.soft(await overflow(page), screen).toBeLessThanOrEqual(0);
      expect.soft(await secondScroll(page), `${screen}: two scrolls`).toBeLessThanOrEqual(0);
      expect.soft(await misshapen(page), screen).toEqual([]);
      // The narrowest shows what the phone shows.
      if (viewport.width !== 320) expect.soft(await objections(page), screen).toEqual([]);
      await doubleText(page);
      expect.soft(await overflow(page), `${screen}, 200%`).toBeLessThanOrEqual(0);
      expect.soft(await secondScroll(page), `${screen}: two scrolls, 200%`).toBeLessThanOrEqual(0);
      await page.evaluate(() => document.documentElement.removeAttribute('style'));
    }
    // The walk asks for addresses where nothing is, sends forms that are refused, and goes offline.
    const expected = /status of (401|404|422)|ERR_INTERNET_DISCONNECTED/;
    for (const { name, complaints, requests } of seen) {
      const unexpected = complaints.filter((text) => !expected.test(text));
      expect.soft(unexpected, name).toEqual([]);
      const abroad = requests.filter((url) => new URL(url).host !== new URL(server.url).host);
      expect.soft(abroad, name).toEqual([]);
    }
  });
}

test('no page moves while it comes to life', async ({ person }) => {
  const bo = await person('Bo Okafor');
  const ada = await person('Ada');
  await ada.makeRoom('Garden', 'What grows where, and who waters it');
  await bo.join('Garden');
  await watchShifts(ada.page);
  for (const [screen, path] of OWN_PAGES) {
    await test.step(screen, async () => {
      await ada.page.goto(path, { waitUntil: 'networkidle' });
      await ada.hydrated();
      await nothingShifted(ada.page);
    });
  }
});

/** Elements with styles of their own, which the page's policy would not allow. */
function styled(page: Page): Promise<string[]> {
  return page.evaluate(() => Array.from(document.querySelectorAll('[style]:not([style=""])'), ({ outerHTML }) => outerHTML.slice(0, 120)));
}
