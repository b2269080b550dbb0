import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { onDay } from '#platform/time/precision.ts';
import { HOLIDAYS_VIETNAM } from '#platform/time/holidays-vietnam.ts';
import { addMonths, fromDayNumber, fullMonthsBetween, lastOfMonth } from '#platform/time/dates.ts';
import { workingCalendar } from '#platform/time/working-days.ts';
import {
  admissionAge,
  assertAdmissionAge,
  checkJoiningDates,
  officialDueAbout,
  officialDueOn,
  recognition,
  recognitionVoteDueOn,
  type RuleKey,
  RULE_TABLES,
  ruleTable,
} from './index.ts';

const calendar = workingCalendar(HOLIDAYS_VIETNAM);

describe('the rule of the case’s own day', () => {
  test('each regulation judges its own time', () => {
    expect(ruleTable('transfer.start-working-days', '2025-07-01').source).toContain('294-QĐ/TW');
    expect(ruleTable('transfer.start-working-days', '2025-06-30').source).toContain('232-QĐ/TW');
    expect(ruleTable('transfer.start-working-days', '2022-01-01').source).toContain('24-QĐ/TW');
    expect(ruleTable('dues.no-pension-bp', '2027-12-31').value).toBe(30);
    expect(ruleTable('dues.no-pension-bp', '2028-01-01').value).toBe(50);
  });

  test('no rule is known: refused, not guessed', () => {
    expect(() => ruleTable('dues.no-pension-bp', '2026-01-31')).toThrow(
      expect.objectContaining({ code: 'rule.none-on-date', details: { key: 'dues.no-pension-bp', on: '2026-01-31' } }),
    );
  });

  test('an administrator’s value goes first on its days only', () => {
    const settings = [
      { key: 'suspension.max-days', valid: { from: '2026-01-01', to: '2027-01-01' }, value: 60, source: 'QĐ 1' },
    ];
    expect(ruleTable('suspension.max-days', '2026-06-01', settings)).toMatchObject({ value: 60, confidence: 'set' });
    expect(ruleTable('suspension.max-days', '2027-01-01', settings)).toMatchObject({ value: 90, confidence: 'K-m' });
    expect(ruleTable('suspension.extensions', '2026-06-01', settings).value).toBe(1);
  });

  test('the rows of a table follow each other without overlap or gap, and name a source', () => {
    for (const key of Object.keys(RULE_TABLES) as RuleKey[]) {
      const rows = RULE_TABLES[key];
      rows.forEach((row, i) => {
        expect(row.source.length).toBeGreaterThan(0);
        expect([key, row.validTo]).toEqual([key, rows[i + 1]?.validFrom ?? null]);
      });
    }
  });
});

describe('twelve months of probation', () => {
  test.each([
    ['2024-02-29', '2025-02-28'],
    ['2023-02-28', '2024-02-28'],
    ['2025-07-01', '2026-07-01'],
    ['1985-05-19', '1986-05-19'],
  ])('ceremony on %s: due on %s', (ceremonyOn, expected) => expect(officialDueOn(ceremonyOn)).toBe(expected));

  test('as exact as the ceremony is known', () => {
    expect(officialDueAbout({ on: '2017-01-01', precision: 'year' })).toEqual({ on: '2018-01-01', precision: 'year' });
    expect(officialDueAbout({ on: '2017-05-20', precision: 'month' })).toEqual({
      on: '2018-05-01',
      precision: 'month',
    });
  });

  test('always twelve full months, or the end of a shorter month', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 25_000 }).map(fromDayNumber), (ceremonyOn) => {
        const dueOn = officialDueOn(ceremonyOn);
        expect(fullMonthsBetween(ceremonyOn, dueOn)).toBe(12);
        expect(dueOn.slice(8) === ceremonyOn.slice(8) || dueOn === lastOfMonth(dueOn)).toBe(true);
      }),
    );
  });

  test('recognised late is still dated at month 12', () => {
    const ceremonyOn = onDay('2024-05-19');
    expect(recognition({ ceremonyOn, decidedOn: '2025-09-30' })).toEqual({ officialOn: '2025-05-19', late: true });
    expect(recognition({ ceremonyOn, decidedOn: '2025-05-19' })).toEqual({ officialOn: '2025-05-19', late: false });
    expect(() => recognition({ ceremonyOn, decidedOn: '2025-05-18' })).toThrow(
      expect.objectContaining({ code: 'member.recognition-too-early' }),
    );
    expect(() => recognition({ ceremonyOn: { on: '2024-01-01', precision: 'year' }, decidedOn: '2025-05-19' })).toThrow(
      expect.objectContaining({ code: 'date.precision-too-low' }),
    );
  });

  test('the cell votes within 30 working days after month 12', () => {
    expect(recognitionVoteDueOn('2024-06-02', calendar)).toBe('2025-07-14');
  });
});

describe('the two dates of joining', () => {
  const check = (decision: string, ceremony: string, more = {}) =>
    checkJoiningDates({ decisionOn: onDay(decision), ceremonyOn: onDay(ceremony), ...more }, calendar);

  test('the ceremony within 30 working days of receiving the decision', () => {
    expect(check('2025-06-02', '2025-06-02')).toEqual([]);
    expect(check('2025-06-02', '2025-07-14')).toEqual([]);
    expect(check('2025-06-02', '2025-07-15')).toEqual([
      { code: 'member.ceremony-late', details: { dueOn: '2025-07-14', workingDaysLate: 1 } },
    ]);
    expect(check('2025-06-02', '2025-07-15', { consent: true })).toEqual([]);
    expect(check('2025-06-02', '2025-07-15', { receivedOn: '2025-06-03' })).toEqual([]);
  });

  test('never before the decision', () => {
    expect(() => check('2025-06-02', '2025-06-01')).toThrow(
      expect.objectContaining({ code: 'member.ceremony-before-decision' }),
    );
    expect(() =>
      checkJoiningDates(
        { decisionOn: { on: '2017-01-01', precision: 'year' }, ceremonyOn: onDay('2016-12-31') },
        calendar,
      ),
    ).toThrow(expect.objectContaining({ code: 'member.ceremony-before-decision' }));
  });

  test('what is known by year only is not judged, and a year without a calendar is said', () => {
    expect(
      checkJoiningDates(
        { decisionOn: { on: '2017-01-01', precision: 'year' }, ceremonyOn: onDay('2017-01-05') },
        calendar,
      ),
    ).toEqual([]);
    expect(check('1985-06-02', '1985-07-15')).toEqual([{ code: 'calendar.missing-year', details: { year: 1985 } }]);
  });
});

describe('age at admission, in months', () => {
  test.each([
    ['2007-07-01', '2025-07-01', 'within'],
    ['2007-07-02', '2025-07-01', 'too-young'],
    ['1965-07-01', '2025-07-01', 'within'],
    ['1965-06-02', '2025-07-01', 'within'],
    ['1965-06-01', '2025-07-01', 'over-age'],
  ])('born %s, considered %s: %s', (born, consideredOn, verdict) =>
    expect(admissionAge({ bornOn: onDay(born), consideredOn }).verdict).toBe(verdict),
  );

  test('the boundary holds for every birth date', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5000, max: 12_000 }).map(fromDayNumber), (born) => {
        expect(admissionAge({ bornOn: onDay(born), consideredOn: addMonths(born, 216) }).verdict).toBe('within');
        expect(admissionAge({ bornOn: onDay(born), consideredOn: addMonths(born, 720) }).verdict).toBe('within');
        expect(admissionAge({ bornOn: onDay(born), consideredOn: addMonths(born, 721) }).verdict).toBe('over-age');
      }),
    );
  });

  test('a year of birth answers where it can and refuses where it cannot', () => {
    const born1990 = { on: '1990-01-01', precision: 'year' } as const;
    const born2007 = { on: '2007-01-01', precision: 'year' } as const;
    expect(admissionAge({ bornOn: born1990, consideredOn: '2025-07-01' }).verdict).toBe('within');
    expect(admissionAge({ bornOn: born2007, consideredOn: '2025-07-01' }).verdict).toBe('about');
    expect(() => assertAdmissionAge({ bornOn: born2007, consideredOn: '2025-07-01' })).toThrow(
      expect.objectContaining({
        code: 'date.precision-too-low',
        details: expect.objectContaining({ needed: 'month' }),
      }),
    );
    const bornJuly = { on: '2007-07-01', precision: 'month' } as const;
    expect(() => assertAdmissionAge({ bornOn: bornJuly, consideredOn: '2025-07-15' })).toThrow(
      expect.objectContaining({ code: 'date.precision-too-low', details: expect.objectContaining({ needed: 'day' }) }),
    );
  });

  test('refusals, and the consent for those over 60', () => {
    const over = { bornOn: onDay('1960-01-01'), consideredOn: '2025-07-01' };
    expect(() => assertAdmissionAge(over)).toThrow(expect.objectContaining({ code: 'member.over-age' }));
    expect(() => assertAdmissionAge({ ...over, consent: true })).not.toThrow();
    expect(() =>
      assertAdmissionAge({ bornOn: onDay('2010-01-01'), consideredOn: '2025-07-01', consent: true }),
    ).toThrow(expect.objectContaining({ code: 'member.too-young', details: { months: 186 } }));
  });
});
