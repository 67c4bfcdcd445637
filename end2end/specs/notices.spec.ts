import { clickNotice, pushes, shown, story } from '../support/keeper';
import { expect } from '../support/test';

story('Chrome has nothing against installing it', async ({ keeper }) => {
  const cdp = await keeper.context.newCDPSession(keeper.page);
  await expect.poll(async () => (await cdp.send('Page.getInstallabilityErrors')).installabilityErrors).toEqual([]);
});

story('a push is shown, one for each room, and taken away once the room is read', async ({ keeper, server, person }) => {
  await keeper.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  await keeper.makeRoom('Kitchen');
  const push = await pushes(keeper.context, keeper.page, server.url);
  const message = (body: string) => ({ kind: 'message', room: 1, title: 'Garden', body, url: '/rooms/garden/2', read: [] });

  await bo.say('Beans are up');
  await expect(keeper.roomLink('Garden')).toContainText('1 unread');
  await push(message('Bo: Beans are up'));
  await expect.poll(() => shown(keeper.page)).toEqual([['room-1', 'Garden', 'Bo: Beans are up']]);
  await push(message('Bo: and peas'));
  await expect.poll(() => shown(keeper.page)).toEqual([['room-1', 'Garden', 'Bo: and peas']]);

  await keeper.markPage();
  await clickNotice(keeper.context);
  await keeper.inRoom('Garden');
  await expect(keeper.page).toHaveURL('/rooms/garden/2');
  expect(await keeper.pageIsMarked(), 'the open window goes there, without a reload').toBe(true);
  await expect.poll(() => shown(keeper.page)).toEqual([]);

  await keeper.go('Kitchen');
  await bo.say('Come and see');
  await expect(keeper.roomLink('Garden')).toContainText('1 unread');
  await push(message('Bo: Come and see'));
  await expect.poll(() => shown(keeper.page)).toHaveLength(1);
  await keeper.go('Garden');
  await expect.poll(() => shown(keeper.page), 'read, so taken away').toEqual([]);
});

story('a push for what is in view shows nothing', async ({ keeper, server, person }) => {
  await keeper.makeRoom('Garden');
  await keeper.makeRoom('Kitchen');
  const bo = await person('Bo');
  await bo.join('Kitchen');
  await keeper.go('Garden');
  // Of a room in which all is read, the page would take the notice away again.
  await bo.say('Soup is on');
  await expect(keeper.roomLink('Kitchen')).toContainText('1 unread');
  const push = await pushes(keeper.context, keeper.page, server.url);
  const message = (room: number, slug: string) => ({ kind: 'message', room, title: slug, body: 'x', url: `/rooms/${slug}/1`, read: [] });
  await keeper.page.bringToFront();
  await push(message(1, 'garden'));
  await push(message(2, 'kitchen'));
  await expect.poll(() => shown(keeper.page)).toEqual([['room-2', 'kitchen', 'x']]);
});

story('a push counts on the app what is unread, until it is read', async ({ keeper, server, person }) => {
  await keeper.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  await keeper.makeRoom('Kitchen');
  const push = await pushes(keeper.context, keeper.page, server.url);
  const [worker] = keeper.context.serviceWorkers();
  await worker?.evaluate(() => Object.assign(self.navigator, { setAppBadge: async (count: number) => Object.assign(self, { count }) }));
  await keeper.page.evaluate(() => Object.assign(navigator, { clearAppBadge: async () => Object.assign(window, { cleared: true }) }));
  await bo.say('Beans are up');
  await expect(keeper.roomLink('Garden')).toContainText('1 unread');
  await push({ kind: 'message', room: 1, title: 'Garden', body: 'Bo: Beans are up', url: '/rooms/garden/2', read: [], unread: 7 });
  await expect.poll(() => worker?.evaluate(() => (self as unknown as { count?: number }).count)).toBe(7);
  await keeper.go('Garden');
  await expect.poll(() => keeper.page.evaluate(() => 'cleared' in window)).toBe(true);
});
