import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assertCap,
  assertDecision,
  assertProposal,
  capOf,
  EVALUATION_RULES,
  type Evidence,
  type Level,
  LEVELS,
  notDue,
  supportedLevel,
} from './index.ts';

const codeOf = (run: () => void): string | null => {
  try {
    run();
    return null;
  } catch (problem) {
    return (problem as { code: string }).code;
  }
};
const ON = '2025-12-31';
const set = (key: string, value: number) => [{ key, valid: { from: null, to: null }, value }];

describe('who is evaluated, DOMAIN 3.8 (124, art. 5) [S47]', () => {
  test.each([
    ['official', '2016-05-19', null, 'an ordinary member'],
    ['official', null, null, 'joined long ago, day not known'],
    ['probationary', '2025-06-30', null, 'six months on the last day'],
    ['probationary', '2025-07-01', 'too_new', 'a day less than six months'],
    ['exempt', '1980-01-01', 'exempt', 'exempt from work and meetings'],
    ['temp_exempt', '2016-05-19', 'exempt', 'temporarily exempt [K-l]'],
    ['suspended', '2016-05-19', 'suspended', 'suspended'],
    ['temporarily_away', '2016-05-19', null, 'away: the home cell evaluates'],
  ] as const)('%s, admitted %s: %s – %s', (state, admittedOn, expected, _source) => {
    expect(notDue({ state, admittedOn, year: 2025 })).toBe(expected);
  });
  test('a province that evaluates the temporarily exempt', () => {
    const member = { state: 'temp_exempt', admittedOn: '2016-05-19', year: 2025 };
    expect(notDue(member, set('evaluation.temp-exempt-out', 0))).toBeNull();
  });
});

const nothing: Evidence = {
  tasksDue: 0,
  tasksOnTime: 0,
  tasksLate: 0,
  tasksOpen: 0,
  summoned: 0,
  present: 0,
  disciplined: false,
};
describe('what the records support, DOMAIN 3.8 (art. 11) [S17c]', () => {
  test.each([
    [{ tasksDue: 10, tasksOnTime: 10 }, 'excellent', 'all on time, no discipline'],
    [{ tasksDue: 10, tasksOnTime: 10, disciplined: true }, 'good', 'excellent asks for no discipline'],
    [{ tasksDue: 10, tasksOnTime: 8, tasksLate: 2 }, 'completed', '20 % late'],
    [{ tasksDue: 10, tasksOnTime: 7, tasksLate: 3 }, 'not_completed', '30 % late'],
    [{ tasksDue: 10, tasksOnTime: 9, tasksOpen: 1 }, 'not_completed', 'one not done'],
    [{}, 'excellent', 'no task on record: the person judges'],
  ] as const)('%o: %s – %s', (more, expected, _source) => {
    expect(supportedLevel({ ...nothing, ...more }, ON)).toBe(expected);
  });
  test.each([
    ['excellent', 'excellent', null, false, null],
    ['good', 'excellent', null, false, null],
    ['excellent', 'completed', null, false, 'evaluation.reason-needed'],
    ['excellent', 'completed', 'outside_system', false, null],
    ['excellent', 'good', 'other', true, 'evaluation.disciplined'],
    ['good', 'good', null, true, null],
  ] as const)(
    'proposed %s where %s is supported, reason %s, disciplined %s: %s',
    (level, supported, reason, disciplined, code) => {
      expect(codeOf(() => assertProposal({ level, supported, reason, disciplined }, ON))).toBe(code);
    },
  );
});

const levels = (excellent: number, good: number, completed = 0): Level[] => [
  ...Array.from({ length: excellent }, () => 'excellent' as const),
  ...Array.from({ length: good }, () => 'good' as const),
  ...Array.from({ length: completed }, () => 'completed' as const),
];
describe('the cap, DOMAIN 3.8: 20 % of those rated good [K-h], 25 % of an outstanding unit [K-m]', () => {
  test.each([
    [1, 5, 3, false, [], 1, null, '20 % of 5'],
    [1, 4, 3, false, [], 0, 'evaluation.over-cap', '20 % of 4 is less than one'],
    [2, 10, 0, false, [], 2, null, '20 % of 10'],
    [3, 10, 0, false, [], 2, 'evaluation.over-cap', 'one too many'],
    [3, 12, 0, true, [], 3, null, '25 % of 12'],
    [2, 9, 0, false, [], 1, 'evaluation.over-cap', '1.8 rounded down'],
    [2, 9, 0, false, set('evaluation.cap-rounding', 1), 2, null, '1.8 to the nearest'],
    [2, 6, 0, false, set('evaluation.cap-rounding', 2), 2, null, '1.2 up'],
    [2, 8, 0, false, set('evaluation.cap-base', 1), 2, null, 'of good and above: 20 % of 10'],
    [0, 0, 4, false, [], 0, null, 'nobody good, nobody excellent'],
  ])(
    '%d excellent, %d good, %d completed (outstanding %s): %o',
    (excellent, good, completed, outstanding, settings, allowed, code, _source) => {
      const cap = capOf(levels(excellent, good, completed), { outstanding, on: ON }, settings);
      expect(cap.allowed).toBe(allowed);
      expect(codeOf(() => assertCap(cap))).toBe(code);
    },
  );
  test('never more than the share, and one more always is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.boolean(), (good, outstanding) => {
        const { allowed, percent } = capOf(levels(0, good), { outstanding, on: ON });
        expect(allowed * 100).toBeLessThanOrEqual(good * percent);
        expect((allowed + 1) * 100).toBeGreaterThan(good * percent);
      }),
    );
  });
  test('every number has its source, and the rule of 2025 follows that of 2023', () => {
    for (const rows of Object.values(EVALUATION_RULES)) for (const { source } of rows) expect(source).not.toBe('');
    expect(capOf([], { outstanding: false, on: '2024-12-31' }).source).toContain('124-QĐ/TW');
    expect(capOf([], { outstanding: false, on: ON }).source).toContain('366-QĐ/TW');
    expect(LEVELS).toHaveLength(4);
  });
});

describe('a decision is about the whole list, at the end of the year', () => {
  test.each([
    [{ due: 9, proposed: 9, on: '2025-12-01', year: 2025 }, null],
    [{ due: 9, proposed: 9, on: '2025-11-30', year: 2025 }, 'evaluation.too-early'],
    [{ due: 9, proposed: 8, on: '2026-01-10', year: 2025 }, 'evaluation.incomplete'],
    [{ due: 0, proposed: 0, on: '2026-01-10', year: 2025 }, 'evaluation.nobody-due'],
  ])('%o: %s', (given, code) => expect(codeOf(() => assertDecision(given))).toBe(code));
});
