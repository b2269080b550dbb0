import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { Forbidden, RuleBroken } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { daysBetween } from '#platform/time/dates.ts';
import type { Quality, Score, WriteScore } from '../contract.ts';
import {
  assertScore,
  type Evidence,
  gradeOf,
  lengthMinutes,
  meetingRule,
  proposeScore,
  type Rubric,
  type Side,
} from '../rules/index.ts';
import { meetingSettings } from './file.ts';

type Facts = {
  id: string;
  unitId: string;
  label: number;
  kind: string;
  state: string;
  heldOn: PlainDate | null;
  present: number | null;
  summoned: number | null;
  unexcused: number | null;
  documentsSentOn: PlainDate | null;
  committeeMetOn: PlainDate | null;
  startedAt: string | null;
  endedAt: string | null;
  speakers: number | null;
  agendaItems: number;
  selfCriticism: boolean;
  votes: number;
  tasksReviewed: number;
  tasksDone: number;
  parentLabelInScope: boolean;
};
type RubricRow = Rubric & { id: string; name: string; source: string };

async function factsOf(tx: Tx, id: string): Promise<Facts> {
  return tx.one<Facts>(sql`
    select m.id, m.unit_id as "unitId", m.label, m.kind, m.state, m.held_on as "heldOn", m.present, m.summoned, m.unexcused,
      m.documents_sent_on as "documentsSentOn", m.committee_met_on as "committeeMetOn", m.started_at as "startedAt", m.ended_at as "endedAt", m.speakers,
      (select count(*) from meetings.agenda_item a where a.meeting_id = m.id) as "agendaItems",
      exists (select 1 from meetings.agenda_item a where a.meeting_id = m.id and a.kind = 'self_criticism') as "selfCriticism",
      (select count(*) from meetings.vote v where v.meeting_id = m.id) as votes,
      (select count(distinct e.task_id) from tasks.entry e where e.meeting_id = m.id) as "tasksReviewed",
      (select count(distinct e.task_id) from tasks.entry e where e.meeting_id = m.id and e.to_state = 'done') as "tasksDone",
      coalesce((select membership.label_in_scope(u.label) from organisation.unit_version v join organisation.unit u on u.id = v.parent_id
        where v.unit_id = m.unit_id and v.valid @> coalesce(m.held_on, m.planned_on)), true) as "parentLabelInScope"
    from meetings.meeting m where m.id = ${id}`);
}

/** The sheet that applied on the day: the province's own before the framework. */
async function rubricOf(tx: Tx, facts: Facts): Promise<RubricRow | undefined> {
  const on = facts.heldOn;
  const kind = facts.kind === 'thematic' ? 'thematic' : 'regular';
  return tx.maybeOne<RubricRow>(sql`
    select r.id, r.name, r.source, r.lines, r.grades, r.caps from meetings.rubric r
    where r.kind = ${kind} and r.valid @> ${on}::date and (r.unit_id is null or exists (
      select 1 from organisation.unit_path p where p.unit_id = ${facts.unitId} and p.valid @> ${on}::date and p.province_id = r.unit_id))
    order by r.unit_id nulls last limit 1`);
}

async function evidenceOf(tx: Tx, facts: Facts): Promise<Evidence> {
  const on = facts.heldOn ?? '2026-01-01';
  const settings = await meetingSettings(tx);
  return {
    present: facts.present ?? 0,
    summoned: facts.summoned ?? 0,
    unexcused: facts.unexcused ?? 0,
    documentsSentDaysBefore: facts.documentsSentOn === null ? null : daysBetween(facts.documentsSentOn, on),
    committeeMet: facts.committeeMetOn !== null && facts.committeeMetOn <= on,
    agendaItems: facts.agendaItems,
    speakers: facts.speakers,
    minutes: lengthMinutes(facts.startedAt, facts.endedAt),
    usualMinutes: meetingRule(
      facts.kind === 'thematic' ? 'meeting.thematic-minutes' : 'meeting.regular-minutes',
      on,
      settings,
    ),
    votes: facts.votes,
    selfCriticism: facts.selfCriticism,
    minutesAgreed: facts.state === 'agreed' || facts.state === 'locked',
    tasksReviewed: facts.tasksReviewed,
    tasksDone: facts.tasksDone,
    line: meetingRule('meeting.attendance-line', on, settings),
  };
}

/** The sheet of a meeting: what evidence proposes, what the cell confirmed, what the superior says; null before there are minutes. */
export async function qualityOf(tx: Tx, caller: Pick<Caller, 'rights'>, id: string): Promise<Quality | null> {
  const facts = await factsOf(tx, id);
  if (facts.heldOn === null || !(facts.kind === 'regular' || facts.kind === 'thematic')) return null;
  const rubric = await rubricOf(tx, facts);
  if (!rubric) return null;
  const evidence = await evidenceOf(tx, facts);
  const scores = await tx.many<Score>(sql`
    select side, points, reasons, total, grade, note, scored_on as "scoredOn" from meetings.score where meeting_id = ${id}`);
  return {
    rubric: { name: rubric.name, source: rubric.source, lines: [...rubric.lines], caps: [...rubric.caps] },
    proposed: proposeScore(rubric, evidence),
    evidence,
    own: scores.find(({ side }) => side === 'own') ?? null,
    superior: scores.find(({ side }) => side === 'superior') ?? null,
    mayScoreAbove: caller.rights.includes('meetings.score') && facts.parentLabelInScope,
  };
}

/**
 * Confirms a sheet: the cell its own, a superior the one beside it. What differs from the proposal has its reason.
 * @throws Forbidden `right.missing`
 * @throws RuleBroken `score.no-rubric`, `score.after-minutes`, `score.superior-only`, `score.line-missing`, `score.line-too-high`, `score.reason-needed`
 */
export async function writeScore(
  tx: Tx,
  caller: Pick<Caller, 'rights'>,
  id: string,
  side: Side,
  input: WriteScore,
  today: PlainDate,
): Promise<Score> {
  const right = side === 'own' ? 'meetings.write' : 'meetings.score';
  const facts = await factsOf(tx, id);
  if (!caller.rights.includes(right)) throw new Forbidden('right.missing', { right });
  if (side === 'superior' && !facts.parentLabelInScope) throw new RuleBroken('score.superior-only');
  if (facts.heldOn === null || !['draft', 'agreed', 'locked'].includes(facts.state))
    throw new RuleBroken('score.after-minutes');
  const rubric = await rubricOf(tx, facts);
  if (!rubric) throw new RuleBroken('score.no-rubric', { on: facts.heldOn });
  const proposed = proposeScore(rubric, await evidenceOf(tx, facts));
  // The superior judges for himself: only the cell's own sheet is measured against the proposal.
  const reasons = input.reasons;
  assertScore(rubric, { points: input.points, proposed: side === 'own' ? proposed : input.points, reasons });
  const { total, grade } = gradeOf(rubric, input.points, facts.unexcused ?? 0);
  await tx.run(sql`
    insert into meetings.score (meeting_id, side, rubric_id, points, proposed, reasons, total, grade, note, scored_on, label)
    values (${id}, ${side}, ${rubric.id}, ${JSON.stringify(input.points)}::jsonb, ${JSON.stringify(proposed)}::jsonb, ${JSON.stringify(reasons)}::jsonb,
      ${total}, ${grade}, ${input.note}, ${today}, ${facts.label})
    on conflict (meeting_id, side) do update set points = excluded.points, proposed = excluded.proposed, reasons = excluded.reasons, total = excluded.total,
      grade = excluded.grade, note = excluded.note, scored_on = excluded.scored_on, scored_by = default`);
  return { side, points: input.points, reasons, total, grade, note: input.note, scoredOn: today };
}
