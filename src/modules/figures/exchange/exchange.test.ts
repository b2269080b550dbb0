import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { registerMembershipFigures } from '#modules/membership/figures.ts';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { FigureAnswer } from '../contract.ts';
import { figuresRoutes } from '../routes.ts';
import { lastDayOf, metadataOf, monthsBetween, uidOf, valuesOf } from './dhis2.ts';

registerMembershipFigures();
const db = await testDatabase();
const { as } = await testApp(db, [figuresRoutes], { now: () => new Date('2025-06-20T05:00:00Z') });

/** A commune body with two cells: three members in one, one in the other, all since May 2015. */
const world = await asOwner(db, 'test', async (tx) => {
  const from = '1990-01-01';
  const place = await aUnit(tx, { kind: 'commune', name: 'Xã Mường Toong', from });
  const body = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã Mường Toong', covers: [place.id], from });
  const cells = [];
  for (const [name, members] of [
    ['Chi bộ bản Nậm Pố', 3],
    ['Chi bộ bản Huổi Đanh', 1],
  ] as const) {
    const cell = await aCell(tx, { name, parent: body, from });
    for (let count = 0; count < members; count += 1) await aMember(tx, { cell });
    cells.push(cell);
  }
  return { place, body, cells };
});

test('an id of eleven letters and digits, the same each time, another for another thing', () => {
  const ids = Array.from({ length: 500 }, (_, at) => uidOf('unit', String(at)));
  for (const id of ids) expect(id).toMatch(/^[A-Za-z][A-Za-z0-9]{10}$/);
  expect(new Set(ids).size).toBe(500);
  expect(uidOf('unit', '7')).toBe(ids[7]);
  expect(uidOf('figure', '7')).not.toBe(ids[7]);
});

test.each([
  ['2025-11', '2026-02', ['2025-11', '2025-12', '2026-01', '2026-02']],
  ['2025-11', '2025-11', ['2025-11']],
  ['2025-11', '2025-10', []],
])('months from %s to %s', (from, to, months) => {
  expect(monthsBetween(from, to)).toEqual(months);
});

test.each([
  ['2024-02', '2024-02-29'],
  ['2025-02', '2025-02-28'],
  ['2025-12', '2025-12-31'],
])('the last day of %s', (month, day) => {
  expect(lastDayOf(month)).toBe(day);
});

test('what is withheld or unknown is counted and never sent', () => {
  const answer = (value: FigureAnswer['value'], rows: FigureAnswer['rows']) =>
    ({ id: 'I-01', unit: { id: 'a', name: 'A', kind: 'commune' }, value, rows }) as FigureAnswer;
  const row = (key: string | null, value: number | 'withheld' | null) =>
    ({ key, name: key, value, numerator: value, denominator: null, inDoubt: 0 }) as const;
  const { values, withheld } = valuesOf('2026-03', [
    answer(12, [row('b', 9), row('c', 'withheld'), row('d', null), row(null, 3), row('e', 0)]),
  ]);
  expect(withheld).toBe(1);
  expect(values).toEqual(
    [
      ['a', '12'],
      ['b', '9'],
      ['e', '0'],
    ].map(([unit, value]) => ({
      dataElement: uidOf('figure', 'I-01'),
      period: '202603',
      orgUnit: uidOf('unit', unit ?? ''),
      value,
    })),
  );
});

test('a parent that is not sent along is not named; a name longer than fifty signs is cut in the short one alone', () => {
  const name = 'Đảng bộ '.repeat(12).trim();
  const unit = { id: 'a', name, code: null, opens: '1990-01-01', ends: '2025-07-01', parentId: 'x' };
  const { organisationUnits, dataSets } = metadataOf([unit], [], 'Hằng tháng');
  expect(organisationUnits).toEqual([
    { id: uidOf('unit', 'a'), name, shortName: name.slice(0, 50), openingDate: '1990-01-01', closedDate: '2025-07-01' },
  ]);
  expect(dataSets[0]?.organisationUnits).toEqual([{ id: uidOf('unit', 'a') }]);
});

type Metadata = {
  organisationUnits: { id: string; name: string; parent?: { id: string } }[];
  dataElements: { id: string; code: string; aggregationType: string; valueType: string; name: string }[];
  dataSets: { dataSetElements: unknown[]; organisationUnits: { id: string }[] }[];
};
type Values = { dataValues: { dataElement: string; period: string; orgUnit: string; value: string }[] };

test('every value is that of the figure on the last day of its month, and every id stands in the metadata', async () => {
  const clerk = as();
  const about = `unit=${world.body.id}&figures=I-01,I-08`;
  const { body: metadata } = await clerk.get<Metadata>(
    `/exchange/dhis2/metadata?${about}&from=2015-04&to=2015-06&lang=vi`,
  );
  const { body, status, text } = await clerk.get<Values>(
    `/exchange/dhis2/data-value-set?${about}&from=2015-04&to=2015-06`,
  );
  expect(status, text).toBe(200);
  expect(metadata.organisationUnits.map((unit) => unit.name)).toHaveLength(3);
  for (const unit of metadata.organisationUnits.slice(1))
    expect(unit.parent).toEqual({ id: metadata.organisationUnits[0]?.id });
  expect(metadata.dataElements.map((one) => [one.code, one.aggregationType, one.valueType])).toEqual([
    ['I-01', 'LAST', 'INTEGER_ZERO_OR_POSITIVE'],
    ['I-08', 'SUM', 'INTEGER_ZERO_OR_POSITIVE'],
  ]);
  const known = new Set([...metadata.organisationUnits, ...metadata.dataElements].map((one) => one.id));
  for (const value of body.dataValues) {
    expect(known).toContain(value.orgUnit);
    expect(known).toContain(value.dataElement);
  }
  const valueOf = (figure: string, unit: string, period: string) =>
    body.dataValues.find(
      (one) =>
        one.dataElement === uidOf('figure', figure) && one.orgUnit === uidOf('unit', unit) && one.period === period,
    )?.value;
  for (const [month, last] of [
    ['201504', '2015-04-30'],
    ['201505', '2015-05-31'],
    ['201506', '2015-06-30'],
  ] as const) {
    for (const figure of ['I-01', 'I-08']) {
      for (const unit of [world.body, ...world.cells]) {
        const asked = `unit=${unit.id}&from=${last.slice(0, 8)}01&to=${last}&asOf=${last}`;
        const { body: answer } = await clerk.get<FigureAnswer>(`/figures/${figure}?${asked}`);
        expect(valueOf(figure, unit.id, month), `${figure} ${month}`).toBe(String(answer.value));
      }
    }
  }
  expect(valueOf('I-01', world.body.id, '201505')).toBe('4');
  expect(valueOf('I-01', world.body.id, '201504')).toBe('0');
  const logged = await sql<{ rows: number }>`
    select rows from platform.access_log where subject = 'dhis2 I-01,I-08'`.execute(db.owner);
  expect(logged.rows).toEqual([{ rows: body.dataValues.length }]);
});

test('a village is read with the cells that cover it, and a unit that ended since is still described', async () => {
  const clerk = as();
  const { village, cell, ended } = await asOwner(db, 'test', async (tx) => {
    const from = '1990-01-01';
    const home = await aUnit(tx, { kind: 'village', name: 'Bản Tả Sú Lình', parentId: world.place.id, from });
    const own = await aCell(tx, { name: 'Chi bộ bản Tả Sú Lình', parent: world.body, covers: [home], from });
    const gone = await aCell(tx, { name: 'Chi bộ cũ', parent: world.body, from, to: '2015-06-01' });
    await aMember(tx, { cell: own });
    return { village: home, cell: own, ended: gone };
  });
  for (const [unit, below] of [
    [village.id, cell.id],
    [world.body.id, ended.id],
  ] as const) {
    const about = `unit=${unit}&figures=I-01&from=2015-05&to=2015-06`;
    const { body: metadata } = await clerk.get<Metadata>(`/exchange/dhis2/metadata?${about}`);
    const { body } = await clerk.get<Values>(`/exchange/dhis2/data-value-set?${about}`);
    const described = new Set(metadata.organisationUnits.map((one) => one.id));
    expect(described).toContain(uidOf('unit', below));
    expect(body.dataValues.filter((value) => !described.has(value.orgUnit))).toEqual([]);
  }
});

test('refused: more than two years, months backwards, no month, no such figure, without the right to export', async () => {
  const clerk = as();
  const about = `/exchange/dhis2/data-value-set?unit=${world.body.id}`;
  for (const [query, status, code] of [
    ['figures=I-01&from=2020-01&to=2022-01', 400, 'exchange.months'],
    ['figures=I-01&from=2020-02&to=2020-01', 400, 'exchange.months'],
    ['figures=I-01&from=2020-13&to=2020-14', 400, 'request.invalid'],
    ['figures=I-99&from=2020-01&to=2020-01', 404, 'not-found'],
  ] as const) {
    const answer = await clerk.get<{ code: string }>(`${about}&${query}`);
    expect([answer.status, answer.body.code], answer.text).toEqual([status, code]);
  }
  const reader = as({ rights: ['figures.read'] });
  const answer = await reader.get<{ code: string }>(`${about}&figures=I-01&from=2020-01&to=2020-01`);
  expect(answer.status).toBe(403);
});
