import type { Page } from '@playwright/test';
import { axe, expect, noConsoleErrors, signIn, test, words } from './journey.ts';

/** The district as it stood at the end of its term 2015-2020. */
const TERM = '/villages?unit=096&from=2015-01-01&asOf=2020-12-31&boundaries=then';

/** A tile of the page by its label, as people read it. */
const tile = (page: Page, id: string) => page.locator('.tile').filter({ hasText: words(`villages.tile.${id}`) });

test('a provincial user reads the 38 villages, the 75 cells and the 10 places, and opens the lists behind them', async ({
  page,
}) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'province');
  for (const [id, count] of [
    ['I-31', 38],
    ['I-34', 75],
    ['I-35', 10],
  ] as const) {
    await page.goto(TERM);
    const figure = tile(page, id).getByRole('link').first();
    await expect(figure).toHaveText(String(count));
    if (id === 'I-31') {
      // 38 of 38: the villages without a member at the start stand beside those that gained one.
      await expect(tile(page, id).getByRole('link').nth(1)).toHaveText('38');
      await axe(page);
    }
    await figure.click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('grid').locator('tbody tr')).toHaveCount(count);
  }
  expect(faults()).toEqual([]);
});

test('the ten villages without a cell stand on the map, in the list and on their pages', async ({ page }) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'province');
  await page.goto(TERM);
  await expect(tile(page, 'I-32').getByRole('link').first()).toHaveText('10');
  await tile(page, 'I-32').getByRole('link').first().click();
  await expect(page).toHaveURL(/state=blank_cell/);
  const rows = page.getByRole('grid', { name: words('villages.page.list') }).locator('tbody tr');
  await expect(rows).toHaveCount(10);
  await rows.first().focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/villages\/[^?]+\?asOf=2020-12-31/);
  await expect(page.getByText(words('villages.state.blank_cell')).first()).toBeVisible();
  await axe(page);
  expect(faults()).toEqual([]);
});

test('Nậm Pắc: 37 households, 139 people, 16 members, and a head of 2015 who leads the cell since 2019', async ({
  page,
}) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'commune');
  await page.goto('/villages/nam-pac');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Nậm Pắc');
  const growth = page.locator('.vl-growth');
  for (const [at, value] of ['37', '139', '16'].entries())
    await expect(growth.getByRole('link').nth(at)).toHaveText(value);
  const path = page.locator('.vl-path li');
  for (const [at, year] of ['2015', '2017', '2019'].entries()) {
    await expect(path.nth(at)).toContainText(year);
    await expect(path.nth(at)).toContainText(words('platform.date.year-only'));
  }
  await axe(page);
  await growth.getByRole('link').nth(2).click();
  await expect(page.getByRole('grid').locator('tbody tr')).toHaveCount(16);
  expect(faults()).toEqual([]);
});

test('a commune records a snapshot by keyboard; a wrong one is refused with its rule and keeps what was typed', async ({
  page,
}) => {
  const faults = noConsoleErrors(page, [/status of 409/]);
  await signIn(page, 'commune');
  // Not Nậm Pắc: its households are those of the article.
  await page.goto('/villages?q=na su');
  await page.getByRole('grid').locator('tbody tr').first().focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('.vl-growth')).toBeVisible();
  await page.keyboard.press('n');
  const form = page.getByRole('dialog', { name: words('villages.record.snapshot.title') });
  const field = (name: string) =>
    form.getByRole('textbox', { name: words('platform.form.optional', { label: words(`villages.field.${name}`) }) });
  await field('households').fill('41');
  await field('residents').fill('12');
  await form.getByRole('textbox', { name: words('villages.field.source') }).fill('Rà soát của bản');
  const save = form.getByRole('button', { name: words('villages.record.save'), exact: true });
  await save.click();
  await expect(form.getByText(words('problem.village.residents-under-households'))).toBeVisible();
  await expect(field('households')).toHaveValue('41');
  await field('residents').fill('152');
  await axe(page);
  await save.click();
  await expect(form).toBeHidden();
  await expect(page.locator('.vl-growth').getByRole('link').first()).toHaveText('41');
  expect(faults()).toEqual([]);
});
