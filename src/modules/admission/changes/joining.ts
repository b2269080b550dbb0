import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { correctMember, memberOn, recogniseMember, registerMember, versionOf } from '#modules/membership/index.ts';
import { officialDueOn } from '#modules/membership/rules/index.ts';
import type * as shape from '../contract.ts';
import { ceremonyLate, CHARTER_5, dueOn, SECTION_4 } from '../rules/index.ts';
import { assertMay, assertPast, openFile, write } from './file.ts';

type Changed = Promise<shape.ApplicantChanged>;

/** The cell has received the decision: from here the 30 working days for the ceremony run. */
export async function receive(tx: Tx, id: string, input: z.infer<typeof shape.Receive>, today: PlainDate): Changed {
  const file = await openFile(tx, id, input.version, today);
  assertPast(input.on, today);
  const { stage, decidedOn } = file.row;
  if (stage !== 'decided') throw new RuleBroken('admission.order', { step: 'receive', stage, source: 'T9' });
  if (decidedOn !== null && input.on < decidedOn)
    throw new RuleBroken('admission.date-order', { step: 'receive', on: input.on, after: decidedOn, source: 'T9' });
  return write(tx, file, { kind: 'receive', on: input.on, set: [sql`received_on = ${input.on}`] });
}

/**
 * T9: the ceremony. The person becomes a probationary member of the cell on that day; a mentor is named.
 * @throws RuleBroken `admission.ceremony-before-decision` `{ decidedOn, on, source }`, `admission.ceremony-late` `{ dueOn, source }` without
 *   the superior's consent, `admission.mentor-not-official` `{ source }`, `member.cell-not-alive`
 */
export async function holdCeremony(
  tx: Tx,
  id: string,
  input: z.infer<typeof shape.Ceremony>,
  today: PlainDate,
): Changed {
  const file = await openFile(tx, id, input.version, today);
  assertMay('ceremony', file, input.on);
  const { row, judging } = file;
  const { calendar, settings } = judging;
  const due = dueOn('ceremony.working-days', row.receivedOn ?? row.decidedOn ?? input.on, calendar, settings);
  const late = ceremonyLate(row, input.on, calendar, settings);
  if (late && input.lateConsent === null) throw new RuleBroken(late.code, late.details);
  const mentor = await memberOn(tx, input.mentorId, input.on);
  if (mentor.standing !== 'official') throw new RuleBroken('admission.mentor-not-official', { source: SECTION_4 });
  const memberId = row.personId ?? row.id;
  await registerMember(
    tx,
    {
      id: memberId,
      fullName: row.fullName ?? '',
      sex: row.sex,
      birth: file.dossier.bornOn,
      residenceVillageId: null,
      cardNumber: null,
      oldCardNumber: null,
      education: row.education,
      theoryLevel: null,
      occupation: null,
      decision: row.decidedOn === null ? null : { on: row.decidedOn, precision: 'day' },
      ceremony: { on: input.on, precision: 'day' },
      cellId: row.cellId,
      entry: 'admitted',
      recognised: null,
      outside: null,
      ethnicity: input.ethnicity,
      // The age was judged on the day the cell considered, by this room.
      overAgeConsent: true,
      basis: row.decisionNo,
    },
    today,
    { knownPerson: row.personId !== null },
  );
  return write(tx, file, {
    kind: 'ceremony',
    on: input.on,
    to: 'probationary',
    set: [sql`ceremony_on = ${input.on}`, sql`member_id = ${memberId}`, sql`mentor_id = ${mentor.id}`],
    document: input.lateConsent === null ? input.document : `${input.document}; ${input.lateConsent}`,
    dueOn: due,
  });
}

/** T10: a remark was given (its paper, not its words), or the course for new members was passed. */
export async function addRemark(tx: Tx, id: string, input: z.infer<typeof shape.NewRemark>, today: PlainDate): Changed {
  const file = await openFile(tx, id, input.version, today);
  assertMay('remark', file, input.on);
  const { ceremonyOn } = file.row;
  if (ceremonyOn !== null && input.on < ceremonyOn)
    throw new RuleBroken('admission.date-order', {
      step: 'remark',
      on: input.on,
      after: ceremonyOn,
      source: CHARTER_5,
    });
  return write(tx, file, { kind: 'remark', on: input.on, document: input.document, detail: input.from });
}

/**
 * T12: the committee recognises; the day is the end of month 12 however late it decided.
 * @throws RuleBroken `admission.probation-running`, `admission.date-order`
 */
export async function recognise(
  tx: Tx,
  id: string,
  input: z.infer<typeof shape.RecogniseApplicant>,
  today: PlainDate,
): Changed {
  const file = await openFile(tx, id, input.version, today);
  assertMay('recognise', file, input.on);
  const { memberId, ceremonyOn, proposedOn } = file.row;
  const { calendar, settings } = file.judging;
  if (memberId === null || ceremonyOn === null)
    throw new RuleBroken('admission.order', { step: 'recognise', stage: file.row.stage, source: 'T12' });
  const version = await versionOf(tx, memberId);
  await recogniseMember(tx, memberId, { version, decidedOn: input.on, basis: input.document }, today);
  return write(tx, file, {
    kind: 'recognise',
    on: input.on,
    to: 'official',
    set: [sql`official_on = ${officialDueOn(ceremonyOn, settings)}`],
    document: input.document,
    dueOn: proposedOn === null ? null : dueOn('recognition.decision-working-days', proposedOn, calendar, settings),
  });
}

/**
 * T16: the card, for official members alone.
 * @throws RuleBroken `admission.order`, `member.card-number-taken`
 */
export async function recordCard(
  tx: Tx,
  id: string,
  input: z.infer<typeof shape.RecordCard>,
  today: PlainDate,
): Changed {
  const file = await openFile(tx, id, input.version, today, { endedToo: true });
  assertMay('card', file, input.on);
  const { memberId } = file.row;
  if (memberId !== null) {
    const version = await versionOf(tx, memberId);
    await correctMember(tx, memberId, { version, changes: { cardNumber: input.cardNumber } }, today);
  }
  return write(tx, file, { kind: 'card', on: input.on, document: input.cardNumber });
}
