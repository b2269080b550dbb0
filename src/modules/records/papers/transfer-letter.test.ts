import { randomUUID } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { seedHolidays } from '#platform/calendar/calendar.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { duesRoutes } from '#modules/dues/index.ts';
import { aDuesBook } from '#modules/dues/testing.ts';
import { membershipRoutes } from '#modules/membership/index.ts';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { grantOf } from '#modules/organisation/index.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { recordsRoutes } from '../index.ts';

/** The printed transfer letter shows its boxes: who refers to whom, the day, who signs by the rule. @see DOMAIN.md 3.4 [S5][S14c] */

const db = await testDatabase();
const { app, as, asUser } = await testApp(db, [membershipRoutes, recordsRoutes, duesRoutes], {
  now: () => new Date('2026-10-06T03:00:00Z'),
  grantOf: (userId) => grantOf(db, userId, '2026-10-06'),
});
const from = '1950-01-01';
const world = await asOwner(db, 'test', async (tx) => {
  await seedHolidays(tx);
  const province = await aUnit(tx, { kind: 'province_body', name: 'Đảng bộ tỉnh Điện Biên', from });
  const commune = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã Nậm Kè', parentId: province.id, from });
  const next = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã Quảng Lâm', parentId: province.id, from });
  const cell = await aCell(tx, { parent: commune, name: 'Chi bộ bản Nậm Kè' });
  return { cell, other: await aCell(tx, { parent: next, name: 'Chi bộ Quảng Lâm' }) };
});
const clerk = as({ ranges: 'everything' });

async function wordsOf(more: object, of?: { id: string }): Promise<string> {
  const { id } = of ?? (await asOwner(db, 'test', (tx) => aMember(tx, { cell: world.cell, fullName: 'Lò Văn Phúc' })));
  const letter = randomUUID();
  const made = await clerk.post(`/members/${id}/transfers`, {
    id: letter,
    version: 1,
    kind: 'permanent',
    toCellId: world.other.id,
    referredOn: '2026-09-03',
    signer: 'Giàng A Lử',
    ...more,
  });
  expect(made.status, made.text).toBe(200);
  const signed = await clerk.post(`/transfers/${letter}/boxes`, { box: 2, on: '2026-09-04', signer: 'Lò Thị Mai' });
  expect(signed.status, signed.text).toBe(204);
  const answer = await app.inject({
    method: 'GET',
    url: `/api/v1/papers/transfer_letter/${letter}?as=docx`,
    headers: { authorization: `Test ${clerk.userId}` },
  });
  expect(answer.statusCode, answer.body.slice(0, 200)).toBe(200);
  const xml = strFromU8(unzipSync(answer.rawPayload)['word/document.xml'] ?? new Uint8Array());
  return [...xml.matchAll(/<w:p[ >].*?<\/w:p>/gs)]
    .map(([one]) => [...one.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)].map(([, text = '']) => text).join(''))
    .join('|');
}

test('inside the area the grassroots committee issues the letter, and an unused box says so', async () => {
  const said = await wordsOf({});
  expect(said).toContain('ĐẢNG UỶ XÃ NẬM KÈ');
  expect(said).toContain('1|Chi bộ bản Nậm Kè|Đảng uỷ xã Nậm Kè|03/09/2026|Giàng A Lử');
  expect(said).toContain('2|Đảng uỷ xã Nậm Kè|Đảng uỷ xã Quảng Lâm|04/09/2026|Lò Thị Mai');
  expect(said).toContain('3|Đảng uỷ xã Quảng Lâm|Chi bộ Quảng Lâm||');
  expect(said).toContain('4|(không dùng)');
});

test('out of the province the provincial Organisation Commission issues and signs', async () => {
  const said = await wordsOf({ toCellId: null, outside: 'Đảng bộ phường Thuận Giao' });
  expect(said).toContain('TỈNH UỶ ĐIỆN BIÊN');
  expect(said).toContain('BAN TỔ CHỨC');
  expect(said).toContain('TRƯỞNG BAN');
  expect(said).toContain('-GGT/BTCTU');
  expect(said).toContain('2|Đảng uỷ xã Nậm Kè|Ban Tổ chức Tỉnh uỷ Điện Biên|04/09/2026|Lò Thị Mai');
  expect(said).toContain('3|Ban Tổ chức Tỉnh uỷ Điện Biên|Đảng bộ phường Thuận Giao||');
});

test('of a stay for a time the letter says until when', async () => {
  expect(await wordsOf({ kind: 'temporary', untilOn: '2027-06-01' })).toContain(
    'Thời hạn tạm sinh hoạt: đến ngày 01/06/2027',
  );
});

test('up to which month the dues are paid comes from the book; where there is none the line waits for a hand', async () => {
  expect(await wordsOf({})).toContain('Đã đóng đảng phí đến hết tháng …… năm ………');
  const { cell, an, users } = await asOwner(db, 'test', aDuesBook);
  const secretary = asUser(users.secretary.userId);
  for (const month of ['2026-07', '2026-08', '2026-09'])
    expect((await secretary.post('/dues/months', { unitId: cell.id, month })).status).toBe(201);
  const lines = ['2026-07', '2026-08'].map((month) => ({ memberId: an.id, month }));
  const paid = await secretary.post('/dues/payments', { unitId: cell.id, on: '2026-10-05', channel: 'cash', lines });
  expect(paid.status, paid.text).toBe(201);
  expect(await wordsOf({}, an)).toContain('Đã đóng đảng phí đến hết tháng 8 năm 2026');
});
