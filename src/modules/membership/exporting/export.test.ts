import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { detectTable, openSpreadsheet } from '#platform/spreadsheet/index.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { RegisterPage } from '../contract.ts';
import { membershipRoutes } from '../routes.ts';
import { aCell, aMember, theEthnicGroups } from '../testing.ts';

const db = await testDatabase();
const { app, as } = await testApp(db, [membershipRoutes], { now: () => new Date('2026-10-06T03:00:00Z') });
const world = await asOwner(db, 'test', async (tx) => {
  await theEthnicGroups(tx);
  const cell = await aCell(tx);
  const other = await aCell(tx, { name: 'Chi bộ Trường học', setting: 'school' });
  // More than one fetch of the cursor.
  for (let i = 0; i < 620; i += 1) await aMember(tx, { cell, fullName: `Lò Văn Số ${i}`, ethnicity: '03' });
  await aMember(tx, { cell: other, fullName: '=HYPERLINK("x")', birth: { on: '1971-01-01', precision: 'year' } });
  return { cell, other };
});
const at = (...units: { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));

async function download(caller: ReturnType<typeof as>, path: string) {
  const answer = await app.inject({ url: `/api/v1${path}`, headers: { authorization: `Test ${caller.userId}` } });
  return { status: answer.statusCode, bytes: answer.rawPayload, text: answer.body };
}

async function table(bytes: Buffer) {
  const found = await detectTable((await openSpreadsheet(Readable.from([bytes]))).rows(0));
  if (!found) throw new Error('no table in the file');
  const rows = [];
  for await (const row of found.rows()) if (row.kind === 'data') rows.push(row.values);
  return { titles: found.titles, columns: found.columns.map((column) => column.name), rows };
}

test('the file holds exactly the list, under lines that say of which day it is and who made it', async () => {
  const clerk = as({ ranges: at(world.cell, world.other) });
  const query = 'asOf=2026-01-01&sort=family';
  const list = await clerk.get<RegisterPage>(`/members?${query}&limit=200`);
  const { bytes } = await download(clerk, `/members/export.xlsx?${query}`);
  const { rows, titles, columns } = await table(bytes);
  expect(rows).toHaveLength(list.body.total ?? -1);
  expect(rows).toHaveLength(621);
  const name = columns.indexOf('Họ và tên');
  expect(rows.slice(0, 200).map((row) => row[name])).toEqual(list.body.items.map((row) => row.fullName));
  expect(titles.join('\n')).toContain('01/01/2026');
  expect(titles.join('\n')).toContain(clerk.userId);
  const log = await asOwner(db, 'test', (tx) =>
    tx.many(sql`select kind, rows, user_id from platform.access_log where kind = 'export'`),
  );
  expect(log).toContainEqual({ kind: 'export', rows: 621, user_id: clerk.userId });
});

test('CSV holds the same list, no formula in it, and a year stays a year', async () => {
  const clerk = as({ ranges: at(world.other) });
  const { text } = await download(clerk, '/members/export.csv');
  expect(text.trim().split('\r\n')).toHaveLength(2);
  expect(text).toContain(`"'=HYPERLINK(""x"")"`);
  expect(text).toContain(',1971,');
});

test('exporting is a right of its own, and ethnicity one more', async () => {
  const reader = as({ ranges: at(world.cell), rights: ['members.read'] });
  expect((await download(reader, '/members/export.csv')).status).toBe(403);
  const exporter = as({ ranges: at(world.cell), rights: ['members.read', 'members.export'] });
  expect((await download(exporter, '/members/export.csv?include=ethnicity')).status).toBe(403);
  expect((await download(exporter, '/members/export.csv?ethnicity=minority')).status).toBe(403);
  expect((await download(exporter, '/members/export.csv')).text).not.toContain('Thái');
  const both = as({ ranges: at(world.cell), rights: ['members.read', 'members.export', 'sensitive.read'] });
  expect((await download(both, '/members/export.csv?include=ethnicity')).text).toContain('Thái');
});
