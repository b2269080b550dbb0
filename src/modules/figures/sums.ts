import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { type Counted, countRecords } from './counted-records.ts';
import { type AskedUnit, childOf, childrenOn, type ChildUnit, nearUnits, within, type Within } from './place.ts';
import type { Asked } from './question.ts';
import type { RecordsList, Tally } from './registry.ts';

/** Sums of a tally for one child of the asked unit, or for all of it (key null). */
export type TallyRow = { key: string | null; sure: boolean; sums: ReadonlyMap<string, number> };

/** Sums of some measures for one child of the asked unit (or for all of it: key null). */
export type SumRow = { key: string | null; sure: boolean; n: number[] };
export type Sums = { rows: SumRow[]; source: 'totals' | 'days' };
type Found = { key: string | null; sure: boolean; n: (number | null)[] };
type Bodies = NonNullable<Within['bodies']>;
/** One sum for all, one for each of the bodies asked for, or one for each unit directly below, which are given. */
export type Grouping = 'all' | 'each' | { below: readonly ChildUnit[] };

/**
 * What a question about a unit is read through: the place is found once, and the sums of all measures that will be asked for
 * come with the first, so that a page of figures costs as many statements as one of them.
 */
export class Reader {
  readonly tx: Tx;
  readonly unit: AskedUnit;
  private readonly measures: readonly string[];
  private readonly byChild: boolean;
  private readonly places = new Map<string, Promise<Within>>();
  private readonly sums = new Map<string, Promise<Sums>>();
  private readonly units = new Map<string, Promise<ChildUnit[]>>();
  private readonly counted = new Map<RecordsList, Map<string, Promise<Counted>>>();
  private readonly tallies = new Map<Tally, Map<string, Promise<TallyRow[]>>>();

  /**
   * @param wanted measures that will be asked for
   * @param byChild whether the units directly below will be asked for as well
   */
  constructor(tx: Tx, unit: AskedUnit, wanted: Iterable<string>, byChild: boolean) {
    this.tx = tx;
    this.unit = unit;
    this.measures = [...new Set(wanted)];
    this.byChild = byChild;
  }

  place(list: RecordsList, asked: Asked): Promise<Within> {
    return once(this.places, `${list.anchor} ${asked.boundariesOn}`, () =>
      within(this.tx, this.unit, list, asked.boundariesOn),
    );
  }

  /** The units directly below in the tree of a list, by name. */
  async children(list: RecordsList, asked: Asked): Promise<ChildUnit[]> {
    const { bodies } = await this.place(list, asked);
    const parents = bodies && bodies.ids.length > 0 ? bodies.ids : [this.unit.id];
    return once(this.units, `${parents.join(' ')} ${asked.boundariesOn}`, () =>
      childrenOn(this.tx, parents, asked.boundariesOn),
    );
  }

  /** The sums of a list's measure, or undefined where only its records can tell. */
  async sumsOf(
    list: RecordsList,
    asked: Asked,
  ): Promise<{ rows: (Omit<SumRow, 'n'> & { n: number })[]; source: Sums['source'] } | undefined> {
    if (list.total === undefined || Object.keys(asked.filters).length > 0) return undefined;
    const place = await this.place(list, asked);
    if (!place.forTotals) return undefined;
    const at = this.measures.indexOf(list.total);
    const measures = at < 0 ? [list.total] : this.measures;
    const key = `${list.anchor} ${asked.boundariesOn} ${asked.asOf} ${at < 0 ? list.total : ''}`;
    const { rows, source } = await once(this.sums, key, () => this.read(list, asked, place, measures));
    return { rows: rows.map((row) => ({ ...row, n: row.n[Math.max(at, 0)] ?? 0 })), source };
  }

  /** What the records of a list come to, counted once for the figures that share it. */
  async countedOf(list: RecordsList, asked: Asked, people: boolean): Promise<Counted> {
    const known = this.counted.get(list) ?? new Map<string, Promise<Counted>>();
    this.counted.set(list, known);
    const key = JSON.stringify([asked.from, asked.to, asked.asOf, asked.boundariesOn, asked.filters, people]);
    const place = await this.place(list, asked);
    return once(known, key, () => countRecords(this.tx, list, place, asked, people));
  }

  /** What a list's tally says of all its columns, read once for the figures that share it; undefined where only records can tell. */
  async talliedOf(list: RecordsList, asked: Asked): Promise<TallyRow[] | undefined> {
    if (list.tally === undefined || Object.keys(asked.filters).length > 0) return undefined;
    const place = await this.place(list, asked);
    if (!place.forTotals) return undefined;
    const { of } = list.tally;
    const known = this.tallies.get(of) ?? new Map<string, Promise<TallyRow[]>>();
    this.tallies.set(of, known);
    const key = [asked.from, asked.to, asked.asOf, asked.boundariesOn].join(' ');
    return once(known, key, () => readTally(this.tx, of, place, asked, this.byChild));
  }

  private async read(list: RecordsList, asked: Asked, place: Within, measures: readonly string[]): Promise<Sums> {
    const grouping = this.byChild && place.bodies ? { below: await this.children(list, asked) } : 'all';
    return readSums(this.tx, place, measures, asked, grouping);
  }
}

async function readTally(tx: Tx, tally: Tally, place: Within, asked: Asked, byChild: boolean): Promise<TallyRow[]> {
  const columns = tally.columns.map((name) => sql`coalesce(sum(r.${sql.ref(name)}), 0)`);
  const rows = await tx.many<{ key: string | null; sure: boolean; sums: number[] }>(sql`
    with near_unit as (${nearUnits(place, asked, byChild ? place.child : sql`null::uuid`)})
    select r.key, r.sure, array[${sql.join(columns)}]::bigint[] as sums
    from (${tally.query({ ...asked, near: sql`near_unit` })}) r group by r.key, r.sure`);
  return rows.map(({ key, sure, sums }) => ({
    key,
    sure,
    sums: new Map(tally.columns.map((name, index) => [name, Number(sums[index] ?? 0)])),
  }));
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  let value = known.get(key);
  if (value === undefined) known.set(key, (value = make()));
  return value;
}

/** Sums of measures for a place: today's from the totals, any other day's from the blocks, those of single cells from their days. */
export async function readSums(
  tx: Tx,
  place: Pick<Within, 'bodies' | 'leaves'>,
  measures: readonly string[],
  asked: Asked,
  grouping: Grouping,
): Promise<Sums> {
  const { bodies } = place;
  if (!bodies) return { rows: await leafSums(tx, place.leaves, measures, asked), source: 'days' };
  if (asked.asOf === asked.today && asked.boundariesOn === asked.today) {
    const rows = await todaysSums(tx, bodies, measures, asked.today, grouping);
    if (rows) return { rows, source: 'totals' };
  }
  return { rows: await blockSums(tx, bodies, measures, asked, grouping), source: 'days' };
}

/** One column for each measure, from rows with `measure` and `n`. */
const columns = (measures: readonly string[]): RawBuilder<unknown> =>
  sql`array[${sql.join(measures.map((name) => sql`coalesce(sum(x.n) filter (where x.measure = ${name}), 0)`))}]::bigint[] as n`;

async function found(tx: Tx, query: RawBuilder<unknown>): Promise<Found[]> {
  return (await tx.many<Found>(query)).map((row) => ({ ...row, n: row.n.map(Number) }));
}
const rowsOf = (rows: readonly Found[]): SumRow[] =>
  rows.map((row) => ({ key: row.key, sure: row.sure, n: row.n.map((n) => n ?? 0) }));

async function leafSums(
  tx: Tx,
  { sure, maybe }: Within['leaves'],
  measures: readonly string[],
  { asOf }: Asked,
): Promise<SumRow[]> {
  const cells = sql`${[...sure, ...maybe]}::uuid[]`;
  return rowsOf(
    await found(
      tx,
      sql`
      select x.unit_id as key, x.unit_id = any(${sure}::uuid[]) as sure, ${columns(measures)}
      from (
        select d.unit_id, d.measure, d.n from figures.unit_day d
        where d.unit_id = any(${cells}) and d.measure = any(${measures}::text[]) and d.on_date <= ${asOf}::date
        union all
        select d.unit_id, d.measure, d.n from figures.delta d
        where d.unit_id = any(${cells}) and d.measure = any(${measures}::text[]) and d.effective_on <= ${asOf}::date) x
      group by x.unit_id`,
    ),
  );
}

/**
 * Today's stock: the totals as last folded, and what was written since, in one statement and thus of one moment. The units
 * are given as values, so that each is found by its key.
 * @returns undefined while the totals are not those of today's tree
 */
async function todaysSums(
  tx: Tx,
  { ids, level }: Bodies,
  measures: readonly string[],
  today: string,
  grouping: Grouping,
): Promise<SumRow[] | undefined> {
  const own = sql`${ids}::uuid[]`;
  const wanted = sql`any(${measures}::text[])`;
  const column = sql.ref(`p.${level}_id`);
  const below = typeof grouping === 'object' ? grouping.below : undefined;
  const keyOf = (child: RawBuilder<unknown>, each: RawBuilder<unknown>): RawBuilder<unknown> =>
    below ? child : grouping === 'each' ? each : sql`null::uuid`;
  const rows = await tx.many<{ key: string | null; sure: boolean | null; measure: string; n: number }>(sql`
    select x.key, x.sure, x.measure, sum(x.n) as n
    from (
      ${below ? sql.join(totalsBelow(below, ids, today), sql` union all `) : sql`select ${keyOf(sql``, sql`t.unit_id`)} as key, true as sure, t.measure, t.n from figures.body_total t where t.unit_id = any(${own}) and t.measure = ${wanted}`}
      union all
      select ${keyOf(childOf(level, 'p', sql.ref('d.unit_id')), column)}, true, d.measure, d.n
      from figures.delta d join organisation.unit_path p on p.unit_id = d.unit_id and p.valid @> ${today}::date and ${column} = any(${own})
      where d.measure = ${wanted} and d.effective_on <= ${today}::date
      ${below?.every((unit) => !unit.isCandidate) && below.length > 0 ? sql`` : doubtfulToday({ ids, level }, measures, today, keyOf)}
      union all
      select null, null, '', 0 where exists (select from figures.stale s where s.what = 'tree')
        or not exists (select from figures.fold_state f where f.folded_on = ${today}::date)) x
    group by x.key, x.sure, x.measure`);
  if (rows.some((row) => row.sure === null)) return undefined;
  const sums = new Map<string, SumRow>();
  for (const { key, sure, measure, n } of rows) {
    const at = measures.indexOf(measure);
    if (at < 0) continue;
    const id = `${key} ${sure}`;
    const row = sums.get(id) ?? { key, sure: sure ?? true, n: measures.map(() => 0) };
    sums.set(id, row);
    row.n[at] = Number(n);
  }
  return [...sums.values()];
}

/** Cells of which one of the bodies is a candidate: they may belong, and are never summed into what is sure. */
function doubtfulToday(
  { ids, level }: Bodies,
  measures: readonly string[],
  today: string,
  keyOf: (child: RawBuilder<unknown>, each: RawBuilder<unknown>) => RawBuilder<unknown>,
): RawBuilder<unknown> {
  const wanted = sql`any(${measures}::text[])`;
  return sql`
      union all
      select ${keyOf(childOf(level, 'p', sql.ref('p.unit_id')), sql`null::uuid`)}, false, t.measure, t.n
      from (
        select distinct b.unit_id, p.province_id, p.district_id, p.commune_id, p.grassroots_id, p.section_id
        from organisation.block_candidate c
        join organisation.block_path p on p.block_id = c.block_id and p.valid @> ${today}::date and p.doubt and ${sql.ref(`p.${level}_id`)} is null and c.valid && p.valid
        join organisation.unit_block b on b.block_id = p.block_id
        where c.unit_id = any(${ids}::uuid[])) p
      cross join lateral (
        select c.measure, c.n from figures.cell_total c where c.unit_id = p.unit_id and c.measure = ${wanted}
        union all
        select d.measure, d.n from figures.delta d where d.unit_id = p.unit_id and d.measure = ${wanted} and d.effective_on <= ${today}::date) t`;
}

/**
 * Totals of the units below: bodies by theirs, cells (and groups in them) by their own, and what hangs on the asked bodies
 * themselves. All measures of a unit lie together, so they are not picked here: one search for each unit, not one for each sum.
 */
function totalsBelow(below: readonly ChildUnit[], own: readonly string[], today: string): RawBuilder<unknown>[] {
  const bodies = below.filter((unit) => unit.level !== null).map((unit) => unit.id);
  const cells = below.filter((unit) => unit.level === null).map((unit) => unit.id);
  const parts = [
    sql`select t.unit_id as key, true as sure, t.measure, t.n from figures.cell_total t where t.unit_id = any(${[...cells, ...own]}::uuid[])`,
  ];
  if (bodies.length > 0)
    parts.push(
      sql`select t.unit_id, true, t.measure, t.n from figures.body_total t where t.unit_id = any(${bodies}::uuid[])`,
    );
  if (cells.length > 0)
    parts.push(sql`
      select v.unit_id, true, t.measure, t.n from organisation.unit_version v
      cross join lateral (select * from figures.cell_total t where t.unit_id = v.unit_id offset 0) t
      where v.parent_id = any(${cells}::uuid[]) and v.valid @> ${today}::date`);
  return parts;
}

/**
 * The stock of any day on any boundaries: the snapshot of each block at the start of the nearest month, the days between that
 * and the day (taken away when the month lies ahead), and what is pending. Blocks that the caller may not see whole, or whose cells themselves are asked for, are read cell by cell.
 */
async function blockSums(
  tx: Tx,
  { ids, level }: Bodies,
  measures: readonly string[],
  { asOf, boundariesOn }: Asked,
  grouping: Grouping,
): Promise<SumRow[]> {
  const byChild = typeof grouping === 'object';
  const { base, places } = await tx.one<{ base: string | null; places: Record<string, number> | null }>(sql`
    select (select s.month from (
          (select month from figures.snapshot where month <= ${asOf}::date order by month desc limit 1)
          union all (select month from figures.snapshot where month > ${asOf}::date order by month limit 1)) s
        order by abs(s.month - ${asOf}::date) limit 1) as base,
      (select json_object_agg(m.name, m.id) from figures.measure m where m.name = any(${measures}::text[])) as places`);
  const isAhead = base !== null && base > asOf;
  const between = isAhead
    ? sql`x.on_date > ${asOf}::date and x.on_date < ${base}::date`
    : sql`x.on_date >= ${base ?? '-infinity'}::date and x.on_date <= ${asOf}::date`;
  const own = sql`${ids}::uuid[]`;
  const wanted = sql`any(${measures}::text[])`;
  const column = sql.ref(`bp.${level}_id`);
  const child = byChild ? childOf(level, 'bp', sql`null::uuid`) : grouping === 'each' ? column : sql`null::uuid`;
  const key = byChild ? sql`coalesce(b.child, ub.unit_id)` : sql`b.child`;
  const spread = (sign: RawBuilder<unknown>) =>
    sql.join(measures.map((name, index) => sql`${sign}x.n[${places?.[name] ?? 0}::int] as ${sql.ref(`c${index}`)}`));
  const alone = sql.join(measures.map((name) => sql`case when x.measure = ${name} then x.n else 0 end`));
  return rowsOf(
    await found(
      tx,
      sql`
    with placed as materialized (
      select bp.block_id, true as sure, ${child} as child from organisation.block_path bp where ${column} = any(${own}) and bp.valid @> ${boundariesOn}::date
      union all
      select distinct bp.block_id, false, ${child}
      from organisation.block_candidate c join organisation.block_path bp on bp.block_id = c.block_id and bp.valid @> ${boundariesOn}::date and bp.doubt and ${column} is null and c.valid && bp.valid
      where c.unit_id = any(${own})
    ), b as materialized (
      select p.*, h.block_id is not null and ${byChild ? sql`p.child is not null` : sql`true`} as whole
      from placed p left join figures.block h on h.block_id = p.block_id
        and not exists (select from figures.stale s where s.what = 'blocks')
        and (${base}::date is null or exists (select from figures.snapshot s where s.month = ${base}::date))
    ), summed as (
      select b.child as key, b.sure, ${spread(sql``)} from b join figures.block_month x on x.month = ${base}::date and x.block_id = b.block_id where b.whole
      union all
      select b.child, b.sure, ${spread(isAhead ? sql`-` : sql``)} from b join figures.block_day x on x.block_id = b.block_id and ${between} where b.whole
      union all
      select ${key}, b.sure, ${alone} from b cross join lateral (select u.unit_id from organisation.unit_block u where u.block_id = b.block_id offset 0) ub
        cross join lateral (select * from figures.unit_day d where d.unit_id = ub.unit_id and d.measure = ${wanted} and d.on_date <= ${asOf}::date offset 0) x where not b.whole
          and (exists (select from figures.stale s where s.what = 'blocks') or exists (select from figures.unit_block k where k.block_id = b.block_id))
      union all
      select ${key}, b.sure, ${alone} from figures.delta x join organisation.unit_block ub on ub.unit_id = x.unit_id join b on b.block_id = ub.block_id
        where x.measure = ${wanted} and x.effective_on <= ${asOf}::date
    )
    select s.key, s.sure, array[${sql.join(measures.map((_, index) => sql`coalesce(sum(${sql.ref(`s.c${index}`)}), 0)`))}]::bigint[] as n
    from summed s group by s.key, s.sure`,
    ),
  );
}
