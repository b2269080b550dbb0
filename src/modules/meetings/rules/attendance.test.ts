import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RuleBroken } from '#platform/errors.ts';
import {
  absentTooOften,
  assertAttendance,
  assertCongressQuorum,
  type AttendanceRow,
  attendanceRate,
  baseSources,
  CALLS,
  callOf,
  countsForAttendance,
  countsForVotes,
  isAboveLine,
  numbersOf,
  PRESENCES,
} from './index.ts';

const refusal = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (problem) {
    if (problem instanceof RuleBroken) return problem.code;
    throw problem;
  }
};

test.each([
  ['2019-05-04', '12-HD/BTCTW', '29-QĐ/TW'],
  ['2021-07-30', '12-HD/BTCTW', '24-QĐ/TW, 9.3.2'],
  ['2025-06-30', '12-HD/BTCTW', '232-QĐ/TW, 9.3'],
  ['2025-07-01', '12-HD/BTCTW', '294-QĐ/TW, 9.3'],
  ['2025-10-27', '12-HD/BTCTW', '294-QĐ/TW, 9.3'],
  ['2025-10-28', '42-HD/BTCTW', '294-QĐ/TW, 9.3'],
])('the bases of a meeting on %s rest on %s and %s (DOMAIN.md 0)', (on, attendance, votes) => {
  expect(baseSources(on)).toEqual({ attendance, votes });
});

const HD12 = '12-HD/BTCTW [S20]';
const QD24 = '24-QĐ/TW 9.3.2 [S7]';
const CHARTER5 = 'Charter, Article 5';
// state, standing, presence → in the base of attendance, present of base, in the vote base, source
test.each([
  ['official', 'official', 'present', true, true, true, QD24],
  ['official', 'official', 'remote', true, true, true, 'Directive 50 spirit [K-l]'],
  ['official', 'official', 'unexcused', true, false, true, QD24],
  ['official', 'official', 'excused', true, false, false, QD24],
  ['official', 'official', 'special_duty', false, false, false, HD12],
  ['probationary', 'probationary', 'present', true, true, false, CHARTER5],
  ['probationary', 'probationary', 'unexcused', true, false, false, CHARTER5],
  ['transfer_pending', 'official', 'present', true, true, true, 'on the roll until received'],
  ['exempt', 'official', 'not_called', false, false, false, QD24],
  ['exempt', 'official', 'present', false, false, true, QD24],
  ['temp_exempt', 'official', 'present', false, false, true, QD24],
  ['temp_exempt', 'official', 'not_called', false, false, false, HD12],
  ['exempt', 'probationary', 'present', false, false, false, CHARTER5],
  ['temporarily_away', 'official', 'not_called', false, false, false, QD24],
  ['temporarily_away', 'official', 'present', false, false, false, QD24],
  ['suspended', 'official', 'not_called', false, false, false, QD24],
] as const)(
  '%s (%s), %s: attendance base %s, present %s, vote base %s (%s)',
  (state, standing, presence, base, present, votes, _source) => {
    const row: AttendanceRow = { call: callOf(state), standing, presence };
    expect(countsForAttendance(row)).toBe(base);
    expect(numbersOf([row]).present === 1).toBe(present);
    expect(countsForVotes(row)).toBe(votes);
  },
);

test('the example of the design: 16 on the roll, 15 called, 13 present, a vote base of 13', () => {
  const row = (
    presence: AttendanceRow['presence'],
    standing: AttendanceRow['standing'] = 'official',
    call: AttendanceRow['call'] = 'summoned',
  ) => ({
    call,
    standing,
    presence,
  });
  const rows = [
    ...Array.from({ length: 12 }, () => row('present')),
    row('present', 'probationary'),
    row('excused'),
    row('unexcused'),
    row('not_called', 'official', 'exempt'),
  ];
  expect(numbersOf(rows)).toEqual({
    roll: 16,
    summoned: 15,
    present: 13,
    presentOfficial: 12,
    presentProbationary: 1,
    exemptPresent: 0,
    excused: 1,
    unexcused: 1,
    voteBase: 13,
  });
  expect(attendanceRate({ present: 13, summoned: 15 })).toBe(86.7);
});

test.each([
  // present, summoned: more than 85 %, not 85 itself (DOMAIN.md 4.1)
  [85, 100, false],
  [86, 100, true],
  [17, 20, false],
  [13, 15, true],
  [6, 7, true],
  [0, 0, false],
])('%i of %i is above the line: %s', (present, summoned, above) =>
  expect(isAboveLine({ present, summoned }, 85)).toBe(above),
);

test('nobody called: no rate, not zero', () => expect(attendanceRate({ present: 0, summoned: 0 })).toBeNull());

test.each([
  [{ call: 'suspended', standing: 'official', presence: 'present', reason: null }, 'attendance.suspended-not-called'],
  [{ call: 'suspended', standing: 'official', presence: 'not_called', reason: null }, undefined],
  [{ call: 'summoned', standing: 'official', presence: 'excused', reason: null }, 'attendance.reason-needed'],
  [{ call: 'summoned', standing: 'official', presence: 'excused', reason: 'illness' }, undefined],
  [{ call: 'summoned', standing: 'official', presence: 'not_called', reason: null }, 'attendance.presence-needed'],
] as const)('%o: %s', (row, code) => expect(refusal(() => assertAttendance(row))).toBe(code));

test.each([
  [8, 12, undefined],
  [7, 12, 'meeting.congress-quorum'],
  [7, 10, undefined],
  [6, 10, 'meeting.congress-quorum'],
])('a congress with %i of %i official members: %s', (present, official, code) => {
  const rows: AttendanceRow[] = Array.from({ length: official }, (_, at) => ({
    call: 'summoned',
    standing: 'official',
    presence: at < present ? 'present' : 'unexcused',
  }));
  expect(refusal(() => assertCongressQuorum(rows))).toBe(code);
});

test('three accepted absences in a row are still allowed, four are not', () => {
  expect(absentTooOften(3, 3)).toBe(false);
  expect(absentTooOften(4, 3)).toBe(true);
});

test('the numbers always fit into each other', () => {
  const row = fc.record({
    call: fc.constantFrom(...CALLS),
    standing: fc.constantFrom('official' as const, 'probationary' as const),
    presence: fc.constantFrom(...PRESENCES),
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
      const n = numbersOf(rows);
      expect(n.present).toBe(n.presentOfficial + n.presentProbationary);
      expect(n.present).toBeLessThanOrEqual(n.summoned);
      expect(n.summoned).toBeLessThanOrEqual(n.roll);
      expect(n.voteBase).toBeLessThanOrEqual(n.summoned + n.exemptPresent);
    }),
  );
});
