import { FAST, notes, post } from '../support/seed';
import { expect, test } from '../support/test';

test('what Bo has not read is counted beside the room and in the title, until he opens it', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.makeRoom('Kitchen');
  const bo = await person('Bo');
  await bo.join('Garden');
  await bo.join('Kitchen');
  await expect(bo.page).toHaveTitle('Kitchen · Roost');

  await ada.say('Soup is on');
  await expect(bo.message('Soup is on')).toBeVisible();
  await ada.go('Garden');
  await ada.say('Beans are up');
  await expect(bo.roomLink('Garden')).toHaveAccessibleName(/1 unread/);
  await expect(bo.page).toHaveTitle('(1) Kitchen · Roost');
  await ada.say('Peas as well');
  await expect(bo.roomLink('Garden')).toHaveAccessibleName(/2 unread/);
  await expect(bo.page).toHaveTitle('(2) Kitchen · Roost');
  await expect(bo.roomLink('Kitchen')).not.toHaveAccessibleName(/unread/);
  await expect(ada.roomLink('Garden')).not.toHaveAccessibleName(/unread/);

  await bo.go('Garden');
  await bo.sees('Beans are up', 'Peas as well');
  await expect(bo.page).toHaveTitle('Garden · Roost');
  await bo.go('Kitchen');
  await expect(bo.page).toHaveTitle('Kitchen · Roost');
  await expect(bo.roomLink('Garden')).not.toHaveAccessibleName(/unread/);
});

test('what was read stays read after a reload, and what was not stays unread', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.makeRoom('Kitchen');
  const bo = await person('Bo');
  await bo.join('Garden');
  await bo.join('Kitchen');
  await ada.say('Soup is on');
  await expect(bo.message('Soup is on')).toBeVisible();
  await ada.go('Garden');
  await ada.say('Beans are up');
  await expect(bo.roomLink('Garden')).toHaveAccessibleName(/1 unread/);
  await expect.poll(() => bo.frames.filter((frame) => frame.includes('"read"')).length).toBeGreaterThan(0);

  await bo.open('/rooms');
  await expect(bo.roomLink('Garden')).toHaveAccessibleName(/1 unread/);
  await expect(bo.roomLink('Kitchen')).not.toHaveAccessibleName(/unread/);
});

test('joins and leaves are not unread messages', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  await ada.makeRoom('Kitchen');
  const bo = await person('Bo');
  await bo.join('Garden');
  await bo.say('Hello');
  await expect(ada.roomLink('Garden')).toHaveAccessibleName(/1 unread/);
  await bo.leave();
  await ada.open('/rooms');
  await expect(ada.roomLink('Garden')).toHaveAccessibleName(/1 unread/);
});

test('what Bo reads here is read there, also on a device that was without a line', async ({ person, stranger }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  await bo.open('/rooms');
  const phone = await stranger('Bo');
  await phone.comeToo();
  await phone.open('/rooms');
  await phone.ready();
  await ada.say('Beans are up');
  for (const device of [bo, phone]) await expect(device.roomLink('Garden')).toHaveAccessibleName(/1 unread/);
  await bo.go('Garden');
  await expect(phone.roomLink('Garden')).not.toHaveAccessibleName(/unread/);
  await expect(phone.page).toHaveTitle('Browse rooms · Roost');

  await phone.context.setOffline(true);
  await phone.line('offline');
  await bo.open('/rooms');
  await ada.say('Peas as well');
  await expect(bo.roomLink('Garden')).toHaveAccessibleName(/1 unread/);
  await bo.go('Garden');
  await bo.sees('Beans are up', 'Peas as well');
  await phone.context.setOffline(false);
  await phone.line('open');
  await expect(phone.roomLink('Garden')).not.toHaveAccessibleName(/unread/);
});

test('Bo marks a message as unread, and it stays so on his devices until he comes again', async ({ person, stranger }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  const phone = await stranger('Bo');
  await phone.comeToo();
  await phone.open('/rooms');
  await ada.say('Beans are up', 'Peas as well', 'And a slug');
  await bo.sees('Beans are up', 'Peas as well', 'And a slug');
  await expect(phone.roomLink('Garden')).not.toHaveAccessibleName(/unread/);

  await bo.markUnread('Peas as well');
  for (const device of [bo, phone]) await expect(device.roomLink('Garden')).toHaveAccessibleName(/2 unread/);
  await expect(bo.newLine).toBeVisible();
  await expect(bo.page).toHaveTitle('(2) Garden · Roost');
  // Lying open it is not read; nor by another message.
  await ada.say('Two slugs');
  await expect(bo.message('Two slugs')).toBeInViewport();
  for (const device of [bo, phone]) await expect(device.roomLink('Garden')).toHaveAccessibleName(/3 unread/);

  await bo.page.getByRole('link', { name: 'Browse rooms' }).click();
  await bo.go('Garden');
  for (const device of [bo, phone]) await expect(device.roomLink('Garden')).not.toHaveAccessibleName(/unread/);
  await expect(bo.newLine).toBeVisible();
  await bo.page.keyboard.press('Escape');
  await expect(bo.newLine).toBeHidden();
});

test.describe('a long absence', () => {
  test.use({ settings: FAST });

  test('the line stands before the first that is new, and one jump leads there', async ({ person }) => {
    const ada = await person('Ada');
    await ada.makeRoom('Garden');
    const bo = await person('Bo');
    await bo.join('Garden');
    await bo.open('/rooms');
    await post(ada, 'Garden', notes(30));
    await expect(bo.roomLink('Garden')).toHaveAccessibleName(/30 unread/);
    // At the end of what was marked, one jump leads back to it.
    await bo.open('/rooms/garden');
    await bo.markUnread('Note 1');
    await bo.page.locator('.timeline-scroller').evaluate((scroller) => scroller.scrollTo(0, 0));
    await expect(bo.message('Note 30')).toBeInViewport();
    await expect(bo.page.getByRole('link', { name: 'Jump to new messages' })).toHaveText(/30 new · since \d\d:\d\d/);
    await bo.page.getByRole('link', { name: 'Jump to new messages' }).click();
    await expect(bo.newLine).toBeInViewport();
    await expect(bo.message('Note 1')).toBeInViewport();
    await expect(bo.page.getByRole('link', { name: 'Jump to new messages' })).toBeHidden();
    await bo.page.keyboard.press('Escape');
    await expect(bo.roomLink('Garden')).not.toHaveAccessibleName(/unread/);

    // Further back than what is held: the jump is an address.
    await bo.open('/rooms');
    await post(
      ada,
      'Garden',
      notes(90).map((note) => `Later ${note}`),
    );
    await bo.open('/rooms/garden?newest');
    await expect(bo.message('Later Note 90')).toBeInViewport();
    await bo.page.getByRole('link', { name: 'Jump to new messages' }).click();
    await expect(bo.message('Later Note 1')).toBeInViewport();
    await expect(bo.newLine).toBeInViewport();
  });
});

test('marks without JavaScript', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo', { javaScriptEnabled: false });
  await bo.join('Garden');
  await ada.say('Beans are up', 'Peas as well');
  await ada.sees('Beans are up', 'Peas as well');
  await expect(ada.messages.last()).toHaveAttribute('data-state', 'sent');
  await bo.open('/rooms/garden');
  await expect(bo.roomLink('Garden')).toHaveAccessibleName(/2 unread/);
  await bo.button('Mark as read').click();
  await expect(bo.roomLink('Garden')).not.toHaveAccessibleName(/unread/);
  await expect(bo.newLine).toHaveCount(0);
  await bo.markUnread('Peas as well');
  await expect(bo.page).toHaveURL('/rooms');
  await expect(bo.roomLink('Garden')).toHaveAccessibleName(/1 unread/);
});
