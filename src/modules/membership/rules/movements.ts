import { RuleBroken } from '#platform/errors.ts';
import type { DatedBy, PlainDate } from '#platform/shapes.ts';
import { addDays, addMonths, daysBetween } from '#platform/time/dates.ts';
import { addWorkingDays, type WorkingCalendar, workingDaysBetween } from '#platform/time/working-days.ts';
import { retirementOn } from './retirement.ts';
import { type RuleNote, type RuleSetting, ruleValue } from './rule-tables.ts';

/** Permanent leaves for another cell, temporary keeps the home cell, internal stays inside one grassroots organisation. */
export const TRANSFER_KINDS = ['permanent', 'temporary', 'internal'] as const;
export type TransferKind = (typeof TRANSFER_KINDS)[number];

/** Refuses a transfer during inspection, complaint or disciplinary handling. @throws RuleBroken `member.transfer-under-discipline` [S14a] */
export function assertMayTransfer({ underDiscipline }: { underDiscipline: boolean }): void {
  if (underDiscipline) throw new RuleBroken('member.transfer-under-discipline');
}

/**
 * Refuses an internal transfer that leaves the grassroots organisation: the committee of both cells decides it, and there is none.
 * @throws RuleBroken `member.transfer-not-internal`
 * @see DOMAIN.md 3.4: inside one grassroots organisation, decided by that committee [S14a]
 */
export function assertInternalTransfer(grassroots: { from: string | null; to: string | null }): void {
  if (grassroots.from === null || grassroots.from !== grassroots.to)
    throw new RuleBroken('member.transfer-not-internal');
}

/** The days of a permanent transfer that are known so far. */
export type PermanentTransfer = {
  /** Decision on the job, retirement, discharge or move. */
  decidedOn?: PlainDate;
  /** The member began the procedure. */
  startedOn?: PlainDate;
  /** The letter was made out. */
  referredOn?: PlainDate;
  /** The letter was presented to the receiving cell. */
  presentedOn?: PlainDate;
};

/**
 * Until when a permanent transfer is to be started and the letter presented.
 * @throws RuleBroken `calendar.missing-year`
 * @see Regulation 294-QĐ/TW, 6.3.1: 60 working days of the decision, 30 of the referral [S5]
 */
export function permanentTransferDue(
  transfer: PermanentTransfer,
  calendar: WorkingCalendar,
  settings: readonly RuleSetting[] = [],
): { startOn: PlainDate | null; presentOn: PlainDate | null } {
  const due = (
    key: 'transfer.start-working-days' | 'transfer.present-working-days',
    from?: PlainDate,
  ): PlainDate | null => (from ? addWorkingDays(from, ruleValue(key, from, settings), calendar) : null);
  return {
    startOn: due('transfer.start-working-days', transfer.decidedOn),
    presentOn: due('transfer.present-working-days', transfer.referredOn),
  };
}

/**
 * Looks at the days of a permanent transfer. Lateness is noted with its days, because reasons go to the committee; it is no
 * ground for refusing the member.
 * @returns notes `member.transfer-started-late`, `member.transfer-presented-late` `{ dueOn, workingDaysLate }`
 * @throws RuleBroken `member.transfer-dates-order` when the days do not follow each other
 * @throws RuleBroken `calendar.missing-year`
 */
export function checkPermanentTransfer(
  transfer: PermanentTransfer,
  calendar: WorkingCalendar,
  settings: readonly RuleSetting[] = [],
): RuleNote[] {
  const { decidedOn, startedOn, referredOn, presentedOn } = transfer;
  const inOrder = [decidedOn, startedOn, referredOn, presentedOn].filter((on) => on !== undefined);
  if (inOrder.some((on, i) => i > 0 && on < (inOrder[i - 1] ?? on))) {
    throw new RuleBroken('member.transfer-dates-order', { ...transfer });
  }
  const due = permanentTransferDue(transfer, calendar, settings);
  const late = (code: string, dueOn: PlainDate | null, doneOn?: PlainDate): RuleNote[] =>
    dueOn && doneOn && doneOn > dueOn
      ? [{ code, details: { dueOn, workingDaysLate: workingDaysBetween(dueOn, doneOn, calendar) } }]
      : [];
  return [
    ...late('member.transfer-started-late', due.startOn, startedOn),
    ...late('member.transfer-presented-late', due.presentOn, presentedOn),
  ];
}

/**
 * Letters made out on this day or before and still under way are named to the committee, with the dossier.
 * @see DOMAIN.md 3.4: the committee checks every 3 months, and reports who is more than 3 months late [S14f], text of 2012
 */
export function longUnderWayUpTo(today: PlainDate, settings: readonly RuleSetting[] = []): PlainDate {
  return addDays(addMonths(today, -ruleValue('transfer.long-months', today, settings)), -1);
}

/** A stay away with a last day: `to` is the first day no longer in it. */
type Stay = { from: PlainDate; to: PlainDate | null };

/**
 * Refuses a temporary transfer of less than 3 months or more than 1 year; studying in the country may take up to 2 years.
 * @throws RuleBroken `member.temporary-no-end`, `member.temporary-too-short` `{ months }`,
 *   `member.temporary-too-long` `{ months }`, `member.transfer-under-discipline`
 * @see DOMAIN.md 3.4 [S14a]
 */
export function assertTemporaryTransfer(
  { from, to, study = false, underDiscipline = false }: Stay & { study?: boolean; underDiscipline?: boolean },
  settings: readonly RuleSetting[] = [],
): void {
  assertMayTransfer({ underDiscipline });
  if (to === null) throw new RuleBroken('member.temporary-no-end');
  const min = ruleValue('transfer.temporary-min-months', from, settings);
  const max = ruleValue(study ? 'transfer.study-max-months' : 'transfer.temporary-max-months', from, settings);
  if (to < addMonths(from, min)) throw new RuleBroken('member.temporary-too-short', { months: min });
  if (to > addMonths(from, max)) throw new RuleBroken('member.temporary-too-long', { months: max });
}

/**
 * Refuses a temporary exemption without a written request, without the committee's decision or a registered place of stay, without
 * an end, or of 12 months and more.
 * @throws RuleBroken `member.temp-exempt-no-request`, `member.temp-exempt-no-residence`, `member.temp-exempt-no-decision`,
 *   `member.temp-exempt-no-end`, `member.temp-exempt-too-long` `{ months }`, `member.period-empty`
 * @see Guidance 01-HD/TW 2021, 10.3 [S14d]: the cell considers, the grassroots committee decides; good reason and under 12 months;
 *   residence is registered where the member stays
 */
export function assertTemporaryExemption(
  {
    from,
    to,
    writtenRequest,
    residenceRegistered,
    decision,
  }: Stay & { writtenRequest: boolean; residenceRegistered: boolean; decision: string | null },
  settings: readonly RuleSetting[] = [],
): void {
  if (!writtenRequest) throw new RuleBroken('member.temp-exempt-no-request');
  if (!residenceRegistered) throw new RuleBroken('member.temp-exempt-no-residence');
  if (decision === null || decision.trim() === '') throw new RuleBroken('member.temp-exempt-no-decision');
  if (to === null) throw new RuleBroken('member.temp-exempt-no-end');
  if (to <= from) throw new RuleBroken('member.period-empty', { from, to });
  const months = ruleValue('temp-exempt.below-months', from, settings);
  if (to >= addMonths(from, months)) throw new RuleBroken('member.temp-exempt-too-long', { months });
}

/** On what ground a member is exempt. Illness is a yes or no: no diagnosis is kept. */
export type ExemptionGround = 'old' | 'weak' | 'ill';

/**
 * Refuses an exemption that nobody asked for, for age before the working age is over, or for an illness of less than 3 months. A
 * spoken request is enough.
 * @param request.person sex and birth as far as known; what is not known refuses nothing
 * @throws RuleBroken `member.exempt-no-request`, `member.exempt-illness-too-short` `{ months }`,
 *   `member.exempt-not-old` `{ fromOn, source }`
 * @see Regulation 24-QĐ/TW, 9.3 [S7]; 27-HD/BTCTW 2009 [S14e]; past working age: `retirementOn`
 */
export function assertExemption(
  request: {
    from: PlainDate;
    ground: ExemptionGround;
    request: 'written' | 'spoken' | null;
    illSince?: PlainDate;
    person?: { sex: 'male' | 'female' | null; birth: DatedBy | null };
  },
  settings: readonly RuleSetting[] = [],
): void {
  if (request.request === null) throw new RuleBroken('member.exempt-no-request');
  const { person } = request;
  if (request.ground === 'old' && person?.birth) {
    const { fromOn, source } = retirementOn({ sex: person.sex ?? 'female', birth: person.birth }, settings);
    if (request.from < fromOn) throw new RuleBroken('member.exempt-not-old', { fromOn, source });
  }
  if (request.ground !== 'ill') return;
  const months = ruleValue('exempt.illness-months', request.from, settings);
  if (request.illSince === undefined || addMonths(request.illSince, months) > request.from) {
    throw new RuleBroken('member.exempt-illness-too-short', { months });
  }
}

/** Until when a suspension may last at most: 90 days, and as many for each extension. @throws RuleBroken `member.suspension-extended-twice` */
export function suspensionEndsBy(
  { from, extensions = 0 }: { from: PlainDate; extensions?: number },
  settings: readonly RuleSetting[] = [],
): PlainDate {
  const allowed = ruleValue('suspension.extensions', from, settings);
  if (extensions > allowed) throw new RuleBroken('member.suspension-extended-twice', { allowed });
  return addDays(from, ruleValue('suspension.max-days', from, settings) * (extensions + 1));
}

/**
 * Refuses a suspension longer than the rules of its day allow. An open end is allowed: it is then due to end on `suspensionEndsBy`.
 * @throws RuleBroken `member.suspension-too-long` `{ days, most }`, `member.suspension-extended-twice`, `member.period-empty`
 * @see DOMAIN.md 3.4: 90 days, one extension [K-m], therefore settings
 */
export function assertSuspension(
  { from, to, extensions = 0 }: Stay & { extensions?: number },
  settings: readonly RuleSetting[] = [],
): void {
  const endsBy = suspensionEndsBy({ from, extensions }, settings);
  if (to === null) return;
  if (to <= from) throw new RuleBroken('member.period-empty', { from, to });
  if (to > endsBy) {
    throw new RuleBroken('member.suspension-too-long', {
      days: daysBetween(from, to),
      most: daysBetween(from, endsBy),
    });
  }
}
