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

type Different = Recount['different'][number];
type Compared = {
  unit: string | null;
  measure: string;
  onDate: string;
  stored: number;
  recounted: number;
  compared: number;
};

/** How many units are recounted at a time: what they hold fits into the memory of the query and never goes over the disk. */
const SLICE = 20_000;

/**
 * Recounts every total from the records and compares: day sums with pending deltas, today's totals of cells, and of bodies.
 * Reads as the owner, with `asOwnerAtOneMoment` where people may write meanwhile. Day sums are recounted slice by slice along the labels,
 * whatever the register holds; what each cell comes to is kept for the totals, which are compared once at the end.
 */
export async function recountTotals(tx: Tx, { slice: size = SLICE }: { slice?: number } = {}): Promise<Recount> {
  if (recounts.size === 0) return { compared: 0, different: [] };
  // Every sum there is, sorted and joined: with the memory of an ordinary page it would all go over the disk.
  await tx.run(sql`select set_config('work_mem', '256MB', true)`);
  await tx.run(sql`drop table if exists pg_temp.gd_recounted`);
  await tx.run(sql`create temp table gd_recounted (unit_id uuid, measure text, n bigint) on commit drop`);
  const slices = await tx.many<{ lo: number; hi: number | null }>(sql`
    with cut as (select label, row_number() over (order by label) as place from organisation.unit)
    select case when place = 1 then 0 else label end as lo, lead(label) over (order by label) as hi from cut where (place - 1) % ${size}::int = 0 order by 1`);
  const found: Recount = { compared: 0, different: [] };
  const add = (rows: readonly Compared[]): void => {
    found.compared += Number(rows[0]?.compared ?? 0);
    for (const { compared: _all, unit, stored, recounted, ...row } of rows)
      if (unit !== null) found.different.push({ ...row, unit, stored: Number(stored), recounted: Number(recounted) });
  };
  for (const slice of slices) add(await recountDays(tx, slice));
  await tx.run(sql`analyze gd_recounted`);
  add(await recountBodies(tx));
  const blocks = await recountBlocks(tx);
  const different: Different[] = [...found.different.slice(0, 100), ...blocks.different];
  return { compared: found.compared + blocks.compared, different };
}

/** Sums of each cell, measure and day in a range of labels; what each cell comes to on the day of the fold goes to `gd_recounted`. */
function recountDays(tx: Tx, { lo, hi }: { lo: number; hi: number | null }): Promise<Compared[]> {
  const within = (label: string) =>
    hi === null ? sql`${sql.ref(label)} >= ${lo}` : sql`${sql.ref(label)} >= ${lo} and ${sql.ref(label)} < ${hi}`;
  return tx.many<Compared>(sql`
    with fresh as materialized (
      select x.unit_id, x.measure, x.effective_on, sum(x.n) as n from (${sourceOf()}) x where ${within('x.label')} group by 1, 2, 3 having sum(x.n) <> 0),
    kept as (
      select y.unit_id, y.measure, y.on_date, sum(y.n) as n
      from (
        select d.unit_id, d.measure, d.on_date, d.n from figures.unit_day d where ${within('d.label')}
        union all select d.unit_id, d.measure, d.effective_on, d.n from figures.delta d where ${within('d.label')}) y
      group by 1, 2, 3 having sum(y.n) <> 0),
    cells as (
      insert into pg_temp.gd_recounted (unit_id, measure, n)
      select f.unit_id, f.measure, sum(f.n) from fresh f, figures.fold_state s where f.effective_on <= s.folded_on group by 1, 2 having sum(f.n) <> 0),
    compared as materialized (
      select coalesce(f.unit_id, k.unit_id) as unit_id, coalesce(f.measure, k.measure) as measure, coalesce(f.effective_on, k.on_date) as on_date, coalesce(k.n, 0) as stored, coalesce(f.n, 0) as recounted
      from fresh f full join kept k on k.unit_id = f.unit_id and k.measure = f.measure and k.on_date = f.effective_on),
    ${DIFFERENT}`);
}

/** Of what was compared: how much it was, and up to a hundred that differ. */
const DIFFERENT = sql`
    counted as (select count(*) as compared from compared)
    select d.unit_id as unit, d.measure, d.on_date as "onDate", d.stored, d.recounted, k.compared
    from counted k left join (select * from compared where stored <> recounted order by unit_id, measure, on_date limit 100) d on true`;

/** Totals of cells and of bodies against what the cells came to. */
function recountBodies(tx: Tx): Promise<Compared[]> {
  return tx.many<Compared>(sql`
    with state as materialized (select folded_on, exists (select from figures.stale where what = 'tree') as stale from figures.fold_state),
    cells as (select unit_id, measure, n from pg_temp.gd_recounted),
    -- Totals are as of the last fold; what is pending is added to them before comparing.
    totals as (
      select unit_id, measure, sum(n) as n from (
        select unit_id, measure, n from figures.cell_total
        union all select d.unit_id, d.measure, d.n from figures.delta d, state where d.effective_on <= state.folded_on) z
      group by 1, 2 having sum(n) <> 0),
    -- Paths are few kinds: summed per kind, then for every body on them.
    bodies as materialized (
      select a.id as unit_id, k.measure, sum(k.n) as n
      from (
        select p.province_id, p.district_id, p.commune_id, p.grassroots_id, p.section_id, c.measure, sum(c.n) as n
        from cells c cross join state join organisation.unit_path p on p.unit_id = c.unit_id and p.valid @> state.folded_on
        group by 1, 2, 3, 4, 5, 6) k
      cross join lateral (select distinct v.id from (values (k.province_id), (k.district_id), (k.commune_id), (k.grassroots_id), (k.section_id)) as v(id) where v.id is not null) a
      group by 1, 2 having sum(k.n) <> 0),
    body_totals as (
      select unit_id, measure, sum(n) as n from (
        select t.unit_id, t.measure, t.n from figures.body_total t, state where not state.stale
        union all select b.unit_id, b.measure, b.n from bodies b, state where state.stale
        union all
        select a.ancestor_id, d.measure, d.n from state, figures.delta d join organisation.unit_path p on p.unit_id = d.unit_id and p.valid @> (select folded_on from state)
        cross join lateral (select distinct v.id as ancestor_id from (values (p.province_id), (p.district_id), (p.commune_id), (p.grassroots_id), (p.section_id)) as v(id) where v.id is not null) a
        where d.effective_on <= state.folded_on and not state.stale) z
      group by 1, 2 having sum(n) <> 0),
    compared as materialized (
      select coalesce(c.unit_id, t.unit_id) as unit_id, coalesce(c.measure, t.measure) as measure, (select folded_on from state) as on_date, coalesce(t.n, 0) as stored, coalesce(c.n, 0) as recounted
      from cells c full join totals t on t.unit_id = c.unit_id and t.measure = c.measure
      union all
      select coalesce(b.unit_id, t.unit_id), coalesce(b.measure, t.measure), (select folded_on from state), coalesce(t.n, 0), coalesce(b.n, 0)
      from bodies b full join body_totals t on t.unit_id = b.unit_id and t.measure = b.measure),
    ${DIFFERENT}`);
}

/** Every change of a total that follows from the records of all rooms as they stand. */
function sourceOf() {
  return sql.join(
    [...recounts.values()].map((view) => sql`select unit_id, measure, effective_on, n, label from ${sql.table(view)}`),
    sql` union all `,
  );
}

/** Sums of blocks, per day and at the start of each month, against the days of their cells. */
async function recountBlocks(tx: Tx): Promise<Recount> {
  const rows = await tx.many<{
    unit: string | null;
    onDate: string;
    stored: string;
    recounted: string;
    compared: number;
  }>(sql`
    with days as (
      select coalesce(k.block_id, f.block_id) as block_id, coalesce(k.on_date, f.on_date) as on_date, k.n as stored, f.n as recounted
      from figures.block_day k full join figures.expected_day(null) f on f.block_id = k.block_id and f.on_date = k.on_date
    ), months as (
      select coalesce(k.block_id, f.block_id), coalesce(k.month, f.month), k.n, f.n
      from figures.block_month k full join figures.expected_month(null) f on f.block_id = k.block_id and f.month = k.month
    ), compared as materialized (select * from days union all select * from months),
    counted as (select count(*) as compared from compared)
    select 'block ' || d.block_id as unit, d.on_date as "onDate", d.stored::text, d.recounted::text, k.compared
    from counted k left join (
      select * from compared where stored is distinct from recounted and figures.plus(coalesce(stored, '{0}'), '{0}') is distinct from figures.plus(coalesce(recounted, '{0}'), '{0}')
      order by block_id, on_date limit 100) d on true`);
  return {
    compared: Number(rows[0]?.compared ?? 0),
    different: rows
      .filter((row) => row.unit !== null && !same(row.stored, row.recounted))
      .map((row) => ({
        unit: row.unit ?? '',
        measure: `${row.stored} ${row.recounted}`,
        onDate: row.onDate,
        stored: total(row.stored),
        recounted: total(row.recounted),
      })),
  };
}

const places = (text: string | null): number[] => (text ?? '').replaceAll(/[{}]/g, '').split(',').map(Number);
const total = (text: string | null): number => places(text).reduce((sum, n) => sum + n, 0);
/** A measure that came later makes arrays longer; what is missing at the end is 0. */
function same(one: string | null, other: string | null): boolean {
  const [a, b] = [places(one), places(other)];
  return Array.from({ length: Math.max(a.length, b.length) }, (_, index) => (a[index] ?? 0) === (b[index] ?? 0)).every(
    Boolean,
  );
}

/** Throws the derived sums away and makes them anew from the records. */
export async function rebuildTotals(tx: Tx, today: string): Promise<void> {
  const source = [...recounts.values()].map((view) => `select unit_id, measure, effective_on, n, label from ${view}`);
  await tx.run(sql`select figures.rebuild(${source.join(' union all ')}, ${today}::date)`);
}

/** Takes pending changes into the sums; run by a ticker and after imports. @returns how many there were */
export async function foldTotals(tx: Tx, today: string): Promise<number> {
  const row = await tx.one<{ n: number }>(sql`select figures.fold(${today}::date) as n`);
  return Number(row.n);
}
