import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import type { Lang, Values } from '../src/platform/format.ts';
import { translate } from '../src/platform/messages-node.ts';
import type { SignIn } from './program.ts';

export { expect };

/** A journey: relative addresses lead to the running program. */
export const test = base.extend({ baseURL: async ({}, use) => use(running().address) });

/** The program that `server.ts` started. */
export function running(): { address: string; signIns: SignIn[]; pushService: string } {
  const told = process.env['GANDAN_E2E'];
  if (told === undefined) throw new Error('no program is running: journeys are started by tools/test.mjs');
  return JSON.parse(told) as { address: string; signIns: SignIn[]; pushService: string };
}

/** The words that people see for a key, so that a journey finds elements as they do and a better wording breaks nothing. */
export function words(key: string, values: Values = {}, lang: Lang = 'vi'): string {
  const text = translate(lang, key, values);
  if (text === key) throw new Error(`no message ${key}`);
  return text;
}

/** Signs in through the page as one of the sample's people (`province`, `commune`, `cell`, `youth`, `inspection`, `admin`). */
export async function signIn(page: Page, userName: string): Promise<void> {
  const person = running().signIns.find((one) => one.userName === userName);
  if (person === undefined) throw new Error(`the sample has no user ${userName}`);
  await page.goto('/sign-in');
  await page.getByLabel(words('platform.sign-in.user-name')).fill(person.userName);
  await page.getByLabel(words('platform.sign-in.password'), { exact: true }).fill(person.password);
  await page.getByRole('button', { name: words('platform.sign-in.enter'), exact: true }).click();
  // The first page after a start gathers more than any later one.
  await expect(page.getByRole('navigation').first()).toBeVisible({ timeout: 60_000 });
}

/** Signs out through the menu of the account. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: words('platform.shell.account') }).click();
  await page.getByRole('menuitem', { name: words('platform.shell.sign-out') }).click();
  await expect(page).toHaveURL(/\/sign-in/);
}

/**
 * Listens from now on. @returns what the console said as errors and what was thrown in the page, to be compared with `[]`.
 * @param expected faults that belong to the journey, such as a refusal of the server
 */
export function noConsoleErrors(page: Page, expected: readonly RegExp[] = []): () => string[] {
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  return () => faults.filter((fault) => ![...expected, ...USUAL].some((pattern) => pattern.test(fault)));
}

/** Chromium reports every answer of 4xx as an error; asking who one is before signing in is none. */
const USUAL = [/status of 401 .*\/api\/v1\/me\b/];

/** What React Aria has just read aloud, for some seconds, by reference to a control that may be gone meanwhile. */
const ANNOUNCER = '[data-live-announcer]';

/** Tips hang beside the page as long as something has the focus; what they say is the description of that thing. */
const TIP = '[data-overlay-container]:has(> [role="tooltip"])';

/** Accessibility of the page as it stands: nothing may be found. */
export async function axe(page: Page): Promise<void> {
  // A page that is still on its way has no heading yet, and nothing to be judged.
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).exclude(ANNOUNCER).exclude(TIP).analyze();
  const found = violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help} (${nodes.map((node) => `${node.target.join(' ')} ${node.html.slice(0, 160)}`).join(', ')})`,
  );
  expect(found).toEqual([]);
}
