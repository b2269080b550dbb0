import { type RawBuilder, sql } from 'kysely';
import type { Caller } from '#platform/http/context.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid } from '#platform/errors.ts';
import { percent } from '#platform/numbers.ts';
import { Id, PlainDate } from '#platform/shapes.ts';
import { FUNNEL_STAGES, type Nominee, type NomineePage, type NomineeQuery, type NomineeView } from '../contract.ts';
import { DATED } from '../figures.ts';

const ENDED = sql`('official', 'dropped', 'removed')`;
type Reached = (typeof FUNNEL_STAGES)[number];
const VIEWS: Record<NomineeView, RawBuilder<unknown>> = {
  open: sql`a.ceremony_on is null and a.ended_on is null`,
  admitted: sql`a.ceremony_on is not null`,
  ended: sql`a.ceremony_on is null and a.ended_on is not null`,
  all: sql`true`,
};
/** Came to a stage, or to a later one: what was skipped by an old file counts as passed. */
const cameTo = (key: Reached) =>
  sql`coalesce(${sql.join(FUNNEL_STAGES.slice(FUNNEL_STAGES.indexOf(key)).map((one) => sql`a.${sql.ref(DATED[one])}`))}) is not null`;

/**
 * What a nominating body sees: its own nominees and how far each has come, those on their way first and the newest of them in
 * front; beside the page how many stand where and how many came how far, of all of them.
 * @see DOMAIN.md 9: “loses track after handing over”
 */
export async function listNominees(tx: Tx, ranges: Caller['ranges'], query: NomineeQuery): Promise<NomineePage> {
  const own =
    ranges === 'everything'
      ? sql`true`
      : sql.join(
          [sql`false`, ...ranges.map(({ lo, hi }) => sql`(a.nominator_label >= ${lo} and a.nominator_label < ${hi})`)],
          sql` or `,
        );
  const cursor = query.cursor === undefined ? undefined : cursorOf(query.cursor);
  const inYear = (column: RawBuilder<unknown>, year: number | undefined) =>
    year === undefined ? sql`true` : sql`${column} between make_date(${year}, 1, 1) and make_date(${year}, 12, 31)`;
  const asked = sql`${VIEWS[query.view]} and ${query.reached === undefined ? sql`true` : cameTo(query.reached)}
    and ${inYear(sql`a.noticed_on`, query.namedIn)} and ${inYear(sql`a.ceremony_on`, query.admittedIn)}`;
  const { counts, reached, total } = await tx.one<{
    counts: Record<NomineeView, number>;
    reached: Record<Reached, number>;
    total: number;
  }>(sql`
    select json_build_object(${sql.join(
      Object.entries(VIEWS).map(([view, where]) => sql`${view}::text, count(*) filter (where ${where})`),
    )}) as counts,
      json_build_object(${sql.join(FUNNEL_STAGES.map((key) => sql`${key}::text, count(*) filter (where ${cameTo(key)})`))}) as reached,
      count(*) filter (where ${asked}) as total
    from admission.applicant a where ${own}`);
  const found = await tx.many<Nominee & { over: boolean }>(sql`
    select a.id, i.full_name as "fullName", a.stage, a.noticed_on as "noticedOn", a.stage_on as "stageOn", a.ceremony_on as "ceremonyOn",
      a.official_on as "officialOn", a.ended_on as "endedOn", (a.stage in ${ENDED}) as over,
      (select json_build_object('id', a.cell_id, 'name', v.name) from organisation.unit_version v where v.unit_id = a.cell_id order by v.valid desc limit 1) as cell
    from admission.applicant a left join admission.identity i on i.id = a.id
    where (${own}) and ${asked}
      and ${
        cursor
          ? sql`((a.stage in ${ENDED}), -(a.noticed_on - date '2000-01-01'), a.id)
              > (${cursor.over}::boolean, -(${cursor.noticedOn}::date - date '2000-01-01'), ${cursor.id}::uuid)`
          : sql`true`
      }
    order by (a.stage in ${ENDED}), a.noticed_on desc, a.id limit ${query.limit + 1}`);
  const shown = found.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ over: _, ...nominee }) => nominee),
    nextCursor:
      found.length > query.limit && last
        ? Buffer.from(JSON.stringify([last.over, last.noticedOn, last.id])).toString('base64url')
        : null,
    total,
    counts,
    way: FUNNEL_STAGES.map((key) => ({ key, reached: reached[key], percent: percent(reached[key], counts.all) })),
  };
}

/** @throws Invalid `request.cursor` for a cursor that this list did not give */
function cursorOf(text: string): { over: boolean; noticedOn: string; id: string } {
  try {
    const [over, noticedOn, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    return { over: over === true, noticedOn: PlainDate.parse(noticedOn), id: Id.parse(id) };
  } catch {
    throw new Invalid('request.cursor');
  }
}
