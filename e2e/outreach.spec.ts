import { axe, expect, noConsoleErrors, running, signIn, test, words } from './journey.ts';

const TRIP = 'Dâng hương tại Lăng Chủ tịch Hồ Chí Minh';

test('the trip of two organisations with three stops: from the agreement to the roster, one more is ticked off', async ({
  page,
}) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'province');
  await page.goto('/outreach?unit=02359&year=2024');
  await page.getByRole('link', { name: 'Văn phòng Tỉnh uỷ và xã Linh Phú' }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Linh Phú');
  // The agreement follows the successor: who was it before stands in the line below the title.
  await expect(page.getByText('01/07/2025').first()).toBeVisible();
  await page.getByRole('link', { name: TRIP }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(TRIP);
  await expect(page.locator('.ou-stops li')).toHaveCount(3);
  const roster = page.getByRole('table', { name: words('outreach.roster.title') });
  for (const side of ['agency', 'partner'])
    await expect(roster.getByText(words(`outreach.side.${side}`)).first()).toBeVisible();
  const absent = roster.locator('input[type=checkbox]:not(:checked)');
  const before = await absent.count();
  expect(before).toBeGreaterThan(0);
  await absent.first().locator('xpath=ancestor::label').click();
  await expect(absent).toHaveCount(before - 1);
  await page.reload();
  await expect(absent).toHaveCount(before - 1);
  await axe(page);
  expect(faults()).toEqual([]);
});

test('an activity is entered with the measures of its kind, and stands in the list', async ({ page }) => {
  await signIn(page, 'province');
  await page.goto('/outreach?unit=02359&year=2024');
  await page.getByRole('link', { name: 'Văn phòng Tỉnh uỷ và xã Linh Phú' }).first().click();
  await page.getByRole('button', { name: words('outreach.activity.new') }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('button', { name: words('outreach.field.kind') }).click();
  await page.getByRole('option', { name: words('outreach.kind.cleaning') }).click();
  await expect(drawer.getByLabel(new RegExp(words('outreach.measure.metres_drain')))).toBeVisible();
  await drawer.getByRole('button', { name: words('outreach.record.save') }).click();
  // What is missing is named, and nothing was sent.
  await expect(drawer.getByText(words('platform.form.needed')).first()).toBeVisible();
});

test('the public page says what was done and hides what it must, without sign-in and without script', async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: running().address });
  const page = await context.newPage();
  await page.goto('/public/vi');
  await page.getByRole('listitem').filter({ hasText: 'Linh Phú' }).getByRole('link', { name: '2024' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Linh Phú');
  await expect(page.getByText(TRIP)).toBeVisible();
  const text = await page.locator('body').innerText();
  expect(text).not.toMatch(/hộ nghèo|cận nghèo|Thăm hộ/);
  await expect(page.locator('script')).toHaveCount(0);
  // Two photos of the year have no consent or are internal: they are not there.
  await expect(page.locator('.photos figure')).toHaveCount(5);
  await page.getByRole('link', { name: 'ไทย' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'th');
  await page.getByRole('link', { name: 'English' }).click();
  await page.getByRole('link', { name: /Lung Lù/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Lung Lù');
  const answer = await page.request.get(page.url());
  expect(answer.headers()['cache-control']).toContain('public');
  expect(
    (await page.request.get(page.url(), { headers: { 'if-none-match': answer.headers()['etag'] ?? '' } })).status(),
  ).toBe(304);
  await context.close();
});
