import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound, RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { memberOn } from '#modules/membership/index.ts';
import type * as shape from '../contract.ts';
import { assertIntroducer, CHARTER_4, dueOn, isIntroduced, ruleOn } from '../rules/index.ts';
import { dossierOf, factsOf } from '../read/facts.ts';
import { assertMay, assertPast, type OpenFile, openFile, write } from './file.ts';

type Changed = Promise<shape.ApplicantChanged>;

/** T2: a certificate of the awareness course, the first or a fresh one. */
export async function addCertificate(
  tx: Tx,
  id: string,
  input: z.infer<typeof shape.NewCertificate>,
  today: PlainDate,
): Changed {
  const file = await openFile(tx, id, input.version, today);
  assertMay('course', file, input.issuedOn);
  await tx.run(sql`
    insert into admission.certificate (id, applicant_id, number, issued_on, issuer, label)
    values (${input.id}, ${id}, ${input.number}, ${input.issuedOn}, ${input.issuer}, ${file.row.label})`);
  const latest = file.row.courseOn === null || input.issuedOn > file.row.courseOn ? input.issuedOn : file.row.courseOn;
  return write(tx, file, {
    kind: 'course',
    on: input.issuedOn,
    to: file.row.stage === 'outstanding' ? 'course_done' : undefined,
    set: [sql`course_on = ${latest}`],
    document: input.number,
  });
}

/** T3: the application in the person's own hand. In which post the person is that day is kept for the figures. */
export async function apply(tx: Tx, id: string, input: z.infer<typeof shape.Apply>, today: PlainDate): Changed {
  const file = await openFile(tx, id, input.version, today);
  assertMay('apply', file, input.on);
  const post = await tx.maybeOne<{ kind: string; village: string }>(sql`
    select p.kind, p.unit_id as village from organisation.post p
    where p.person_id = ${file.row.personId}::uuid and p.kind in ('village_head', 'elder', 'prestige_person') and p.valid @> ${input.on}::date
    order by p.kind desc limit 1`);
  return write(tx, file, {
    kind: 'apply',
    on: input.on,
    to: 'applied',
    set: [
      sql`applied_on = ${input.on}`,
      sql`post_held = ${post?.kind ?? null}`,
      sql`village_id = ${post?.village ?? null}`,
    ],
    document: '1-KNĐ, 2-KNĐ',
  });
}

/** T4, asking: each side that is to be verified, with the working days that the asked place has. */
export async function requestChecks(
  tx: Tx,
  id: string,
  input: z.infer<typeof shape.RequestChecks>,
  today: PlainDate,
): Changed {
  const file = await openFile(tx, id, input.version, today);
  assertPast(input.on, today);
  assertVerifying(file, 'request_verification');
  if (file.row.appliedOn !== null && input.on < file.row.appliedOn)
    throw new RuleBroken('admission.date-order', {
      step: 'request_verification',
      on: input.on,
      after: file.row.appliedOn,
      source: 'T4',
    });
  const { calendar, settings } = file.judging;
  const rows = input.requests.map(({ abroad, ...request }) => {
    const key = abroad ? 'admission.verification-abroad-working-days' : 'admission.verification-working-days';
    return { ...request, abroad, due: dueOn(key, input.on, calendar, settings) };
  });
  await tx.run(sql`
    insert into admission.check_request (id, applicant_id, subject, place, abroad, requested_on, due_on, label)
    select r.id, ${id}, r.subject, r.place, r.abroad, ${input.on}, r.due, ${file.row.label}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(id uuid, subject text, place text, abroad boolean, due date)`);
  return write(tx, file, { kind: 'request_verification', on: input.on, detail: String(rows.length) });
}

/** T4, answering: conclusion and paper, nothing of what it says. */
export async function answerCheck(
  tx: Tx,
  id: string,
  input: z.infer<typeof shape.AnswerCheck>,
  today: PlainDate,
): Changed {
  const file = await openFile(tx, id, input.version, today);
  assertPast(input.on, today);
  const asked = await tx.one<{ requestedOn: string; dueOn: string | null; answered: boolean; subject: string }>(sql`
    select requested_on as "requestedOn", due_on as "dueOn", answered_on is not null as answered, subject from admission.check_request
    where id = ${input.checkId} and applicant_id = ${id} for update`);
  if (asked.answered) throw new RuleBroken('admission.check-answered');
  if (input.on < asked.requestedOn)
    throw new RuleBroken('admission.date-order', {
      step: 'answer_verification',
      on: input.on,
      after: asked.requestedOn,
      source: 'T4',
    });
  await tx.run(sql`
    update admission.check_request set answered_on = ${input.on}, conclusion = ${input.conclusion}, document = ${input.document} where id = ${input.checkId}`);
  return write(tx, file, {
    kind: 'answer_verification',
    on: input.on,
    document: input.document,
    detail: asked.subject,
    dueOn: asked.dueOn,
  });
}

/** T4, concluding: the grassroots committee certifies. After that it supplements a dossier that is getting old. */
export async function verify(tx: Tx, id: string, input: z.infer<typeof shape.Verify>, today: PlainDate): Changed {
  const file = await openFile(tx, id, input.version, today);
  assertMay('verify', file, input.on);
  const first = file.row.stage === 'applied';
  const introduced = first && isIntroduced(file.dossier, input.on, file.judging.settings);
  return write(tx, file, {
    kind: 'verify',
    on: input.on,
    to: introduced ? 'introduced' : first ? 'background_checked' : undefined,
    set: [sql`checked_on = ${input.on}`],
    document: input.document,
  });
}

/**
 * T5: one of those who introduce.
 * @throws RuleBroken `admission.introducer-probationary`, `admission.introducer-not-member`, `admission.introducer-acquaintance`,
 *   `admission.introducer-twice` · @throws NotFound when the member or the union is not in the caller's scope
 */
export async function introduce(
  tx: Tx,
  id: string,
  input: z.infer<typeof shape.NewIntroduction>,
  today: PlainDate,
): Changed {
  const file = await openFile(tx, id, input.version, today);
  assertMay('introduce', file, input.on);
  if (input.kind === 'member') {
    const member = await memberOn(tx, input.memberId, input.on);
    assertIntroducer({ standing: member.standing, knownSince: input.knownSince, on: input.on }, file.judging.settings);
    await tx.run(sql`
      insert into admission.introduction (id, applicant_id, kind, member_id, known_since, known_by, on_date, document, label)
      values (${input.id}, ${id}, 'member', ${member.id}, ${input.knownSince}, ${input.knownBy}, ${input.on}, ${input.document}, ${file.row.label})`);
  } else {
    if ((file.row.introducedBy ?? []).includes(input.kind))
      throw new RuleBroken('admission.introducer-twice', { source: CHARTER_4 });
    const unit = await tx.one<{ id: string }>(
      sql`select id from organisation.unit where id = ${input.unitId} and membership.label_in_scope(label)`,
    );
    await tx.run(sql`
      insert into admission.introduction (id, applicant_id, kind, unit_id, on_date, document, label)
      values (${input.id}, ${id}, ${input.kind}, ${unit.id}, ${input.on}, ${input.document}, ${file.row.label})`);
  }
  return write(tx, file, {
    kind: 'introduce',
    on: input.on,
    to: await afterIntroducing(tx, file, input.on),
    document: input.document,
    detail: input.kind,
  });
}

/** T5: what the place of residence and the mass organisations say is on form 5-KNĐ; here stands that it was given. */
export async function addOpinion(
  tx: Tx,
  id: string,
  input: z.infer<typeof shape.NewOpinion>,
  today: PlainDate,
): Changed {
  const file = await openFile(tx, id, input.version, today);
  assertMay('introduce', file, input.on);
  await tx.run(sql`
    insert into admission.step (applicant_id, kind, on_date, from_stage, to_stage, document, detail, label, nominator_label)
    values (${id}, 'opinion', ${input.on}, ${file.row.stage}, ${file.row.stage}, ${input.document}, ${input.from}, ${file.row.label}, ${file.row.nominatorLabel})`);
  const to = await afterIntroducing(tx, file, input.on);
  const set = [
    ...(to === undefined ? [] : [sql`stage = ${to}`, sql`stage_on = ${input.on}`]),
    sql`version = version + 1`,
    sql`updated_at = now()`,
  ];
  const { version } = await tx.one<{ version: number }>(
    sql`update admission.applicant set ${sql.join(set)} where id = ${id} returning version`,
  );
  return { id, version, stage: to ?? file.row.stage };
}

/** Once both introducers and both opinions stand, and the background is verified, the file goes on. */
async function afterIntroducing(tx: Tx, file: OpenFile, on: PlainDate): Promise<'introduced' | undefined> {
  if (file.row.stage !== 'background_checked') return undefined;
  const [now] = await factsOf(tx, sql`select ${file.row.id}::uuid as id`);
  if (!now) throw new NotFound();
  return isIntroduced(dossierOf(now), on, file.judging.settings) ? 'introduced' : undefined;
}

function assertVerifying({ row, judging }: OpenFile, step: string): void {
  if (['applied', 'background_checked', 'introduced', 'cell_voted'].includes(row.stage)) return;
  const { source } = ruleOn('admission.verification-working-days', judging.today, judging.settings);
  throw new RuleBroken('admission.order', { step, stage: row.stage, source });
}
