import { type RawBuilder, sql } from 'kysely';
import { workingCalendar as loadCalendar } from '#platform/calendar/calendar.ts';
import type { Tx } from '#platform/db/tx.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { WorkingCalendar } from '#platform/time/working-days.ts';
import type { RuleSetting } from '#modules/membership/rules/index.ts';
import type { ApplicantCard, Dossier, IntroducerKind, MemberishDate, Stage } from '../contract.ts';
import { ADMISSION_RULE_KEYS, moreThanHalf, timersOf, twoThirds } from '../rules/index.ts';

/** What judging needs besides the file: the day, the holidays, and what administrators have set. */
export type Judging = { today: PlainDate; calendar: WorkingCalendar; settings: RuleSetting[] };

/** Loads calendar and settings once for a request. */
export async function judgingOn(tx: Tx, today: PlainDate): Promise<Judging> {
  const settings = await tx.many<{
    key: string;
    from: string | null;
    to: string | null;
    value: unknown;
    source: string;
  }>(sql`
    select key, lower(valid) as "from", upper(valid) as "to", value, source from platform.setting where key = any(${ADMISSION_RULE_KEYS}::text[])`);
  return {
    today,
    calendar: await loadCalendar(tx),
    settings: settings.flatMap(({ key, from, to, value, source }) =>
      typeof value === 'number' ? [{ key, valid: { from, to }, value, source }] : [],
    ),
  };
}

/** A row of the file with the counts that rules ask for. */
export type FactsRow = {
  id: string;
  version: number;
  fullName: string | null;
  personId: string | null;
  memberId: string | null;
  sex: 'male' | 'female' | null;
  birthOn: string | null;
  birthPrecision: MemberishDate['precision'] | null;
  education: Dossier['education'];
  union: Dossier['union'];
  relaxed: Dossier['relaxed'];
  relaxedConsent: string | null;
  overAgeConsent: string | null;
  consentOn: string;
  cellId: string;
  label: number;
  nominatorLabel: number;
  cell: ApplicantCard['cell'];
  nominator: ApplicantCard['nominator'];
  nominatorKind: ApplicantCard['nominatorKind'];
  postHeld: ApplicantCard['postHeld'];
  stage: Stage;
  stageOn: string;
  noticedOn: string;
  listedOn: string | null;
  courseOn: string | null;
  appliedOn: string | null;
  checkedOn: string | null;
  votedOn: string | null;
  grassrootsOn: string | null;
  submittedOn: string | null;
  decidedOn: string | null;
  decisionNo: string | null;
  receivedOn: string | null;
  ceremonyOn: string | null;
  proposedOn: string | null;
  officialOn: string | null;
  joinedPrecision: MemberishDate['precision'];
  endedOn: string | null;
  dropReason: string | null;
  reducedAt: string | null;
  mentorId: string | null;
  checksAsked: number | null;
  checksOpen: number | null;
  checksUnfit: number | null;
  ownAsked: boolean | null;
  parentsAsked: boolean | null;
  requestedOn: string | null;
  requestedAbroad: boolean | null;
  introducedBy: IntroducerKind[] | null;
  said: string[] | null;
  undecided: number | null;
  lastVote: Omit<NonNullable<ApplicantCard['lastVote']>, 'needed'> | null;
};

const nameOf = (unit: RawBuilder<unknown>) => sql`(
  select json_build_object('id', ${unit}, 'name', v.name) from organisation.unit_version v where v.unit_id = ${unit} order by v.valid desc limit 1)`;

/**
 * Files with everything that rules and cards need, in one statement however many there are. `source` yields the ids in
 * the column `id`, at most a page of them.
 */
export function factsOf(tx: Tx, source: RawBuilder<unknown>): Promise<FactsRow[]> {
  return tx.many<FactsRow>(sql`
    with wanted as materialized (${source})
    select a.id, a.version, i.full_name as "fullName", i.person_id as "personId", a.member_id as "memberId", a.sex, i.birth_on as "birthOn",
      i.birth_precision as "birthPrecision", i.education, a.union_member as "union", a.relaxed, a.relaxed_consent as "relaxedConsent",
      a.over_age_consent as "overAgeConsent", a.consent_on as "consentOn", a.cell_id as "cellId", a.label, a.nominator_label as "nominatorLabel",
      ${nameOf(sql`a.cell_id`)} as cell, ${nameOf(sql`a.nominator_id`)} as nominator, a.nominator_kind as "nominatorKind", a.post_held as "postHeld",
      a.stage, a.stage_on as "stageOn", a.noticed_on as "noticedOn", a.listed_on as "listedOn", a.course_on as "courseOn", a.applied_on as "appliedOn",
      a.checked_on as "checkedOn", a.voted_on as "votedOn", a.grassroots_on as "grassrootsOn", a.submitted_on as "submittedOn", a.decided_on as "decidedOn",
      a.decision_no as "decisionNo", a.received_on as "receivedOn", a.ceremony_on as "ceremonyOn", a.proposed_on as "proposedOn", a.official_on as "officialOn", a.joined_precision as "joinedPrecision",
      a.ended_on as "endedOn", a.drop_reason as "dropReason", a.reduced_at as "reducedAt", a.mentor_id as "mentorId",
      c.asked as "checksAsked", c.open as "checksOpen", c.unfit as "checksUnfit", c.own as "ownAsked", c.parents as "parentsAsked",
      c.since as "requestedOn", c.abroad as "requestedAbroad", n.kinds as "introducedBy", s.said, v.undecided, v.last as "lastVote"
    from wanted w
    join admission.applicant a on a.id = w.id
    left join admission.identity i on i.id = a.id
    left join lateral (
      select count(*) as asked, count(*) filter (where r.answered_on is null) as open, bool_or(r.subject = 'applicant') as own,
        bool_or(r.subject in ('parents', 'raised_by')) as parents, min(r.requested_on) filter (where r.answered_on is null) as since,
        -- Of one subject the last answer counts: more may have been asked, and given.
        count(*) filter (where r.conclusion in ('unfit', 'more_needed') and not exists (
          select 1 from admission.check_request l where l.applicant_id = r.applicant_id and l.subject = r.subject and l.requested_on > r.requested_on)) as unfit,
        bool_and(r.abroad) filter (where r.answered_on is null) as abroad
      from admission.check_request r where r.applicant_id = a.id) c on true
    left join lateral (select array_agg(x.kind) as kinds from admission.introduction x where x.applicant_id = a.id) n on true
    left join lateral (
      select array_agg(distinct x.kind || ':' || x.detail) as said from admission.step x where x.applicant_id = a.id and x.kind in ('opinion', 'remark')) s on true
    left join lateral (
      select count(*) filter (where x.result = 'undecided' and x.body in ('cell', 'superior') and x.purpose = case when a.stage = 'probationary' then 'recognition' else 'admission' end
          and (a.deadlock_reported_on is null or x.on_date > a.deadlock_reported_on)) as undecided,
        (array_agg(json_build_object('for', x.in_favour, 'base', x.base, 'result', x.result, 'body', x.body, 'round', x.round, 'on', x.on_date)
          order by x.on_date desc, x.recorded_at desc) filter (where x.body <> 'board'))[1] as last
      from admission.vote x where x.applicant_id = a.id and not x.is_void) v on true
    order by a.due_on nulls last, i.given_order, a.id`);
}

/** The row as the rules read it. */
export function dossierOf(row: FactsRow): Dossier {
  const said = new Set(row.said ?? []);
  return {
    ...row,
    bornOn: row.birthOn === null ? null : { on: row.birthOn, precision: row.birthPrecision ?? 'day' },
    requestedAbroad: row.requestedAbroad ?? false,
    checksAsked: row.checksAsked ?? 0,
    checksOpen: row.checksOpen ?? 0,
    checksUnfit: row.checksUnfit ?? 0,
    ownAsked: row.ownAsked ?? false,
    parentsAsked: row.parentsAsked ?? false,
    introductions: (row.introducedBy ?? []).map((kind) => ({ kind })),
    opinions: { residence: said.has('opinion:residence'), mass: said.has('opinion:mass') },
    undecided: row.undecided ?? 0,
    rejected: row.lastVote?.result === 'rejected',
    remarks: {
      mentor: said.has('remark:mentor'),
      residence: said.has('remark:residence'),
      mass: said.has('remark:mass'),
      course: said.has('remark:course'),
    },
  };
}

/** The row as a card of the board, with its legal times. */
export function cardOf(row: FactsRow, judging: Judging): ApplicantCard {
  const { lastVote } = row;
  return {
    id: row.id,
    fullName: row.fullName,
    cell: row.cell,
    nominator: row.nominator,
    nominatorKind: row.nominatorKind,
    stage: row.stage,
    stageOn: row.stageOn,
    postHeld: row.postHeld,
    lastVote: lastVote && {
      ...lastVote,
      needed: lastVote.body === 'board' ? moreThanHalf(lastVote.base) : twoThirds(lastVote.base),
    },
    courseOn: row.courseOn,
    checkedOn: row.checkedOn,
    submittedOn: row.submittedOn,
    decisionNo: row.decisionNo,
    decidedOn: row.decidedOn,
    ceremonyOn: row.ceremonyOn,
    timers: row.endedOn === null ? timersOf(dossierOf(row), judging) : [],
  };
}
