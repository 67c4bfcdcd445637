// A person's card, over the room: who that is, and the way to a message.

import { expect, PHONE, test } from '../support/test';

for (const [where, options] of [
  ['beside the name', {}],
  ['on a phone', { viewport: PHONE }],
] as const) {
  test(`a name opens a card ${where}, from which one writes to that person`, async ({ person }) => {
    const [ada, bo] = [await person('Ada', options), await person('Bo')];
    await bo.makeRoom('Garden');
    await bo.say('Beans are up');
    await ada.join('Garden');
    await ada.markPage();
    await ada.composer.fill('Half a thought');
    const name = ada.message('Beans are up').getByRole('link', { name: 'Bo' });
    await name.click();
    const card = ada.page.getByRole('dialog', { name: 'Bo' });
    await expect(card).toContainText('@bo');
    await expect(card).toBeInViewport({ ratio: 1 });
    await expect(ada.page).toHaveURL('/rooms/garden');
    await ada.page.keyboard.press('Escape');
    await expect(card).toHaveCount(0);
    await expect(name).toBeFocused();

    await name.press('Enter');
    await card.getByRole('button', { name: 'Mention' }).click();
    await expect(card).toHaveCount(0);
    await expect(ada.composer).toHaveValue('Half a thought @bo ');
    await expect(ada.composer).toBeFocused();

    await name.click();
    await card.getByRole('button', { name: 'Message' }).click();
    await ada.inRoom('Bo');
    await expect(card).toHaveCount(0);
    await ada.composer.fill('Hi');
    await ada.button('Send').click();
    await expect(ada.message('Hi')).toHaveAttribute('data-state', 'sent');
    expect(await ada.pageIsMarked(), 'without a reload').toBe(true);
  });
}

test('without JavaScript a name leads to the person, and a button to the conversation', async ({ person }) => {
  const [ada, bo] = [await person('Ada', { javaScriptEnabled: false }), await person('Bo')];
  await bo.makeRoom('Garden');
  await bo.say('Beans are up');
  await ada.join('Garden');
  await ada.message('Beans are up').getByRole('link', { name: 'Bo' }).click();
  await expect(ada.page).toHaveURL('/people/bo');
  await expect(ada.button('Mention')).toBeHidden();
  await ada.button('Message').click();
  await ada.inRoom('Bo');
});

test('a card that cannot be had gives way to the page', async ({ person }) => {
  const [ada, bo] = [await person('Ada'), await person('Bo')];
  await bo.makeRoom('Garden');
  await bo.say('Beans are up');
  await ada.join('Garden');
  await ada.page.route('**/api/pages/open*', (route) => route.abort());
  await ada.message('Beans are up').getByRole('link', { name: 'Bo' }).click();
  await expect(ada.page).toHaveURL('/people/bo');
});
