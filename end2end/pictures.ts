// Pictures of every screen, at three widths and in both themes: `npm run pictures`. Those in pictures/
// are for looking at; pictures/room.png leads the README, and public/screenshot-*.png stand where
// browsers offer to install the app.

import { doubleText } from './support/layout';
import type { Person } from './support/person';
import { SLOW, screens } from './support/screens';
import { FAST, post } from './support/seed';
import { DESK, expect, PHONE, test, WIDE } from './support/test';

for (const colorScheme of ['light', 'dark'] as const) {
  for (const viewport of [PHONE, DESK, WIDE]) {
    const look = { colorScheme, viewport } as const;
    const file = (name: string) => `pictures/${name.replaceAll(/[^a-z0-9]+/g, '-')}.${viewport.width}.${colorScheme}.png`;

    test.describe(`${colorScheme}, ${viewport.width} wide`, () => {
      test.describe('a new place', () => {
        test.use({ settings: SLOW });
        test('every screen', async ({ stranger, person, server }) => {
          for await (const [screen, { page }] of screens({ stranger, person, server }, look)) {
            await page.screenshot({ path: file(screen) });
            await doubleText(page);
            await page.screenshot({ path: file(`${screen}, large text`) });
            await page.evaluate(() => document.documentElement.removeAttribute('style'));
          }
        });
      });

      test.describe('a busy place', () => {
        test.use({ settings: FAST });
        test('a full room', async ({ person }) => {
          const ada = await person('Ada Lindqvist', look);
          await busy(ada, person);
          await ada.open('/rooms/allotment');
          await ada.inRoom('Allotment');
          // All of it is read.
          await ada.page.keyboard.press('Escape');
          await expect.poll(async () => (await ada.context.request.get('/rooms/allotment')).text()).not.toContain('data-new');
          await ada.open('/rooms/allotment');
          await ada.inRoom('Allotment');
          await expect(ada.messages.last()).toBeInViewport();
          await ada.page.screenshot({ path: file('full room') });
          if (colorScheme === 'light') {
            if (viewport === DESK) await ada.page.screenshot({ path: 'pictures/room.png' });
            if (viewport !== WIDE) await ada.page.screenshot({ path: `../public/screenshot-${viewport === DESK ? 'wide' : 'narrow'}.png` });
          }
          await ada.messages.nth(20).hover();
          await ada.page.mouse.wheel(0, -2_000);
          await expect(ada.page.getByRole('button', { name: /Jump to latest|new message/ })).toBeVisible();
          await ada.page.screenshot({ path: file('full room, further up') });
          await ada.open('/rooms');
          await ada.ready();
          await ada.page.screenshot({ path: file('many rooms') });
        });
      });
    });
  }
}

const ROOMS = [
  ['Allotment', 'Plot 14: what grows, who waters, what is left over'],
  ['Kitchen table', 'Supper on Thursdays'],
  ['Summer trip', 'Trains, tents and who brings the stove'],
  ['בית המשפחה', 'שבת אצל סבתא'],
  ['Choir', ''],
] as const;

const TALK = [
  ['bo', 'Morning. The beans made it through the frost, all but two rows at the gate.'],
  ['bo', 'I put fleece over the rest. Can someone take it off around noon?'],
  ['mira', 'I am there at twelve anyway, I will do it.'],
  ['ada', 'Thank you both.'],
  ['ada', 'The water butt is full again, so no need for the long hose.\nThe key hangs where it always hangs.'],
  ['shira', 'בוקר טוב! מישהו צריך עגבניות? יש לי יותר מדי'],
  ['mira', 'Always. Leave me a bag on the bench?'],
  ['bo', 'Same here, if there are enough. We are making soup on Thursday and nobody has promised anything yet.'],
  ['ada', 'I have onions and the big pot.'],
  ['shira', 'Then I bring bread.'],
  ['mira', 'Fleece is off. The two rows at the gate are not dead, by the way, only offended.'],
  ['bo', 'So am I, by this weather.'],
] as const;

/** A place with a few rooms, a long conversation in one of them and news in others. */
async function busy(ada: Person, person: (name: string) => Promise<Person>): Promise<void> {
  const [bo, mira, shira] = [await person('Bo Okafor'), await person('Mira Haddad'), await person('שירה לוי')];
  for (const [name, topic] of ROOMS) await ada.makeRoom(name, topic);
  for (const one of [bo, mira, shira]) await one.join('Allotment');
  const speakers: Record<string, Person> = { ada, bo, mira, shira };
  for (let round = 0; round < 25; round += 1) {
    for (const [who, words] of TALK) await post(speakers[who] ?? ada, 'Allotment', [words]);
  }
  await bo.join('Kitchen table');
  await post(bo, 'Kitchen table', ['Soup, then?', 'Say yes by Wednesday', 'I will take silence as a yes']);
  await mira.join('Summer trip');
  await post(mira, 'Summer trip', ['The night train has beds again']);
}
