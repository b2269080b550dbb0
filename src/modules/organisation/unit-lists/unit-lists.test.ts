import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp, type TestCaller } from '#platform/testing/http.ts';
import type { UnitEvent } from '../contract.ts';
import { grantOf } from '../grant.ts';
import { importUnits } from '../import.ts';
import { organisationRoutes } from '../routes.ts';
import { aPersonAt, aPostHolder, aTree } from '../testing.ts';
import type { UnitListRead, UnitListRow, UnitListTaken, UnitListVerdict } from './contract.ts';

const TODAY = '2026-06-15';
const db = await testDatabase();
const { app, as, asUser } = await testApp(db, [organisationRoutes], {
  now: () => new Date(`${TODAY}T03:00:00Z`),
  grantOf: (userId) => grantOf(db, userId, TODAY),
});
const operator = as({ rights: ['organisation.write'], ranges: 'everything' });

async function read(caller: TestCaller, bytes: Buffer | string, name = 'danh sach.csv') {
  const boundary = 'b0undary';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  const answer = await caller.inject({
    method: 'POST',
    url: '/api/v1/unit-lists/read',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from(`\r\n--${boundary}--\r\n`)]),
  });
  return { status: answer.status, body: answer.body as UnitListRead & { code?: string } };
}
const rowsOf = (names: readonly string[], parent = ''): UnitListRow[] =>
  names.map((name, at) => ({ row: at + 2, name, kind: '', code: '', parent, covers: '' }));
const question = (rows: readonly UnitListRow[], underId: string | null = null) => ({
  from: '2025-07-01',
  underId,
  withBodies: false,
  rows,
});
const kindsBelow = (unitId: string) =>
  asOwner(db, 'test', (tx) =>
    tx.many<{ name: string; kind: string }>(sql`
      select name, kind from organisation.unit_version where parent_id = ${unitId} and valid @> ${TODAY}::date order by kind, name`),
  );

test('an empty installation: a list as offices have it is read, founded as one event, and taken back', async () => {
  const csv = [
    'DANH SÁCH ĐƠN VỊ,,,,',
    'STT,Tên đơn vị,Loại,Mã,Trực thuộc,Phụ trách địa bàn,Ghi chú',
    '1,Tỉnh Điện Biên,,11,,,',
    '2,Đảng bộ tỉnh Điện Biên,,,,,',
    '3,Xã Mường Nhé,,3160,Điện Biên,,',
    '4,Đảng bộ xã Mường Nhé,,,Đảng bộ tỉnh Điện Biên,,',
    '5,Bản Nà Pán,,,Mường Nhé,,sát đường',
    '6,Chi bộ bản Nà Pán,,,Đảng bộ xã Mường Nhé,,',
  ].join('\r\n');
  const { body: list } = await read(operator, `\ufeff${csv}`);
  expect(list.left).toEqual(['Ghi chú']);
  expect(list.rows).toHaveLength(6);
  const verdict = await operator.post<UnitListVerdict>('/unit-lists/check', question(list.rows));
  expect(verdict.body).toMatchObject({ fresh: 6, known: 0, refused: 0 });

  const key = randomUUID();
  const taken = await operator.post<UnitListTaken>(
    '/unit-lists',
    { ...question(list.rows), id: key, title: 'Xã Mường Nhé' },
    key,
  );
  expect(taken).toMatchObject({
    status: 201,
    body: { fresh: 6, event: { kind: 'import', state: 'carried_out', title: 'Xã Mường Nhé' } },
  });
  const commune = await operator.get<{ id: string; name: string; path: { name: string }[] }>(
    '/units/03160?on=2026-01-01',
  );
  expect(commune.body).toMatchObject({ name: 'Mường Nhé', path: [{ name: 'Điện Biên' }] });
  expect(await kindsBelow(commune.body.id)).toEqual([{ name: 'Bản Nà Pán', kind: 'village' }]);
  const covered = await operator.get<{ items: { name: string; coveredBy: { name: string }[] }[] }>(
    `/units/${commune.body.id}/villages?on=2026-01-01`,
  );
  expect(covered.body.items).toMatchObject([{ name: 'Bản Nà Pán', coveredBy: [{ name: 'Chi bộ bản Nà Pán' }] }]);

  expect(
    (await operator.post<{ code: string }>('/unit-lists', { ...question(list.rows), id: randomUUID() })).body.code,
  ).toBe('unit-list.nothing-new');
  const events = await operator.get<{ items: UnitEvent[] }>('/unit-events');
  expect(events.body.items.map(({ id }) => id)).toEqual([key]);
  expect((await operator.post(`/unit-events/${key}/take-back`)).status).toBe(200);
  expect((await operator.get('/units/03160')).status).toBe(404);
});

test('the example of the product is taken without a fault below a province', async () => {
  const { tree } = await aPlace();
  const example = await app.inject({
    method: 'GET',
    url: '/api/v1/unit-lists/example',
    headers: { authorization: `Test ${operator.userId}` },
  });
  const { body } = await read(operator, example.rawPayload, 'mau.xlsx');
  expect(body.left).toEqual([]);
  const verdict = await operator.post<UnitListVerdict>('/unit-lists/check', question(body.rows, tree.id));
  expect(verdict.body).toMatchObject({ fresh: 5, refused: 0 });
  expect(verdict.body.units.at(-1)?.covers).toEqual(['Bản Suối Trên', 'Bản Suối Dưới']);
});

async function aPlace() {
  return asOwner(db, 'test', async (tx) => {
    const { provinces } = await aTree(tx, { provinces: 2 });
    const [first, second] = provinces;
    const [commune, other] = [first?.communes[0], second?.communes[0]];
    if (!first || !commune || !other) throw new Error('no communes');
    return {
      tree: first,
      commune,
      other,
      clerk: asUser((await aPostHolder(tx, [{ unit: commune.body, kind: 'commune_office_staff' }])).userId),
      somebody: await aPersonAt(tx, commune.body),
    };
  });
}

test('a list of names alone is a list: one column, one line, with a title above', async () => {
  expect((await read(operator, 'Tên\nChi bộ bản Nà Pán\n')).body.rows.map(({ row, name }) => [row, name])).toEqual([
    [2, 'Chi bộ bản Nà Pán'],
  ]);
  const titled = await read(operator, 'Các bản của xã\n\nTên bản\nBản Nà Pán\nBản Nậm Là\n');
  expect(titled.body.rows.map(({ row, name }) => [row, name])).toEqual([
    [4, 'Bản Nà Pán'],
    [5, 'Bản Nậm Là'],
  ]);
});

test('an office lays out villages and cells below itself and nothing elsewhere; one bad line and nothing is founded', async () => {
  const { commune, other, clerk } = await aPlace();
  const rows = rowsOf(['Bản Huổi Ban', 'Bản Nậm Là', 'Chi bộ bản Huổi Ban']);
  const bad = await clerk.post<{ code: string; details: unknown }>('/unit-lists', {
    ...question([...rows, ...rowsOf(['Sông Đà'])], commune.id),
    id: randomUUID(),
  });
  expect(bad).toMatchObject({ status: 409, body: { code: 'unit-list.refused', details: { count: 1 } } });
  const before = await kindsBelow(commune.id);
  expect(before.map(({ name }) => name)).not.toContain('Bản Huổi Ban');
  expect((await clerk.post('/unit-lists', { ...question(rows, other.id), id: randomUUID() })).status).toBe(404);
  // Nor by naming the unit above in a line: what is not one's own is not known.
  const elsewhere = await clerk.post<UnitListVerdict>(
    '/unit-lists/check',
    question(rowsOf(['Bản Huổi Ban'], other.name)),
  );
  expect(elsewhere.body.units[0]?.findings.map(({ code }) => code)).toEqual(['unit-list.parent-unknown']);

  const key = randomUUID();
  const taken = await clerk.post<UnitListTaken>('/unit-lists', { ...question(rows, commune.id), id: key }, key);
  expect(taken).toMatchObject({ status: 201, body: { fresh: 3, known: 0 } });
  expect((await kindsBelow(commune.id)).length).toBe(before.length + 2);
  expect((await kindsBelow(commune.body.id)).map(({ name }) => name)).toContain('Chi bộ bản Huổi Ban');
  // What was founded lies in the office's own scope at once.
  const again = await clerk.post<UnitListVerdict>('/unit-lists/check', question(rows, commune.id));
  expect(again.body).toMatchObject({ fresh: 0, known: 3 });
});

test('a list is not taken back by another office, nor while something stands on it', async () => {
  const { commune, other, clerk, somebody } = await aPlace();
  const key = randomUUID();
  await clerk.post('/unit-lists', { ...question(rowsOf(['Chi bộ Trạm Y tế']), commune.id), id: key }, key);
  const stranger = await asOwner(db, 'test', (tx) =>
    aPostHolder(tx, [{ unit: other.body, kind: 'commune_office_staff' }]),
  );
  expect((await asUser(stranger.userId).post(`/unit-events/${key}/take-back`)).status).toBe(404);
  const cell = (await clerk.get<{ items: { id: string }[] }>('/units?q=Tram Y te&limit=1')).body.items[0]?.id ?? '';
  const post = { id: randomUUID(), unitId: cell, kind: 'cell_secretary', personId: somebody, from: '2025-08-01' };
  expect((await clerk.post('/posts', post)).status).toBe(201);
  expect(await clerk.post(`/unit-events/${key}/take-back`)).toMatchObject({
    status: 409,
    body: { code: 'event.built-on' },
  });
});

test('the tree that an operator laid from the command line is not taken back, nor does it stand among the changes', async () => {
  const rows = [{ code: '79', name: 'Thành phố Mẫu', kind: 'city' as const, parentCode: null }];
  await asOwner(db, 'command-line', (tx) => importUnits(tx, rows, { from: '2010-01-01' }));
  const { id } = await asOwner(db, 'test', (tx) =>
    tx.one<{ id: string }>(sql`
      select v.opened_by as id from organisation.unit_version v join organisation.unit_code c on c.unit_id = v.unit_id where c.code = '79'`),
  );
  expect(await operator.post(`/unit-events/${id}/take-back`)).toMatchObject({
    status: 409,
    body: { code: 'event.state' },
  });
  const events = await operator.get<{ items: UnitEvent[] }>('/unit-events?limit=100');
  expect(events.body.items.map((event) => event.id)).not.toContain(id);
});

test('refused: without the right, no sheet, no table, no names, no line, and more lines than one list may hold', async () => {
  const reader = as({ rights: ['figures.read'], ranges: 'everything' });
  expect((await read(reader, 'Tên\nBản 1')).status).toBe(403);
  expect((await reader.post('/unit-lists/check', question(rowsOf(['Bản 1'])))).status).toBe(403);
  expect((await read(operator, '%PDF-1.7', 'a.pdf')).body.code).toBe('file.not-a-spreadsheet');
  expect((await read(operator, '1,2\n3,4\n')).body.code).toBe('unit-list.no-table');
  expect((await read(operator, 'Số nhà,Ghi chú\na,b\n')).body.code).toBe('unit-list.no-names');
  expect((await read(operator, 'Tên,Loại\n,xã\n')).body.code).toBe('unit-list.empty');
  expect((await read(operator, `Tên,Loại\n${'a'.repeat(301)},xã\n`)).body.code).toBe('unit-list.cell-long');
  const many = ['Tên,Loại', ...Array.from({ length: 3001 }, (_, at) => `Bản ${at},bản`)].join('\n');
  expect(await read(operator, many)).toMatchObject({ status: 413, body: { code: 'unit-list.too-many' } });
});
