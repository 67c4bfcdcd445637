// What axe objects to on a page.

import type { Page } from '@playwright/test';
import axe, { type RunOptions } from 'axe-core';

const ALL: RunOptions = { rules: { 'target-size': { enabled: true } } };
/** What depends on the theme. */
const CONTRAST: RunOptions = { runOnly: ['color-contrast'] };
/** Contrast of 7:1, which the words that people write have. */
const MESSAGES: RunOptions = { runOnly: ['color-contrast-enhanced'], rules: { 'color-contrast-enhanced': { enabled: true } } };

/** Every objection on the page as it is now, in the light and in the dark theme, in short. */
export async function objections(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const light = [...(await run(page, 'body', ALL)), ...(await run(page, '[data-body]', MESSAGES))];
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = [...(await run(page, 'body', CONTRAST)), ...(await run(page, '[data-body]', MESSAGES))];
  await page.emulateMedia({ colorScheme: 'light' });
  return [...light.map((text) => `light: ${text}`), ...dark.map((text) => `dark: ${text}`)];
}

function run(page: Page, within: string, options: RunOptions): Promise<string[]> {
  return page.evaluate(
    async ({ within, options }) => {
      if (!document.querySelector(within)) return [];
      const { axe } = window as unknown as { axe: typeof import('axe-core') };
      const { violations } = await axe.run(within === 'body' ? document : within, { ...options, resultTypes: ['violations'] });
      return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`));
    },
    { within, options },
  );
}
