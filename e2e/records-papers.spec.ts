import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
import { typed } from '../src/platform/pdf/letters.ts';
import { textOfPdf } from '../src/platform/testing/pdf.ts';
import { callsOf } from './calls.ts';
import { axe, expect, noConsoleErrors, signIn, test, words } from './journey.ts';
import { downloadBy } from './spreadsheets.ts';

type Campaign = { id: string; title: string };
type Items<T> = { items: T[] };

/** What the menu of papers gives: the words of the PDF, and those of the Word file. */
async function papersOf(page: Page, paper: string): Promise<{ pdf: string; word: string }> {
  const choose = (kind: string) =>
    downloadBy(page, async () => {
      await page.getByRole('button', { name: words('platform.ui.papers') }).click();
      await page.getByRole('menuitem', { name: `${words(`records.paper.${paper}`)} (${kind})` }).click();
    });
  const bytes = async (kind: string) => readFile(await (await choose(kind)).path());
  const [pdf, docx] = [await bytes('PDF'), await bytes('Word')];
  const parts = unzipSync(docx, { filter: ({ name }) => name === 'word/document.xml' });
  return {
    pdf: typed(await textOfPdf(pdf)).replace(/\s+/gu, ' '),
    word: strFromU8(parts['word/document.xml'] ?? new Uint8Array())
      .replace(/<\/w:p>/gu, ' ')
      .replace(/<[^>]+>/gu, '')
      .replace(/\s+/gu, ' '),
  };
}

/** A campaign of one of the units at which the caller holds a post, by its title. */
async function campaignOf(title: string): Promise<Campaign> {
  const calls = await callsOf('province');
  const me = (await (await calls.get('/api/v1/me')).json()) as { posts: { unitId: string }[] };
  for (const { unitId } of me.posts) {
    const answer = await calls.get('/api/v1/campaigns', { params: { unit: unitId, limit: '100' } });
    const found = ((await answer.json()) as Items<Campaign>).items.find((one) => one.title === title);
    if (found) return found;
  }
  throw new Error(`the sample has no campaign ${title}`);
}

test('the statement of the 32 bins leaves as PDF and Word, with the sums of the books and the eight villages', async ({
  page,
}) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'province');
  const { id, title } = await campaignOf('Thùng rác cho thôn');
  await page.goto(`/welfare/campaigns/${id}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(title);
  const rows = page.locator('#ledger').getByRole('table').locator('tbody tr');
  await expect(rows).toHaveCount(1);
  const [received, given] = [rows.getByRole('cell').nth(1), rows.getByRole('cell').nth(2)];
  const sums = [await received.innerText(), await given.innerText()];
  const { pdf, word } = await papersOf(page, 'statement');
  for (const paper of [pdf, word]) {
    expect(paper).toContain('BẢN KÊ TIẾP NHẬN VÀ TRAO TẶNG');
    expect(paper).toContain(title);
    for (const sum of sums) expect(paper).toContain(sum.replace(/\s+/gu, ' '));
    expect(paper.match(/\b4 thùng/gu)).toHaveLength(8);
    expect(paper).not.toMatch(/[{}]|undefined/u);
  }
  await axe(page);
  expect(faults()).toEqual([]);
});

test('the receipt of a tank leaves as PDF and Word with its number, the household’s head and what was handed over', async ({
  page,
}) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'province');
  const calls = await callsOf('province');
  const { id } = await campaignOf('Bồn nước cho hộ thiếu nước');
  const { items } = (await (await calls.get(`/api/v1/campaigns/${id}/handovers?limit=50`)).json()) as Items<{
    id: string;
    receiptNumber: string | null;
    reversed: boolean;
  }>;
  const handover = items.find((one) => !one.reversed && one.receiptNumber !== null);
  if (!handover) throw new Error('the sample has no receipt');
  await page.goto(`/welfare/handovers/${handover.id}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const { pdf, word } = await papersOf(page, 'gift_receipt');
  for (const paper of [pdf, word]) {
    expect(paper).toContain('GIẤY BIÊN NHẬN');
    expect(paper).toContain(handover.receiptNumber ?? '');
    expect(paper).toContain('NGƯỜI NHẬN');
    expect(paper).not.toMatch(/[{}]|undefined/u);
  }
  await axe(page);
  expect(faults()).toEqual([]);
});
