import { readFile } from 'node:fs/promises';
import type { Download, Page } from '@playwright/test';
import { openSpreadsheet, type SheetRow } from '../src/platform/spreadsheet/index.ts';

/** The rows of a spreadsheet that the browser was given, the row of headings first. */
export async function downloadedRows(download: Download): Promise<SheetRow[]> {
  const book = await openSpreadsheet(await readFile(await download.path()));
  const rows: SheetRow[] = [];
  for await (const row of book.rows(0)) rows.push(row);
  return rows;
}

/** Does what starts a download and waits for the file. */
export async function downloadBy(page: Page, start: () => Promise<void>): Promise<Download> {
  const [download] = await Promise.all([page.waitForEvent('download'), start()]);
  return download;
}
