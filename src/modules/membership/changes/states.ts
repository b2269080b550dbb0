import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { Changed, ChangeState, Leave, Readmit, Recognise } from '../contract.ts';
import {
  assertExemption,
  assertExitAfterAdmission,
  assertReadmission,
  assertStrikeOffBase,
  assertStruckOff,
  assertSuspension,
  assertTemporaryExemption,
  assertTemporaryTransfer,
  assertTransition,
  type ExitKind,
  recognition,
} from '../rules/index.ts';
import { cellRollOn } from '../joining.ts';
import { addStayRemark } from './care.ts';
import {
  cellInScope,
  type FilePeriod,
  fileForWrite,
  finish,
  lockFile,
  type MemberFile,
  periodOn,
  ruleSettings,
  splitAt,
} from './file.ts';

/**
 * Puts a member into a side state from a day on, or back into the ordinary one. With a last day the earlier state
 * returns by itself; without, it lasts until what is recorded next.
 * @throws RuleBroken `member.changed-meanwhile`, `member.not-on-roll`, `member.transition-not-allowed`, and the limits of
 *   each state: `member.temp-exempt-…`, `member.exempt-…`, `member.suspension-…`, `member.temporary-…`
 */
export async function changeState(tx: Tx, id: string, input: ChangeState, today: PlainDate): Promise<Changed> {
  const file = await fileForWrite(tx, id, input.version);
  const period = periodOn(file, input.on);
  const to = input.to === 'back' ? period.standing : input.to;
  assertTransition({
    from: period.state,
    to,
    standing: period.standing,
    underDiscipline: period.state === 'suspended',
  });
  await assertLimits(tx, input, file);
  const until = 'until' in input ? input.until : null;
  await splitAt(tx, id, input.on);
  if (until !== null && (period.to === null || until < period.to)) await splitAt(tx, id, until);
  await tx.run(sql`
    update membership.member_period set state = ${to}, basis = coalesce(${input.basis ?? null}, basis)
    where member_id = ${id} and lower(valid) = ${input.on}::date`);
  if (input.to === 'back' && input.remark) {
    const now = await lockFile(tx, id);
    const remark = { ...input.remark, endedOn: input.on, receivedOn: input.on };
    await addStayRemark(tx, now, remark, input.on > today ? input.on : today);
  }
  return finish(tx, id, today);
}

async function assertLimits(tx: Tx, input: ChangeState, file: MemberFile): Promise<void> {
  const settings = await ruleSettings(tx);
  const from = input.on;
  switch (input.to) {
    case 'temp_exempt':
      return assertTemporaryExemption(
        {
          from,
          to: input.until,
          writtenRequest: input.writtenRequest,
          residenceRegistered: input.residenceRegistered,
          decision: input.basis ?? null,
        },
        settings,
      );
    case 'exempt': {
      const { ground, request, illSince } = input;
      const person = { sex: file.sex, birth: file.birth };
      return assertExemption({ from, ground, request, person, ...(illSince ? { illSince } : {}) }, settings);
    }
    case 'suspended':
      return assertSuspension({ from, to: input.until, extensions: input.extensions }, settings);
    case 'temporarily_away':
      return assertTemporaryTransfer({ from, to: input.until, study: input.study }, settings);
    case 'back':
      return;
  }
}

/**
 * Recognises a probationary member as official: dated at the end of month 12, noted as late when decided after it.
 * @throws RuleBroken `member.recognition-too-early`, `date.precision-too-low`, `member.transition-not-allowed`
 */
export async function recognise(tx: Tx, id: string, input: Recognise, today: PlainDate): Promise<Changed> {
  const file = await fileForWrite(tx, id, input.version);
  if (!file.ceremony) throw new RuleBroken('member.ceremony-needed');
  const { officialOn, late } = recognition(
    { ceremonyOn: file.ceremony, decidedOn: input.decidedOn },
    await ruleSettings(tx),
  );
  const period = periodOn(file, officialOn);
  assertTransition({ from: period.state, to: 'official', standing: period.standing });
  await splitAt(tx, id, officialOn);
  await tx.run(sql`
    update membership.member_period set standing = 'official', state = case state when 'probationary' then 'official' else state end
    where member_id = ${id} and lower(valid) >= ${officialOn}::date`);
  await tx.run(
    sql`update membership.member set recognised_on = ${officialOn}, recognised_precision = 'day' where id = ${id}`,
  );
  await addEvent(tx, file, period, { kind: 'recognised', on: officialOn, late, basis: input.basis ?? null });
  return finish(tx, id, today);
}

/**
 * A member leaves: struck off, expelled, withdrawn, deceased, or to another register. Periods end on that day.
 * @throws RuleBroken `member.transition-not-allowed`, `member.exit-before-admission`, `member.later-events` `{ kind, on }`,
 *   `member.struck-off-…`
 */
export async function leave(tx: Tx, id: string, input: Leave, today: PlainDate): Promise<Changed> {
  const file = await fileForWrite(tx, id, input.version);
  const admittedOn = file.periods[0]?.from;
  if (admittedOn !== undefined) assertExitAfterAdmission({ admittedOn, exitOn: input.on });
  const period = periodOn(file, input.on);
  assertTransition({ from: period.state, to: input.kind, standing: period.standing });
  const struckOff = input.kind === 'struck_off';
  if (struckOff)
    assertStruckOff({
      ground: input.ground,
      vote: input.vote && { for: input.vote.for, base: input.vote.base },
      decision: input.basis ?? null,
      standing: period.standing,
    });
  if (struckOff && input.vote) {
    const votedOn = input.vote.on ?? input.on;
    if (votedOn > input.on) throw new RuleBroken('member.struck-off-vote-day', { on: votedOn, exitOn: input.on });
    assertStrikeOffBase(input.vote.base, votedOn, await cellRollOn(tx, periodOn(file, votedOn).cellId, votedOn));
  }
  const later = await tx.maybeOne<{ kind: string; on: string }>(sql`
    select kind, on_date as "on" from membership.member_event where member_id = ${id} and on_date > ${input.on} order by on_date limit 1`);
  if (later) throw new RuleBroken('member.later-events', later);
  await tx.run(sql`delete from membership.member_period where member_id = ${id} and lower(valid) >= ${input.on}::date`);
  await tx.run(sql`
    update membership.member_period set valid = daterange(lower(valid), ${input.on}::date) where member_id = ${id} and valid @> ${input.on}::date`);
  await tx.run(sql`
    update membership.transfer set state = 'withdrawn', reason = ${input.kind} where member_id = ${id} and state = 'referred'`);
  await addEvent(tx, file, period, {
    kind: input.kind,
    on: input.on,
    precision: input.precision,
    outside: input.outside,
    basis: input.basis ?? null,
    ...(struckOff ? { ground: input.ground, vote: input.vote } : {}),
  });
  return finish(tx, id, today);
}

/**
 * Takes a former member in again: a new probation of twelve months from the ceremony. Time outside does not count for
 * party age.
 * @throws RuleBroken `member.still-member`, `member.readmission-too-early`, `member.readmission-once`, `member.readmission-no-consent`
 */
export async function readmit(tx: Tx, id: string, input: Readmit, today: PlainDate): Promise<Changed> {
  const file = await fileForWrite(tx, id, input.version);
  if (file.periods.some(({ to }) => to === null || to > input.ceremonyOn)) throw new RuleBroken('member.still-member');
  const exits = await tx.many<{ kind: ExitKind; on: PlainDate }>(sql`
    select kind, on_date as "on" from membership.member_event
    where member_id = ${id} and kind in ('struck_off', 'expelled', 'withdrawn', 'deceased', 'transferred_out') order by on_date`);
  const last = exits.at(-1);
  if (!last) throw new RuleBroken('member.still-member');
  const { n } = await tx.one<{ n: number }>(
    sql`select count(*) as n from membership.member_event where member_id = ${id} and kind = 'readmitted'`,
  );
  const { provincialConsent, serious } = input;
  assertReadmission(
    { exit: last.kind, leftOn: last.on, on: input.decision.on, readmittedBefore: n, provincialConsent, serious },
    await ruleSettings(tx),
  );
  const cell = await cellInScope(tx, input.cellId, input.ceremonyOn);
  await tx.run(sql`
    insert into membership.member_period (member_id, valid, state, standing, cell_id, label, basis)
    values (${id}, daterange(${input.ceremonyOn}::date, null), 'probationary', 'probationary', ${cell.id}, ${cell.label}, ${input.basis ?? null})`);
  await tx.run(sql`
    insert into membership.period_outside (member_id, valid, reason, label)
    values (${id}, daterange(${last.on}::date, ${input.decision.on}::date), ${last.kind}, ${file.label})`);
  // Probation counts from the new ceremony; party age from the first decision, less the time outside.
  await tx.run(sql`
    update membership.member set ceremony_on = ${input.ceremonyOn}, ceremony_precision = 'day', recognised_on = null, recognised_precision = null where id = ${id}`);
  await addEvent(
    tx,
    file,
    { cellId: cell.id, label: cell.label },
    { kind: 'readmitted', on: input.ceremonyOn, basis: input.basis ?? null },
  );
  return finish(tx, id, today);
}

async function addEvent(
  tx: Tx,
  file: MemberFile,
  at: Pick<FilePeriod, 'cellId' | 'label'>,
  event: {
    kind: string;
    on: PlainDate;
    precision?: string;
    late?: boolean;
    outside?: string | null;
    ground?: string | null;
    vote?: { for: number; base: number } | null;
    basis: string | null;
  },
): Promise<void> {
  await tx.run(sql`
    insert into membership.member_event (member_id, kind, on_date, on_precision, cell_id, outside, late, ground, votes_for, vote_base, label, basis)
    values (${file.id}, ${event.kind}, ${event.on}, ${event.precision ?? 'day'}, ${at.cellId}, ${event.outside ?? null}, ${event.late ?? false},
      ${event.ground ?? null}, ${event.vote?.for ?? null}, ${event.vote?.base ?? null}, ${at.label}, ${event.basis})`);
}
