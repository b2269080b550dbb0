import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { Caller } from '#platform/http/context.ts';
import { askedUnit, within } from '#modules/figures/index.ts';
import { assertLabelsInScope } from '#modules/organisation/index.ts';
import {
  type ApplicantFilter,
  type ApplicantPage,
  type ApplicantQuery,
  type Board,
  type Nominee,
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
    conditions.push(sql`a.cell_id in (
      select r.unit_id from (select u.unit_id, null::uuid as village_id from organisation.unit_block u) r
      join organisation.unit_block ub on ub.unit_id = r.unit_id
      join organisation.block_path bp on bp.block_id = ub.block_id and bp.valid @> ${today}::date
      where ${place.near} and ${place.sure})`);
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
  const all = sql`(select a.id, a.due_on, i.given_order, case ${GROUP_OF} end as grp from ${rows} and a.stage not in ${ENDED}) f`;
  const counts = await tx.many<{ grp: StageGroup; n: number; late: number; soon: number }>(sql`
    select grp, count(*) as n, count(*) filter (where due_on < ${today}::date) as late,
      count(*) filter (where due_on between ${today}::date and ${today}::date + ${SOON_DAYS}::int) as soon
    from ${all} group by grp`);
  const facts = await factsOf(
    tx,
    sql`select id from (select f.id, row_number() over (partition by grp order by due_on nulls last, given_order, id) as n from ${all}) x where n <= ${CARDS}`,
  );
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
  const wanted = sql`select a.id, coalesce(a.due_on, '2200-12-31'::date) as due_on, coalesce(i.given_order, '') as given_order
    from ${rows} and ${state} and (${stages}::text[] is null or a.stage = any(${stages}::text[]))`;
  const after = query.cursor === undefined ? sql`` : cursorOf(query.cursor);
  const page = await tx.many<{ id: string; due_on: string; given_order: string }>(sql`
    select f.id, f.due_on, f.given_order from (${wanted}) f ${after} order by f.due_on, f.given_order, f.id limit ${query.limit + 1}`);
  const { total } = await tx.one<{ total: number }>(sql`select count(*) as total from (${wanted}) f`);
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
function cursorOf(text: string): RawBuilder<unknown> {
  try {
    const [due, name, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [string, string, string];
    if ([due, name, id].some((part) => typeof part !== 'string')) throw new Invalid('request.cursor');
    return sql`where (f.due_on, f.given_order, f.id) > (${due}::date, ${name}, ${id}::uuid)`;
  } catch {
    throw new Invalid('request.cursor');
  }
}

/** What a nominating body sees: its own nominees and how far each has come, the newest first. */
export function listNominees(tx: Tx, ranges: Caller['ranges'], limit: number): Promise<Nominee[]> {
  const own =
    ranges === 'everything'
      ? sql`true`
      : sql.join(
          [sql`false`, ...ranges.map(({ lo, hi }) => sql`(a.nominator_label >= ${lo} and a.nominator_label < ${hi})`)],
          sql` or `,
        );
  return tx.many<Nominee>(sql`
    select a.id, i.full_name as "fullName", a.stage, a.noticed_on as "noticedOn", a.stage_on as "stageOn", a.ceremony_on as "ceremonyOn",
      a.official_on as "officialOn", a.ended_on as "endedOn",
      (select json_build_object('id', a.cell_id, 'name', v.name) from organisation.unit_version v where v.unit_id = a.cell_id order by v.valid desc limit 1) as cell
    from admission.applicant a left join admission.identity i on i.id = a.id
    where ${own}
    order by (a.stage in ${ENDED}), a.recorded_at desc, a.noticed_on desc, a.id limit ${limit}`);
}
