/** Writes the applications of the plan with their papers, votes and steps, in bulk. */
import { sql } from 'kysely';
import { ruleOn, type AdmissionRuleKey } from '#modules/admission/rules/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { addMonths } from '#platform/time/dates.ts';
import { HOLIDAYS_VIETNAM } from '#platform/time/holidays-vietnam.ts';
import { addWorkingDays, workingCalendar } from '#platform/time/working-days.ts';
import type { PlanApplication } from './plan/application.ts';
import { loadYearly } from './load-yearly.ts';
import type { SamplePlan } from './plan/sample-plan.ts';
import type { Key } from './plan/types.ts';

type Ids = { id: (kind: string, key: string) => string; label: (unit: Key) => number };
type Step = { kind: string; on: string; to: string | null; document?: string; detail?: string; due?: string | null };

const calendar = workingCalendar(HOLIDAYS_VIETNAM);
const known = new Map<string, string | null>();

/** The last day of a legal time; nothing for years whose holidays nobody kept. */
function due(key: AdmissionRuleKey, from: string | null): string | null {
  if (from === null || from < '2015-01-01') return null;
  const wanted = `${key} ${from}`;
  const found = known.get(wanted);
  if (found !== undefined) return found;
  const on = from > '2027-09-01' ? null : addWorkingDays(from, ruleOn(key, from).value, calendar);
  known.set(wanted, on);
  return on;
}

/** A number for a paper, the same for the same file. */
const number = (key: string, most: number) =>
  1 + (([...key].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7) >>> 0) % most);

function stepsOf(one: PlanApplication): Step[] {
  const n = number(one.key, 180);
  const steps: (Step | null)[] = [
    { kind: 'nominate', on: one.noticedOn, to: 'noticed', detail: one.nominatorKind },
    one.listedOn === null ? null : { kind: 'list', on: one.listedOn, to: 'outstanding', document: `${n}-NQ/CB` },
    one.courseOn === null ? null : { kind: 'course', on: one.courseOn, to: 'course_done', document: `${n}/GCN` },
    one.appliedOn === null ? null : { kind: 'apply', on: one.appliedOn, to: 'applied', document: '1-KNĐ, 2-KNĐ' },
    one.requestedOn === null ? null : { kind: 'request_verification', on: one.requestedOn, to: 'applied', detail: '2' },
    one.checkedOn === null
      ? null
      : { kind: 'verify', on: one.checkedOn, to: 'background_checked', document: `${n}-XN/ĐU` },
    one.introducedOn === null
      ? null
      : { kind: 'opinion', on: one.introducedOn, to: 'background_checked', document: '5-KNĐ', detail: 'residence' },
    one.introducedOn === null
      ? null
      : { kind: 'opinion', on: one.introducedOn, to: 'background_checked', document: '5-KNĐ', detail: 'mass' },
    one.introducedOn === null ? null : { kind: 'introduce', on: one.introducedOn, to: 'introduced', document: '3-KNĐ' },
    one.votedOn === null
      ? null
      : { kind: 'cell_vote', on: one.votedOn, to: 'cell_voted', document: `${n}-NQ/CB`, detail: 'passed' },
    one.grassrootsOn === null
      ? null
      : {
          kind: 'grassroots_vote',
          on: one.grassrootsOn,
          to: 'grassroots_voted',
          document: `${n}-NQ/ĐU`,
          detail: 'passed',
        },
    one.submittedOn === null
      ? null
      : { kind: 'submit', on: one.submittedOn, to: 'grassroots_voted', document: `${n}-TTr/ĐU` },
    one.decidedOn === null
      ? null
      : {
          kind: 'decide',
          on: one.decidedOn,
          to: 'decided',
          document: `${n}-QĐNS/ĐU`,
          due: due('admission.decision-working-days', one.submittedOn),
        },
    one.receivedOn === null ? null : { kind: 'receive', on: one.receivedOn, to: 'decided' },
    one.ceremonyOn === null
      ? null
      : {
          kind: 'ceremony',
          on: one.ceremonyOn,
          to: 'probationary',
          document: `${n}-BB/CB`,
          due: due('ceremony.working-days', one.receivedOn ?? one.decidedOn),
        },
    ...(one.proposedOn === null || one.ceremonyOn === null
      ? []
      : [
          ...['mentor', 'residence', 'mass', 'course'].map((from) => ({
            kind: 'remark',
            on: addMonths(one.ceremonyOn ?? '', 11),
            to: 'probationary',
            document: `${n}-NX`,
            detail: from,
          })),
          {
            kind: 'propose',
            on: one.proposedOn,
            to: 'proposed_official',
            document: `${n}-NQ/CB`,
            detail: 'passed',
            due: due('recognition.vote-working-days', addMonths(one.ceremonyOn, 12)),
          },
        ]),
    one.recognisedOn === null
      ? null
      : {
          kind: 'recognise',
          on: one.recognisedOn,
          to: 'official',
          document: `${n}-QĐCT/ĐU`,
          due: due('recognition.decision-working-days', one.proposedOn),
        },
    one.endedOn === null
      ? null
      : {
          kind: one.stage === 'removed' ? 'remove' : 'drop',
          on: one.endedOn,
          to: one.stage,
          ...(one.dropReason === null ? {} : { detail: one.dropReason }),
        },
  ];
  return steps.filter((step) => step !== null);
}

/** What ends first among the legal times of an open file, as the program computes it after every write. */
function dueOf(one: PlanApplication): [on: string | null, kind: string | null] {
  const times: [string | null, string][] = [];
  const open = !['official', 'dropped', 'removed', 'probationary', 'decided'].includes(one.stage);
  if (one.stage === 'noticed') times.push([addMonths(one.noticedOn, 1), 'list_review']);
  if (open && one.courseOn !== null) times.push([addMonths(one.courseOn, 60), 'course_expiry']);
  if (one.stage === 'applied')
    times.push([due('admission.verification-working-days', one.requestedOn), 'verification']);
  if (['introduced', 'cell_voted'].includes(one.stage) && one.checkedOn !== null)
    times.push([addMonths(one.checkedOn, 12), 'dossier_refresh']);
  if (one.stage === 'grassroots_voted')
    times.push([due('admission.decision-working-days', one.submittedOn), 'decision']);
  if (one.stage === 'decided') times.push([due('ceremony.working-days', one.receivedOn ?? one.decidedOn), 'ceremony']);
  if (one.stage === 'probationary' && one.ceremonyOn !== null)
    times.push([due('recognition.vote-working-days', addMonths(one.ceremonyOn, 12)), 'proposal']);
  return times.filter(([on]) => on !== null).sort(([a], [b]) => (a ?? '').localeCompare(b ?? ''))[0] ?? [null, null];
}

/** All files; those who ended more than a year before today are only counted any more. */
export async function loadAdmission(tx: Tx, plan: SamplePlan, { id, label }: Ids): Promise<void> {
  const forgotten = (one: PlanApplication) => one.stage === 'dropped' && addMonths(one.endedOn ?? '', 12) <= plan.today;
  const unit = (key: Key) => id('unit', key);
  const precisionOf = new Map(plan.members.map((member) => [member.person, member.ceremony.precision]));
  const own = plan.applications.map((one) => ({
    one,
    ref: id('application', one.key),
    label: label(one.cell),
    nominator: label(one.nominator),
  }));
  const named = own.filter(({ one }) => !forgotten(one));
  const json = (rows: unknown) => JSON.stringify(rows);
  const columns = sql`cell_id, label, nominated_cell_id, nominator_id, nominator_kind, nominator_label, sex, union_member, relaxed, consent_on, post_held, village_id, stage, stage_on,
    noticed_on, listed_on, course_on, applied_on, checked_on, voted_on, grassroots_on, submitted_on, decided_on, decision_no, received_on, ceremony_on, proposed_on, official_on,
    joined_precision, ended_on, drop_reason, mentor_id, member_id, due_on, due_kind`;
  await tx.run(sql`
    insert into admission.applicant (id, ${columns}, reduced_at)
    select id, ${columns}, case when reduced then now() end
    from jsonb_to_recordset(${json(own.map(rowOf))}::jsonb) r(id uuid, cell_id uuid, label int, nominated_cell_id uuid, nominator_id uuid, nominator_kind text,
      nominator_label int, sex text, union_member text, relaxed text, consent_on date, post_held text, village_id uuid, stage text, stage_on date, noticed_on date,
      listed_on date, course_on date, applied_on date, checked_on date, voted_on date, grassroots_on date, submitted_on date, decided_on date, decision_no text,
      received_on date, ceremony_on date, proposed_on date, official_on date, joined_precision text, ended_on date, drop_reason text, mentor_id uuid, member_id uuid, due_on date, due_kind text,
      reduced boolean)`);
  await tx.run(sql`
    insert into admission.identity (id, person_id, full_name, birth_on, birth_precision, education, is_open, cell_id, label, nominator_label)
    select id, person_id, full_name, birth_on, birth_precision, education, is_open, cell_id, label, nominator_label
    from jsonb_to_recordset(${json(
      named.map(({ one, ref, label: at, nominator }) => ({
        id: ref,
        person_id: one.person === null ? null : id('person', one.person),
        full_name: one.fullName,
        birth_on: one.birth.on,
        birth_precision: one.birth.precision,
        education: one.education,
        is_open: !['official', 'dropped', 'removed'].includes(one.stage),
        cell_id: unit(one.cell),
        label: at,
        nominator_label: nominator,
      })),
    )}::jsonb) r(id uuid, person_id uuid, full_name text, birth_on date, birth_precision text, education text, is_open boolean, cell_id uuid, label int, nominator_label int)`);
  await tx.run(sql`
    insert into admission.step (applicant_id, kind, on_date, from_stage, to_stage, document, detail, due_on, late, recorded_by, recorded_at, label, nominator_label)
    select applicant, kind, on_date, null, to_stage, document, detail, due_on, due_on is not null and on_date > due_on, 'sample', on_date + n * interval '1 minute', label, nominator_label
    from jsonb_to_recordset(${json(
      own.flatMap(({ one, ref, label: at, nominator }) =>
        stepsOf(one)
          .filter((step) => !forgotten(one) || step.kind === 'nominate' || step.kind === 'drop')
          .map((step, n) => ({
            applicant: ref,
            kind: step.kind,
            on_date: step.on,
            to_stage: step.to,
            document: step.document ?? null,
            detail: step.detail ?? null,
            due_on: step.due ?? null,
            n,
            label: at,
            nominator_label: nominator,
          })),
      ),
    )}::jsonb) r(applicant uuid, kind text, on_date date, to_stage text, document text, detail text, due_on date, n int, label int, nominator_label int)`);
  await loadPapers(tx, named, { id, unit });

  function rowOf({ one, ref, label: at, nominator }: (typeof own)[number]) {
    const [dueOn, dueKind] = dueOf(one);
    const [mentor] = one.introducers;
    return {
      id: ref,
      cell_id: unit(one.cell),
      label: at,
      nominated_cell_id: unit(one.nominatedCell),
      nominator_id: unit(one.nominator),
      nominator_kind: one.nominatorKind,
      nominator_label: nominator,
      sex: one.sex,
      union_member: one.nominatorKind === 'youth_union' ? 'youth' : 'none',
      relaxed: one.relaxed,
      consent_on: one.noticedOn,
      post_held: one.post?.kind ?? null,
      village_id: one.post ? unit(one.post.village) : null,
      stage: one.stage,
      stage_on: one.stageOn,
      noticed_on: one.noticedOn,
      listed_on: one.listedOn,
      course_on: one.courseOn,
      applied_on: one.appliedOn,
      checked_on: one.checkedOn,
      voted_on: one.votedOn,
      grassroots_on: one.grassrootsOn,
      submitted_on: one.submittedOn,
      decided_on: one.decidedOn,
      decision_no: one.decidedOn === null ? null : `${number(one.key, 180)}-QĐNS/ĐU`,
      received_on: one.receivedOn,
      ceremony_on: one.ceremonyOn,
      proposed_on: one.proposedOn,
      official_on: one.officialOn,
      joined_precision: precisionOf.get(one.member ?? '') ?? 'day',
      ended_on: one.endedOn,
      drop_reason: one.dropReason,
      mentor_id: one.ceremonyOn !== null && mentor ? id('person', mentor) : null,
      member_id: one.member === null ? null : id('person', one.member),
      due_on: dueOn,
      due_kind: dueKind,
      reduced: forgotten(one),
    };
  }
  // Follows from the units and posts that stand by now.
  await loadYearly(tx, plan.today);
}

type Named = { one: PlanApplication; ref: string; label: number };
type Places = { id: Ids['id']; unit: (key: Key) => string };

/** Certificates, verifications, introductions and votes of the files that still name a person. */
async function loadPapers(tx: Tx, named: readonly Named[], { id, unit }: Places): Promise<void> {
  const json = (rows: unknown) => JSON.stringify(rows);
  await tx.run(sql`
    insert into admission.certificate (id, applicant_id, number, issued_on, issuer, label)
    select id, applicant, number, issued_on, 'Trung tâm chính trị', label from jsonb_to_recordset(${json(
      named.flatMap(({ one, ref, label }) =>
        one.courseOn === null
          ? []
          : [
              {
                id: id('certificate', one.key),
                applicant: ref,
                number: `${number(one.key, 400)}/GCN`,
                issued_on: one.courseOn,
                label,
              },
            ],
      ),
    )}::jsonb) r(id uuid, applicant uuid, number text, issued_on date, label int)`);
  await tx.run(sql`
    insert into admission.check_request (id, applicant_id, subject, place, requested_on, due_on, answered_on, conclusion, document, label)
    select id, applicant, subject, place, requested_on, due_on, answered_on, case when answered_on is null then null else 'fit' end, case when answered_on is null then null else 'KL' end, label
    from jsonb_to_recordset(${json(
      named.flatMap(({ one, ref, label }) =>
        one.requestedOn === null
          ? []
          : (['applicant', 'parents'] as const).map((subject, n) => ({
              id: id('check', `${one.key}/${subject}`),
              applicant: ref,
              subject,
              place: 'Đảng ủy xã nơi cư trú',
              requested_on: one.requestedOn,
              due_on: due('admission.verification-working-days', one.requestedOn),
              // The first answer is there; the other comes with the conclusion.
              answered_on:
                one.checkedOn === null
                  ? n === 0
                    ? one.requestedOn
                    : null
                  : one.checkedOn < (one.requestedOn ?? '')
                    ? one.requestedOn
                    : one.checkedOn,
              label,
            })),
      ),
    )}::jsonb) r(id uuid, applicant uuid, subject text, place text, requested_on date, due_on date, answered_on date, label int)`);
  await tx.run(sql`
    insert into admission.introduction (id, applicant_id, kind, member_id, unit_id, known_since, known_by, on_date, document, label)
    select id, applicant, kind, member_id, unit_id, known_since, case when member_id is null then null else 'lived' end, on_date, document, label
    from jsonb_to_recordset(${json(named.flatMap((file) => introductionsOf(file, { id, unit })))}::jsonb)
      r(id uuid, applicant uuid, kind text, member_id uuid, unit_id uuid, known_since date, on_date date, document text, label int)`);
  await tx.run(sql`
    insert into admission.vote (id, applicant_id, body, purpose, round, on_date, cell_id, official, in_favour, against, abstain, absent, document, label)
    select id, applicant, body, purpose, 1, on_date, cell_id, members, in_favour, 0, members - in_favour, 0, 'BB', label
    from jsonb_to_recordset(${json(named.flatMap((file) => votesOf(file, { id, unit })))}::jsonb)
      r(id uuid, applicant uuid, body text, purpose text, on_date date, cell_id uuid, members int, in_favour int, label int)`);
}

function introductionsOf({ one, ref, label }: Named, { id, unit }: Places) {
  if (one.introducedOn === null) return [];
  const base = { applicant: ref, on_date: one.introducedOn, label };
  const union = one.nominatorKind === 'youth_union';
  const members = one.introducers.slice(0, union ? 1 : 2).map((member) => ({
    ...base,
    id: id('introduction', `${one.key}/${member}`),
    kind: 'member',
    member_id: id('person', member),
    unit_id: null,
    known_since: addMonths(one.introducedOn ?? '', -12 * number(one.key, 9) - 3),
    document: '3-KNĐ',
  }));
  if (!union) return members;
  const executive = {
    ...base,
    id: id('introduction', `${one.key}/union`),
    kind: 'youth_union',
    member_id: null,
    unit_id: unit(one.nominator),
    known_since: null,
    document: '4-KNĐ',
  };
  return [executive, ...members];
}

function votesOf({ one, ref, label }: Named, { id, unit }: Places) {
  if (one.votedOn === null || one.votes === null) return [];
  const base = { applicant: ref, cell_id: unit(one.nominatedCell), label, purpose: 'admission' };
  const vote = (body: string, on: string | null, members: number, inFavour: number) =>
    on === null
      ? []
      : [{ ...base, id: id('vote', `${one.key}/${body}`), body, on_date: on, members, in_favour: inFavour }];
  const committee = 15 + number(one.key, 8);
  return [
    ...vote('cell', one.votedOn, one.votes.base, one.votes.for),
    ...vote('grassroots', one.grassrootsOn, committee, committee - number(one.key, 4)),
    ...vote('board', one.decidedOn, 9, 8),
  ];
}
