import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { aTree } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { countBy } from './count.ts';
import { countRecords } from './counted-records.ts';
import type { Within } from './place.ts';
import type { Asked } from './question.ts';
import type { RecordsList } from './registry.ts';
import { Reader } from './sums.ts';

const TODAY = '2026-11-22';
const db = await testDatabase();
const asked = { from: '2026-01-01', to: TODAY, asOf: TODAY, boundariesOn: TODAY, today: TODAY, filters: {} } as Asked;

/** Four records of one cell and two of another: person, weight, value of the dimension. */
const SURE = [
  ['a', 1, 'x'],
  ['a', 2, 'x'],
  ['b', 6, 'y'],
  ['c', 11, 'y'],
] as const;
const MAYBE = [
  ['b', 4, 'x'],
  ['d', 8, 'z'],
] as const;

test.each([
  ['a sum', undefined, false, { value: 20, inDoubt: 12, rows: 4 }, { x: [3, 4], y: [17, 0], z: [0, 8] }],
  ['a median', 'median', false, { value: 4, inDoubt: 6, rows: 4 }, { x: [1.5, 4], y: [8.5, 0], z: [0, 8] }],
  ['a mean', 'mean', false, { value: 5, inDoubt: 6, rows: 4 }, { x: [1.5, 4], y: [8.5, 0], z: [0, 8] }],
  ['each once', 'distinct', false, { value: 3, inDoubt: 2, rows: 3 }, { x: [1, 1], y: [2, 0], z: [0, 1] }],
  ['people', undefined, true, { value: 3, inDoubt: 2, rows: 3 }, { x: [1, 1], y: [2, 0], z: [0, 1] }],
] as const)('%s keeps apart what is sure and what is in doubt', async (_, aggregate, people, whole, groups) => {
  await asOwner(db, 'test', async (tx) => {
    const [sure, maybe] = (await aTree(tx, { communes: 1, villages: 0, cells: 2 })).cells;
    if (!sure || !maybe) throw new Error('no cells');
    const rows = [...SURE.map((row) => [sure.id, ...row]), ...MAYBE.map((row) => [maybe.id, ...row])];
    const list: RecordsList = {
      anchor: 'party',
      columns: [],
      ...(aggregate ? { aggregate } : {}),
      query: () =>
        sql`select unit_id::uuid, subject_id, weight::int, kind from (values ${sql.join(rows.map((row) => sql`(${sql.join(row)})`))}) v(unit_id, subject_id, weight, kind)`,
    };
    // Single cells are looked at record by record; bodies place their units first.
    for (const bodies of [null, { ids: [], level: 'commune' as const }]) {
      const place = {
        near: sql<boolean>`true`,
        sure: sql<boolean>`r.unit_id = ${sure.id}::uuid`,
        maybe: sql<boolean>`r.unit_id = ${maybe.id}::uuid`,
        child: sql<string>`r.unit_id`,
        bodies,
      } as Within;
      expect(await countRecords(tx, list, place, asked, people)).toEqual({ ...whole, source: 'records' });
      const reader = new Reader(tx, { id: sure.id, level: 'commune' } as Reader['unit'], [], true);
      reader.place = () => Promise.resolve(place);
      const counted = await countBy(reader, list, asked, 'kind', people);
      expect(counted.total).toEqual({ ...whole, source: 'records' });
      expect(Object.fromEntries(counted.groups.map(({ key, value, inDoubt }) => [key, [value, inDoubt]]))).toEqual(
        groups,
      );
    }
  });
});
