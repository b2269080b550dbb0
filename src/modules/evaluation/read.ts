import { type RawBuilder, sql } from 'kysely';
import { assertUnitsInScope } from '#modules/organisation/index.ts';
import { unitName } from '#modules/tasks/index.ts';
import { workingCalendar } from '#platform/calendar/calendar.ts';
import type { Tx } from '#platform/db/tx.ts';
import type { Caller } from '#platform/http/context.ts';
import type { WorkingCalendar } from '#platform/time/working-days.ts';
import { fromPgRange } from '#platform/time/ranges.ts';
import type { EvaluationList, EvaluationRow } from './contract.ts';
import {
  capOf,
  complainUntil,
  endOfYear,
  EVALUATION_RULES,
  type EvaluationSetting,
  type Evidence,
  type Level,
  notDue,
  type Subject,
  supportedLevel,
} from './rules/index.ts';

/** What the records of a year say about a person or a unit. `open` are tasks over their day today. */
const EVIDENCE = (given: {
  tasks: RawBuilder<unknown>;
  meetings: RawBuilder<unknown>;
  disciplined: RawBuilder<unknown>;
  year: number;
  today: string;
}) => sql`
  (select json_build_object('tasksDue', count(*), 'tasksOnTime', count(*) filter (where k.state = 'done'),
      'tasksLate', count(*) filter (where k.state in ('late', 'carried_over')),
      'tasksOpen', count(*) filter (where k.state in ('assigned', 'in_progress') and k.due_on < ${given.today}::date),
      'summoned', (${given.meetings}) -> 0, 'present', (${given.meetings}) -> 1, 'disciplined', ${given.disciplined})
    from tasks.task k where ${given.tasks} and k.state <> 'dropped'
      and k.due_on >= make_date(${given.year}, 1, 1) and k.due_on < make_date(${given.year} + 1, 1, 1))`;
const PROPOSAL = sql`case when p.id is not null then json_build_object('id', p.id, 'level', p.level, 'reason', p.reason, 'document', p.document, 'on', p.proposed_on,
  'version', p.version) end as proposal, r.level, r.id as "ratingId",
  coalesce(rd.decided_on, case when r.id is not null then (select d.decided_on from evaluation.decision_of(r.id) d) end) as "ratedOn",
  case when c.id is not null then json_build_object('id', c.id, 'filedOn', c.filed_on, 'document', c.document, 'dueOn', c.due_on, 'answeredOn', c.answered_on,
    'outcome', c.outcome, 'level', c.level, 'answerDocument', c.answer_document) end as complaint`;
/** The complaint about the rating that counts, or the one whose answer set it. */
const COMPLAINT = sql`left join evaluation.decision rd on rd.id = r.decision_id left join evaluation.complaint c on c.rating_id = r.id or c.id = r.complaint_id`;
const within = (column: RawBuilder<unknown>, year: number) =>
  sql`${column} >= make_date(${year}, 1, 1) and ${column} < make_date(${year} + 1, 1, 1)`;

type Found = Pick<EvaluationRow, 'id' | 'name' | 'proposal' | 'level' | 'ratingId' | 'complaint'> & {
  evidence: Evidence;
  ratedOn: string | null;
  state: string | null;
  admittedOn: string | null;
};
type Asked = { year: number; today: string; settings: readonly EvaluationSetting[]; calendar?: WorkingCalendar };

function rowOf({ state, admittedOn, ratedOn, ...found }: Found, { year, settings, calendar }: Asked): EvaluationRow {
  return {
    ...found,
    notDue: state === null ? null : notDue({ state, admittedOn, year }, settings),
    complainUntil: ratedOn && calendar ? complainUntil(ratedOn, calendar, settings) : null,
    supported: supportedLevel(found.evidence, endOfYear(year), settings),
  };
}

/** Members of a cell on 31 December of the year, by name. One question. */
export async function membersOf(tx: Tx, cellId: string, asked: Asked): Promise<EvaluationRow[]> {
  const { year, today } = asked;
  const rows = await tx.many<Found>(sql`
    select m.member_id as id, n.full_name as name, m.state, s.ceremony_on as "admittedOn", ${EVIDENCE({
      year,
      today,
      tasks: sql`k.owner_person_id = m.member_id`,
      meetings: sql`select json_build_array(count(*), count(*) filter (where a.presence in ('present', 'remote')))
        from meetings.attendance a where a.person_id = m.member_id and a.call = 'summoned' and a.presence <> 'special_duty' and ${within(sql`a.held_on`, year)}`,
      disciplined: sql`exists (select 1 from membership.shown_discipline d where d.member_id = m.member_id and d.valid && daterange(make_date(${year}, 1, 1), make_date(${year} + 1, 1, 1)))`,
    })} as evidence, ${PROPOSAL}
    from membership.on_roll m
    left join membership.shown_person n on n.id = m.member_id left join membership.shown_member s on s.id = m.member_id
    left join evaluation.proposal p on p.year = ${year} and p.member_id = m.member_id
    left join evaluation.rating r on r.year = ${year} and r.member_id = m.member_id and not r.is_void
    ${COMPLAINT}
    where m.cell_id = ${cellId} and m.valid @> ${endOfYear(year)}::date
    order by n.full_name collate "vi-x-icu", m.member_id`);
  return rows.map((row) => rowOf(row, asked));
}

/** Party organisations as they stood on 31 December of the year, by name. One question. */
export async function organisationsOf(tx: Tx, which: RawBuilder<unknown>, asked: Asked): Promise<EvaluationRow[]> {
  const { year, today } = asked;
  const rows = await tx.many<Found>(sql`
    select v.unit_id as id, v.name, null as state, null as "admittedOn", ${EVIDENCE({
      year,
      today,
      // The work it answers for itself; what its members were given is theirs.
      tasks: sql`k.owner_unit_id = v.unit_id`,
      meetings: sql`select json_build_array(coalesce(sum(h.summoned), 0), coalesce(sum(h.present), 0)) from meetings.meeting h
        where h.unit_id = v.unit_id and h.kind in ('regular', 'thematic') and ${within(sql`h.held_on`, year)}`,
      disciplined: sql`false`,
    })} as evidence, ${PROPOSAL}
    from organisation.unit_version v join organisation.unit u on u.id = v.unit_id
    left join evaluation.proposal p on p.year = ${year} and p.unit_id = v.unit_id and p.member_id is null
    left join evaluation.rating r on r.year = ${year} and r.unit_id = v.unit_id and r.member_id is null and not r.is_void
    ${COMPLAINT}
    where ${which} and v.valid @> ${endOfYear(year)}::date and u.tree = 'party' and membership.label_in_scope(u.label)
    order by v.name collate "vi-x-icu", v.unit_id`);
  return rows.map((row) => rowOf(row, asked));
}

/** A unit in its year: whose list it is, and who decides. @throws NotFound when it did not live on 31 December, or lies outside */
export async function yearOf(
  tx: Tx,
  caller: Pick<Caller, 'ranges'>,
  unitId: string,
  year: number,
): Promise<{
  id: string;
  label: number;
  name: string;
  subject: Subject;
  decidedById: string | null;
  byLabel: number | null;
}> {
  await assertUnitsInScope(tx, caller, [unitId]);
  return tx.one(sql`
    select v.unit_id as id, u.label, v.name, case when v.kind in ('party_cell', 'grassroots_cell') then 'member' else 'organisation' end as subject,
      d.id as "decidedById", d.label as "byLabel"
    from organisation.unit_version v join organisation.unit u on u.id = v.unit_id
    left join organisation.unit d on d.id = case when v.kind in ('party_cell', 'grassroots_cell') then v.parent_id else v.unit_id end
    where v.unit_id = ${unitId} and v.valid @> ${endOfYear(year)}::date and u.tree = 'party'`);
}

/** The administrators' values for this room. */
export async function evaluationSettings(tx: Tx): Promise<EvaluationSetting[]> {
  const rows = await tx.many<{ key: string; valid: string; value: unknown }>(sql`
    select key, valid::text as valid, value from platform.setting where key = any(${Object.keys(EVALUATION_RULES)}::text[])`);
  return rows.flatMap(({ key, valid, value }) => {
    const range = fromPgRange(valid);
    return typeof value === 'number' && range ? [{ key, valid: range, value }] : [];
  });
}

/** The list that is decided on in a unit's year. */
export const listOf = (tx: Tx, unit: { id: string; subject: Subject }, asked: Asked): Promise<EvaluationRow[]> =>
  unit.subject === 'member' ? membersOf(tx, unit.id, asked) : organisationsOf(tx, sql`v.parent_id = ${unit.id}`, asked);

/** The year of a unit: its members or organisations, evidence, proposals, what was decided, and the cap. */
export async function readYear(
  tx: Tx,
  caller: Caller,
  query: { unit: string; year: number },
  today: string,
): Promise<EvaluationList> {
  const { year } = query;
  const unit = await yearOf(tx, caller, query.unit, year);
  const settings = await evaluationSettings(tx);
  const asked = { year, today, settings, calendar: await workingCalendar(tx) };
  const rows = await listOf(tx, unit, asked);
  const [own] = await organisationsOf(tx, sql`v.unit_id = ${unit.id}`, asked);
  const decision = await tx.maybeOne<NonNullable<EvaluationList['decision']>>(sql`
    select id, document, decided_on as "on", outstanding from evaluation.decision
    where year = ${year} and unit_id = ${unit.id} and withdrawn_on is null`);
  const decidedBy = await tx.maybeOne<{ unit: { id: string; name: string }; seen: boolean }>(sql`
    select ${unitName(sql`u.id`, endOfYear(year))} as unit, membership.label_in_scope(u.label) as seen from organisation.unit u where u.id = ${unit.decidedById}`);
  const due = rows.filter((row) => row.notDue === null);
  const levels = due.flatMap(({ level, proposal }): Level[] => {
    const counted = decision ? level : (proposal?.level ?? null);
    return counted === null ? [] : [counted];
  });
  return {
    unit: { id: unit.id, name: unit.name },
    year,
    subject: unit.subject,
    rows,
    own: own as EvaluationRow,
    decidedBy: decidedBy?.unit ?? null,
    decision: decision ?? null,
    cap: capOf(levels, { outstanding: decision?.outstanding ?? false, on: endOfYear(year) }, settings),
    mayPropose: caller.rights.includes('evaluation.write'),
    mayDecide: caller.rights.includes('evaluation.decide') && decidedBy?.seen === true,
  };
}
