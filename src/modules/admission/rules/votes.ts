import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { RuleSetting } from '#modules/membership/rules/index.ts';
import { CHARTER_4, ruleOn, SECTION_9 } from './rule-tables.ts';

/** Votes of one paper: everybody of the base is in exactly one of the four. */
export type Ballot = { for: number; against: number; abstain: number; absent: number };
export type VoteResult = 'passed' | 'rejected' | 'undecided';

/** What the register knows of the official members of a cell on a day, and who was excused from the whole meeting. */
export type CellRoll = { official: number; away: number; suspended: number; exempt: number };

/** Those of the base who voted or were absent. */
export function baseOf(ballot: Ballot): number {
  return ballot.for + ballot.against + ballot.abstain + ballot.absent;
}

/**
 * How many the 2/3 are counted of in a cell: its official members, less those temporarily at another body, suspended, exempt
 * and absent, and (a setting) absent from the whole meeting with an accepted reason. Probationary members have no vote.
 * @see DOMAIN 4.1 “Vote base” [S7]; Charter 4 [S9]
 */
export function cellVoteBase(
  { roll, exemptPresent, excused, on }: { roll: CellRoll; exemptPresent: number; excused: number; on: PlainDate },
  settings: readonly RuleSetting[] = [],
): number {
  const out = ruleOn('admission.vote-excused-out', on, settings).value === 1 ? excused : 0;
  return roll.official - roll.away - roll.suspended - Math.max(0, roll.exempt - exemptPresent) - out;
}

/**
 * Refuses a vote that was counted of another base than the official members.
 * @throws RuleBroken `admission.vote-base-wrong` `{ base, expected, official, needed, source }`
 */
export function assertCellBase(
  given: { ballot: Ballot; roll: CellRoll; exemptPresent: number; excused: number; on: PlainDate },
  settings: readonly RuleSetting[] = [],
): void {
  const { ballot, roll, exemptPresent, excused, on } = given;
  const expected = cellVoteBase({ roll, exemptPresent, excused, on }, settings);
  const base = baseOf(ballot);
  if (base === expected && base > 0 && exemptPresent <= roll.exempt) return;
  const details = {
    base,
    expected,
    official: roll.official,
    needed: twoThirds(expected),
    source: `${CHARTER_4}; ${SECTION_9}`,
  };
  throw new RuleBroken('admission.vote-base-wrong', details);
}

/** From how many official members a cell considers by itself on a day. */
export function membersEnough(on: PlainDate, settings: readonly RuleSetting[] = []): { value: number; source: string } {
  const { value, source } = ruleOn('admission.members-enough', on, settings);
  return { value, source };
}

/**
 * Refuses that the direct superior considers in place of a cell that has official members enough to do so itself.
 * @throws RuleBroken `admission.cell-has-enough` `{ official, enough, source }`
 * @see Charter 4.4: where there is no member or too few, the direct superior introduces members to guide, and may consider [S9]
 */
export function assertSuperiorMayConsider(
  { official, on }: { official: number; on: PlainDate },
  settings: readonly RuleSetting[] = [],
): void {
  const { value: enough, source } = membersEnough(on, settings);
  if (official >= enough) throw new RuleBroken('admission.cell-has-enough', { official, enough, source });
}

/** The fewest votes that are two thirds of the base: 8 of 12, 9 of 13, 10 of 14. */
export function twoThirds(base: number): number {
  return Math.ceil((base * 2) / 3);
}

/** More than half: 7 of 12, 7 of 13. */
export function moreThanHalf(base: number): number {
  return Math.floor(base / 2) + 1;
}

/**
 * What a vote of 2/3 decided: taken, refused by as many, or neither way.
 * @see DOMAIN 3.3 T6, T7, T11, T13
 */
export function twoThirdsResult(ballot: Ballot): VoteResult {
  const needed = twoThirds(baseOf(ballot));
  if (baseOf(ballot) === 0) return 'undecided';
  if (ballot.for >= needed) return 'passed';
  return ballot.against >= needed ? 'rejected' : 'undecided';
}

/** What a vote of more than half decided. @see DOMAIN 3.3 T8: the standing board of the direct superior [K-h] */
export function majorityResult(ballot: Ballot): VoteResult {
  const needed = moreThanHalf(baseOf(ballot));
  if (baseOf(ballot) === 0) return 'undecided';
  if (ballot.for >= needed) return 'passed';
  return ballot.against >= needed ? 'rejected' : 'undecided';
}

/**
 * Refuses a further vote after three without two thirds either way, until the direct superior has been told.
 * @param undecided votes of this round without a result, since the last report
 * @throws RuleBroken `admission.deadlock` `{ votes, source }`
 * @see DOMAIN 3.3 T13 [S6]
 */
export function assertNoDeadlock(undecided: number, on: PlainDate, settings: readonly RuleSetting[] = []): void {
  const { value, source } = ruleOn('admission.votes-before-report', on, settings);
  if (undecided >= value) throw new RuleBroken('admission.deadlock', { votes: undecided, source });
}
