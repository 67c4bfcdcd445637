// Draws the pictures that are not SVG from public/mark.svg: `node end2end/icons.mjs`.

import { readFile, writeFile } from 'node:fs/promises';
import { chromium } from '@playwright/test';

const folder = new URL('../public/', import.meta.url);
const GROUND = '#fbeddb';
const LINE = '#6f5443';

// How much of the side the bird takes, and how round the tile is. A maskable icon may lose all but
// the circle of 80 % in its middle; Apple rounds the corners by itself.
const ICONS = [
  { file: 'icon-192.png', side: 192, bird: 0.72, corner: 0.22 },
  { file: 'icon-512.png', side: 512, bird: 0.72, corner: 0.22 },
  { file: 'icon-maskable-512.png', side: 512, bird: 0.56, corner: 0 },
  { file: 'apple-touch-icon.png', side: 180, bird: 0.7, corner: 0 },
];

const mark = await readFile(new URL('mark.svg', folder), 'utf8');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
});
const page = await browser.newPage();
for (const { file, side, bird, corner } of ICONS) {
  await page.setViewportSize({ width: side, height: side });
  await page.setContent(`<style>
        body { margin: 0; color: ${LINE} }
        div { display: grid; place-items: center; block-size: 100vh; background: ${GROUND}; border-radius: ${corner * side}px }
        svg { inline-size: ${bird * side}px; block-size: ${bird * side}px }
    </style><div>${mark}</div>`);
  await writeFile(new URL(file, folder), await page.screenshot({ omitBackground: true }));
}
await browser.close();
