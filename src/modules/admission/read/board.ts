import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid } from '#platform/errors.ts';
import { Id, PlainDate, YEARS } from '#platform/shapes.ts';
import type { Caller } from '#platform/http/context.ts';
import { askedUnit, within } from '#modules/figures/index.ts';
import { assertLabelsInScope } from '#modules/organisation/index.ts';
import {
  type ApplicantFilter,
  type ApplicantPage,
  type ApplicantQuery,
  type Board,
  STAGE_GROUPS,
  type StageGroup,
} from '../contract.ts';
import { cardOf, factsOf, judgingOn } from './facts.ts';

const ENDED = sql`('official', 'dropped', 'removed')`;
/** Cards of a column before “and n more”. */
const CARDS = 7;
/** Days before the last day from which a file counts as soon, as the timers do on the whole. */
const SOON_DAYS = 14;

/** Rows `a` of applicants with their persons `i`, narrowed; unit as figures place it. */
async function narrowed(
  tx: Tx,
  caller: Pick<Caller, 'ranges'>,
  filter: ApplicantFilter,
  today: PlainDate,
): Promise<RawBuilder<unknown>> {
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  if (filter.unit !== undefined) {
    const unit = await askedUnit(tx, filter.unit, today);
    assertLabelsInScope(caller, [unit.label]);
    const place = await within(tx, unit, { anchor: 'party', query: () => sql``, columns: [] }, today);
    const among = sql`a.cell_id in (
      select ub.unit_id from organisation.unit_block ub
      cross join lateral (select ub.unit_id, null::uuid as village_id) r
      join organisation.block_path bp on bp.block_id = ub.block_id and bp.valid @> ${today}::date
      where ${place.near} and ${place.sure})`;
    // Below a province or a district nearly every file passes: they are looked up in the set of cells instead of being sought by each.
    const isLarge = place.bodies?.level === 'province' || place.bodies?.level === 'district';
    conditions.push(isLarge ? sql`coalesce(${among}, false)` : among);
  }
  if (filter.timer === 'late') conditions.push(sql`a.due_on < ${today}::date`);
  if (filter.timer === 'soon')
    conditions.push(sql`a.due_on >= ${today}::date and a.due_on <= ${today}::date + ${SOON_DAYS}::int`);
  if (filter.nominator !== undefined) conditions.push(sql`a.nominator_kind = ${filter.nominator}`);
  if (filter.post !== undefined) conditions.push(sql`a.post_held = ${filter.post}`);
  if (filter.q !== undefined && filter.q !== '')
    conditions.push(sql`i.name_key like '%' || replace(replace(platform.fold(${filter.q}), '%', ''), '_', '') || '%'`);
  return sql`
    admission.applicant a left join admission.identity i on i.id = a.id where ${sql.join(conditions, sql` and `)}`;
}

const GROUP_OF = sql.join(
  Object.entries(STAGE_GROUPS).map(([group, stages]) => sql`when a.stage = any(${[...stages]}::text[]) then ${group}`),
  sql` `,
);

/**
 * The board: open files by what they wait for, those whose legal time ends first in front. Counts are of the whole, cards of
 * the first seven of each column.
 */
export async function boardOf(
  tx: Tx,
  caller: Pick<Caller, 'ranges'>,
  filter: ApplicantFilter,
  today: PlainDate,
): Promise<Board> {
  const rows = await narrowed(tx, caller, filter, today);
  // Names are looked up only of those that can be among the first of their column: the order goes by the day before the name.
  const { counts, first } = await tx.one<{
    counts: { grp: StageGroup; n: number; late: number; soon: number }[];
    first: string[];
  }>(sql`
    with open as materialized (select a.id, a.due_on, case ${GROUP_OF} end as grp from ${rows} and a.stage not in ${ENDED}),
    early as (
      select o.id, row_number() over (partition by o.grp order by o.due_on nulls last, i.given_order, o.id) as n
      from (select *, rank() over (partition by grp order by due_on nulls last) as place from open) o
      left join admission.identity i on i.id = o.id where o.place <= ${CARDS})
    select coalesce((select json_agg(c) from (
        select grp, count(*) as n, count(*) filter (where due_on < ${today}::date) as late,
          count(*) filter (where due_on between ${today}::date and ${today}::date + ${SOON_DAYS}::int) as soon
        from open group by grp) c), '[]') as counts,
      coalesce((select array_agg(e.id) from early e where e.n <= ${CARDS}), '{}') as first`);
  const facts = await factsOf(tx, sql`select unnest(${first}::uuid[]) as id`);
  const judging = await judgingOn(tx, today);
  const cards = facts.map((row) => cardOf(row, judging));
  const sum = (key: 'late' | 'soon') => counts.reduce((total, row) => total + row[key], 0);
  return {
    asOf: today,
    columns: Object.entries(STAGE_GROUPS).map(([group, stages]) => ({
      group: group as StageGroup,
      total: counts.find(({ grp }) => grp === group)?.n ?? 0,
      items: cards.filter((card) => (stages as readonly string[]).includes(card.stage)),
    })),
    late: sum('late'),
    soon: sum('soon'),
  };
}

/** The same files as a list, page by page: the legal time that ends first in front, then by name. */
export async function listApplicants(
  tx: Tx,
  caller: Pick<Caller, 'ranges'>,
  query: ApplicantQuery,
  today: PlainDate,
): Promise<ApplicantPage> {
  const rows = await narrowed(tx, caller, query, today);
  const stages = query.stage ? [query.stage] : query.group ? [...STAGE_GROUPS[query.group]] : null;
  const state =
    query.state === 'open'
      ? sql`a.stage not in ${ENDED}`
      : query.state === 'ended'
        ? sql`a.stage in ${ENDED}`
        : sql`true`;
  const wanted = sql`select a.id, coalesce(a.due_on, ${`${YEARS.last}-12-31`}::date) as due_on
    from ${rows} and ${state} and (${stages}::text[] is null or a.stage = any(${stages}::text[]))`;
  const cursor = query.cursor === undefined ? undefined : cursorOf(query.cursor);
  const { page, total } = await tx.one<{
    page: { id: string; due_on: string; given_order: string }[];
    total: number;
  }>(sql`
    with hit as materialized (${wanted}),
    -- The day before the name: only those of the page's days are looked up by name, with everybody who shares the last of them.
    near as (select h.due_on from hit h where ${cursor ? sql`h.due_on > ${cursor.due}::date` : sql`true`} order by h.due_on limit ${query.limit + 1}),
    named as (
      select h.id, h.due_on, coalesce(i.given_order, '') as given_order from hit h left join admission.identity i on i.id = h.id
      where h.due_on <= coalesce((select max(n.due_on) from near n), 'infinity') and ${cursor ? sql`h.due_on >= ${cursor.due}::date` : sql`true`}),
    page as (
      select f.id, f.due_on, f.given_order from named f where ${cursor ? sql`(f.due_on, f.given_order, f.id) > (${cursor.due}::date, ${cursor.name}, ${cursor.id}::uuid)` : sql`true`}
      order by f.due_on, f.given_order, f.id limit ${query.limit + 1})
    select (select count(*) from hit) as total, coalesce((select json_agg(p order by p.due_on, p.given_order, p.id) from page p), '[]') as page`);
  const shown = page.slice(0, query.limit);
  const facts = await factsOf(tx, sql`select unnest(${shown.map(({ id }) => id)}::uuid[]) as id`);
  const judging = await judgingOn(tx, today);
  const byId = new Map(facts.map((row) => [row.id, cardOf(row, judging)]));
  const last = shown.at(-1);
  return {
    items: shown.flatMap(({ id }) => byId.get(id) ?? []),
    nextCursor:
      page.length > query.limit && last
        ? Buffer.from(JSON.stringify([last.due_on, last.given_order, last.id])).toString('base64url')
        : null,
    total,
  };
}

/** @throws Invalid `request.cursor` for a cursor that this list did not give */
function cursorOf(text: string): { due: string; name: string; id: string } {
  try {
    const [due, name, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    return { due: PlainDate.parse(due), name: z.string().parse(name), id: Id.parse(id) };
  } catch {
    throw new Invalid('request.cursor');
  }
}
