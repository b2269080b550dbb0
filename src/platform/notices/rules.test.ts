import fc from 'fast-check';
import { expect, test } from 'vitest';
import '../testing/properties.ts';
import { heldUntil, isTooLate, masked, nextMidnight, nextTry, retryAfterMs } from './rules.ts';

const at = (clock: string, day = '2026-11-22') => new Date(`${day}T${clock}:00+07:00`);
const night = { from: '21:00', to: '06:30' };

test.each([
  ['20:59', night, null],
  ['21:00', night, '2026-11-23T06:30'],
  ['23:59', night, '2026-11-23T06:30'],
  ['00:00', night, '2026-11-22T06:30'],
  ['06:29', night, '2026-11-22T06:30'],
  ['06:30', night, null],
  ['12:00', night, null],
  ['12:30', { from: '12:00', to: '13:00' }, '2026-11-22T13:00'],
  ['11:59', { from: '12:00', to: '13:00' }, null],
  ['13:00', { from: '12:00', to: '13:00' }, null],
  ['03:00', { from: '21:00', to: '21:00' }, null],
] as const)('at %s with quiet hours %o it is held until %s', (clock, quiet, expected) => {
  expect(heldUntil(at(clock), quiet)).toEqual(expected === null ? null : new Date(`${expected}:00+07:00`));
});

test('what is held is let go when the quiet hours end, and never held for a whole day', () => {
  const minute = fc.integer({ min: 0, max: 1439 });
  fc.assert(
    fc.property(minute, minute, fc.integer({ min: 0, max: 20_000_000 }), (from, to, when) => {
      const clock = (m: number) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`;
      const quiet = { from: clock(from), to: clock(to) };
      const now = new Date(1_700_000_000_000 + when * 1000);
      const until = heldUntil(now, quiet);
      if (until === null) return;
      expect(until.getTime()).toBeGreaterThan(now.getTime());
      expect(until.getTime() - now.getTime()).toBeLessThanOrEqual(86_400_000);
      expect(heldUntil(until, quiet)).toBeNull();
    }),
  );
});

test('each try waits longer than the one before, a wait that was named is kept, and after the last there is none', () => {
  const now = at('10:00');
  const waits = [1, 2, 3, 4, 5, 6].map((attempt) => (nextTry(now, attempt)?.getTime() ?? 0) - now.getTime());
  expect(waits.map((ms) => ms / 60_000)).toEqual([1, 5, 30, 120, 480, 1440]);
  expect(nextTry(now, 7)).toBeNull();
  expect(nextTry(now, 1, 600_000)?.getTime()).toBe(now.getTime() + 600_000);
  expect(nextTry(now, 2, 1000)?.getTime()).toBe(now.getTime() + 300_000);
});

test.each([
  [null, undefined],
  ['', undefined],
  ['30', 30_000],
  ['0', 0],
  ['999999', 86_400_000],
  ['soon', undefined],
  ['Sun, 22 Nov 2026 03:00:10 GMT', 10_000],
  ['Sun, 22 Nov 2026 02:00:00 GMT', 0],
])('the wait named by %s', (header, expected) => {
  expect(retryAfterMs(header, at('10:00'))).toBe(expected);
});

test('a notice of three days ago is no news; a quota begins anew at midnight in Vietnam; addresses are shown in part', () => {
  expect(isTooLate(at('10:00', '2026-11-19'), at('10:00'))).toBe(false);
  expect(isTooLate(at('09:59', '2026-11-19'), at('10:00'))).toBe(true);
  expect(nextMidnight(at('10:00'))).toEqual(at('00:00', '2026-11-23'));
  expect(nextMidnight(at('00:00'))).toEqual(at('00:00', '2026-11-23'));
  expect(masked('mail', 'nguyen.van.a@example.vn')).toBe('ng…@example.vn');
  expect(masked('zalo', '8123456789')).toBe('…6789');
});
