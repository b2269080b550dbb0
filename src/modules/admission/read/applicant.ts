import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { cellRollOn } from '#modules/membership/index.ts';
import type { ApplicantFile, StepKind } from '../contract.ts';
import {
  ceremonyLate,
  courseStaleOn,
  missingFor,
  membersEnough,
  moreThanHalf,
  nextTransition,
  twoThirds,
} from '../rules/index.ts';
import { cardOf, dossierOf, factsOf, judgingOn } from './facts.ts';

/** The subject of access to an applicant's file in the access log. */
export const APPLICANT_SUBJECT = 'admission.applicant';

type Parts = Pick<ApplicantFile, 'checks' | 'introductions' | 'steps'> & {
  certificates: Omit<ApplicantFile['certificates'][number], 'staleOn'>[];
  votes: Omit<ApplicantFile['votes'][number], 'needed'>[];
  mentor: ApplicantFile['mentor'];
};

/**
 * Everything of one applicant, what comes next and what is missing for it. Looking is recorded.
 * @throws NotFound outside the scope
 */
export async function applicantFile(tx: Tx, id: string, today: PlainDate): Promise<ApplicantFile> {
  const [row] = await factsOf(tx, sql`select ${id}::uuid as id`);
  if (!row) throw new NotFound();
  await tx.run(sql`
    insert into platform.access_log (user_id, kind, subject, subject_id, label, request_id)
    values (current_setting('gandan.user_id'), 'open', ${APPLICANT_SUBJECT}, ${id}, ${row.label}, nullif(current_setting('gandan.request_id', true), ''))`);
  const parts = await tx.one<Parts>(PARTS(id));
  const judging = await judgingOn(tx, today);
  const dossier = dossierOf(row);
  const { settings } = judging;
  const next = row.endedOn === null ? nextTransition(row.stage) : undefined;
  const missing = next ? missingFor(next.step, dossier, today, settings) : [];
  const late = next?.step === 'ceremony' ? ceremonyLate(dossier, today, judging.calendar, settings) : null;
  if (late) missing.push(late);
  const asksRoll = next?.majority === 'two-thirds-official';
  const { fullName, cell, nominator, ...card } = cardOf(row, judging);
  return {
    ...card,
    fullName,
    cell,
    nominator,
    version: row.version,
    personId: row.personId,
    memberId: row.memberId,
    sex: row.sex,
    birth: dossier.bornOn,
    education: row.education,
    union: row.union,
    relaxed: row.relaxed,
    relaxedConsent: row.relaxedConsent,
    overAgeConsent: row.overAgeConsent,
    consentOn: row.consentOn,
    noticedOn: row.noticedOn,
    listedOn: row.listedOn,
    appliedOn: row.appliedOn,
    receivedOn: row.receivedOn,
    proposedOn: row.proposedOn,
    officialOn: row.officialOn,
    joinedPrecision: row.joinedPrecision,
    partyAgeFrom: row.officialOn === null ? null : row.decidedOn,
    endedOn: row.endedOn,
    dropReason: row.dropReason as ApplicantFile['dropReason'],
    reducedAt: row.reducedAt,
    opinions: dossier.opinions,
    remarks: dossier.remarks,
    ...parts,
    certificates: parts.certificates.map((one) => ({ ...one, staleOn: courseStaleOn(one.issuedOn, settings) })),
    votes: parts.votes.map((vote) => ({
      ...vote,
      needed: vote.body === 'board' ? moreThanHalf(vote.base) : twoThirds(vote.base),
    })),
    next: next ? { step: next.step, transition: next.id, missing } : null,
    roll: asksRoll
      ? { ...(await cellRollOn(tx, row.cellId, today)), enough: membersEnough(today, settings).value }
      : null,
  };
}

const list = (columns: string, from: string, order: string, id: string) =>
  sql`coalesce((select json_agg(x) from (select ${sql.raw(columns)} from ${sql.raw(from)} where t.applicant_id = ${id} order by ${sql.raw(order)}) x), '[]')`;

const PARTS = (id: string) => sql`
  select
    ${list('t.id, t.number, t.issued_on as "issuedOn", t.issuer', 'admission.certificate t', 't.issued_on desc, t.id', id)} as certificates,
    ${list('t.id, t.subject, t.place, t.abroad, t.requested_on as "requestedOn", t.due_on as "dueOn", t.answered_on as "answeredOn", t.conclusion, t.document', 'admission.check_request t', 't.requested_on, t.id', id)} as checks,
    ${list('t.id, t.kind, coalesce(p.full_name, (select v.name from organisation.unit_version v where v.unit_id = t.unit_id order by v.valid desc limit 1)) as name, t.known_since as "knownSince", t.known_by as "knownBy", t.on_date as "on", t.document', 'admission.introduction t left join membership.person p on p.id = t.member_id', 't.on_date, t.id', id)} as introductions,
    ${list('t.id, t.body, t.purpose, t.round, t.on_date as "on", t.official, t.base, t.in_favour as "for", t.against, t.abstain, t.absent, t.excused, t.result, t.document, t.is_void as "void"', 'admission.vote t', 't.on_date, t.recorded_at', id)} as votes,
    ${list('t.id, t.kind, t.on_date as "on", t.from_stage as "fromStage", t.to_stage as "toStage", t.document, t.detail, t.due_on as "dueOn", t.late, t.recorded_at as "recordedAt", coalesce((select c.display_name from platform.account c where c.user_id = t.recorded_by), t.recorded_by) as "recordedBy"', 'admission.step t', 't.on_date, t.recorded_at, t.id', id)} as steps,
    (select json_build_object('id', a.mentor_id, 'name', p.full_name) from admission.applicant a left join membership.person p on p.id = a.mentor_id
      where a.id = ${id} and a.mentor_id is not null) as mentor`;

/** The steps of the table in the order of the way, for pages that show how far a file has come. */
export const WAY: readonly StepKind[] = [
  'nominate',
  'list',
  'course',
  'apply',
  'verify',
  'introduce',
  'cell_vote',
  'grassroots_vote',
  'decide',
  'ceremony',
  'propose',
  'recognise',
];
