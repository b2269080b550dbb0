import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, addYears, fromDayNumber } from '#platform/time/dates.ts';
import { onDay } from '#platform/time/precision.ts';
import {
  assertBadge,
  BADGE_YEARS,
  badgeOccasions,
  badgesAhead,
  badgesDue,
  partyAge,
  partyYearsReached,
} from './index.ts';

const from = (on: string, outside: { from: string; to: string | null }[] = []) => ({ decisionOn: onDay(on), outside });
const day = fc.integer({ min: -7000, max: 10_000 }).map(fromDayNumber);

describe('party age', () => {
  test.each([
    ['1990-05-19', '2020-05-18', 29, 11],
    ['1990-05-19', '2020-05-19', 30, 0],
    ['1992-02-29', '2022-02-28', 30, 0],
    ['2025-07-01', '2025-07-01', 0, 0],
  ])('decision %s, on %s: %i years %i months', (decision, on, years, months) => {
    expect(partyAge(from(decision), on)).toEqual({ years, months, yearsAtMost: years, about: false });
  });

  test('not before the decision', () => expect(partyAge(from('2025-07-01'), '2025-06-30')).toBeNull());

  test('periods outside the Party do not count', () => {
    const member = from('1990-03-01', [{ from: '2000-01-01', to: '2003-07-01' }]);
    expect(partyAge(member, '2000-01-01')).toMatchObject({ years: 9, months: 10 });
    expect(partyAge(member, '2002-05-05')).toMatchObject({ years: 9, months: 10 });
    expect(partyAge(member, '2003-08-31')).toMatchObject({ years: 9, months: 11 });
    expect(partyYearsReached(member, 30)).toEqual({ fromOn: '2023-09-01', byOn: '2023-09-01' });
    expect(partyYearsReached(from('1990-03-01', [{ from: '2000-01-01', to: null }]), 30)).toBeNull();
    expect(partyYearsReached(from('1990-03-01', [{ from: '2021-01-01', to: null }]), 30)).not.toBeNull();
  });

  test('time stands still to the last day outside, at the end of a short month too', () => {
    const member = from('1970-01-03', [{ from: '1970-02-02', to: '1970-03-01' }]);
    expect(partyAge(member, '1970-02-28')).toMatchObject({ years: 0, months: 0 });
    expect(partyAge(member, '1970-03-01')).toMatchObject({ years: 0, months: 1 });
  });

  test('known by year: about', () => {
    const member = { decisionOn: { on: '1990-01-01', precision: 'year' } as const };
    expect(partyAge(member, '2020-06-01')).toEqual({ years: 29, months: 5, yearsAtMost: 30, about: true });
    expect(partyYearsReached(member, 30)).toEqual({ fromOn: '2020-01-01', byOn: '2020-12-31' });
  });

  test('grows with time, stands still outside, and agrees with the day it is reached', () => {
    const absence = fc.tuple(day, fc.integer({ min: 1, max: 1500 }));
    fc.assert(
      fc.property(
        day,
        fc.array(absence, { maxLength: 3 }),
        fc.nat(15_000),
        fc.integer({ min: 1, max: 30 }),
        (start, away, later, years) => {
          const outside = away.map(([on, days]) => ({ from: on, to: addDays(on, days) }));
          const member = from(start, outside);
          const on = addDays(start, later);
          const age = partyAge(member, on);
          const next = partyAge(member, addDays(on, 1));
          const months = (a: typeof age): number => (a ? a.years * 12 + a.months : -1);
          expect(months(next)).toBeGreaterThanOrEqual(months(age));
          expect(months(next) - months(age)).toBeLessThanOrEqual(1);
          expect(months(age)).toBeLessThanOrEqual(months(partyAge(from(start), on)));
          const reached = partyYearsReached(member, years);
          expect((age?.years ?? 0) >= years).toBe(reached !== null && reached.fromOn <= on);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('badges', () => {
  test('four occasions a year', () => {
    expect(badgeOccasions('2025-02-03', '2026-02-03')).toEqual([
      '2025-02-03',
      '2025-05-19',
      '2025-09-02',
      '2025-11-07',
      '2026-02-03',
    ]);
  });

  test.each([
    ['1995-09-02', '2025-09-02', [], 30],
    ['1995-09-03', '2025-09-02', [], null],
    ['1995-09-03', '2025-11-07', [], 30],
    ['1985-09-02', '2025-09-02', [30], 40],
    ['1985-09-02', '2025-09-02', [30, 40], null],
    ['1980-09-02', '2025-09-02', [40], 45],
    ['1935-09-02', '2025-09-02', [85], 90],
    ['1930-02-03', '2025-09-02', [90], null],
  ])('decision %s, on %s, given %j: %s', (decision, occasionOn, givenBadges, expected) => {
    const { due } = badgesDue({ ...from(decision), givenBadges }, occasionOn);
    expect(due?.years ?? null).toBe(expected);
  });

  test('lower badges that are not recorded are named, not counted as due', () => {
    const answer = badgesDue({ ...from('1970-01-01'), givenBadges: [] }, '2025-09-02');
    expect([answer.due?.years, answer.unrecorded]).toEqual([55, [30, 40, 45, 50]]);
    expect(badgesDue({ ...from('1970-01-01'), givenBadges: [50] }, '2025-09-02').unrecorded).toEqual([]);
  });

  test('a year alone: perhaps while the occasion lies in the year, sure afterwards', () => {
    const member = { decisionOn: { on: '1995-01-01', precision: 'year' } as const, givenBadges: [] };
    expect(badgesDue(member, '2025-09-02').due).toMatchObject({ years: 30, certainty: 'perhaps' });
    expect(badgesDue(member, '2026-02-03').due).toMatchObject({ years: 30, certainty: 'sure' });
    expect(badgesDue(member, '2024-11-07').due).toBeNull();
  });

  test('six months ahead, each at its first occasion', () => {
    const member = { ...from('1995-10-01'), givenBadges: [] };
    expect(badgesAhead(member, '2025-05-01').map(({ years, occasionOn }) => [years, occasionOn])).toEqual([]);
    expect(badgesAhead(member, '2025-06-01').map(({ years, occasionOn }) => [years, occasionOn])).toEqual([
      [30, '2025-11-07'],
    ]);
    expect(badgesAhead(member, '2025-12-01').map(({ years, occasionOn }) => [years, occasionOn])).toEqual([
      [30, '2026-02-03'],
    ]);
    const setting = [{ key: 'badge.ahead-months', valid: { from: null, to: null }, value: 12, source: 'x' }];
    expect(badgesAhead(member, '2024-12-01', setting)).toHaveLength(1);
  });

  test('due exactly once over a whole life', () => {
    fc.assert(
      fc.property(day, (decision) => {
        const member = { ...from(decision), givenBadges: [] };
        const all = badgesAhead(member, decision, [], 12 * 95).map(({ years }) => years);
        expect(all).toEqual([...BADGE_YEARS]);
        expect(partyYearsReached(member, 30)?.fromOn).toBe(addYears(decision, 30));
      }),
      { numRuns: 20 },
    );
  });

  test('recording a badge', () => {
    const badge = { ...from('1995-09-02'), years: 30 };
    expect(() => assertBadge({ ...badge, givenOn: '2025-09-02' })).not.toThrow();
    expect(() => assertBadge({ ...badge, givenOn: '2025-09-01' })).toThrow(
      expect.objectContaining({ code: 'member.badge-too-early' }),
    );
    expect(() => assertBadge({ ...badge, givenOn: '2024-09-02', graveIllness: true })).not.toThrow();
    expect(() => assertBadge({ ...badge, givenOn: '2024-09-01', graveIllness: true })).toThrow();
    expect(() => assertBadge({ ...badge, years: 35, givenOn: '2035-09-02' })).toThrow(
      expect.objectContaining({ code: 'member.badge-unknown' }),
    );
  });
});
