import { RuleBroken } from '#platform/errors.ts';
import { percent } from '#platform/numbers.ts';
import type { Call, Presence, Reason } from './values.ts';

/** What a member's state means for a meeting of his cell. */
export type RollState =
  'probationary' | 'official' | 'temporarily_away' | 'temp_exempt' | 'exempt' | 'suspended' | 'transfer_pending';

/**
 * Whether a member is called to a meeting. Exempt members need not come and are not counted when absent; who stays at
 * another body for a time is called there; who is suspended is not called. A member whose transfer is under way is called by
 * the cell that still has him on its roll.
 * @see DOMAIN.md 4.1, attendance standard (12-HD/BTCTW: exempt members left out) and vote base (24-QĐ/TW, 9.3.2)
 */
export function callOf(state: RollState): Call {
  switch (state) {
    case 'probationary':
    case 'official':
    case 'transfer_pending':
      return 'summoned';
    case 'exempt':
    case 'temp_exempt':
      return 'exempt';
    case 'temporarily_away':
      return 'away';
    case 'suspended':
      return 'suspended';
  }
}

export type AttendanceRow = {
  call: Call;
  standing: 'official' | 'probationary';
  presence: Presence;
};

/** The numbers of a meeting. `summoned` and `voteBase` are two different denominators and are never mixed. */
export type MeetingNumbers = {
  roll: number;
  summoned: number;
  present: number;
  presentOfficial: number;
  presentProbationary: number;
  exemptPresent: number;
  excused: number;
  unexcused: number;
  voteBase: number;
};

const isHere = (row: AttendanceRow) => row.presence === 'present' || row.presence === 'remote';

/** In the base of the attendance rate: everybody called, special duty left out. @see DOMAIN.md 4.1 (12-HD framework [S20]) */
export function countsForAttendance(row: AttendanceRow): boolean {
  return row.call === 'summoned' && row.presence !== 'special_duty';
}

/**
 * In the base of votes: official members called, less those absent for the whole session with accepted reason; absent
 * without reason stays in. An exempt member counts when he has come.
 * @see DOMAIN.md 4.1, vote base: 24-QĐ/TW, 9.3.2 [S7]; probationary members do not vote (Charter, Article 5)
 */
export function countsForVotes(row: AttendanceRow): boolean {
  if (row.standing !== 'official') return false;
  if (row.call === 'exempt') return isHere(row);
  return row.call === 'summoned' && (isHere(row) || row.presence === 'unexcused');
}

/** The four numbers (summoned, present, rate, vote base) and what they are made of. @see DOMAIN.md 4.1, last paragraph */
export function numbersOf(rows: readonly AttendanceRow[]): MeetingNumbers {
  const count = (test: (row: AttendanceRow) => boolean) => rows.filter(test).length;
  const called = (row: AttendanceRow) => row.call === 'summoned';
  return {
    roll: rows.length,
    summoned: count(countsForAttendance),
    present: count((row) => called(row) && isHere(row)),
    presentOfficial: count((row) => called(row) && isHere(row) && row.standing === 'official'),
    presentProbationary: count((row) => called(row) && isHere(row) && row.standing === 'probationary'),
    exemptPresent: count((row) => row.call === 'exempt' && isHere(row)),
    excused: count((row) => called(row) && row.presence === 'excused'),
    unexcused: count((row) => called(row) && row.presence === 'unexcused'),
    voteBase: count(countsForVotes),
  };
}

/** Present of base by base, one decimal; null when nobody was called. @see DOMAIN.md 4.1 and 7.2, I-22 */
export function attendanceRate(numbers: Pick<MeetingNumbers, 'present' | 'summoned'>): number | null {
  return percent(numbers.present, numbers.summoned);
}

/** More than the line, in exact arithmetic: 85 of 100 is not more than 85 per cent. @see DOMAIN.md 4.1: more than 85% */
export function isAboveLine(numbers: Pick<MeetingNumbers, 'present' | 'summoned'>, linePercent: number): boolean {
  return numbers.present * 100 > numbers.summoned * linePercent;
}

/**
 * One line of the sheet: the suspended are not called, an accepted absence has its (coded) reason, and who was called either
 * came or was absent.
 * @throws RuleBroken `attendance.suspended-not-called`, `attendance.reason-needed`, `attendance.presence-needed`
 */
export function assertAttendance(row: AttendanceRow & { reason: Reason | null }): void {
  if (row.call === 'suspended' && row.presence !== 'not_called')
    throw new RuleBroken('attendance.suspended-not-called');
  if (row.presence === 'excused' && row.reason === null) throw new RuleBroken('attendance.reason-needed');
  if (row.call === 'summoned' && row.presence === 'not_called') throw new RuleBroken('attendance.presence-needed');
}

/**
 * Two thirds of the official members called must be present at a congress.
 * @throws RuleBroken `meeting.congress-quorum` `{ present, needed }` @see DOMAIN.md 4.1: congress quorum [K-h]
 */
export function assertCongressQuorum(rows: readonly AttendanceRow[]): void {
  const official = rows.filter((row) => row.standing === 'official' && countsForAttendance(row));
  const present = official.filter(isHere).length;
  if (present * 3 < official.length * 2)
    throw new RuleBroken('meeting.congress-quorum', { present, needed: Math.ceil((official.length * 2) / 3) });
}

/**
 * Whether a run of accepted absences has become too long.
 * @see DOMAIN.md 4.1: nobody absent with reason more than 3 times in a row in the year (12-HD framework [S20])
 */
export function absentTooOften(inARow: number, most: number): boolean {
  return inARow > most;
}
