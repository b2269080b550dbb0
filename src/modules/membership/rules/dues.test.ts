import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assertPaidWithinExemption,
  assertReduction,
  DUES_CLASSES,
  type DuesCase,
  type DuesReduction,
  duesOf,
  isBehind,
} from './index.ts';

const code = (run: () => unknown): string | null => {
  try {
    run();
    return null;
  } catch (problem) {
    return (problem as { code: string }).code;
  }
};
const farmer: DuesCase = { duesClass: 'no_pension', month: '2026-03-01', region: 4 };

describe('the rate of the month: 01-QĐ/TW of 3 February 2026 from 1 February 2026, before it 342-QĐ/TW 2010', () => {
  test.each<[string, DuesCase, number]>([
    ['DOMAIN.md 3.7, worked example: a farmer in region IV', farmer, 11_100],
    ['… an older one', { ...farmer, duesClass: 'no_pension_retired' }, 7_400],
    ['[S15d] the last month of the first rate', { ...farmer, month: '2027-12-31' }, 11_100],
    ['[S15d] 0.5 % from 1 January 2028', { ...farmer, month: '2028-01-01' }, 18_500],
    ['[S15d] 0.3 % from 2028', { ...farmer, duesClass: 'no_pension_retired', month: '2028-01-15' }, 11_100],
    ['region I [K-h]', { ...farmer, region: 1 }, 15_930],
    ['[S15] 1 % of the insured base', { duesClass: 'insured', month: '2026-03-01', incomeVnd: 5_850_000 }, 58_500],
    ['[S16] 1 % before too', { duesClass: 'insured', month: '2026-01-31', incomeVnd: 5_850_000 }, 58_500],
    ['[S15] 1 % of the benefit', { duesClass: 'benefit', month: '2026-02-01', incomeVnd: 4_000_000 }, 40_000],
    ['[S15] 0.5 % of the pension', { duesClass: 'pension', month: '2026-03-01', incomeVnd: 3_333_333 }, 16_667],
    ['[S15] student', { duesClass: 'student', month: '2026-02-28' }, 5_000],
    ['[K-m] student under the old rule', { duesClass: 'student', month: '2026-01-31' }, 3_000],
  ])('%s', (_, given, dueVnd) => expect(duesOf(given)).toMatchObject({ dueVnd, fullVnd: dueVnd, waived: null }));

  test.each<[DuesCase, string]>([
    [{ ...farmer, month: '2026-01-31' }, 'rule.none-on-date'],
    [{ duesClass: 'no_pension', month: '2026-03-01' }, 'member.dues-no-region'],
    [{ duesClass: 'pension', month: '2026-03-01' }, 'member.dues-no-income'],
  ])('%j: %s', (given, expected) => expect(code(() => duesOf(given))).toBe(expected));
});

describe('waived [S15c]', () => {
  test.each<[Partial<DuesCase>, number]>([
    [{ partyYears: 49 }, 11_100],
    [{ partyYears: 50 }, 0],
    [{ waiver: 'social_pension' }, 0],
    [{ waiver: 'poor' }, 0],
    [{ waiver: 'near_poor' }, 0],
    [{ waiver: 'grave_illness' }, 0],
  ])('%j: %i', (more, dueVnd) => expect(duesOf({ ...farmer, ...more })).toMatchObject({ dueVnd, fullVnd: 11_100 }));
});

describe('reduced by 30, 50 or 70 per cent for at most twelve months, on request [S15c]', () => {
  const half: DuesReduction = { percent: 50, from: '2026-03-01', to: '2027-03-01', requested: true };
  test.each<[Partial<DuesReduction>, string | null]>([
    [{}, null],
    [{ percent: 30 }, null],
    [{ percent: 70 }, null],
    [{ percent: 40 }, 'member.dues-reduction-share'],
    [{ to: '2027-03-02' }, 'member.dues-reduction-too-long'],
    [{ to: '2026-03-01' }, 'member.period-empty'],
    [{ requested: false }, 'member.dues-reduction-no-request'],
  ])('%j: %s', (more, expected) => expect(code(() => assertReduction({ ...half, ...more }))).toBe(expected));

  test.each([
    ['2026-02-28', 11_100],
    ['2026-03-01', 5_550],
    ['2027-02-28', 5_550],
    ['2027-03-01', 11_100],
  ])('%s: %i', (month, dueVnd) => expect(duesOf({ ...farmer, month, reduction: half }).dueVnd).toBe(dueVnd));
});

test('dues are whole đồng, never below nothing, never above the full, and grow with what they are counted from', () => {
  const classes = fc.constantFrom(...DUES_CLASSES);
  const reduction = fc.option(fc.constantFrom(30, 50, 70), { nil: undefined });
  fc.assert(
    fc.property(classes, fc.nat(100_000_000), fc.nat(1_000_000), reduction, (duesClass, incomeVnd, more, percent) => {
      const given: DuesCase = {
        duesClass,
        month: '2026-06-01',
        region: 4,
        incomeVnd,
        ...(percent ? { reduction: { percent, from: '2026-06-01', to: '2026-12-01', requested: true } } : {}),
      };
      const { fullVnd, dueVnd } = duesOf(given);
      expect(Number.isInteger(dueVnd) && dueVnd >= 0 && dueVnd <= fullVnd).toBe(true);
      expect(duesOf({ ...given, incomeVnd: incomeVnd + more }).dueVnd).toBeGreaterThanOrEqual(dueVnd);
    }),
  );
});

test('three months of one year unpaid begin the procedure [S15]; two, or three over the turn of the year, do not', () => {
  expect(isBehind(['2026-03-01', '2026-05-01'], 2026)).toBe(false);
  expect(isBehind(['2026-03-01', '2026-05-01', '2026-09-01'], 2026)).toBe(true);
  expect(isBehind(['2026-03-01', '2026-03-31', '2026-05-01'], 2026)).toBe(false);
  expect(isBehind(['2025-11-01', '2025-12-01', '2026-01-01'], 2026)).toBe(false);
});

test('who is temporarily exempt pays late or ahead, at most for the exempt time [S15e]', () => {
  const exempt = { from: '2026-03-01', to: '2026-09-01' };
  const paid = (month: string, paidOn: string) => code(() => assertPaidWithinExemption({ month, paidOn, exempt }));
  expect(paid('2026-03-01', '2026-09-01')).toBeNull();
  expect(paid('2026-03-01', '2026-10-01')).toBe('member.dues-beyond-exemption');
  expect(paid('2026-08-01', '2026-02-01')).toBeNull();
  expect(paid('2026-08-01', '2026-01-31')).toBeNull();
  expect(paid('2026-08-01', '2026-01-01')).toBe('member.dues-beyond-exemption');
  expect(paid('2026-09-01', '2026-09-05')).toBe('member.dues-beyond-exemption');
});
