import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { axe, expect, noConsoleErrors, test, words } from './journey.ts';
import { startProgram } from './program.ts';

const GANDAN = fileURLToPath(new URL('../bin/gandan.mjs', import.meta.url));
const PASSWORD = 'một mật khẩu đủ dài';
const LIST = [
  'DANH SÁCH ĐƠN VỊ',
  'STT,Tên đơn vị,Loại,Mã,Trực thuộc',
  '1,Tỉnh Điện Biên,,11,',
  '2,Xã Mường Nhé,,3160,Điện Biên',
  '3,Bản Nà Pán,,,Mường Nhé',
];
const file = (lines: readonly string[], name: string) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(lines.join('\r\n')),
});

async function enter(page: Page, address: string, userName: string, password: string): Promise<void> {
  await page.goto(`${address}/sign-in`);
  await page.getByLabel(words('platform.sign-in.user-name')).fill(userName);
  await page.getByLabel(words('platform.sign-in.password'), { exact: true }).fill(password);
  await page.getByRole('button', { name: words('platform.sign-in.enter'), exact: true }).click();
  await expect(page.getByRole('navigation').first()).toBeVisible({ timeout: 60_000 });
}

test('an empty installation becomes an office at work: tree from a list, an account with its post, a cell by the office', async ({
  page,
  browser,
}) => {
  test.setTimeout(180_000);
  const program = await startProgram({ GANDAN_SAMPLE: 'no' });
  try {
    const env = { ...process.env, GANDAN_DATA: program.dataDir, DATABASE_URL: '' };
    const init = promisify(execFile)(process.execPath, [GANDAN, 'init', '--json'], { env });
    const { password } = JSON.parse((await init).stdout) as { password: string };
    const faults = noConsoleErrors(page);
    await enter(page, program.address, 'admin', password);
    await expect(page.getByRole('heading', { name: words('figures.page.first.title') })).toBeVisible();
    await axe(page);
    await page.getByRole('link', { name: words('figures.page.first.begin') }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(words('organisation.page.list.title'));

    // A bad line is named with its reason, and nothing can be founded before it is mended.
    const choose = page.locator('input[type=file]');
    await choose.setInputFiles(file([...LIST, '4,Sông Đà,tập đoàn,,Mường Nhé'], 'lan-dau.csv'));
    await expect(page.getByText(words('problem.unit-list.kind-unknown'))).toBeVisible();
    const found = (count: number) =>
      page.getByRole('button', { name: words('organisation.page.list.found', { count }), exact: true });
    await expect(found(3)).toBeDisabled();
    await axe(page);
    await choose.setInputFiles(file(LIST, 'lan-hai.csv'));
    await page.getByText(words('organisation.page.list.with-bodies')).click();
    await found(5).click();
    await expect(page).toHaveURL(/\/organisation\/events\//);
    await expect(page.getByRole('button', { name: words('organisation.page.act.take-back') })).toBeVisible();

    await page.goto(`${program.address}/users`);
    await page.getByRole('button', { name: words('platform.users.new') }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel(words('platform.users.user-name')).fill('van-phong');
    await form.getByLabel(words('platform.users.name'), { exact: true }).fill('Vàng Thị Súa');
    await form.getByLabel(words('platform.users.first-password')).fill(PASSWORD);
    await form.getByRole('combobox', { name: words('platform.users.unit') }).fill('dang bo xa muong nhe');
    await page.getByRole('option', { name: /Đảng bộ xã Mường Nhé/ }).click();
    await form
      .getByRole('button', { name: words('platform.users.post'), exact: false })
      .last()
      .click();
    await page.getByRole('option', { name: words('organisation.post-kind.commune_office_staff') }).click();
    await axe(page);
    await form.getByRole('button', { name: words('platform.users.make') }).click();
    await expect(page.getByRole('row').filter({ hasText: 'Vàng Thị Súa' })).toContainText('Đảng bộ xã Mường Nhé');
    expect(faults()).toEqual([]);

    const other = await browser.newContext();
    const office = await other.newPage();
    await enter(office, program.address, 'van-phong', PASSWORD);
    await office.goto(`${program.address}/organisation/list`);
    await office.getByRole('combobox').first().fill('dang bo xa muong nhe');
    await office.getByRole('option', { name: /Đảng bộ xã Mường Nhé/ }).click();
    await office.locator('input[type=file]').setInputFiles(file(['Tên', 'Chi bộ bản Nà Pán'], 'chi-bo.csv'));
    await expect(office.getByText(words('organisation.page.list.by-name'))).toBeVisible();
    await office.getByRole('button', { name: words('organisation.page.list.found', { count: 1 }) }).click();
    await expect(office).toHaveURL(/\/organisation\/events\//);
    await office.goto(`${program.address}/members`);
    await expect(office.getByRole('heading', { level: 1 })).toBeVisible();
    await other.close();
  } finally {
    await program.stop();
  }
});
