import { randomUUID } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner, type Database, inScope } from '#platform/db/database.ts';
import type { Tx } from '#platform/db/tx.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { unitsInReach } from './reach.ts';
import { aTree, aUnit, type BuiltTree } from './testing.ts';

/** What is remembered of a tree is what a walk finds in it: after every change, in every database, and within a change. */

const DAY = '2026-06-15';
const idsOf = async (tx: Tx, units: RawBuilder<unknown>): Promise<string[]> =>
  (await tx.many<{ id: string }>(sql`select r.id from ${units} r (id) order by 1`)).map(({ id }) => id);
const walked = (tx: Tx, unit: string, on = DAY): Promise<string[]> =>
  idsOf(tx, sql`(select organisation.units_in_reach(array[${unit}]::uuid[], ${on}::date))`);
const found = async (tx: Tx, unit: string, on = DAY): Promise<string[]> => idsOf(tx, await unitsInReach(tx, unit, on));
const read = <T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> =>
  inScope(db, { userId: 'reader', rights: [], ranges: [] }, work);

const covers = (tx: Tx, party: string | undefined, place: string | undefined): Promise<number> =>
  tx.run(
    sql`insert into organisation.covers (party_id, place_id, valid) values (${party}, ${place}, daterange(${DAY}, null))`,
  );

async function agree(db: Database, { units }: Pick<BuiltTree, 'units'>): Promise<void> {
  for (const unit of units)
    await read(db, async (tx) => {
      for (const on of [DAY, '2020-01-01', '2019-12-31'])
        expect(await found(tx, unit.id, on), `${unit.kind} ${on}`).toEqual(await walked(tx, unit.id, on));
    });
}

test('for every unit and day what is remembered is what a walk finds, before and after the tree changes', async () => {
  const db = await testDatabase();
  const tree = await asOwner(db, 'test', (tx) => aTree(tx, { provinces: 2 }));
  await agree(db, tree);
  const [commune, cell] = [tree.provinces[0]?.communes[0], tree.provinces[1]?.communes[0]?.cells[0]];
  // A cell more, and one that covers a village of another province: both ranges of labels change.
  const more = await asOwner(db, 'test', async (tx) => {
    const unit = await aUnit(tx, { parentId: commune?.body.id ?? '' });
    await covers(tx, cell?.id, commune?.villages[0]?.id);
    return unit;
  });
  await agree(db, { units: [...tree.units, more] });
});

test('two databases with equal counts of changes do not tell of each other', async () => {
  const body = randomUUID();
  const reached: string[][] = [];
  for (const covering of [true, false]) {
    const db = await testDatabase();
    await asOwner(db, 'test', async (tx) => {
      await aUnit(tx, { id: body, kind: 'province_body' });
      const other = await aUnit(tx, { kind: 'province_body' });
      const place = await aUnit(tx, { kind: 'province' });
      await covers(tx, covering ? body : other.id, place.id);
    });
    reached.push(await read(db, (tx) => found(tx, body)));
  }
  expect(reached.map((ids) => ids.length)).toEqual([2, 1]);
});

test('a change sees itself and leaves nothing behind when it is given up', async () => {
  const db = await testDatabase();
  const tree = await asOwner(db, 'test', (tx) => aTree(tx, {}));
  const [here, there] = tree.provinces[0]?.communes ?? [];
  const [body, village] = [here?.body.id ?? '', there?.villages[0]?.id ?? ''];
  const before = await read(db, (tx) => found(tx, body));
  let counted = 0;
  const given = asOwner(db, 'test', async (tx) => {
    await covers(tx, here?.cells[0]?.id, village);
    expect(await found(tx, body)).toContain(village);
    counted = (await tx.one<{ n: number }>(sql`select n from organisation.epoch`)).n;
    throw new Error('given up');
  });
  await expect(given).rejects.toThrow('given up');
  // Another change, of which as many are counted as of the one that was given up.
  await asOwner(db, 'test', async (tx) => {
    await covers(tx, there?.cells[0]?.id, here?.villages[0]?.id);
    await tx.run(sql`update organisation.epoch set n = ${counted}`);
  });
  expect(await read(db, (tx) => found(tx, body))).toEqual(before);
});
