import { expect, test } from 'vitest';
import { isCopyTooOld, outOfDate } from './age.ts';

const NOW = Date.parse('2026-11-22T08:00:00Z');
const before = (days: number, ms = 0): string => new Date(NOW - days * 86_400_000 - ms).toISOString();

test.each([
  [null, false],
  [before(0), false],
  [before(30), false],
  [before(30, 1), true],
  [before(400), true],
  // The clock was set back.
  [before(-3), false],
])('a copy last heard of at %s is too old: %s', (at, old) => expect(isCopyTooOld(at, NOW)).toBe(old));

test('lines of finished commands go after ninety days, never one that is still laid over the copy', () => {
  const done = [
    { id: 'old', at: before(91) },
    { id: 'laid-over', at: before(91), command: {} },
    { id: 'edge', at: before(90) },
    { id: 'young', at: before(1) },
  ];
  expect(outOfDate(done, NOW).map(({ id }) => id)).toEqual(['old']);
});
