// A browser with a real extension, which puts things into every page as soon as its markup is there.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { chromium as browser, flags } from '../support/chromium';
import { Person } from '../support/person';
import { expect, test } from '../support/test';

const MANIFEST = {
  manifest_version: 3,
  name: 'Meddler',
  version: '1',
  content_scripts: [{ matches: ['http://localhost/*'], js: ['content.js'], run_at: 'document_end' }],
};

// A grammar checker's element beside every field, a toolbar, and a marked word.
const CONTENT = `
  for (const field of document.querySelectorAll('textarea, input')) {
    field.setAttribute('data-meddler', 'true');
    field.before(document.createElement('meddler-field'));
  }
  document.body.prepend(Object.assign(document.createElement('meddler-bar'), { textContent: 'Meddler' }));
  document.querySelector('[data-body]')?.prepend(document.createElement('mark'));
  document.documentElement.dataset.meddled = '';
`;

test('a browser with an extension that changes every page', async ({ person, server }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const folder = await mkdtemp(join(tmpdir(), 'extension-'));
  const extension = join(folder, 'extension');
  await mkdir(extension);
  await writeFile(join(extension, 'manifest.json'), JSON.stringify(MANIFEST));
  await writeFile(join(extension, 'content.js'), CONTENT);
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: browser(),
    args: [...flags, `--disable-extensions-except=${extension}`, `--load-extension=${extension}`],
    ignoreDefaultArgs: ['--disable-extensions'],
    baseURL: server.url,
    locale: 'en-GB',
  });
  const bo = new Person('Bo', context, context.pages()[0] ?? (await context.newPage()), server.url, true);
  await bo.signUp();
  await bo.join('Garden');
  await ada.say('Beans are up');
  await bo.open('/rooms/garden');
  await expect(bo.page.locator('html[data-meddled]')).toBeAttached();
  await bo.ready();
  await bo.say('I see them');
  await expect(ada.message('I see them')).toBeVisible();
  await ada.say('Peas as well');
  await expect(bo.message('Peas as well')).toBeVisible();
  expect(bo.faults).toEqual([]);
  await context.close();
  await rm(folder, { recursive: true, force: true });
});
