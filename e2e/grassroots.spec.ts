import type { Page } from '@playwright/test';
import { formatDate, todayInVietnam } from '../src/platform/format.ts';
import { axe, expect, noConsoleErrors, signIn, test, words } from './journey.ts';

const rowOf = (page: Page, indicator: string, filter?: string) =>
  page
    .locator('tbody tr')
    .filter({ hasText: `${indicator} ·` })
    .filter({ hasText: filter ?? '' })
    .first();

test('a provincial user reads the 26 heads who applied and the 12 who lead their cell now, and opens exactly those persons', async ({
  page,
}) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'province');
  for (const [indicator, count] of [
    ['I-37', 26],
    ['I-38', 12],
  ] as const) {
    await page.goto('/reconciliation');
    const computed = rowOf(page, indicator).locator('td.num').nth(1).getByRole('link');
    await expect(computed).toHaveText(String(count));
    await computed.click();
    await expect(page).toHaveURL(new RegExp(`figures/${indicator}/records`));
    await expect(page.getByRole('grid').locator('tbody tr')).toHaveCount(count);
  }
  await axe(page);
  expect(faults()).toEqual([]);
});

test('the office of a commune names who follows a cell that nobody follows yet', async ({ page }) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'commune');
  await page.goto('/meetings/board');
  await page.getByRole('link', { name: words('meetings.page.assignments') }).click();
  await expect(page.getByRole('heading', { level: 1, name: words('meetings.page.assignments') })).toBeVisible();
  await axe(page);
  const row = page
    .locator('tbody tr')
    .filter({ hasText: words('meetings.page.no-follower') })
    .first();
  const cell = (await row.getByRole('link').first().innerText()).trim();
  await row.getByRole('button', { name: words('meetings.page.assign'), exact: true }).click();
  const form = page.getByRole('dialog');
  await form.getByRole('button', { name: words('meetings.page.follower') }).click();
  const choice = page.getByRole('option').first();
  const name = ((await choice.innerText()).split(',')[0] ?? '').trim();
  await choice.click();
  await form
    .getByLabel(words('meetings.page.follower-since'), { exact: true })
    .fill(formatDate('vi', todayInVietnam()));
  await form.getByLabel(words('meetings.page.document-of'), { exact: true }).fill('31-QĐ/ĐU');
  await form.getByRole('button', { name: words('meetings.page.assign'), exact: true }).click();
  await expect(form).toBeHidden();
  await expect(
    page
      .getByRole('row')
      .filter({ has: page.getByRole('link', { name: cell, exact: true }) })
      .first(),
  ).toContainText(name);
  expect(faults()).toEqual([]);
});

test('a commune reads the levels of its cells of 2025, and the share of excellent opens its cells', async ({
  page,
}) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'commune');
  await page.goto('/evaluations?year=2025');
  await expect(page.getByRole('heading', { level: 1, name: words('evaluation.page.title') })).toBeVisible();
  const rows = page.getByRole('grid', { name: words('evaluation.page.list-organisation') }).locator('tbody tr');
  await expect(rows.first()).toBeVisible();
  const cells = await rows.count();
  const evaluated = page
    .locator('.tile')
    .filter({ hasText: words('evaluation.figure.I-44.name') })
    .getByRole('link')
    .first();
  await expect(evaluated).toHaveText(String(cells));
  await axe(page);
  await evaluated.click();
  await expect(page.getByRole('grid').locator('tbody tr')).toHaveCount(cells);
  expect(faults()).toEqual([]);
});
