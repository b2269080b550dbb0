import { callsOf, membersOf } from './calls.ts';
import { axe, expect, noConsoleErrors, signIn, test, words } from './journey.ts';

type Reports = { items: { id: string; isOpen: boolean }[] };

test('the month’s report is ready without a number typed, is signed, and a correction later is named exactly', async ({
  page,
}) => {
  const faults = noConsoleErrors(page, [/409/]);
  await signIn(page, 'commune');
  const calls = await callsOf('commune');
  await page
    .getByRole('navigation')
    .first()
    .getByRole('link', { name: words('figures.report.page.title') })
    .click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(words('figures.report.page.title'));
  const { items } = (await (await calls.get('/api/v1/reports')).json()) as Reports;
  const draft = items.find((report) => report.isOpen);
  await page.goto(`/reports/${draft?.id ?? ''}`);

  // Everything stands there: a sentence of the roll whose figure opens its list.
  const sheet = page.getByRole('article');
  await expect(sheet).toContainText('ĐẢNG CỘNG SẢN VIỆT NAM', { timeout: 60_000 });
  const roll = sheet.locator('section').first().locator('p .fig').first();
  const signedRoll = (await roll.textContent()) ?? '';
  expect(Number(signedRoll.replaceAll('.', ''))).toBeGreaterThan(100);
  await expect(page.getByText(words('figures.report.page.ready'), { exact: true })).toBeVisible();
  await axe(page);

  // What is typed is kept, and stays after a reload.
  const remark = sheet.getByLabel(words('figures.report.free.difficulties'));
  await remark.fill('Mưa kéo dài, đường vào ba bản khó đi.');
  await expect(page.getByRole('button', { name: words('figures.report.page.sign') }).first()).toBeDisabled();
  await expect(page.getByRole('button', { name: words('figures.report.page.sign') }).first()).toBeEnabled({
    timeout: 30_000,
  });
  await page.reload();
  await expect(remark).toHaveValue('Mưa kéo dài, đường vào ba bản khó đi.', { timeout: 60_000 });

  // Somebody else writes into the same part: what is typed here stays, both are shown, and a person chooses.
  const seen = (await (await calls.get(`/api/v1/reports/${draft?.id ?? ''}`)).json()) as { version: number };
  const other = await calls.patch(`/api/v1/reports/${draft?.id ?? ''}`, {
    data: { version: seen.version, texts: { difficulties: 'Bản của người khác' } },
    headers: { 'idempotency-key': crypto.randomUUID() },
  });
  expect(other.ok()).toBe(true);
  await remark.fill('Mưa kéo dài, đường vào bốn bản khó đi.');
  await expect(page.getByText('Bản của người khác')).toBeVisible({ timeout: 60_000 });
  await expect(remark).toHaveValue('Mưa kéo dài, đường vào bốn bản khó đi.');
  await page.getByRole('button', { name: words('figures.report.page.keep-mine') }).click();
  await expect(page.getByRole('button', { name: words('figures.report.page.sign') }).first()).toBeEnabled({
    timeout: 60_000,
  });

  await page
    .getByRole('button', { name: words('figures.report.page.sign') })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(words('figures.report.page.field.number')).fill('48');
  await dialog.getByLabel(words('figures.report.page.field.place')).fill('Mường Nhé');
  await dialog.getByRole('button', { name: words('figures.report.page.sign'), exact: true }).click();
  await expect(page.getByText(words('figures.report.page.frozen'))).toBeVisible({ timeout: 60_000 });
  await expect(sheet).toContainText('Mưa kéo dài');

  await page.getByRole('button', { name: words('figures.report.page.rerun-do') }).click();
  await expect(page.getByText(words('figures.report.page.same').split(':')[0] ?? '')).toBeVisible({ timeout: 60_000 });

  // A woman was entered as a man; the office corrects it.
  const { items: members } = await membersOf(calls, { sex: 'male', standing: 'official', limit: '1' });
  const member = members[0];
  if (!member) throw new Error('the sample has no member');
  const file = (await (await calls.get(`/api/v1/members/${member.id}`)).json()) as { version: number };
  const corrected = await calls.patch(`/api/v1/members/${member.id}`, {
    data: { version: file.version, changes: { sex: 'female' } },
    headers: { 'idempotency-key': crypto.randomUUID() },
  });
  expect(corrected.ok(), await corrected.text()).toBe(true);

  await page.reload();
  await page.getByRole('button', { name: words('figures.report.page.rerun-do') }).click();
  const changed = page.locator('.rp-differences > li');
  await expect(changed.first()).toBeVisible({ timeout: 60_000 });
  for (const row of await changed.all()) await expect(row).toContainText(member.fullName);
  await expect(changed.first()).toContainText(words('membership.figure.I-04.name'));
  // The signed text has not moved.
  await expect(roll).toHaveText(signedRoll);
  await axe(page);

  await page.getByRole('button', { name: words('figures.report.page.revise') }).click();
  await page.getByRole('dialog').getByLabel(words('figures.report.page.why')).fill('Sửa giới tính một đảng viên');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: words('figures.report.page.revise') })
    .click();
  await expect(page.getByText('Sửa giới tính một đảng viên')).toBeVisible({ timeout: 60_000 });
  await page
    .getByRole('button', { name: words('figures.report.page.sign') })
    .first()
    .click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: words('figures.report.page.sign'), exact: true })
    .click();
  await expect(page.locator('.rp-edition')).toHaveCount(2, { timeout: 60_000 });
  expect(faults()).toEqual([]);
});

test('a journalist’s sheet: a word is chosen that is true, and the exact figure opens its list', async ({ page }) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'commune');
  await page.goto('/press-sheets');
  await page.getByRole('grid').or(page.getByRole('table')).getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Mường Nhé', { timeout: 60_000 });
  await axe(page);
  await page.locator('.rp-lines tbody tr').first().getByRole('link').click();
  await expect(page).toHaveURL(/\/figures\/I-01\/records/);
  expect(faults()).toEqual([]);
});
