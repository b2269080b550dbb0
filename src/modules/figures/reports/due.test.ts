import { expect, test } from 'vitest';
import { dueOn, isTold, periodAfter } from './due.ts';

test.each([
  ['2026-10-31', 20, '2026-11-20'],
  ['2026-11-20', 20, '2026-11-20'],
  ['2026-11-19', 20, '2026-11-20'],
  ['2026-11-21', 20, '2026-12-20'],
  ['2026-12-31', 20, '2027-01-20'],
  ['2026-01-31', 31, '2026-01-31'],
  ['2026-01-30', 30, '2026-01-30'],
  ['2026-02-10', 30, '2026-02-28'],
  ['2028-01-31', 30, '2028-02-29'],
])('the report of a period that ends on %s is due by the %sth: %s', (to, day, due) => {
  expect(dueOn(to, day)).toBe(due);
});

test.each([
  ['2026-11-16', false],
  ['2026-11-17', true],
  ['2026-11-20', true],
  ['2026-11-27', true],
  ['2026-11-28', false],
])('of a report due on 2026-11-20 an office is told on %s: %s', (today, told) => {
  expect(isTold('2026-11-20', today)).toBe(told);
});

test('the next period begins the day after and is as long', () => {
  expect(periodAfter('month', { from: '2026-10-01', to: '2026-10-31' })).toEqual({
    from: '2026-11-01',
    to: '2026-11-30',
  });
  expect(periodAfter('month', { from: '2026-10-21', to: '2026-11-20' })).toEqual({
    from: '2026-11-21',
    to: '2026-12-20',
  });
  expect(periodAfter('nine', { from: '2026-01-01', to: '2026-09-30' })).toEqual({
    from: '2027-01-01',
    to: '2027-09-30',
  });
  expect(periodAfter('quarter', { from: '2026-07-01', to: '2026-09-30' })).toEqual({
    from: '2026-10-01',
    to: '2026-12-31',
  });
});
