import type { Locator } from '@playwright/test';
import { nothingShifted, settled, watchShifts } from '../support/layout';
import type { Person } from '../support/person';
import { proxy } from '../support/proxy';
import { FAST, notes, post } from '../support/seed';
import { DESK, expect, PHONE, test } from '../support/test';

test.use({ settings: FAST });

/** Ada, in a room with this many notes of hers. */
type Full = (count: number, options?: { viewport: { width: number; height: number } }) => Promise<Person>;
const story = test.extend<{ adaInAFullRoom: Full }>({
  adaInAFullRoom: async ({ person }, use) => {
    await use(async (count, options) => {
      const ada = await person('Ada', options);
      await ada.makeRoom('Garden');
      await post(ada, 'Garden', notes(count));
      await ada.open('/rooms/garden');
      await ada.inRoom('Garden');
      return ada;
    });
  },
});

for (const viewport of [PHONE, DESK]) {
  story(`a full room opens at its newest message, ${viewport.width} wide`, async ({ adaInAFullRoom }) => {
    const ada = await adaInAFullRoom(400, { viewport });
    await expect(ada.message('Note 400')).toBeInViewport({ ratio: 1 });
    await expect(ada.button('Jump to latest')).toHaveCount(0);
    expect(await ada.messages.count()).toBeLessThanOrEqual(60);
  });

  story(`nothing moves while a full room opens, ${viewport.width} wide`, async ({ adaInAFullRoom }) => {
    const ada = await adaInAFullRoom(120, { viewport });
    await watchShifts(ada.page);
    // On a slow line scripts come to a page that has been painted.
    await ada.page.route('**/assets/*.js', async (route) => {
      await ada.page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
      await route.continue();
    });
    await ada.open('/rooms/garden');
    await ada.inRoom('Garden');
    await expect(ada.message('Note 120')).toBeInViewport();
    await nothingShifted(ada.page);
  });
}

story('nothing moves while a page arrives piece by piece', async ({ adaInAFullRoom, server }) => {
  const { page } = await adaInAFullRoom(60);
  await page.goto('about:blank');
  await watchShifts(page);
  const until = async () => {
    await page.getByText('Note 30', { exact: true }).waitFor({ state: 'attached' });
    await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
  };
  const line = await proxy(server.url, (html) => html, true, { after: 'Note 40', until });
  await page.goto(`${line.url}/rooms/garden`);
  await expect(page.getByText('Note 60', { exact: true })).toBeInViewport();
  await nothingShifted(page);
  line.close();
});

story('nothing moves while the first page of a new browser opens', async ({ adaInAFullRoom, stranger }) => {
  const ada = await adaInAFullRoom(60);
  const again = await stranger('Ada');
  await watchShifts(again.page);
  await again.open('/signin?next=/rooms/garden');
  await again.signIn();
  await again.inRoom('Garden');
  await expect(again.message('Note 60')).toBeInViewport();
  await nothingShifted(again.page);
  await ada.say('Still here');
  await expect(again.message('Still here')).toBeInViewport();
});

story('scrolling up brings older messages and holds the place', async ({ adaInAFullRoom }) => {
  const ada = await adaInAFullRoom(400);
  for (let page = 0; page < 4; page += 1) {
    const first = await firstNote(ada);
    const held = ada.message(`Note ${first + 12}`);
    await held.evaluate((row) => row.scrollIntoView({ block: 'center', behavior: 'instant' }));
    const before = await top(held);
    await expect.poll(() => firstNote(ada)).toBeLessThan(first);
    await settled(ada.page);
    expect(Math.abs((await top(held)) - before)).toBeLessThanOrEqual(2);
  }
});

story('older messages hold the place also where the first row was in view', async ({ adaInAFullRoom }) => {
  const ada = await adaInAFullRoom(120);
  let arrive = () => {};
  const wait = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await ada.page.route('**/api/messages/older*', async (route) => {
    await wait;
    await route.continue();
  });
  await ada.open('/rooms/garden');
  await ada.inRoom('Garden');
  const first = await firstNote(ada);
  const held = ada.message(`Note ${first + 1}`);
  await ada.messages.first().evaluate((row) => row.scrollIntoView({ block: 'start', behavior: 'instant' }));
  await settled(ada.page);
  const before = await top(held);
  arrive();
  await expect.poll(() => firstNote(ada)).toBeLessThan(first);
  await settled(ada.page);
  expect(Math.abs((await top(held)) - before)).toBeLessThanOrEqual(2);
});

story('a scroll in the very moment when older messages arrive is not undone', async ({ adaInAFullRoom }) => {
  const ada = await adaInAFullRoom(120);
  let arrive = () => {};
  const wait = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await ada.page.route('**/api/messages/older*', async (route) => {
    await wait;
    await route.continue();
  });
  await ada.open('/rooms/garden');
  await ada.inRoom('Garden');
  const first = await firstNote(ada);
  const held = ada.message(`Note ${first + 1}`);
  await ada.messages.first().evaluate((row) => row.scrollIntoView({ block: 'start', behavior: 'instant' }));
  await settled(ada.page);
  const before = await top(held);
  // After the rows have come and before they are painted.
  await ada.page.locator('#conversation').evaluate((scroller) => {
    const observer = new MutationObserver(() => {
      observer.disconnect();
      scroller.scrollBy({ top: -90, behavior: 'instant' });
    });
    observer.observe(scroller, { childList: true, subtree: true });
  });
  arrive();
  await expect.poll(() => firstNote(ada)).toBeLessThan(first);
  await settled(ada.page);
  expect(Math.abs((await top(held)) - before - 90)).toBeLessThanOrEqual(2);
});

story('the whole history can be read, and the page stays small', async ({ adaInAFullRoom }) => {
  const ada = await adaInAFullRoom(500);
  let most = 0;
  for (let first = await firstNote(ada); first > 1; first = await firstNote(ada)) {
    await ada.messages.first().evaluate((row) => row.scrollIntoView({ block: 'start', behavior: 'instant' }));
    await expect.poll(() => firstNote(ada)).toBeLessThan(first);
    const shown = await numbers(ada);
    expect(shown).toEqual(shown.map((_, place) => (shown[0] ?? 0) + place));
    most = Math.max(most, shown.length);
  }
  expect(most).toBeGreaterThan(200);
  expect(most).toBeLessThanOrEqual(320);
  await ada.message('Note 1').scrollIntoViewIfNeeded();
  await expect(ada.message('Note 1')).toBeInViewport();
  await expect(ada.log.getByText('Ada made this room')).toHaveCount(1);

  await ada.button('Jump to latest').click();
  await expect(ada.message('Note 500')).toBeInViewport({ ratio: 1 });
  await expect(ada.button('Jump to latest')).toHaveCount(0);
  await ada.say('And on');
  await expect(ada.message('And on')).toBeInViewport({ ratio: 1 });
});

story('who reads further up is not moved by what is new, and is told of it', async ({ adaInAFullRoom, person }) => {
  const ada = await adaInAFullRoom(120);
  const bo = await person('Bo');
  await bo.join('Garden');
  await ada.message('Note 90').evaluate((row) => row.scrollIntoView({ block: 'center', behavior: 'instant' }));
  await expect(ada.button('Jump to latest')).toBeVisible();
  await settled(ada.page);
  const before = await top(ada.message('Note 90'));

  await bo.say('News from Bo');
  await ada.button('1 new message').click();
  await expect(ada.message('News from Bo')).toBeInViewport({ ratio: 1 });

  await ada.message('Note 90').evaluate((row) => row.scrollIntoView({ block: 'center', behavior: 'instant' }));
  await settled(ada.page);
  await bo.say('More news');
  await expect(ada.button('1 new message')).toBeVisible();
  expect(Math.abs((await top(ada.message('Note 90'))) - before)).toBeLessThanOrEqual(2);
});

story('what was in view when the room opened is not new any more', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  await ada.open('/rooms');
  await post(bo, 'Garden', notes(60));
  await ada.open('/rooms/garden');
  await ada.inRoom('Garden');
  await expect(ada.message('Note 1')).toBeInViewport({ ratio: 1 });
  for (const note of ['Note 15', 'Note 30', 'Note 45', 'Note 60']) {
    await ada.message(note).evaluate((row) => row.scrollIntoView({ block: 'center', behavior: 'instant' }));
    await settled(ada.page);
  }
  await ada.message('Note 30').evaluate((row) => row.scrollIntoView({ block: 'center', behavior: 'instant' }));
  await expect(ada.button('Jump to latest')).toBeVisible();
  await ada.open('/rooms');
  await expect(ada.roomLink('Garden')).not.toHaveAccessibleName(/unread/);
});

story('who looks at the end stays at the end', async ({ adaInAFullRoom, person }) => {
  const ada = await adaInAFullRoom(60);
  const bo = await person('Bo');
  await bo.join('Garden');
  await bo.say('one', 'two\nthree\nfour', 'five');
  await expect(ada.message('five')).toBeInViewport({ ratio: 1 });
  await expect(ada.page.getByRole('button', { name: /new message|Jump to latest/ })).toHaveCount(0);
});

story('the address of an old message shows what is around it, and the way back to the present', async ({ adaInAFullRoom }) => {
  const ada = await adaInAFullRoom(400);
  const seq = Number((await ada.addressOf('Note 400')).split('/').pop()) - 200;
  await ada.open(`/rooms/garden/${seq}`);
  await ada.inRoom('Garden');
  await expect(ada.message('Note 200')).toHaveAttribute('data-target');
  await expect(ada.message('Note 200')).toBeInViewport({ ratio: 1 });
  await expect(ada.message('Note 199')).toBeInViewport();
  await expect(ada.message('Note 201')).toBeInViewport();
  await expect(ada.button('Jump to latest')).toBeVisible();

  for (let last = await lastNote(ada); last < 400; last = await lastNote(ada)) {
    await ada.messages.last().evaluate((row) => row.scrollIntoView({ block: 'end', behavior: 'instant' }));
    await expect.poll(() => lastNote(ada)).toBeGreaterThan(last);
  }
  await ada.message('Note 400').scrollIntoViewIfNeeded();
  await ada.say('And on');
  await expect(ada.message('And on')).toBeInViewport({ ratio: 1 });
});

async function numbers(person: Person): Promise<number[]> {
  const texts = await person.messages.getByRole('paragraph').allTextContents();
  return texts.map((text) => Number(text.replace('Note ', '')));
}

async function firstNote(person: Person): Promise<number> {
  return (await numbers(person)).at(0) ?? 0;
}

async function lastNote(person: Person): Promise<number> {
  return (await numbers(person)).at(-1) ?? 0;
}

function top(row: Locator): Promise<number> {
  return row.evaluate((element) => element.getBoundingClientRect().top);
}

story('whoever writes from the past is taken to what they wrote', async ({ adaInAFullRoom }) => {
  const ada = await adaInAFullRoom(200);
  await ada.open('/rooms/garden/30');
  await ada.inRoom('Garden');
  await expect(ada.message('Note 29')).toBeInViewport();
  await ada.say('from the past');
  await expect(ada.message('from the past')).toBeInViewport();
  await expect(ada.message('from the past')).toHaveAttribute('data-state', 'sent');
  await expect(ada.message('Note 200')).toBeVisible();
});

story('each new message is announced by its author’s name, and older ones are not', async ({ adaInAFullRoom, person }) => {
  const ada = await adaInAFullRoom(120);
  const announced = ada.page.locator('[data-announced]');
  await expect(ada.log).toHaveAttribute('aria-live', 'off');
  await expect(announced).toBeEmpty();
  await ada.messages.first().evaluate((row) => row.scrollIntoView({ block: 'start', behavior: 'instant' }));
  await expect(ada.message('Note 60')).toBeAttached();
  await expect(announced).toBeEmpty();
  const bo = await person('Bo');
  await bo.join('Garden');
  await bo.say('Beans are up');
  await expect(announced).toHaveText('Bo: Beans are up');
  await ada.say('So they are');
  await bo.say('And the peas');
  await expect(announced).toHaveText('Bo: And the peas');
});
