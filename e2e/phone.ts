import { expect, type Page } from '@playwright/test';
import { running, words } from './journey.ts';
import type { SignIn } from './program.ts';

export const PIN = '270519';

/** Sets a phone up as the village secretary would, once and with a network. */
export async function setUp(page: Page, who: string | SignIn, address = ''): Promise<void> {
  const person = typeof who === 'string' ? running().signIns.find((one) => one.userName === who) : who;
  await page.goto(`${address}/field/`);
  await page.getByLabel(words('platform.field.set-up.user')).fill(person?.userName ?? '');
  await page.getByLabel(words('platform.field.set-up.password')).fill(person?.password ?? '');
  await page.getByRole('button', { name: words('platform.field.set-up.sign-in'), exact: true }).click();
  await page.getByLabel(words('platform.field.set-up.pin')).fill(PIN);
  await page.getByLabel(words('platform.field.set-up.pin-again')).fill(PIN);
  await page.getByRole('button', { name: words('platform.field.set-up.begin') }).click();
  await expect(page.getByRole('heading', { level: 1, name: words('platform.field.tab.today') })).toBeVisible({
    timeout: 60_000,
  });
  // The copy has come, and the worker has everything: from now on no network is needed.
  await expect(page.getByRole('link', { name: words('platform.field.tab.meetings'), exact: true })).toBeVisible();
  await expect(page.locator('.strip.ok')).toBeVisible({ timeout: 60_000 });
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((done) => setTimeout(done, 100));
  });
}

export async function unlock(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: words('platform.field.lock.title') })).toBeVisible();
  for (const digit of PIN) await page.getByRole('button', { name: digit, exact: true }).click();
  await page.getByRole('button', { name: words('platform.field.lock.open') }).click();
  await expect(page.getByRole('heading', { name: words('platform.field.lock.title') })).toBeHidden();
}

export const press = (page: Page, key: string, values = {}) =>
  page.getByRole('button', { name: words(key, values), exact: true }).click();
