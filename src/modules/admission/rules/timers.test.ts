import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays } from '#platform/time/dates.ts';
import { HOLIDAYS_VIETNAM } from '#platform/time/holidays-vietnam.ts';
import { addWorkingDays, isWorkingDay, workingCalendar } from '#platform/time/working-days.ts';
import type { Dossier } from '../contract/values.ts';
import { aDossier } from '../testing.ts';
import { timersOf } from './index.ts';

const calendar = workingCalendar(HOLIDAYS_VIETNAM);

describe('legal times', () => {
  const at = (today: string) => ({ today, calendar });
  test.each([
    // given, today, kind, due, state
    [
      { stage: 'grassroots_voted', submittedOn: '2026-06-29', courseOn: null },
      '2026-09-24',
      'decision',
      '2026-09-23',
      'late',
      '60 working days, 2 September and the day before are off [K-h]',
    ],
    [
      { stage: 'decided', decidedOn: '2026-01-30', receivedOn: '2026-02-02' },
      '2026-02-10',
      'ceremony',
      addWorkingDays('2026-02-02', 30, calendar),
      'fine',
      'over the lunar New Year [S6]',
    ],
    [
      { stage: 'applied', requestedOn: '2026-03-02', checksOpen: 1 },
      '2026-03-02',
      'verification',
      addWorkingDays('2026-03-02', 30, calendar),
      'fine',
      '30 working days [K-h]',
    ],
    [
      { stage: 'applied', requestedOn: '2026-03-02', checksOpen: 1, requestedAbroad: true },
      '2026-03-02',
      'verification',
      addWorkingDays('2026-03-02', 90, calendar),
      'fine',
      '90 abroad [K-h]',
    ],
    [
      { stage: 'introduced', checkedOn: '2025-10-15' },
      '2026-10-01',
      'dossier_refresh',
      '2026-10-15',
      'soon',
      '12 months [K-h]',
    ],
    [
      { stage: 'course_done', courseOn: '2021-11-20' },
      '2026-11-22',
      'course_expiry',
      '2026-11-20',
      'late',
      '60 months [S8]',
    ],
    [
      { stage: 'probationary', ceremonyOn: '2025-10-12' },
      '2026-09-30',
      'probation',
      '2026-10-12',
      'soon',
      'twelve months from the ceremony [S11]',
    ],
    [
      { stage: 'probationary', ceremonyOn: '2024-02-29' },
      '2025-01-02',
      'proposal',
      addWorkingDays('2025-02-28', 30, calendar),
      'fine',
      '30 working days after month 12 [S6]',
    ],
    [
      { stage: 'proposed_official', proposedOn: '2026-03-03' },
      '2026-03-03',
      'recognition',
      addWorkingDays('2026-03-03', 30, calendar),
      'fine',
      '30 working days [K-h]',
    ],
  ] as const)('%j on %s: %s until %s is %s – %s', (given, today, kind, due, state, _source) => {
    const timer = timersOf(aDossier(given as Partial<Dossier>), at(today)).find((one) => one.kind === kind);
    expect([timer?.dueOn, timer?.state]).toEqual([due, state]);
    expect(timer?.source).not.toBe('');
  });

  test('a year without holidays gives a timer without a day, not a guess', () => {
    const dossier = aDossier({ stage: 'decided', receivedOn: '2031-05-05', courseOn: null });
    expect(timersOf(dossier, at('2031-05-06'))[0]).toMatchObject({ kind: 'ceremony', dueOn: null, state: 'unknown' });
  });

  test('the last day is a working day, and holds exactly as many', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), (after) => {
        const submittedOn = addDays('2016-02-01', after);
        const dossier = aDossier({ stage: 'grassroots_voted', submittedOn, courseOn: null });
        const [timer] = timersOf(dossier, at(submittedOn));
        expect(isWorkingDay(timer?.dueOn ?? '', calendar)).toBe(true);
        expect(timer?.left).toBe(60);
      }),
    );
  });
});
