// From an account that was just made to the first room, with and without JavaScript.

import { expect, test } from '../support/test';

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with' : 'without';

  test(`the first account sets up the place, ${how} JavaScript`, async ({ stranger }) => {
    const ada = await stranger('Ada', { javaScriptEnabled });
    await ada.open('/signup');
    await expect(ada.page.getByText('this account will run the place')).toBeVisible();
    await ada.fillSignUp();
    await ada.button('Create account').click();
    await expect(ada.heading).toHaveText('Set up your place');
    await ada.field('Name of the place').fill('Book club');
    await ada.field('Mark').fill('📚');
    await expect(ada.field('Room name')).toHaveValue('Lobby');
    await ada.button('Go on').click();

    await expect(ada.heading).toHaveText('Keep a way back in');
    await expect(ada.button('Book club menu')).toContainText('📚');
    await ada.button('Show my codes').click();
    await expect(ada.page.getByRole('main').getByRole('listitem')).toHaveCount(10);
    await expect(ada.page.getByRole('link', { name: 'Download' })).toHaveAttribute('download', /\.txt$/);
    await ada.page.getByRole('link', { name: 'Done' }).click();
    await expect(ada.page).toHaveURL('/rooms/lobby/invites');
    await expect(ada.roomLink('Lobby')).toBeVisible();
  });

  test(`whoever comes later is offered codes alone, once, ${how} JavaScript`, async ({ person, stranger }) => {
    const ada = await person('Ada');
    await ada.makeRoom('Garden');
    const bo = await stranger('Bo', { javaScriptEnabled });
    await bo.open('/signup?next=/rooms/garden');
    await expect(bo.page.getByText('this account will run the place')).toHaveCount(0);
    await bo.fillSignUp();
    await bo.button('Create account').click();
    await expect(bo.heading).toHaveText('Keep a way back in');
    await bo.button('Show my codes').click();
    await expect(bo.page.getByRole('main').getByRole('listitem')).toHaveCount(10);
    await bo.page.getByRole('link', { name: 'Done' }).click();
    await expect(bo.page).toHaveURL('/rooms/garden');
    await expect(bo.heading).toHaveText('Garden');
    // Further ones take the password.
    await bo.open('/welcome');
    await expect(bo.button('Show my codes')).toHaveCount(0);
  });
}
