// Whether what is on the page stays where it is.

import { expect, type Page } from '@playwright/test';

/** Everything that was under way has been painted. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)))));
}

type Shift = PerformanceEntry & { value: number; sources: { node?: Node }[] };
type Shifts = { total: number; what: string[] };

/** Watches, on the pages that are loaded from now on, for anything that moves by itself. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: Shifts = { total: 0, what: [] };
    Object.assign(window, { shifts: seen });
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries() as Shift[]) {
        const moved = sources.map(({ node }) => (node instanceof Element ? node.outerHTML.slice(0, 120) : node?.textContent));
        seen.total += value;
        seen.what.push(`${value.toFixed(4)}: ${moved.join(' | ')}`);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

/** Nothing has moved on this page since it was loaded. */
export async function nothingShifted(page: Page): Promise<void> {
  await settled(page);
  const { total, what } = await page.evaluate(() => (window as unknown as { shifts: Shifts }).shifts);
  expect(total, `moved by themselves:\n${what.join('\n')}`).toBe(0);
}

/** How far the page reaches beyond its width, in pixels. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const root = document.scrollingElement ?? document.documentElement;
    return Math.max(root.scrollWidth, document.body.scrollWidth) - root.clientWidth;
  });
}

/** How far the page scrolls as a whole though its parts scroll by themselves, in pixels. */
export function secondScroll(page: Page): Promise<number> {
  return page.evaluate(() => {
    const root = document.scrollingElement ?? document.documentElement;
    return document.querySelector('[data-screen="plain"]') ? 0 : root.scrollHeight - root.clientHeight;
  });
}

/** What is out of shape: radios and boxes of another size, forms that reach beyond what is in them. */
export function misshapen(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const shown = (element: Element) => element.checkVisibility();
    const what = (element: Element) => element.outerHTML.slice(0, 120);
    const boxes = [...document.querySelectorAll('[type="radio"], [type="checkbox"]')].filter(shown);
    const squashed = boxes.filter((box) => box.clientWidth !== 18 || box.clientHeight !== 18);
    const isFixed = (element: Element) => getComputedStyle(element).position === 'sticky';
    const forms = [...document.querySelectorAll('.page form:has(> *)')].filter(shown);
    const hollow = forms.filter((form) => {
      const parts = [...form.children].filter(shown);
      if (parts.some(isFixed)) return false;
      const ends = parts.map((part) => part.getBoundingClientRect().bottom);
      return form.getBoundingClientRect().bottom - Math.max(...ends) > 40;
    });
    return [...squashed, ...hollow].map(what);
  });
}

/** Text at twice its size, as people set it in their browser. */
export function doubleText(page: Page): Promise<void> {
  return page.evaluate(() => {
    const root = document.documentElement;
    root.style.fontSize = `${2 * Number.parseFloat(getComputedStyle(root).fontSize)}px`;
  });
}
