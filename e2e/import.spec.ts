import type { Page } from '@playwright/test';
import { formatDate } from '../src/platform/format.ts';
import { sheetOf, workbookOf } from '../src/platform/spreadsheet/testing.ts';
import { callsOf, membersOf, type MemberRow } from './calls.ts';
import { axe, expect, noConsoleErrors, signIn, test, words } from './journey.ts';

const NEW_NAME = 'Lò Văn Hành Trình';
const OUTCOMES = ['new', 'changed', 'same', 'doubtful', 'refused'] as const;

test('a list from Excel is shown before it is taken, changes nothing the second time, and can be undone', async ({
  page,
}) => {
  const faults = noConsoleErrors(page);
  const calls = await callsOf('commune');
  // From the end of the list, where no other journey changes anybody.
  const { items } = await membersOf(calls, { state: 'official', limit: '50', direction: 'desc' });
  const known = items.find((one) => one.education === 'upper_secondary');
  if (!known) throw new Error('nobody in the sample to change');
  const file = await listOf(known);
  const register = async () => ({
    entered: (await membersOf(calls, { q: NEW_NAME })).total,
    education: (await membersOf(calls, { q: known.cardNumber })).items[0]?.education,
  });
  const before = { entered: 0, education: 'upper_secondary' };
  const after = { entered: 1, education: 'university' };

  await signIn(page, 'commune');
  await page.goto('/members/import');
  await axe(page);
  await choose(page, 'lần một.xlsx', file);
  await expect(countsLine(page, { new: 1, changed: 1, refused: 2 })).toBeVisible();
  for (const [outcome, count] of Object.entries({ new: 1, changed: 1, refused: 2, same: 0, doubtful: 0 })) {
    const tab = page.getByRole('tab', { name: words(`membership.page.import.outcome.${outcome}`) });
    await expect(tab).toContainText(String(count));
  }
  // The tab of the refused stands open: each row says why.
  await expect(page.getByText(words('problem.import.formula'))).toBeVisible();
  await expect(page.getByText('31/02/1990').first()).toBeVisible();
  await page.getByRole('tab', { name: words('membership.page.import.outcome.changed') }).click();
  await expect(page.getByRole('deletion')).toHaveText(words('membership.education.upper_secondary'));
  await expect(page.getByRole('insertion')).toHaveText(words('membership.education.university'));
  await axe(page);
  expect(await register()).toEqual(before);

  await page.getByRole('button', { name: words('membership.page.import.apply', { count: 2 }) }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    words('membership.page.import.title-applied', { count: 2 }),
  );
  expect(await register()).toEqual(after);

  await page.getByRole('button', { name: words('membership.page.import.another') }).click();
  await choose(page, 'lần hai.xlsx', file);
  await expect(countsLine(page, { same: 2, refused: 2 })).toBeVisible();
  await expect(page.getByRole('button', { name: words('membership.page.import.apply', { count: 0 }) })).toBeDisabled();
  await page.getByRole('button', { name: words('membership.page.import.cancel') }).click();

  await page.getByRole('button', { name: words('membership.page.import.undo-of', { file: 'lần một.xlsx' }) }).click();
  await expect(page.getByText(words('membership.page.import.state.undone'), { exact: true })).toBeVisible();
  expect(await register()).toEqual(before);
  await calls.dispose();
  expect(faults()).toEqual([]);
});

async function choose(page: Page, name: string, buffer: Buffer): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: words('membership.page.import.pick') }).click();
  const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  await (await chooser).setFiles({ name, mimeType, buffer });
}

/** The line under the preview that adds up to the rows of the file. */
function countsLine(page: Page, counts: Partial<Record<(typeof OUTCOMES)[number], number>>) {
  const parts = OUTCOMES.map((one) => `${counts[one] ?? 0} ${words(`membership.page.import.outcome.${one}`)}`);
  const sum = Object.values(counts).reduce((all, one) => all + one, 0);
  return page.getByText(`${parts.join(' + ')} = ${sum}`);
}

/** A list as offices keep it: a title, a heading of two lines, one who is new, one who changed, a day that never was, a formula. */
async function listOf(known: MemberRow): Promise<Buffer> {
  const cell = known.cell.name;
  const sheet = sheetOf(
    [
      [`DANH SÁCH ĐẢNG VIÊN ĐẾN ${formatDate('vi', '2026-06-30')}`],
      ['STT', 'Số thẻ', 'Họ và tên', 'Giới tính', 'Ngày sinh', 'Chi bộ', 'Ngày', null, null, 'Học vấn'],
      [null, null, null, null, null, null, 'Quyết định kết nạp', 'Kết nạp', 'Chính thức', null],
      [1, '99.990.001', NEW_NAME, 'Nam', '12/04/1990', cell, '20/01/2022', '03/02/2022', '03/02/2023', '12/12'],
      [2, known.cardNumber, known.fullName, null, null, cell, null, null, null, 'Đại học'],
      [
        3,
        '99.990.002',
        'Vàng A Ngày Sai',
        'Nam',
        '31/02/1990',
        cell,
        '20/01/2022',
        '03/02/2022',
        '03/02/2023',
        '12/12',
      ],
      [
        4,
        '99.990.003',
        'Quàng Thị Công Thức',
        'Nữ',
        'FORMULA',
        cell,
        '20/01/2022',
        '03/02/2022',
        '03/02/2023',
        '12/12',
      ],
    ],
    ['A1:J1', 'A2:A3', 'B2:B3', 'C2:C3', 'D2:D3', 'E2:E3', 'F2:F3', 'G2:I2', 'J2:J3'],
  );
  const formula = '<c r="E7"><f>DATE(1991,5,4)</f><v>33362</v></c>';
  return workbookOf({ 'Đảng viên': sheet.replace(/<c r="E7"[^]*?<\/c>/, formula) });
}
