import { describe, expect, test } from 'vitest';
import { HOLIDAYS_VIETNAM } from '#platform/time/holidays-vietnam.ts';
import { addDays } from '#platform/time/dates.ts';
import { workingCalendar } from '#platform/time/working-days.ts';
import {
  assertExemption,
  assertInternalTransfer,
  assertMayTransfer,
  assertSuspension,
  assertTemporaryExemption,
  assertTemporaryTransfer,
  checkPermanentTransfer,
  longUnderWayUpTo,
  permanentTransferDue,
  suspensionEndsBy,
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

describe('permanent transfer', () => {
  test('60 working days to start, 30 to present', () => {
    expect(permanentTransferDue({ decidedOn: '2025-07-01', referredOn: '2025-07-01' }, calendar)).toEqual({
      startOn: '2025-09-25',
      presentOn: '2025-08-12',
    });
    expect(permanentTransferDue({}, calendar)).toEqual({ startOn: null, presentOn: null });
  });

  test('on the last day it is in time, the day after it is late', () => {
    const transfer = {
      decidedOn: '2025-07-01',
      startedOn: '2025-09-25',
      referredOn: '2025-09-26',
      presentedOn: '2025-11-07',
    };
    expect(checkPermanentTransfer(transfer, calendar)).toEqual([]);
    expect(checkPermanentTransfer({ decidedOn: '2025-07-01', startedOn: '2025-09-26' }, calendar)).toEqual([
      { code: 'member.transfer-started-late', details: { dueOn: '2025-09-25', workingDaysLate: 1 } },
    ]);
    expect(checkPermanentTransfer({ referredOn: '2025-09-26', presentedOn: '2025-11-10' }, calendar)).toEqual([
      { code: 'member.transfer-presented-late', details: { dueOn: '2025-11-07', workingDaysLate: 1 } },
    ]);
  });

  test('the days follow each other', () => {
    expect(code(() => checkPermanentTransfer({ referredOn: '2025-09-26', presentedOn: '2025-09-25' }, calendar))).toBe(
      'member.transfer-dates-order',
    );
  });

  test('not while under discipline', () => {
    expect(code(() => assertMayTransfer({ underDiscipline: true }))).toBe('member.transfer-under-discipline');
    expect(code(() => assertMayTransfer({ underDiscipline: false }))).toBeNull();
  });
});

describe('internal transfer', () => {
  // DOMAIN.md 3.4: inside one grassroots organisation, decided by that committee [S14a]
  test.each([
    ['a', 'a', null],
    ['a', 'b', 'member.transfer-not-internal'],
    ['a', null, 'member.transfer-not-internal'],
    [null, null, 'member.transfer-not-internal'],
  ])('from %s to %s: %s', (from, to, expected) =>
    expect(code(() => assertInternalTransfer({ from, to }))).toBe(expected),
  );
});

test('a letter is named to the committee on the day after it is full three months under way', () => {
  expect(longUnderWayUpTo('2026-10-06')).toBe('2026-07-05');
  expect(longUnderWayUpTo('2026-05-31')).toBe('2026-02-27');
});

describe('temporary transfer', () => {
  test.each([
    ['2025-03-01', '2025-06-01', {}, null],
    ['2025-03-01', '2025-05-31', {}, 'member.temporary-too-short'],
    ['2025-03-01', '2026-03-01', {}, null],
    ['2025-03-01', '2026-03-02', {}, 'member.temporary-too-long'],
    ['2025-03-01', '2026-03-02', { study: true }, null],
    ['2025-03-01', '2027-03-01', { study: true }, null],
    ['2025-03-01', '2027-03-02', { study: true }, 'member.temporary-too-long'],
    ['2025-03-01', null, {}, 'member.temporary-no-end'],
    ['2025-03-01', '2025-09-01', { underDiscipline: true }, 'member.transfer-under-discipline'],
  ])('%s to %s %j: %s', (from, to, more, expected) =>
    expect(code(() => assertTemporaryTransfer({ from, to, ...more }))).toBe(expected),
  );
});

describe('temporary exemption', () => {
  test.each([
    // Guidance 01-HD/TW 2021, 10.3 [S14d]
    ['2026-02-01', '2027-01-31', {}, null],
    ['2026-02-01', '2027-02-01', {}, 'member.temp-exempt-too-long'],
    ['2024-02-29', '2025-02-27', {}, null],
    ['2024-02-29', '2025-02-28', {}, 'member.temp-exempt-too-long'],
    ['2026-02-01', '2026-05-01', { writtenRequest: false }, 'member.temp-exempt-no-request'],
    ['2026-02-01', '2026-05-01', { residenceRegistered: false }, 'member.temp-exempt-no-residence'],
    ['2026-02-01', '2026-05-01', { decision: null }, 'member.temp-exempt-no-decision'],
    ['2026-02-01', '2026-05-01', { decision: '  ' }, 'member.temp-exempt-no-decision'],
    ['2026-02-01', null, {}, 'member.temp-exempt-no-end'],
    ['2026-02-01', '2026-02-01', {}, 'member.period-empty'],
  ])('%s to %s, %j: %s', (from, to, more, expected) => {
    const given = { from, to, writtenRequest: true, residenceRegistered: true, decision: '12-QĐ/ĐU', ...more };
    expect(code(() => assertTemporaryExemption(given))).toBe(expected);
  });
});

describe('exemption', () => {
  test('asked for, in writing or in words', () => {
    expect(code(() => assertExemption({ from: '2026-02-01', ground: 'old', request: 'spoken' }))).toBeNull();
    expect(code(() => assertExemption({ from: '2026-02-01', ground: 'weak', request: null }))).toBe(
      'member.exempt-no-request',
    );
  });

  // Decree 135/2020/NĐ-CP, Article 4: in 2026 men at 61 years and 6 months, women at 57 years [K-h]
  test.each([
    ['male', '1964-10-01', 'day', '2026-03-31', 'member.exempt-not-old'],
    ['male', '1964-10-01', 'day', '2026-04-01', null],
    ['female', '1969-05-01', 'day', '2026-04-30', 'member.exempt-not-old'],
    ['female', '1969-05-01', 'day', '2026-05-01', null],
    ['male', '1964-01-01', 'year', '2026-01-01', null],
    [null, '1969-02-01', 'day', '2026-02-01', null],
    ['male', null, 'day', '2026-02-01', null],
  ] as const)('for age: %s born %s (%s) on %s: %s', (sex, on, precision, from, expected) => {
    const person = { sex, birth: on === null ? null : { on, precision } };
    expect(code(() => assertExemption({ from, ground: 'old', request: 'written', person }))).toBe(expected);
    expect(code(() => assertExemption({ from, ground: 'weak', request: 'written', person }))).toBeNull();
  });

  test('an illness of three months or more', () => {
    const ill = { from: '2026-05-01', ground: 'ill', request: 'written' } as const;
    expect(code(() => assertExemption({ ...ill, illSince: '2026-02-01' }))).toBeNull();
    expect(code(() => assertExemption({ ...ill, illSince: '2026-02-02' }))).toBe('member.exempt-illness-too-short');
    expect(code(() => assertExemption(ill))).toBe('member.exempt-illness-too-short');
  });
});

describe('suspension', () => {
  const from = '2026-01-01';
  test.each([
    [90, 0, null],
    [91, 0, 'member.suspension-too-long'],
    [180, 1, null],
    [181, 1, 'member.suspension-too-long'],
    [200, 2, 'member.suspension-extended-twice'],
    [0, 0, 'member.period-empty'],
  ])('%i days with %i extensions: %s', (days, extensions, expected) =>
    expect(code(() => assertSuspension({ from, to: addDays(from, days), extensions }))).toBe(expected),
  );

  test('without an end it is due to end by itself, and an administrator may say otherwise', () => {
    expect(code(() => assertSuspension({ from, to: null }))).toBeNull();
    expect(suspensionEndsBy({ from })).toBe('2026-04-01');
    const settings = [{ key: 'suspension.max-days', valid: { from, to: null }, value: 60, source: 'x' }];
    expect(suspensionEndsBy({ from }, settings)).toBe('2026-03-02');
  });
});
