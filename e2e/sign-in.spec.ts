import type { Page, Request, Route } from '@playwright/test';
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

test('leaving lets go of what is still being asked: no refusal reaches the console', async ({ page }) => {
  const faults = noConsoleErrors(page);
  const held = await hold(page, '**/api/v1/units/*/outlines*');
  await signIn(page, 'province');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect.poll(held.count).toBeGreaterThan(0);
  // The server has ended the session and answers what was held with 401 before the page knows that it is over.
  await page.route('**/api/v1/sign-out', async (route) => {
    const headers = { origin: running().address, 'sec-fetch-site': 'same-origin' };
    expect((await page.request.post('/api/v1/sign-out', { headers })).ok()).toBe(true);
    await held.release();
    await route.fulfill({ status: 204 });
  });
  await signOut(page);
  await expect(page.getByLabel(words('platform.sign-in.user-name'))).toBeVisible();
  expect(faults()).toEqual([]);
  // Going back leads here again; whoever comes next is answered.
  await page.goBack();
  await expect(page).toHaveURL(/\/sign-in/);
  await signIn(page, 'cell');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(faults()).toEqual([]);
});

test('whoever cannot sign out for want of a network is told so and stays', async ({ page }) => {
  await signIn(page, 'cell');
  await page.route('**/api/v1/sign-out', (route) => route.abort());
  await page.getByRole('button', { name: words('platform.shell.account') }).click();
  await page.getByRole('menuitem', { name: words('platform.shell.sign-out') }).click();
  await expect(page.getByText(words('problem.network'))).toBeVisible();
  await page.unroute('**/api/v1/sign-out');
  await signOut(page);
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

/** Keeps what the page asks of an address on its way until released. */
async function hold(page: Page, address: string): Promise<{ count: () => number; release: () => Promise<void> }> {
  const waiting: Route[] = [];
  const ended = new Set<Request>();
  for (const event of ['requestfinished', 'requestfailed'] as const)
    page.on(event as 'requestfinished', (request) => ended.add(request));
  let held = true;
  await page.route(address, (route) => (held ? void waiting.push(route) : route.continue()));
  const release = async (): Promise<void> => {
    held = false;
    // What the page has let go of is not sent any more.
    for (const route of waiting) await route.continue();
    await expect.poll(() => waiting.every((route) => ended.has(route.request()))).toBe(true);
  };
  return { count: () => waiting.length, release };
}
