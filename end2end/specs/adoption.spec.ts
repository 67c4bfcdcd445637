// The client takes over a page that is as it was sent, and draws any other anew.

import { AFTER, BEFORE, REPLACED } from '../support/meddling';
import type { Person } from '../support/person';
import { proxy } from '../support/proxy';
import { expect, test } from '../support/test';

/** Two people in two rooms; Bo's page is at the door of the garden. */
async function stage(person: (name: string) => Promise<Person>): Promise<[Person, Person]> {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.makeRoom('Kitchen');
  const bo = await person('Bo');
  await bo.join('Kitchen');
  await bo.join('Garden');
  await ada.go('Garden');
  await ada.say('Beans are up');
  await expect(bo.message('Beans are up')).toBeVisible();
  return [ada, bo];
}

/** Everything that a page which claims to be live has to do. */
async function works(ada: Person, bo: Person): Promise<void> {
  await bo.ready();
  await expect(bo.composer).toHaveCount(1);
  await bo.say('I see them');
  await expect(ada.message('I see them')).toBeVisible();
  await expect(bo.message('I see them')).toBeVisible();
  await ada.say('Peas as well');
  await expect(bo.message('Peas as well')).toBeVisible();
  await bo.roomLink('Kitchen').click();
  await expect(bo.heading).toHaveText('Kitchen');
  await expect(bo.composer).toHaveAttribute('placeholder', 'Message Kitchen');
  await expect(bo.page).toHaveURL(/\/rooms\/kitchen$/);
  await ada.say('And a slug');
  await expect(bo.roomLink('Garden')).toHaveAccessibleName(/1 unread/);
  await ada.say('Two slugs');
  await expect(bo.roomLink('Garden')).toHaveAccessibleName(/2 unread/);
  await bo.roomLink('Garden').click();
  await expect(bo.heading).toHaveText('Garden');
  await expect(bo.message('Two slugs')).toBeVisible();
  await expect(bo.roomLink('Garden')).not.toHaveAccessibleName(/unread/);
}

const way = (bo: Person) => bo.page.locator('html').getAttribute('data-client');

test('a page that is as it was sent is adopted, each of them', async ({ person }) => {
  const [ada, bo] = await stage(person);
  for (const path of [
    '/rooms/garden',
    '/rooms/garden/3',
    '/rooms',
    '/rooms/new',
    '/settings',
    '/profile',
    '/people/ada',
    '/dm',
    '/nowhere',
    '/rooms/garden/about',
    '/rooms/garden/members',
  ]) {
    await bo.page.goto(path);
    await bo.hydrated();
    expect(await way(bo), path).toBe('adopted');
  }
  await bo.open('/rooms/garden');
  await works(ada, bo);
});

for (const [what, does] of BEFORE) {
  test(`before the client takes over, ${what}`, async ({ person }) => {
    const [ada, bo] = await stage(person);
    await bo.page.addInitScript(
      does === undefined ? '' : `document.addEventListener('readystatechange', () => document.readyState === 'interactive' && (${does})())`,
    );
    await bo.page.reload();
    await works(ada, bo);
  });
}

for (const [what, does] of AFTER) {
  test(`after the client took over, ${what}`, async ({ person }) => {
    const [ada, bo] = await stage(person);
    await bo.page.evaluate(does);
    await works(ada, bo);
  });
}

for (const [what, does] of REPLACED) {
  test(`once ${what}, another client takes over, and nothing counts as read that nobody saw`, async ({ person }) => {
    const [ada, bo] = await stage(person);
    await bo.page.evaluate(does);
    await ada.say('Is anybody there?');
    await expect(bo.page.locator('html')).toHaveAttribute('data-client', 'drawn');
    await expect(bo.message('Is anybody there?')).toBeVisible();
    await works(ada, bo);
  });
}

test('in a page that was swapped for a copy a click leads nobody into the wrong room', async ({ person }) => {
  const [ada, bo] = await stage(person);
  await bo.page.evaluate(() => {
    const main = document.querySelector('main');
    main?.replaceWith(main.cloneNode(true));
    document.querySelector<HTMLElement>('nav a[href="/rooms/kitchen"]')?.click();
  });
  await expect(bo.heading).toHaveText('Kitchen');
  await bo.ready();
  await bo.say('For the kitchen');
  await ada.go('Kitchen');
  await ada.sees('For the kitchen');
});

for (const [what, change] of [
  ['changes the data', (html: string) => html.replace('"viewer":', '"vewer":')],
  ['takes the data away', (html: string) => html.replace(/<script type="application\/json" id="start".*?<\/script>/s, '')],
  ['cuts the page off', (html: string) => html.slice(0, html.indexOf('class="composer-send"'))],
] as const) {
  test(`of a page whose proxy ${what} the plain forms are left, and it says so`, async ({ person, server }) => {
    const [ada, bo] = await stage(person);
    const between = await proxy(server.url, change, true);
    await bo.page.goto(`${between.url}/rooms/garden`);
    await expect(bo.page.locator('html')).toHaveAttribute('data-client', 'plain');
    await expect(bo.page.locator('html')).not.toHaveAttribute('data-hydrated');
    await expect(bo.page.getByText('This page is not live just now')).toBeVisible();
    await expect(bo.message('Beans are up')).toBeVisible();
    await bo.composer.fill('By the form');
    await bo.composer.press('Enter');
    await expect(ada.message('By the form')).toBeVisible();
    between.close();
  });
}

for (const [what, change] of [
  ['strips comments', (html: string) => html.replaceAll(/<!(--.*?--)?>/gs, '')],
  ['puts a banner into every page', (html: string) => html.replace('<body>', '<body><div id="banner">Free of charge</div>')],
  ['joins lines and drops spaces', (html: string) => html.replaceAll(/>\s+</g, '><')],
] as const) {
  test(`a proxy that ${what}`, async ({ person, server }) => {
    const [ada, bo] = await stage(person);
    const between = await proxy(server.url, change, true);
    await bo.page.goto(`${between.url}/rooms/garden`);
    await works(ada, bo);
    between.close();
  });
}

test('what is being written is kept while the page is drawn anew, and so is what was typed into a form', async ({ person }) => {
  const [, bo] = await stage(person);
  await bo.page.addInitScript(() => {
    document.addEventListener('readystatechange', () => {
      if (document.readyState !== 'interactive') return;
      document.body.prepend(document.createElement('div'));
      const field = document.querySelector<HTMLTextAreaElement | HTMLInputElement>('textarea[name="body"], input[name="display_name"]');
      if (!field) return;
      field.value = 'Half a sen';
      field.focus();
      field.setSelectionRange(4, 4);
    });
  });
  await bo.open('/rooms/garden');
  expect(await way(bo)).toBe('drawn');
  await expect(bo.composer).toHaveValue('Half a sen');
  await expect(bo.composer).toBeFocused();
  await bo.page.keyboard.type('!');
  await expect(bo.composer).toHaveValue('Half! a sen');
  await bo.open('/profile');
  expect(await way(bo)).toBe('drawn');
  await expect(bo.field('Display name')).toHaveValue('Half a sen');
});

test('a panic at any time ends in a page that works, and the second one in plain forms', async ({ person }) => {
  const [ada, bo] = await stage(person);
  // Adopting a page that was changed since is what a client of today cannot do.
  const panic = () =>
    bo.page.evaluate(async () => {
      const client = await import(document.querySelector<HTMLElement>('script[data-client]')!.dataset.client!);
      try {
        client.hydrate();
      } catch {}
    });
  await bo.composer.fill('Half a sen');
  await panic();
  await bo.ready();
  expect(await way(bo)).toBe('drawn');
  await expect(bo.composer).toHaveValue('Half a sen');
  await bo.composer.fill('');
  await works(ada, bo);
  await bo.page.reload();
  await bo.ready();
  expect(await way(bo), 'the tab remembers').toBe('drawn');

  await bo.composer.fill('Another half');
  const loaded = bo.page.waitForEvent('load');
  await panic();
  await loaded;
  await expect(bo.page.locator('html')).toHaveAttribute('data-client', 'plain');
  await expect(bo.page.locator('html[data-hydrated]')).toHaveCount(0);
  await expect(bo.page.locator('body[data-live]')).toHaveCount(0);
  await expect(bo.composer).toHaveValue('Another half');
  await expect(bo.page.getByText('This page is not live just now.')).toBeVisible();
  await bo.composer.press('Enter');
  await expect(ada.message('Another half')).toBeVisible();
  await expect(bo.message('Another half')).toBeVisible();
  bo.faults.length = 0;
});

test('without its client the page stays usable as forms, and says nothing of being live', async ({ person }) => {
  const [ada, bo] = await stage(person);
  await bo.page.route('**/assets/*.wasm', (route) => route.abort());
  await bo.page.reload();
  await expect(bo.page.locator('html')).toHaveAttribute('data-client', 'plain');
  await bo.composer.fill('Sent by a form');
  await bo.composer.press('Enter');
  await expect(ada.message('Sent by a form')).toBeVisible();
  await expect(bo.page.locator('html[data-hydrated], body[data-live]')).toHaveCount(0);
});

test('pages ask not to be changed on the way', async ({ person }) => {
  const ada = await person('Ada');
  const answer = await ada.page.request.get('/rooms');
  expect(answer.headers()['cache-control']).toContain('no-transform');
});
