import { type RawBuilder, sql } from 'kysely';
import { unitName, unitsBelow } from '#modules/tasks/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { fullMonthsBetween } from '#platform/time/dates.ts';
import type { Board, BoardCell } from './contract.ts';
import { meetingSettings } from './meeting/file.ts';
import { type CellFacts, meetingRule, needsVisit, visitReasons } from './rules/index.ts';
import { firstOf, monthState, throughMonth } from './rules/months.ts';

type Held = {
  unitId: string;
  id: string;
  kind: string;
  thematic: boolean;
  month: PlainDate;
  state: string;
  heldOn: PlainDate | null;
};
type CellRow = {
  id: string;
  name: string;
  setting: string | null;
  from: PlainDate;
  present: number;
  summoned: number;
  overdueTasks: number;
  longestOverdueDays: number;
  requestsOverdue: number;
  lastGrade: string | null;
  lastSuperiorOn: PlainDate | null;
  followerName: string | null;
  followerLastOn: PlainDate | null;
};

/** A commune has 5 to 150 cells. More than this nobody reads on one page, and to put them together would keep others waiting. */
export const MOST_CELLS = 500;

/** @throws RuleBroken `board.too-wide` when more than `MOST_CELLS` cells live among the units on a day */
export async function assertNotTooWide(tx: Tx, units: RawBuilder<unknown>, on: PlainDate): Promise<void> {
  const { n } = await tx.one<{ n: number }>(sql`
    select count(*) as n from (select from organisation.unit_version v
      where v.valid @> ${on}::date and v.kind in ('party_cell', 'grassroots_cell') and v.unit_id in (${units}) limit ${MOST_CELLS + 1}) c`);
  if (n > MOST_CELLS) throw new RuleBroken('board.too-wide', { most: MOST_CELLS });
}

/**
 * The board of a commune (or any unit): each cell's year by month, what slips, and where to go with the reasons. As many questions
 * whatever the number of cells.
 * @throws NotFound when the unit does not exist; RuleBroken `board.too-wide` above `MOST_CELLS`
 */
export async function readBoard(tx: Tx, query: { unit: string; year: number }, today: PlainDate): Promise<Board> {
  const below = await unitsBelow(tx, query.unit, today);
  const unit = await tx.one<Board['unit']>(
    sql`select ${sql`u.id`}, (${unitName(sql`u.id`, today)} ->> 'name') as name from organisation.unit u where u.id = ${query.unit}`,
  );
  const last = query.year < Number(today.slice(0, 4)) ? `${query.year}-12-31` : today;
  await assertNotTooWide(tx, below, last);
  const cells = await tx.many<CellRow>(sql`
    with cell as materialized (
      select v.unit_id as id, v.name, v.setting, lower(v.valid) as version_from,
        (select min(lower(f.valid)) from organisation.unit_version f where f.unit_id = v.unit_id) as "from"
      from organisation.unit_version v join organisation.unit u on u.id = v.unit_id
      where v.valid @> ${last}::date and v.kind in ('party_cell', 'grassroots_cell') and v.unit_id in (${below}) and membership.label_in_scope(u.label))
    select c.id, c.name, c.setting, c."from", coalesce(a.present, 0) as present, coalesce(a.summoned, 0) as summoned,
      coalesce(t.n, 0) as "overdueTasks", coalesce(t.longest, 0) as "longestOverdueDays", coalesce(r.n, 0) as "requestsOverdue",
      s.grade as "lastGrade", d.on_day as "lastSuperiorOn",
      meetings.follower_name(f.person_id) as "followerName", f.last_on as "followerLastOn"
    from cell c
    left join lateral (select sum(x.present) as present, sum(x.summoned) as summoned from (
      select m.present, m.summoned from meetings.meeting m where m.unit_id = c.id and m.held_on <= ${last}::date order by m.held_on desc limit 3) x) a on true
    left join lateral (select count(*) as n, max(${last}::date - t.due_on) as longest from tasks.task t
      where t.unit_id = c.id and t.closed_on is null and t.due_on < ${last}::date) t on true
    left join lateral (select count(*) as n from tasks.request r where r.unit_id = c.id and r.answered_on is null and r.due_on < ${last}::date) r on true
    left join lateral (select s.grade from meetings.score s join meetings.meeting m on m.id = s.meeting_id
      where m.unit_id = c.id and m.held_on <= ${last}::date order by m.held_on desc, s.side desc limit 1) s on true
    left join lateral (select m.held_on as on_day from meetings.meeting m where m.unit_id = c.id and m.held_on <= ${last}::date
      and exists (select 1 from meetings.delegate d where d.meeting_id = m.id) order by m.held_on desc limit 1) d on true
    left join lateral (select a.person_id, (
        select max(m.held_on) from meetings.meeting m join meetings.delegate d on d.meeting_id = m.id and d.person_id = a.person_id
        where m.unit_id = c.id and m.held_on <= ${last}::date) as last_on
      from meetings.assignment a join organisation.unit_version v on v.unit_id = a.committee_id and v.valid @> ${last}::date
      join organisation.unit_kind k on k.kind = v.kind
      where a.cell_id = c.id and a.valid @> ${last}::date order by k.rank desc limit 1) f on true
    order by c.name collate "vi-x-icu"`);
  const held = await tx.many<Held>(sql`
    select m.unit_id as "unitId", m.id, m.kind, m.theme is not null as thematic, m.for_month as month, m.state, m.held_on as "heldOn"
    from meetings.meeting m
    where m.unit_id = any(${cells.map(({ id }) => id)}::uuid[]) and m.kind in ('regular', 'thematic') and m.state <> 'cancelled'
      and m.for_month >= make_date(${query.year} - 1, 1, 1) and m.for_month < make_date(${query.year} + 1, 1, 1)
    order by m.for_month, m.number_in_month`);
  const byCell = new Map<string, Held[]>();
  for (const meeting of held) byCell.set(meeting.unitId, [...(byCell.get(meeting.unitId) ?? []), meeting]);
  const settings = await meetingSettings(tx);
  const rules = {
    line: meetingRule('meeting.attendance-line', last, settings),
    superiorMonths: meetingRule('meeting.superior-months', last, settings),
  };
  const through = throughMonth(query.year, today);
  const rows = cells.map((cell): BoardCell => {
    const meetings = byCell.get(cell.id) ?? [];
    const reasons = visitReasons(factsOf(cell, meetings, last, through === 12 && last < today), rules);
    return {
      unit: { id: cell.id, name: cell.name },
      setting: cell.setting,
      months: Array.from({ length: 12 }, (_, at) => monthOf(cell, meetings, query.year, at + 1, today)),
      present: cell.present,
      summoned: cell.summoned,
      overdueTasks: cell.overdueTasks,
      follower: cell.followerName === null ? null : { name: cell.followerName, lastOn: cell.followerLastOn },
      reasons,
      visit: needsVisit(reasons),
    };
  });
  const weight = (cell: BoardCell) => cell.reasons.reduce((sum, reason) => sum + reason.weight, 0);
  rows.sort((a, b) => weight(b) - weight(a));
  return { unit, year: query.year, throughMonth: through, cells: rows };
}

const before = (year: number, month: number): [number, number] => (month === 1 ? [year - 1, 12] : [year, month - 1]);
const hasMet = (meeting: Held) => meeting.heldOn !== null;

function monthOf(
  cell: CellRow,
  meetings: readonly Held[],
  year: number,
  month: number,
  today: PlainDate,
): BoardCell['months'][number] {
  const first = firstOf(year, month);
  const regular = meetings.filter(({ kind }) => kind === 'regular');
  const thematic = meetings.some((meeting) => meeting.month === first && meeting.thematic && hasMet(meeting));
  return { ...monthState({ from: cell.from, meetings: regular, year, month, today }), thematic };
}

function factsOf(cell: CellRow, meetings: readonly Held[], last: PlainDate, complete: boolean): CellFacts {
  const [year, month] = [Number(last.slice(0, 4)), Number(last.slice(5, 7))];
  let [y, m] = complete ? [year, month] : before(year, month);
  let monthsMissed = 0;
  while (monthsMissed < 12 && cell.from <= firstOf(y, m) && y >= year - 1) {
    const first = firstOf(y, m);
    if (meetings.some((meeting) => meeting.month === first && meeting.kind === 'regular' && hasMet(meeting))) break;
    monthsMissed += 1;
    [y, m] = before(y, m);
  }
  let quarter = year * 4 + Math.floor((month - 1) / 3) - (complete ? 0 : 1);
  let quartersMissed = 0;
  const quarterOf = (meeting: Held) =>
    Number(meeting.month.slice(0, 4)) * 4 + Math.floor((Number(meeting.month.slice(5, 7)) - 1) / 3);
  while (
    quartersMissed < 4 &&
    quarter >= (year - 1) * 4 &&
    cell.from <= firstOf(Math.floor(quarter / 4), (quarter % 4) * 3 + 1)
  ) {
    const wanted = quarter;
    if (meetings.some((meeting) => meeting.thematic && hasMet(meeting) && quarterOf(meeting) === wanted)) break;
    quartersMissed += 1;
    quarter -= 1;
  }
  return {
    monthsMissed,
    present: cell.present,
    summoned: cell.summoned,
    overdueTasks: cell.overdueTasks,
    longestOverdueDays: cell.longestOverdueDays,
    quartersMissed,
    monthsSinceSuperior: cell.lastSuperiorOn === null ? null : fullMonthsBetween(cell.lastSuperiorOn, last),
    requestsOverdue: cell.requestsOverdue,
    lastGrade: cell.lastGrade,
  };
}
