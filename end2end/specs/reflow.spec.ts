import { doubleText, misshapen, overflow, secondScroll } from '../support/layout';
import { SLOW, screens } from '../support/screens';
import { DESK, expect, PHONE, test } from '../support/test';

test.use({ settings: SLOW });
test.describe.configure({ timeout: 300_000 });

for (const viewport of [PHONE, DESK, { width: 320, height: 568 }]) {
  test(`every screen keeps to its window and its shape, ${viewport.width} wide, also with text at 200%`, async ({
    stranger,
    person,
    server,
  }) => {
    for await (const [screen, { page }] of screens({ stranger, person, server }, { viewport })) {
      expect.soft(await overflow(page), screen).toBeLessThanOrEqual(0);
      expect.soft(await secondScroll(page), `${screen}: two scrolls`).toBeLessThanOrEqual(0);
      expect.soft(await misshapen(page), screen).toEqual([]);
      await doubleText(page);
      expect.soft(await overflow(page), `${screen}, 200%`).toBeLessThanOrEqual(0);
      expect.soft(await secondScroll(page), `${screen}: two scrolls, 200%`).toBeLessThanOrEqual(0);
      await page.evaluate(() => document.documentElement.removeAttribute('style'));
    }
  });
}
