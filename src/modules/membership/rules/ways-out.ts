import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { addMonths } from '#platform/time/dates.ts';
import { addWorkingDays, type WorkingCalendar } from '#platform/time/working-days.ts';
import { type RuleSetting, ruleTable, ruleValue } from './rule-tables.ts';

/**
 * Why a member is struck off: absent, or dues unpaid, for three months of a year without reason; no effort after twelve months of
 * education; gave back or destroyed the card; two years in a row below standard; fails the political standard; failed the probation.
 * @see DOMAIN.md 3.5 [S12][S15]; T14 for the probation
 */
export const STRIKE_OFF_GROUNDS = [
  'absent',
  'dues',
  'no_effort',
  'card',
  'below_standard',
  'political',
  'probation_failed',
] as const;
export type StrikeOffGround = (typeof STRIKE_OFF_GROUNDS)[number];

/** Source of the proposal by two thirds. */
export const STRIKE_OFF_SOURCE = 'Điều lệ Đảng 2011, Điều 8; 294-QĐ/TW';

/** For and against a proposal are not asked apart: who voted how is not known, and the base is what counts. */
export type StrikeOff = {
  ground: StrikeOffGround | null;
  vote: { for: number; base: number } | null;
  decision: string | null;
  standing: 'probationary' | 'official';
};

/**
 * Refuses a strike-off without its ground, its decision, or the cell's proposal by two thirds of its official members. Of a failed
 * probation the committee decides on the votes that stand in the admission file.
 * @throws RuleBroken `member.struck-off-no-ground`, `member.struck-off-not-probationary`, `member.struck-off-no-decision`, `member.struck-off-no-vote`,
 *   `member.struck-off-below-two-thirds` `{ for, base, needed, source }`
 * @see DOMAIN.md 3.5: the cell proposes (2/3), the competent committee decides [S12][S15]
 */
export function assertStruckOff({ ground, vote, decision, standing }: StrikeOff): void {
  if (ground === null) throw new RuleBroken('member.struck-off-no-ground', { source: STRIKE_OFF_SOURCE });
  if (ground === 'probation_failed' && standing !== 'probationary')
    throw new RuleBroken('member.struck-off-not-probationary', { source: STRIKE_OFF_SOURCE });
  if (decision === null || decision.trim() === '') throw new RuleBroken('member.struck-off-no-decision');
  if (vote === null) {
    if (ground === 'probation_failed') return;
    throw new RuleBroken('member.struck-off-no-vote', { source: STRIKE_OFF_SOURCE });
  }
  // In whole numbers: two thirds of nine is six.
  if (vote.for > vote.base || vote.for * 3 < vote.base * 2) {
    const needed = Math.ceil((vote.base * 2) / 3);
    throw new RuleBroken('member.struck-off-below-two-thirds', { ...vote, needed, source: STRIKE_OFF_SOURCE });
  }
}

/** Official members of a cell on the day of a vote, and how many of them may be outside its base. */
export type VoteRoll = { official: number; away: number; suspended: number; exempt: number };

/**
 * Refuses a proposal counted of another number than the official members of the cell: those who stay at another body or are suspended are
 * left out, and exempt members when they did not come. Both numbers are told.
 * @throws RuleBroken `member.struck-off-base-wrong` `{ base, official, least, most, on, source }`
 * @see DOMAIN.md 4.1: vote base, 24-QĐ/TW, 9.3.2 [S7]; removal needs two thirds of the official members [S9]
 */
export function assertStrikeOffBase(base: number, on: PlainDate, roll: VoteRoll): void {
  const most = roll.official - roll.away - roll.suspended;
  const least = most - roll.exempt;
  if (base >= least && base <= most) return;
  throw new RuleBroken('member.struck-off-base-wrong', {
    base,
    official: roll.official,
    least,
    most,
    on,
    source: STRIKE_OFF_SOURCE,
  });
}

/**
 * The last day on which a member who was struck off may complain.
 * @throws RuleBroken `calendar.missing-year`
 * @see DOMAIN.md 3.5: 30 working days [K-m], therefore a setting
 */
export function complainUntil(
  decidedOn: PlainDate,
  calendar: WorkingCalendar,
  settings: readonly RuleSetting[] = [],
): PlainDate {
  return addWorkingDays(decidedOn, ruleValue('struck-off.complaint-working-days', decidedOn, settings), calendar);
}

/**
 * Refuses a badge in the time after a decision on discipline, where an administrator has set such a time.
 * @throws RuleBroken `member.badge-after-discipline` `{ months, fromOn }`
 * @see DOMAIN.md 3.6: discipline can postpone [K-m]; no length is known, so the default is none
 */
export function assertBadgeNotPostponed(
  { occasionOn, disciplinedOn }: { occasionOn: PlainDate; disciplinedOn: readonly PlainDate[] },
  settings: readonly RuleSetting[] = [],
): void {
  for (const on of disciplinedOn) {
    const { value: months, source } = ruleTable('badge.after-discipline-months', on, settings);
    const fromOn = addMonths(on, months);
    if (on <= occasionOn && occasionOn < fromOn) {
      throw new RuleBroken('member.badge-after-discipline', { months, fromOn, source });
    }
  }
}
