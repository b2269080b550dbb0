import { RuleBroken } from '#platform/errors.ts';
import type { VoteRule, VoteSubject } from './values.ts';

/**
 * Which majority a subject needs: admission, recognition and removal two thirds, everything else more than half.
 * @see DOMAIN.md 4.1, decision [S7][S9]
 */
export function ruleOf(subject: VoteSubject): VoteRule {
  return subject === 'admission' || subject === 'recognition' || subject === 'removal' ? 'two_thirds' : 'majority';
}

/**
 * The base of a vote on a subject. Guests who vote do so on local matters only: not on admission, recognition, removal, discipline or elections.
 * @see DOMAIN.md 3.4: rights at the temporary place [K-m], therefore the setting `meeting.guests-vote`
 */
export function baseOfSubject(subject: VoteSubject, given: { voteBase: number; guestVoters: number }): number {
  return given.voteBase + (subject === 'resolution' || subject === 'other' ? given.guestVoters : 0);
}

/**
 * Refuses guests who vote where they do so at home only, and more of them than came or than stay with the cell as official members.
 * @throws RuleBroken `attendance.guests-do-not-vote` `{ source }`, `attendance.more-guest-voters` `{ guestVoters, guests, hosted }`
 */
export function assertGuestVoters(
  { guestVoters, guests }: { guestVoters: number; guests: number },
  rule: { mayVote: boolean; hosted: number },
): void {
  if (guestVoters === 0) return;
  if (!rule.mayVote) throw new RuleBroken('attendance.guests-do-not-vote');
  if (guestVoters > guests || guestVoters > rule.hosted)
    throw new RuleBroken('attendance.more-guest-voters', { guestVoters, guests, hosted: rule.hosted });
}

/** How many votes are needed of a base: more than half, or at least two thirds. 13 → 7 and 9. */
export function votesNeeded(base: number, rule: VoteRule): number {
  return rule === 'two_thirds' ? Math.ceil((base * 2) / 3) : Math.floor(base / 2) + 1;
}

/** Whether enough of the base voted for it; who did not vote counts against it. */
export function hasPassed(vote: { base: number; votesFor: number; rule: VoteRule }): boolean {
  return vote.votesFor >= votesNeeded(vote.base, vote.rule);
}

/**
 * A vote counts against the vote base of its meeting, never against the roll, those called or those present.
 * @throws RuleBroken `vote.nobody-votes`, `vote.wrong-base` `{ given, base }`, `vote.more-than-base` `{ votes, base }`
 * @see DOMAIN.md 4.1: attendance rate and vote base are different denominators; 24-QĐ/TW, 9.3.2 [S7]
 */
export function assertVote(
  vote: { base: number; votesFor: number; votesAgainst: number; votesOther: number },
  voteBase: number,
): void {
  if (voteBase === 0) throw new RuleBroken('vote.nobody-votes');
  if (vote.base !== voteBase) throw new RuleBroken('vote.wrong-base', { given: vote.base, base: voteBase });
  const votes = vote.votesFor + vote.votesAgainst + vote.votesOther;
  if (votes > voteBase) throw new RuleBroken('vote.more-than-base', { votes, base: voteBase });
}
