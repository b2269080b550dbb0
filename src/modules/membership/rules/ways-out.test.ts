import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMonths, fromDayNumber } from '#platform/time/dates.ts';
import { HOLIDAYS_VIETNAM } from '#platform/time/holidays-vietnam.ts';
import { workingCalendar } from '#platform/time/working-days.ts';
import {
  assertBadgeNotPostponed,
  assertStruckOff,
  complainUntil,
  retirementMonths,
  retirementOn,
  type StrikeOff,
} from './index.ts';

const calendar = workingCalendar(HOLIDAYS_VIETNAM);
const code = (run: () => void): string | null => {
  try {
    run();
    return null;
  } catch (problem) {
    return (problem as { code: string }).code;
  }
};

describe('struck off: DOMAIN.md 3.5 [S12][S15], the cell proposes by two thirds, the committee decides', () => {
  const whole: StrikeOff = { ground: 'dues', vote: { for: 6, base: 9 }, decision: '12-QĐ/ĐU', standing: 'official' };
  test.each<[Partial<StrikeOff>, string | null]>([
    [{}, null],
    [{ ground: null }, 'member.struck-off-no-ground'],
    [{ decision: null }, 'member.struck-off-no-decision'],
    [{ decision: ' ' }, 'member.struck-off-no-decision'],
    [{ vote: null }, 'member.struck-off-no-vote'],
    [{ vote: null, ground: 'probation_failed', standing: 'probationary' }, null],
    [{ vote: null, ground: 'probation_failed' }, 'member.struck-off-not-probationary'],
    [{ vote: { for: 5, base: 9 } }, 'member.struck-off-below-two-thirds'],
    [{ vote: { for: 2, base: 3 } }, null],
    [{ vote: { for: 3, base: 5 } }, 'member.struck-off-below-two-thirds'],
    [{ vote: { for: 4, base: 3 } }, 'member.struck-off-below-two-thirds'],
  ])('%j: %s', (more, expected) => expect(code(() => assertStruckOff({ ...whole, ...more }))).toBe(expected));

  test('whatever the base: exactly from two thirds on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), (base, inFavour) => {
        fc.pre(inFavour <= base);
        const refused = code(() => assertStruckOff({ ...whole, vote: { for: inFavour, base } })) !== null;
        expect(refused).toBe(3 * inFavour < 2 * base);
      }),
    );
  });

  test('a complaint within 30 working days, holidays left out', () => {
    // Saturday 10 January was worked in exchange for 2 January; Tết falls into the second.
    expect(complainUntil('2026-01-05', calendar)).toBe('2026-02-13');
    expect(complainUntil('2026-01-12', calendar)).toBe('2026-03-02');
    const settings = [
      { key: 'struck-off.complaint-working-days', valid: { from: null, to: null }, value: 5, source: 'x' },
    ];
    expect(complainUntil('2026-01-05', calendar, settings)).toBe('2026-01-10');
  });
});

describe('working age: Decree 135/2020/NĐ-CP, Article 4', () => {
  test.each([
    ['male', 2020, 720],
    ['male', 2021, 723],
    ['male', 2026, 738],
    ['male', 2027, 741],
    ['male', 2028, 744],
    ['male', 2050, 744],
    ['female', 2020, 660],
    ['female', 2021, 664],
    ['female', 2026, 684],
    ['female', 2034, 716],
    ['female', 2035, 720],
    ['female', 2050, 720],
  ] as const)('%s in %i: %i months', (sex, year, months) => expect(retirementMonths(sex, year).months).toBe(months));

  test.each([
    // Whoever turns 60 on the last day under the old law is past working age; the day after three months more are asked.
    ['male', '1960-12-31', '2020-12-31'],
    ['male', '1961-01-01', '2021-04-01'],
    ['male', '1960-02-29', '2020-02-29'],
    ['female', '1964-02-29', '2019-02-28'],
    ['female', '1966-01-31', '2021-05-31'],
  ] as const)('%s born %s: %s', (sex, on, expected) =>
    expect(retirementOn({ sex, birth: { on, precision: 'day' } }).fromOn).toBe(expected),
  );

  test('it falls into a year whose age it is, and nobody younger is past it before somebody older', () => {
    fc.assert(
      fc.property(fc.integer({ min: -15_000, max: 15_000 }), fc.nat(400), fc.boolean(), (born, more, isMale) => {
        const sex = isMale ? 'male' : 'female';
        const on = fromDayNumber(born);
        const { fromOn } = retirementOn({ sex, birth: { on, precision: 'day' } });
        expect(fromOn).toBe(addMonths(on, retirementMonths(sex, Number(fromOn.slice(0, 4))).months));
        const later = retirementOn({ sex, birth: { on: fromDayNumber(born + more), precision: 'day' } });
        expect(later.fromOn >= fromOn).toBe(true);
      }),
    );
  });
});

test('a badge waits after discipline only where somebody has set how long', () => {
  const given = { occasionOn: '2026-02-03', disciplinedOn: ['2025-06-01'] };
  expect(code(() => assertBadgeNotPostponed(given))).toBeNull();
  const after = (value: number) => [
    { key: 'badge.after-discipline-months', valid: { from: null, to: null }, value, source: 'x' },
  ];
  expect(code(() => assertBadgeNotPostponed(given, after(12)))).toBe('member.badge-after-discipline');
  expect(code(() => assertBadgeNotPostponed(given, after(8)))).toBeNull();
  expect(code(() => assertBadgeNotPostponed({ ...given, occasionOn: '2025-05-19' }, after(12)))).toBeNull();
});
