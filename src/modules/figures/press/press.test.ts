import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { registerMembershipFigures } from '#modules/membership/figures.ts';
import { aMember } from '#modules/membership/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { textOfPdf } from '#platform/testing/pdf.ts';
import { admittedOn, aReportWorld } from '../reports/testing.ts';
import { figuresRoutes } from '../routes.ts';
import type { PressSheetPage } from './contract.ts';

registerMembershipFigures();
const db = await testDatabase();
const { app, as } = await testApp(db, [figuresRoutes], { now: () => new Date('2026-11-22T05:00:00Z') });
const world = await asOwner(db, 'test', aReportWorld);
await asOwner(db, 'test', async (tx) => {
  for (let index = 0; index < 49; index += 1) await aMember(tx, { cell: world.one });
  await tx.run(sql`
    insert into figures.reported (case_id, indicator, unit_ref, unit_name, precision, comparator, value, measure, said, source)
    values ('T1', 'I-01', ${world.commune.id}, 'Mường Nhé', 'day', 'nearly', 60, 'people', 'gần 60 đảng viên', 'Báo tỉnh')`);
});
const clerk = as();
const base = {
  unitId: world.commune.id,
  title: 'Đảng viên xã Mường Nhé',
  from: '2026-01-01',
  asOf: '2026-10-31',
  contact: 'Văn phòng Đảng uỷ',
};
const made = async (lines: object[], more: object = {}) => {
  const id = randomUUID();
  const { status, body, text } = await clerk.post<{ code?: string }>('/press-sheets', { id, ...base, ...more, lines });
  return { id, status, code: body.code, text };
};

test('“nearly 60” beside 57: the word is kept, the exact figure opens its list, and a paper says the same', async () => {
  const { id, status, text } = await made([
    { figure: 'I-01', word: 'nearly', round: 60 },
    { figure: 'I-04', word: 'exactly' },
  ]);
  expect(status, text).toBe(201);
  const said = async (lang: string) => (await clerk.get<PressSheetPage>(`/press-sheets/${id}?lang=${lang}`)).body;
  const sheet = await said('vi');
  expect(sheet.lines[0]).toMatchObject({
    value: 57,
    shown: '57',
    prose: 'gần 60',
    holds: true,
    word: 'nearly',
    round: 60,
  });
  expect([(await said('th')).lines[0]?.prose, (await said('en')).lines[0]?.prose]).toEqual(['เกือบ 60', 'nearly 60']);
  const list = await clerk.get<{ items: unknown[] }>(`${sheet.lines[0]?.href ?? ''}&limit=200`);
  expect(list.body.items).toHaveLength(57);
  // What the paper published stands beside it, and is judged by its own word.
  expect(sheet.lines[0]?.published).toMatchObject([{ value: 60, source: 'Báo tỉnh', agrees: true }]);
  const pdf = await app.inject({
    method: 'GET',
    url: `/api/v1/press-sheets/${id}/sheet.pdf`,
    headers: { authorization: `Test ${clerk.userId}` },
  });
  const words = await textOfPdf(pdf.rawPayload);
  for (const part of ['gần 60', '57', 'Văn phòng Đảng uỷ', '31/10/2026', 'Báo tỉnh']) expect(words).toContain(part);
});

test('a word that is not true of the exact value is refused; one that becomes untrue is no longer printed', async () => {
  expect((await made([{ figure: 'I-01', word: 'over', round: 60 }])).code).toBe('press.word-untrue');
  expect((await made([{ figure: 'I-01', word: 'nearly', round: 70 }])).code).toBe('press.word-untrue');
  expect((await made([{ figure: 'I-999' }])).code).toBe('press.figure');
  expect((await made([{ figure: 'I-01' }], { asOf: '2026-12-01' })).code).toBe('press.period');
  const { id } = await made([{ figure: 'I-01', word: 'about', round: 55 }]);
  await asOwner(db, 'test', async (tx) => {
    for (let index = 0; index < 6; index += 1) await admittedOn(tx, world.one, '2026-10-05');
  });
  const sheet = (await clerk.get<PressSheetPage>(`/press-sheets/${id}`)).body;
  expect(sheet.lines[0]).toMatchObject({ value: 63, holds: false });
  expect((await clerk.patch<{ code: string }>(`/press-sheets/${id}`, { version: 1, contact: 'Khác' })).body.code).toBe(
    'press.word-untrue',
  );
  expect(
    (await clerk.patch(`/press-sheets/${id}`, { version: 1, lines: [{ figure: 'I-01', word: 'over', round: 60 }] }))
      .status,
  ).toBe(200);
  expect((await clerk.patch<{ code: string }>(`/press-sheets/${id}`, { version: 1, contact: 'Khác' })).body.code).toBe(
    'press.changed-meanwhile',
  );
});

test('so few people that they could be guessed do not go to the press', async () => {
  const { id } = await made([{ figure: 'I-01' }], { unitId: world.two.id });
  const sheet = (await clerk.get<PressSheetPage>(`/press-sheets/${id}`)).body;
  expect(sheet.lines[0]).toMatchObject({ value: 'withheld', shown: 'dưới 5', prose: 'dưới 5', href: null, records: 0 });
});
