import { expect, test } from '../support/test';

test('a name in a message leads to its person, and names them under any later name', async ({ person }) => {
  const ada = await person('Ada');
  await ada.makeRoom('Garden');
  const bo = await person('Bo');
  await bo.join('Garden');
  await ada.say('Beans are up, @bo and @nobody');
  const said = bo.message('Beans are up, @bo and @nobody');
  await expect(said).toHaveAttribute('data-mention');
  await expect(said.getByRole('link', { name: '@nobody' })).toHaveCount(0);
  await expect(ada.message('Beans are up, @bo and @nobody')).not.toHaveAttribute('data-mention');

  await bo.open('/profile');
  await bo.field('Username').fill('robert');
  await bo.button('Save').click();
  await expect(bo.page.getByText('Saved. Everybody sees it now.')).toBeVisible();
  await bo.open('/rooms/garden');
  await expect(said).toHaveAttribute('data-mention');

  await ada.message('Beans are up, @bo and @nobody').getByRole('link', { name: '@bo' }).click();
  await expect(ada.page).toHaveURL('/people/robert');
  await expect(ada.page.getByText('@robert')).toBeVisible();
});
