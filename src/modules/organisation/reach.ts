import { type RawBuilder, sql } from 'kysely';
import type { LabelRange } from '#platform/db/database.ts';
import type { Tx } from '#platform/db/tx.ts';

/** Units and days remembered of one state of a tree. */
const MOST = 2000;

type Known = { state: string; reach: Map<string, readonly LabelRange[]> };
const known = new Map<string, Known>();

/**
 * Units that stand under one on a day, itself included, and what these cover or are covered by (`organisation.units_in_reach`), as a
 * subquery with one column. Walking a whole province takes a fifth of a second, so what was found is kept for one state of the
 * tree, as ranges of labels. A transaction that has written may see a tree of its own: it walks.
 */
export async function unitsInReach(tx: Tx, unitId: string, on: string): Promise<RawBuilder<unknown>> {
  const now = await tx.one<{ home: string; state: string; hasWritten: boolean }>(sql`
    select current_database() || ' ' || pg_postmaster_start_time() as home, e.n::text as state, pg_current_xact_id_if_assigned() is not null as "hasWritten"
    from organisation.epoch e`);
  if (now.hasWritten) return sql`(select organisation.units_in_reach(array[${unitId}]::uuid[], ${on}::date))`;
  let here = known.get(now.home);
  if (here?.state !== now.state || here.reach.size >= MOST)
    known.set(now.home, (here = { state: now.state, reach: new Map() }));
  const key = `${unitId} ${on}`;
  let ranges = here.reach.get(key);
  if (ranges === undefined) {
    ranges = await tx.many<LabelRange>(
      sql`select lo, hi from organisation.label_ranges(array[${unitId}]::uuid[], ${on}::date)`,
    );
    here.reach.set(key, ranges);
  }
  const inside = ranges.map(({ lo, hi }) => sql`(u.label >= ${lo} and u.label < ${hi})`);
  return sql`(select u.id from organisation.unit u where ${inside.length > 0 ? sql.join(inside, sql` or `) : sql`false`})`;
}
