import type { Page } from '@playwright/test';
import { axe, expect, noConsoleErrors, signIn, test, words } from './journey.ts';

/** The form that stands open beside the page. */
const form = (page: Page) => page.getByRole('dialog').last();

/** Opens the file of the first member, and the form of an act on it. */
async function act(page: Page, id: string): Promise<void> {
  await page.getByRole('button', { name: words('membership.page.member.record') }).click();
  await page.getByRole('menuitem', { name: words(`membership.page.act.${id}.title`), exact: true }).click();
  await expect(form(page)).toBeVisible();
}

test('the Youth Union sets its target: letters are no number, and 1.000 is a thousand', async ({ page }) => {
  const faults = noConsoleErrors(page);
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().includes('/admission/targets'))
      sent.push(request.postData() ?? '');
  });
  await signIn(page, 'youth');
  await page.goto('/admission');
  const change = page.getByRole('button', { name: new RegExp(`^${words('admission.page.target-change')}: `) });
  await change.focus();
  await page.keyboard.press('Enter');
  const field = form(page).getByLabel(words('admission.column.target-introduced'));
  const keep = form(page).getByRole('button', { name: words('admission.page.target-keep') });
  const before = await field.inputValue();
  await axe(page);
  await field.fill('mười');
  await keep.click();
  await expect(form(page).getByText(words('platform.ui.number.not-understood'))).toBeVisible();
  await expect(field).toBeFocused();
  expect(sent).toEqual([]);
  await field.fill('1.000');
  await keep.click();
  await expect(form(page)).toBeHidden();
  expect(sent.map((body) => (JSON.parse(body) as { introduced: number }).introduced)).toEqual([1000]);
  await expect(page.locator('.adm-target').first()).toContainText(words('admission.page.target-of', { goal: '1.000' }));
  await change.click();
  await field.fill(before);
  await keep.click();
  await expect(form(page)).toBeHidden();
  expect(faults()).toEqual([]);
});

test('a day that does not exist is not left out in silence; Escape closes, what was typed waits, the focus returns', async ({
  page,
}) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'commune');
  await page.goto('/task-documents');
  const enter = page.getByRole('button', { name: words('tasks.page.enter-document') });
  await enter.focus();
  await page.keyboard.press('Enter');
  await form(page).getByLabel(words('tasks.column.name')).fill('Kế hoạch thử');
  const until = form(page).getByLabel(words('platform.form.optional', { label: words('tasks.column.until') }));
  await until.fill('31/02/2027');
  await form(page)
    .getByRole('button', { name: words('platform.ui.save'), exact: true })
    .click();
  await expect(form(page).getByText(words('platform.date.does-not-exist'))).toBeVisible();
  await expect(until).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(enter).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(form(page).getByText(words('platform.form.restored'))).toBeVisible();
  await form(page)
    .getByRole('button', { name: words('platform.ui.cancel') })
    .click();
  await expect(enter).toBeFocused();
  expect(faults()).toEqual([]);
});

test('on a phone a long form leads to what is missing, and to what was refused', async ({ page }) => {
  const faults = noConsoleErrors(page, [/status of 409/]);
  await signIn(page, 'commune');
  await page.setViewportSize({ width: 360, height: 640 });
  await page.goto('/members');
  await page.locator('main a[href^="/members/"][href*="-"]').first().click();
  await act(page, 'leave');
  const out = form(page);
  const send = out.getByRole('button', { name: words('membership.page.act.leave.send'), exact: true });
  await out.getByText(words('membership.exit.struck_off')).click();
  await send.scrollIntoViewIfNeeded();
  await send.click();
  const day = out.getByLabel(words('membership.page.act.field.exitOn'), { exact: true });
  await expect(day).toBeFocused();
  await expect(day).toBeInViewport();
  await axe(page);
  await day.fill('01/11/2026');
  await out.getByText(words('membership.page.ground.absent')).click();
  await out.getByLabel(words('membership.page.act.field.votesFor')).fill('1');
  await out.getByLabel(words('membership.page.act.field.voteBase')).fill('12');
  await out.getByLabel(words('membership.page.act.field.decisionPaper')).fill('96-QĐ/ĐU');
  await send.click();
  await expect(out.getByLabel(words('membership.page.act.field.votesFor'))).toBeFocused();
  await expect(out.getByText(/tán thành, cần ít nhất/)).toBeInViewport();
  await out.getByRole('button', { name: words('platform.ui.cancel') }).click();
  for (const id of ['handling', 'exempt', 'temp-exempt', 'transfer']) {
    await act(page, id);
    await axe(page);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  expect(faults()).toEqual([]);
});

test('a village’s review and a cell’s meeting forms hold nothing against those who cannot see', async ({ page }) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'commune');
  await page.goto('/villages/nam-pac');
  await expect(page.locator('.vl-growth')).toBeVisible();
  for (const kind of ['snapshot', 'work', 'benefit', 'prestige']) {
    await page.getByRole('button', { name: words('villages.record.menu') }).click();
    await page.getByRole('menuitem', { name: words(`villages.record.${kind}.title`) }).click();
    await expect(form(page)).toBeVisible();
    await axe(page);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await page.goto('/meetings/board');
  await expect(
    page.getByText(words('meetings.page.committees', { year: String(new Date().getFullYear()) })).first(),
  ).toBeVisible();
  await axe(page);
  expect(faults()).toEqual([]);
});
