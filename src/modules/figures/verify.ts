import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';

/** What a recount found: how many sums were compared and which differ. */
export type Recount = {
  compared: number;
  different: { unit: string; measure: string; onDate: string; stored: number; recounted: number }[];
};

/** A view of changes that follow from the records as they stand; each room that feeds totals names its own. */
const recounts = new Map<string, string>();

/** A room names the view (unit_id, measure, effective_on, n) that its totals must equal. */
export function registerRecount(room: string, view: string): void {
  recounts.set(room, view);
}

/**
 * Recounts every total from the records and compares: day sums with pending deltas, today's totals of cells, and of bodies.
 * Reads as the owner.
 */
export async function recountTotals(tx: Tx): Promise<Recount> {
  if (recounts.size === 0) return { compared: 0, different: [] };
  const source = sql.join(
    [...recounts.values()].map((view) => sql`select unit_id, measure, effective_on, n from ${sql.table(view)}`),
    sql` union all `,
  );
  const rows = await tx.many<{
    unit: string;
    measure: string;
    onDate: string;
    stored: number;
    recounted: number;
    compared: number;
  }>(sql`
    with fresh as (select unit_id, measure, effective_on, sum(n) as n from (${source}) x group by 1, 2, 3 having sum(n) <> 0),
    kept as (
      select unit_id, measure, on_date, sum(n) as n
      from (select unit_id, measure, on_date, n from figures.unit_day union all select unit_id, measure, effective_on, n from figures.delta) y
      group by 1, 2, 3 having sum(n) <> 0),
    state as (select folded_on from figures.fold_state),
    cells as (
      select f.unit_id, f.measure, sum(f.n) as n from fresh f, state where f.effective_on <= state.folded_on group by 1, 2 having sum(f.n) <> 0),
    -- Totals are as of the last fold; what is pending is added to them before comparing.
    totals as (
      select unit_id, measure, sum(n) as n from (
        select unit_id, measure, n from figures.cell_total
        union all select d.unit_id, d.measure, d.n from figures.delta d, state where d.effective_on <= state.folded_on) z
      group by 1, 2 having sum(n) <> 0),
    bodies as (
      select a.ancestor_id as unit_id, c.measure, sum(c.n) as n
      from state, cells c join lateral (select ancestor_id from figures.ancestors_on((select folded_on from figures.fold_state)) where unit_id = c.unit_id) a on true group by 1, 2 having sum(c.n) <> 0),
    body_totals as (
      select unit_id, measure, sum(n) as n from (
        select unit_id, measure, n from figures.body_total where not (select tree_stale from figures.fold_state)
        union all select b.unit_id, b.measure, b.n from bodies b where (select tree_stale from figures.fold_state)
        union all
        select a.ancestor_id, d.measure, d.n from state, figures.delta d join figures.ancestors_on((select folded_on from figures.fold_state)) a on a.unit_id = d.unit_id
        where d.effective_on <= state.folded_on and not (select tree_stale from figures.fold_state)) z
      group by 1, 2 having sum(n) <> 0),
    compared as (
      select coalesce(f.unit_id, k.unit_id) as unit_id, coalesce(f.measure, k.measure) as measure, coalesce(f.effective_on, k.on_date) as on_date, coalesce(k.n, 0) as stored, coalesce(f.n, 0) as recounted
      from fresh f full join kept k on k.unit_id = f.unit_id and k.measure = f.measure and k.on_date = f.effective_on
      union all
      select coalesce(c.unit_id, t.unit_id), coalesce(c.measure, t.measure), (select folded_on from state), coalesce(t.n, 0), coalesce(c.n, 0)
      from cells c full join totals t on t.unit_id = c.unit_id and t.measure = c.measure
      union all
      select coalesce(b.unit_id, t.unit_id), coalesce(b.measure, t.measure), (select folded_on from state), coalesce(t.n, 0), coalesce(b.n, 0)
      from bodies b full join body_totals t on t.unit_id = b.unit_id and t.measure = b.measure)
    select unit_id as unit, measure, on_date as "onDate", stored, recounted, count(*) over () as compared from (
      select *, stored <> recounted as differs from compared) c
    order by differs desc, unit_id, measure, on_date limit 101`);
  return {
    compared: Number(rows[0]?.compared ?? 0),
    different: rows
      .map(({ compared: _all, ...row }) => ({ ...row, stored: Number(row.stored), recounted: Number(row.recounted) }))
      .filter((row) => row.stored !== row.recounted),
  };
}

/** Throws the derived sums away and makes them anew from the records. */
export async function rebuildTotals(tx: Tx, today: string): Promise<void> {
  await tx.run(
    sql`lock table figures.unit_day, figures.cell_total, figures.body_total, figures.delta in exclusive mode`,
  );
  await tx.run(sql`delete from figures.delta`);
  await tx.run(sql`delete from figures.unit_day`);
  await tx.run(sql`delete from figures.cell_total`);
  for (const view of recounts.values()) {
    await tx.run(sql`
      insert into figures.delta (effective_on, unit_id, measure, n, label)
      select effective_on, unit_id, measure, n, label from ${sql.table(view)}`);
  }
  await tx.run(sql`update figures.fold_state set folded_on = '1800-01-01', tree_stale = true`);
  await foldTotals(tx, today);
}

/** Takes pending changes into the sums; run by a ticker and after imports. @returns how many there were */
export async function foldTotals(tx: Tx, today: string): Promise<number> {
  const row = await tx.one<{ n: number }>(sql`select figures.fold(${today}::date) as n`);
  return Number(row.n);
}
