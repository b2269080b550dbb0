import type { Page } from '@playwright/test';
import { LANGS, type Lang } from '../src/platform/format.ts';
import { callsOf, membersOf } from './calls.ts';
import { axe, expect, noConsoleErrors, signIn, test, words } from './journey.ts';

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };
/** A key of a message that nobody translated, as the pages would show it. */
const A_KEY = /\b(?:platform|organisation|membership|figures|villages|problem)\.[a-z]+(?:[.-][a-zA-Z0-9]+)*\b/;

for (const lang of LANGS) {
  test(`the pages in ${lang}: light and dark, wide and narrow`, async ({ page, browser }) => {
    test.slow();
    const calls = await callsOf('province');
    const [someone] = (await membersOf(calls, { limit: '1' })).items;
    await calls.dispose();
    const faults = noConsoleErrors(page);
    await signIn(page, 'province');
    await speaks(page, lang);
    for (const path of ['/', '/organisation', '/members', `/members/${someone?.id}`, '/figures'])
      await looksRight(page, path, lang);
    expect(faults()).toEqual([]);

    const context = await browser.newContext();
    const office = await context.newPage();
    const officeFaults = noConsoleErrors(office);
    await signIn(office, 'admin');
    await speaks(office, lang);
    await looksRight(office, '/users', lang);
    expect(officeFaults()).toEqual([]);
    await context.close();
  });
}

/** From the next page on. */
async function speaks(page: Page, lang: Lang): Promise<void> {
  await page.evaluate((code) => localStorage.setItem('gandan.lang', code), lang);
}

/** One page, light and wide, then dark and narrow: colours and layout do not depend on each other. */
async function looksRight(page: Page, path: string, lang: Lang): Promise<void> {
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(path);
  await settled(page, lang);
  await expect(page.locator('html')).toHaveAttribute('lang', lang);
  expect(await page.locator('body').innerText()).not.toMatch(A_KEY);
  await axe(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.setViewportSize(NARROW);
  await settled(page, lang);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, `${path} is wider than a phone`).toBeLessThanOrEqual(NARROW.width);
  await axe(page);
}

/** The heading stands and nothing is being fetched any more. */
async function settled(page: Page, lang: Lang): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  await expect(page.getByText(words('figures.page.sum.counting', {}, lang), { exact: true })).toHaveCount(0);
}
