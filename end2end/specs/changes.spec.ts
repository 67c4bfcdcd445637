import type { Page } from '@playwright/test';
import { expect, test } from '../support/test';

/// Changes messages over a socket of its own, as another client of the same person does.
async function change(page: Page, ...frames: object[]): Promise<void> {
  const answers = await page.evaluate(async (frames) => {
    const line = new WebSocket(`${location.origin.replace('http', 'ws')}/ws`);
    const answered: string[] = [];
    await new Promise<void>((resolve, reject) => {
      line.onopen = () => line.send(JSON.stringify({ type: 'hello', protocol: 1 }));
      line.onerror = () => reject(new Error('no socket'));
      line.onmessage = ({ data }) => {
        const frame = JSON.parse(data);
        if (frame.type === 'hello') for (const frame of frames) line.send(JSON.stringify(frame));
        if (frame.type === 'changed' || frame.type === 'unchanged') answered.push(frame.type);
        if (answered.length === frames.length) resolve();
      };
    });
    line.close();
    return answered;
  }, frames);
  expect(answers).toEqual(frames.map(() => 'changed'));
}

test('what another client edits or deletes changes in place, and stays so', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  await ada.say('Who brings teh beans?', 'Nonsense', 'Fine');
  await bo.sees('Who brings teh beans?', 'Nonsense', 'Fine');
  const seq = async (words: string): Promise<number> => Number(await bo.message(words).getAttribute('data-seq'));
  const [first, second] = [await seq('Who brings teh beans?'), await seq('Nonsense')];
  const element = await bo.message('Who brings teh beans?').elementHandle();
  await bo.markPage();

  const beans = { type: 'edit', room: 1, seq: first, body: 'Who brings the beans, @bo?' };
  await change(ada.page, beans, { type: 'delete', room: 1, seq: second });
  const now = ['Who brings the beans, @bo? (edited)', 'This message was deleted.', 'Fine'];
  for (const each of [ada, bo]) await each.sees(...now);
  const edited = bo.message('Who brings the beans, @bo? (edited)');
  expect(await edited.evaluate((now, before) => now === before, element)).toBe(true);
  await expect(edited.getByRole('link', { name: '@bo' })).toBeVisible();
  await expect(bo.log.getByText('Nonsense')).toHaveCount(0);
  expect(await bo.pageIsMarked()).toBe(true);

  await bo.page.reload();
  await bo.inRoom('Garden');
  await bo.sees(...now);
  // A page without JavaScript says the same.
  const plain = await (await bo.page.request.get('/rooms/garden')).text();
  expect(plain).toContain('This message was deleted.');
  expect(plain).not.toContain('Nonsense');
});

test('a deletion that is missed while offline is there with the line', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  await ada.say('To be forgotten');
  await bo.sees('To be forgotten');
  const seq = Number(await bo.message('To be forgotten').getAttribute('data-seq'));
  await bo.context.setOffline(true);
  await bo.line('offline');
  await change(ada.page, { type: 'delete', room: 1, seq });
  await bo.context.setOffline(false);
  await bo.line('open');
  await bo.sees('This message was deleted.');
});
