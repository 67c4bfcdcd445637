// Only what was in view is read, and a room opens where the reader had got to.

import { FAST, notes, post } from '../support/seed';
import { expect, test } from '../support/test';

test.use({ settings: FAST });

test('a room opens at what is new, reads no more than is seen, and says so on coming back', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  await bo.open('/rooms');
  await post(ada, 'Garden', notes(52));
  await expect(bo.roomLink('Garden')).toHaveAccessibleName(/52 unread/);

  await bo.go('Garden');
  await expect(bo.newLine).toBeInViewport();
  await expect(bo.message('Note 1')).toBeInViewport();
  await expect(bo.message('Note 52')).not.toBeInViewport();
  // What is in view is read, and nothing that is not.
  await expect(bo.roomLink('Garden')).not.toHaveAccessibleName(/52 unread/);
  const seen = await bo.messages.evaluateAll((rows) => {
    const window = document.querySelector('.timeline-scroller')!.getBoundingClientRect();
    return rows.filter((row) => row.getBoundingClientRect().top < window.bottom).length;
  });
  await expect(bo.roomLink('Garden')).toHaveAccessibleName(new RegExp(`${52 - seen} unread`));

  await bo.page.getByRole('link', { name: 'Browse rooms' }).click();
  await expect(bo.roomLink('Garden')).toHaveAccessibleName(new RegExp(`${52 - seen} unread`));
  await bo.go('Garden');
  await expect(bo.newLine).toBeInViewport();
  await expect(bo.message(`Note ${seen + 1}`)).toBeInViewport();
  await bo.page.keyboard.press('Escape');
  await expect(bo.roomLink('Garden')).not.toHaveAccessibleName(/unread/);
});

test('going to the end leaves what was passed over unread, until it is seen', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  await bo.open('/rooms');
  await post(ada, 'Garden', notes(45));
  await bo.page.setViewportSize({ width: 1280, height: 480 });
  await bo.go('Garden');
  await expect(bo.newLine).toBeInViewport();
  await bo.page.getByRole('button', { name: /new messages/ }).click();
  await expect(bo.message('Note 45')).toBeInViewport();
  await expect(bo.roomLink('Garden')).toHaveAccessibleName(/unread/);
  // Seen from the end up to where the reading had stopped, everything is.
  for (let step = 0; step < 60 && !(await bo.newLine.evaluate((line) => line.getBoundingClientRect().bottom > 120)); step += 1) {
    await bo.page.locator('.timeline-scroller').evaluate((scroller) => scroller.scrollBy(0, -120));
    await bo.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }
  await expect(bo.roomLink('Garden')).not.toHaveAccessibleName(/unread/);
});

test('what is new further back than one page is where the room opens, with and without JavaScript', async ({ person, stranger }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  await bo.open('/rooms');
  await post(ada, 'Garden', notes(180));
  await bo.go('Garden');
  await expect(bo.newLine).toBeInViewport();
  await expect(bo.message('Note 1')).toBeInViewport();
  const plain = await stranger('Bo', { javaScriptEnabled: false });
  await plain.comeToo();
  await plain.open('/rooms/garden');
  await expect(plain.newLine).toBeVisible();
  await plain.page.getByRole('link', { name: 'Newest messages' }).click();
  await expect(plain.message('Note 180')).toBeVisible();
  await bo.page.getByRole('button', { name: /new messages/ }).click();
  await expect(bo.message('Note 180')).toBeInViewport();
});
