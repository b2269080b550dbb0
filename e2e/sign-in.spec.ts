import { axe, expect, noConsoleErrors, running, signIn, signOut, test, words } from './journey.ts';

test('a provincial user signs in, sees the first page, and signs out', async ({ page }) => {
  const faults = noConsoleErrors(page);
  await page.goto('/');
  await expect(page).toHaveURL(/\/sign-in/);
  await axe(page);
  await signIn(page, 'province');
  await expect(page).toHaveURL(`${running().address}/`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await axe(page);
  await signOut(page);
  expect(faults()).toEqual([]);
});

test('a wrong password is refused in words, and the name that was typed stays', async ({ page }) => {
  const faults = noConsoleErrors(page, [/status of 401 .*\/api\/v1\/sign-in/]);
  await page.goto('/sign-in');
  const name = page.getByLabel(words('platform.sign-in.user-name'));
  await name.fill('province');
  await page.getByLabel(words('platform.sign-in.password'), { exact: true }).fill('không đúng');
  await page.getByRole('button', { name: words('platform.sign-in.enter'), exact: true }).click();
  await expect(page.getByText(words('problem.sign-in.wrong'))).toBeVisible();
  await expect(name).toHaveValue('province');
  expect(faults()).toEqual([]);
});
