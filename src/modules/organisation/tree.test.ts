import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import type { Tx } from '#platform/db/tx.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { UNIT_KINDS } from './kinds.ts';
import { LEVELS, Naive, type Path } from './naive.ts';
import { arbitraryHistory, aTree, aUnit, type History, writeHistory } from './testing.ts';

const db = await testDatabase();
const runs = { numRuns: Number(process.env['PROPERTY_RUNS'] ?? 40) };

class Undo extends Error {}
/** Works on the empty tree and leaves nothing. */
async function inPassing(work: (tx: Tx) => Promise<void>): Promise<void> {
  try {
    await asOwner(db, 'test', async (tx) => {
      await work(tx);
      throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
  }
}

function daysOf(history: History): string[] {
  const bounds = new Set(
    history.versions.flatMap((version) => [version.from, ...(version.to === null ? [] : [version.to])]),
  );
  const days = new Set<string>(['1990-01-01', '2040-01-01']);
  for (const day of bounds) {
    days.add(day);
    days.add(new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10));
  }
  return [...days].sort();
}

type Row = { unit: string; day: string } & Path & { doubt: boolean; candidates: string[] };
const ROWS = (days: string[], source: 'path' | 'block') => sql`
  select p.unit_id as unit, d.day::text as day, province_id as province, district_id as district, commune_id as commune, grassroots_id as grassroots,
    section_id as section, ${source === 'path' ? sql`unplaced_id is not null` : sql`p.doubt`} as doubt,
    ${
      source === 'path'
        ? sql`'{}'::text[]`
        : sql`(select coalesce(array_agg(c.unit_id::text order by c.unit_id), '{}') from organisation.block_candidate c where c.block_id = p.block_id and c.valid = p.valid)`
    } as candidates
  from ${source === 'path' ? sql`organisation.unit_path p` : sql`(select * from organisation.unit_block join organisation.block_path using (block_id)) p`}
  join unnest(${days}::date[]) d (day) on p.valid @> d.day`;

async function assertAgrees(tx: Tx, history: History): Promise<void> {
  const naive = new Naive(history);
  const days = daysOf(history);
  for (const source of ['path', 'block'] as const) {
    const rows = await tx.many<Row>(ROWS(days, source));
    const found = new Map(rows.map((row) => [`${row.unit} ${row.day}`, row]));
    expect(found.size).toBe(rows.length);
    for (const { id } of history.units) {
      if (!naive.born(id)) continue;
      for (const day of days) {
        const wanted = source === 'path' ? naive.path(id, day) : naive.placing(id, day);
        const got = found.get(`${id} ${day}`);
        const told = got && {
          ...Object.fromEntries(LEVELS.map((level) => [level, got[level]])),
          doubt: got.doubt,
          candidates: got.candidates,
        };
        const should = wanted && {
          ...wanted.path,
          doubt: wanted.doubt,
          candidates: source === 'path' || !wanted.doubt ? [] : [...wanted.candidates].sort(),
        };
        expect({ source, id, kind: naive.born(id)?.kind, day, told }).toEqual({
          source,
          id,
          kind: naive.born(id)?.kind,
          day,
          told: should,
        });
      }
    }
  }
}

test('paths and blocks equal a naive reading of any history, rebuilt whole or for the changed units alone', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryHistory(), fc.nat(), async ({ steps, final }, seed) => {
      await inPassing(async (tx) => {
        const before = steps[seed % steps.length] as History;
        await writeHistory(tx, before);
        await assertAgrees(tx, before);
        const seen = (history: History) => (id: string) =>
          JSON.stringify([
            history.versions.filter((row) => row.unit === id),
            history.successions.filter((row) => row.source === id || row.target === id),
            history.unplaced.filter((row) => row.unit === id),
          ]);
        const changed = final.units.map((unit) => unit.id).filter((id) => seen(before)(id) !== seen(final)(id));
        await writeHistory(tx, final, changed);
        await assertAgrees(tx, final);
      });
    }),
    runs,
  );
});

test('the ranges of a post are exactly the labels of a naive walk', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryHistory(), fc.nat(), fc.nat(9), async ({ final }, pick, year) => {
      await inPassing(async (tx) => {
        await writeHistory(tx, final);
        const naive = new Naive(final);
        const day = `${2018 + year}-06-15`;
        const units = [pick, pick * 7 + 3].map((at) => final.units[at % final.units.length]?.id ?? '');
        const reached = naive.reach(units, day);
        const ranges = await tx.many<{ lo: number; hi: number }>(
          sql`select lo, hi from organisation.label_ranges(${units}::uuid[], ${day})`,
        );
        const inside = final.units.filter((unit) =>
          ranges.some((range) => range.lo <= unit.label && unit.label < range.hi),
        );
        expect(new Set(inside.map((unit) => unit.id))).toEqual(reached);
        ranges.forEach((range, index) => expect(range.lo).toBeGreaterThanOrEqual(ranges[index - 1]?.hi ?? 0));
      });
    }),
    runs,
  );
});

test('kinds in the code are those of the database', async () => {
  const rows = (
    await sql<{
      kind: string;
      tree: string;
      rank: number;
      level: string | null;
    }>`select kind, tree, rank, level from organisation.unit_kind`.execute(db.owner)
  ).rows;
  expect(Object.fromEntries(rows.map(({ kind, ...rest }) => [kind, rest]))).toEqual(UNIT_KINDS);
});

test('a new unit gets a label in the block of its parent while there is room', async () => {
  await inPassing(async (tx) => {
    const { provinces, units } = await aTree(tx, { provinces: 2 });
    const commune = provinces[0]?.communes[0];
    const next = Math.min(
      ...units.map((unit) => unit.label).filter((label) => label > (commune?.cells[1]?.label ?? 0)),
    );
    const cell = await aUnit(tx, { parentId: commune?.body.id ?? '' });
    expect(cell.label).toBeGreaterThan(commune?.cells[1]?.label ?? 0);
    expect(cell.label).toBeLessThan(next);
    const ranges = await tx.many(
      sql`select * from organisation.label_ranges(array[${provinces[0]?.id}]::uuid[], '2024-01-01')`,
    );
    expect(ranges).toHaveLength(1);
  });
});
