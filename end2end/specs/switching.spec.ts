// From room to room: a click answers at once, and nothing of the room before is left.

import { FAST, notes, post } from '../support/seed';
import { expect, test } from '../support/test';

test.use({ settings: FAST });

test('on a slow line what is written goes into the room that is marked', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Quiet corner');
  await ada.makeRoom('Backend');
  await ada.open('/rooms/quiet-corner');
  await ada.ready();
  let release = () => {};
  const held = new Promise<void>((done) => (release = done));
  await ada.page.route('**/api/pages/open**', async (route) => {
    await held;
    await route.continue();
  });
  await ada.composer.fill('Half a sentence');
  await ada.roomLink('Backend').click();
  await expect(ada.roomLink('Backend')).toHaveAttribute('aria-current', 'page');
  await expect(ada.heading).toHaveText('Backend');
  await expect(ada.composer).toHaveValue('');
  await ada.say('Meant for Backend');
  await expect(ada.message('Meant for Backend')).toBeVisible();
  // To a page that is no room: nothing is written where one has been.
  await ada.page.getByRole('link', { name: 'Browse rooms' }).click();
  await expect(ada.page.locator('.page')).toHaveAttribute('inert', '');
  release();
  await expect(ada.heading).toHaveText('Browse rooms');
  await ada.go('Backend');
  await ada.sees('Meant for Backend');
  await ada.go('Quiet corner');
  await expect(ada.messages).toHaveCount(0);
  await expect(ada.composer).toHaveValue('Half a sentence');
});

test('what could not be loaded says so, takes messages all the same, and comes with the line', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.say('Beans are up');
  await ada.makeRoom('Kitchen');
  await ada.open('/rooms/kitchen');
  await ada.ready();
  await ada.context.setOffline(true);
  await ada.line('offline');
  await ada.roomLink('Garden').click();
  await expect(ada.heading).toHaveText('Garden');
  await expect(ada.page.getByRole('heading', { name: 'The messages could not be loaded' })).toBeVisible();
  await ada.say('Written without a line');
  await expect(ada.message('Written without a line')).toHaveAttribute('data-state', 'sending');
  await ada.context.setOffline(false);
  await ada.line('open');
  await ada.sees('Beans are up', 'Written without a line');
});

test('a thousand switches leave no more behind than ten', async ({ person }) => {
  test.setTimeout(360_000);
  const ada = await person('Ada');
  for (const room of ['Garden', 'Kitchen']) {
    await ada.makeRoom(room);
    await post(ada, room, notes(50));
  }
  await ada.open('/rooms/garden');
  await ada.go('Kitchen');
  const grown = await ada.page.evaluate(async () => {
    const client = await import(document.querySelector<HTMLElement>('script[data-client]')!.dataset.client!);
    // The same instance that the page runs on.
    const memory = () => client.initSync().memory.buffer.byteLength as number;
    const links = [...document.querySelectorAll<HTMLElement>('[data-rooms] a')];
    const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const turn = async (times: number) => {
      for (let time = 0; time < times; time += 1) {
        links[time % 2]?.click();
        await frame();
      }
    };
    await turn(50);
    const before = memory();
    await turn(1_000);
    return memory() - before;
  });
  expect(grown).toBeLessThan(1_000_000);
});

test('a session that ends leaves no page behind, and nobody else comes into its frame', async ({ person, stranger }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.open('/settings');
  await ada.ready();
  const other = await ada.context.newPage();
  await other.goto('/rooms');
  await other.getByRole('button', { name: /@ada/ }).click();
  await other.getByRole('button', { name: 'Sign out' }).click();
  await expect(ada.page).toHaveURL(/\/signin\?next=/);
  const eve = await stranger('Eve');
  await eve.signUp();

  // A tab whose line is down while somebody else signs in.
  await ada.signIn();
  await expect(ada.page).toHaveURL('/settings');
  await ada.ready();
  await ada.context.setOffline(true);
  await ada.line('offline');
  await ada.page.request.post('/signout', { headers: { origin: new URL(ada.page.url()).origin } });
  await ada.page.request.post('/signin', {
    headers: { origin: new URL(ada.page.url()).origin },
    form: { username: eve.username, password: 'correct horse battery' },
  });
  await ada.context.setOffline(false);
  await expect(ada.page.locator('.own-card-name')).toHaveText('Eve', { timeout: 15_000 });
});
