import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { IN_STATE, statesOfMany } from './states.ts';
import { livesIn } from './testing.ts';

const db = await testDatabase();
const DAYS = ['2018-01-01', '2020-01-01', '2022-01-01', '2024-01-01'] as const;
const VILLAGES = 6;

const cells = fc.array(
  fc.record({ covers: fc.uniqueArray(fc.nat(VILLAGES - 1), { maxLength: 3 }), from: fc.nat(2), ends: fc.boolean() }),
  { minLength: 2, maxLength: 5 },
);
const members = fc.array(
  fc.record({
    cell: fc.nat(),
    home: fc.nat(VILLAGES - 1),
    occupation: fc.constantFrom('teacher', 'farmer'),
    from: fc.nat(3),
  }),
  { minLength: 2, maxLength: 8 },
);

test('states of many villages at once are those of each by itself, whoever covers them and lives there', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(cells, members, fc.boolean(), async (given, people, counted) => {
      const villages = await arrange(given, people, counted);
      for (const day of DAYS) {
        const on = sql`${day}::date`;
        const { tables, states } = statesOfMany(on);
        const many = await sql<{ id: string; states: string[] }>`
          with here as materialized (select unnest(${villages}::uuid[]) as unit_id), ${tables}
          select here.unit_id as id, ${states} as states
          from here left join covered on covered.place_id = here.unit_id`.execute(db.owner);
        const single = await sql<{ id: string; states: string[] }>`
          select h.unit_id as id, array_remove(array[
            case when ${IN_STATE.blank_members(sql`h.unit_id`, on)} then 'blank_members' end,
            case when ${IN_STATE.blank_cell(sql`h.unit_id`, on)} then 'blank_cell' end,
            case when ${IN_STATE.combined(sql`h.unit_id`, on)} then 'combined' end], null) as states
          from unnest(${villages}::uuid[]) h(unit_id)`.execute(db.owner);
        const byId = (rows: readonly { id: string; states: string[] }[]) =>
          Object.fromEntries(rows.map((row) => [row.id, row.states]));
        expect(byId(many.rows)).toEqual(byId(single.rows));
        for (const row of single.rows) seen.add(row.states.join(' '));
      }
    }),
    { numRuns: 12 },
  );
  // The lives were varied enough to tell the states apart.
  expect(seen.size).toBeGreaterThanOrEqual(4);
});

type Given = { covers: number[]; from: number; ends: boolean }[];
type People = { cell: number; home: number; occupation: string; from: number }[];

async function arrange(given: Given, people: People, counted: boolean): Promise<string[]> {
  return asOwner(db, 'test', async (tx) => {
    const from = '2010-01-01';
    const commune = await aUnit(tx, { kind: 'commune', name: 'Xã Nậm Kè', from });
    const body = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã Nậm Kè', from, covers: [commune.id] });
    const villages: { id: string; label: number }[] = [];
    for (let at = 0; at < VILLAGES; at += 1)
      villages.push(await aUnit(tx, { kind: 'village', name: `Bản ${at}`, parentId: commune.id, from }));
    const home = (at: number) => villages[at] ?? { id: '', label: 0 };
    const made = [];
    for (const [at, cell] of given.entries())
      made.push(
        await aCell(tx, {
          name: `Chi bộ ${at}`,
          parent: body,
          covers: cell.covers.map(home),
          from: DAYS[cell.from] ?? from,
          ...(cell.ends ? { to: DAYS[cell.from + 1] ?? '2025-01-01' } : {}),
        }),
      );
    for (const person of people) {
      const cell = made[person.cell % made.length];
      if (!cell) continue;
      const start = DAYS[person.from] ?? from;
      const { id } = await aMember(tx, {
        cell,
        occupation: person.occupation,
        periods: [{ from: start, cell, state: 'official', standing: 'official' }],
      });
      await livesIn(tx, { person: id, village: home(person.home), label: cell.label });
    }
    await tx.run(sql`delete from platform.setting where key = 'villages.posted-members-count'`);
    await tx.run(sql`
      insert into platform.setting (key, value, valid, source) values ('villages.posted-members-count', ${String(counted)}::jsonb, '[2010-01-01,)', 'test')`);
    return villages.map(({ id }) => id);
  });
}
