import { expect, test } from '../support/test';

test('a page of an older build offers the new one, and takes nothing away', async ({ person, server }) => {
  const ada = await person('Ada');
  // What the server calls its build, where that is not the page's.
  let build: string | undefined;
  await ada.page.routeWebSocket('**/ws', (page) => {
    const line = page.connectToServer();
    line.onMessage((message) => {
      const frame = JSON.parse(String(message));
      page.send(build && frame.type === 'hello' ? JSON.stringify({ ...frame, build }) : message);
    });
  });
  await ada.makeRoom('Garden');
  const offer = ada.page.getByText('A new version is here.');
  await expect(offer).toBeHidden();
  await ada.composer.fill('Not yet said');
  await ada.markPage();
  build = 'another';
  await server.kill9();
  await ada.line('offline');
  await server.start();
  await ada.line('open');
  await expect(offer).toBeVisible();
  await expect(ada.composer).toHaveValue('Not yet said');
  expect(await ada.pageIsMarked(), 'it is not reloaded by itself').toBe(true);

  build = undefined;
  await ada.page.getByRole('link', { name: 'Reload' }).click();
  await expect.poll(() => ada.pageIsMarked()).toBe(false);
  await ada.inRoom('Garden');
  await expect(offer).toBeHidden();
  await expect(ada.composer).toHaveValue('Not yet said');
});
