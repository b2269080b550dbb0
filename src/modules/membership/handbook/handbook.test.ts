import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { type TestCaller, testApp } from '#platform/testing/http.ts';
import type { HandbookComparison } from '../contract.ts';
import { membershipRoutes } from '../routes.ts';
import { comparable, compareHandbook, sameDate } from '../rules/index.ts';
import { aCell, aMember } from '../testing.ts';

const db = await testDatabase();
const { app, as } = await testApp(db, [membershipRoutes], { now: () => new Date('2026-11-22T03:00:00Z') });
const day = (on: string) => ({ on, precision: 'day' as const });
const world = await asOwner(db, 'test', async (tx) => {
  const cell = await aCell(tx, { name: 'Chi bộ bản Nậm Pắc' });
  const other = await aCell(tx, { name: 'Chi bộ bản khác' });
  const of = (cardNumber: string | null, fullName: string, more: object = {}) =>
    aMember(tx, { cell, cardNumber, fullName, birth: day('1980-05-04'), sex: 'male', ...more });
  return {
    cell,
    other,
    agrees: await of('11.070.115', 'Lò Văn Hoà'),
    differs: await of('11070116', 'Sùng A Chống', { birth: { on: '1975-01-01', precision: 'year' } }),
    missing: await of('11070117', 'Vàng Thị Dợ', { sex: 'female' }),
    doubled: await of('11070118', 'Giàng A Páo'),
    without: await of(null, 'Hừ Lòng Chừ'),
    stranger: await aMember(tx, { cell: other, cardNumber: '11070200', fullName: 'Người Chi Bộ Khác' }),
  };
});
const at = (...units: { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));
const clerk = as({ ranges: at(world.cell) });

async function compare(csv: string, caller: TestCaller = clerk, unit?: string) {
  const field = unit === undefined ? '' : `--x\r\nContent-Disposition: form-data; name="unit"\r\n\r\n${unit}\r\n`;
  const file = `--x\r\nContent-Disposition: form-data; name="file"; filename="so-tay.csv"\r\n\r\n${csv}\r\n--x--\r\n`;
  return caller.inject({
    method: 'POST',
    url: '/api/v1/members/handbook-comparison',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    payload: Buffer.from(field + file),
  });
}
const resultOf = async (csv: string, caller: TestCaller = clerk, unit?: string) => {
  const answer = await compare(csv, caller, unit);
  expect(answer.status, answer.text).toBe(200);
  return answer.body as HandbookComparison;
};
const HEAD = 'Số thẻ đảng viên,Họ và tên,Ngày sinh,Giới tính,Tôn giáo';

test('a returned list is set beside the register by card number: who agrees, who differs in what, who is missing where', async () => {
  const result = await resultOf(
    [
      HEAD,
      // Another place of the tone, composed apart, and the card with blanks: one and the same.
      `11 070 115,${'LÒ VĂN HÒA'.normalize('NFD')},04/05/1980,Nam,Không`,
      '11070116,Sùng A Chông,12/03/1976,Nam,Không',
      '11070118,Giàng A Páo,04/05/1980,Nam,Không',
      '11070118,Giàng A Páo,04/05/1980,Nam,Không',
      '99000001,Người Lạ,04/05/1980,Nam,Không',
      ',Không Có Thẻ,04/05/1980,Nam,Không',
    ].join('\r\n'),
  );
  expect(result.counts).toEqual({
    agree: 1,
    differ: 1,
    onlyHere: 1,
    onlyThere: 1,
    twice: 1,
    withoutCardHere: 1,
    withoutCardThere: 1,
  });
  expect(result.fields).toEqual(['fullName', 'birth', 'sex']);
  expect(result.differ).toEqual([
    {
      id: world.differs.id,
      cardNumber: '11070116',
      fullName: 'Sùng A Chống',
      row: 3,
      fields: [
        { field: 'fullName', here: 'Sùng A Chống', there: 'Sùng A Chông' },
        { field: 'birth', here: { on: '1975-01-01', precision: 'year' }, there: day('1976-03-12') },
      ],
    },
  ]);
  expect(result.onlyHere.map((one) => one.id)).toEqual([world.missing.id]);
  expect(result.onlyThere).toMatchObject([{ cardNumber: '99000001', fullName: 'Người Lạ' }]);
  expect(result.twice).toEqual([{ cardNumber: '11070118', rows: [4, 5] }]);
  // What must not be collected is neither read nor told.
  expect(JSON.stringify(result)).not.toContain('Không"');
});

test('what goes out comes back the same: the profile is the key, six fields and the commune, under its own heads', async () => {
  const answer = await app.inject({
    url: '/api/v1/members/export.csv?profile=handbook&lang=en',
    headers: { authorization: `Test ${clerk.userId}` },
  });
  const lines = answer.body
    .replace(/^\ufeff/u, '')
    .trim()
    .split('\r\n');
  expect(lines[0]).toBe(
    'Số thẻ đảng viên,Họ và tên,Ngày sinh,Giới tính,Ngày vào Đảng,Ngày chính thức,Chi bộ,Đảng bộ xã',
  );
  // Who has no card cannot be matched and does not go out.
  expect(lines).toHaveLength(5);
  expect(answer.body).not.toContain('Hừ Lòng Chừ');
  expect(answer.body).toContain(',Nam,');
  expect(String(answer.headers['content-disposition'])).toContain('so-tay-dang-vien');
  const back = await resultOf(answer.body);
  expect(back.counts).toMatchObject({ agree: 4, differ: 0, onlyHere: 0, onlyThere: 0 });
  expect(back.fields).toEqual(['fullName', 'birth', 'sex', 'ceremony', 'recognised', 'cell']);
});

test('only members in scope are looked at, it needs the right to export, every look is logged, and nothing changes', async () => {
  const csv = `${HEAD}\r\n11070200,Người Chi Bộ Khác,04/05/1980,Nam,x\r\n`;
  const mine = await resultOf(csv);
  expect(mine.counts.onlyThere).toBe(1);
  expect(JSON.stringify(mine)).not.toContain(world.stranger.id);
  expect((await resultOf(csv, as({ ranges: at(world.other) }))).counts.onlyThere).toBe(0);
  expect((await compare(csv, as({ ranges: at(world.cell), rights: ['members.read'] }))).status).toBe(403);
  const ofCell = await resultOf(csv, as({ ranges: at(world.cell, world.other) }), world.other.id);
  expect([ofCell.unit?.id, ofCell.counts.onlyHere]).toEqual([world.other.id, 0]);
  const before = await asOwner(db, 'test', (tx) =>
    tx.one<{ logs: number; files: number }>(sql`
      select (select count(*) from platform.access_log where kind = 'export' and user_id = ${clerk.userId}) as logs, (select count(*) from platform.file) as files`),
  );
  await resultOf(csv);
  const after = await asOwner(db, 'test', (tx) =>
    tx.one<{ logs: number; files: number }>(sql`
      select (select count(*) from platform.access_log where kind = 'export' and user_id = ${clerk.userId}) as logs, (select count(*) from platform.file) as files`),
  );
  expect([after.logs - before.logs, after.files]).toEqual([1, before.files]);
});

test('a file without cards, an empty one and none are refused with what to do', async () => {
  const code = async (csv: string) => ((await compare(csv)).body as { code: string }).code;
  expect(await code('Họ và tên,Ngày sinh\r\nLò Văn A,1980\r\n')).toBe('handbook.no-card-column');
  expect((await compare('')).status).toBe(400);
  const long = Array.from({ length: 20_001 }, (_, n) => `${12_000_000 + n},Lò Văn A,1980,Nam,x`);
  expect(await code([HEAD, ...long].join('\r\n'))).toBe('handbook.too-long');
});

test.each([
  ['Lò Văn Hoà', 'Lò Văn Hòa', true],
  ['Nguyễn Thuý', 'NGUYỄN THÚY', true],
  ['Hoè', 'Hòe', true],
  ['Trần  Quý', 'Trần Quý', true],
  ['Hùng', 'Hưng', false],
  ['Toán', 'Tóan', false],
  ["H'Hen", 'H’Hen', true],
])('“%s” and “%s” are one name: %s', (one, other, same) => {
  expect(comparable(one) === comparable(other)).toBe(same);
  expect(comparable(one.normalize('NFD')) === comparable(other)).toBe(same);
});

test.each([
  [day('1971-03-12'), { on: '1971-01-01', precision: 'year' }, true],
  [day('1971-03-12'), { on: '1971-03-01', precision: 'month' }, true],
  [day('1971-03-12'), day('1971-03-13'), false],
  [day('1972-03-12'), { on: '1971-01-01', precision: 'year' }, false],
] as const)('%o and %o agree: %s', (one, other, same) => expect(sameDate(one, other)).toBe(same));

test('a card that one side has only, or the file twice, is compared with nobody', () => {
  const one = (cardKey: string, fullName: string, row = 0) => ({ cardKey, fullName, row });
  const found = compareHandbook(
    [one('1', 'A'), one('2', 'B'), one('3', 'C')],
    [one('1', 'a', 2), one('3', 'C', 3), one('3', 'D', 4), one('4', 'E', 5)],
    ['fullName'],
  );
  expect(found).toMatchObject({
    agree: [{ cardKey: '1' }],
    differ: [],
    onlyHere: [{ cardKey: '2' }],
    onlyThere: [{ cardKey: '4' }],
    twice: [[{ row: 3 }, { row: 4 }]],
  });
});
