import { describe, expect, test } from 'vitest';
import { assertBasis, assertRelief, chargeOf, paidUpTo, paymentOf, splitOf } from './index.ts';

const codeOf = (run: () => unknown): string | null => {
  try {
    run();
    return null;
  } catch (problem) {
    return (problem as { code: string }).code;
  }
};
const farmer = { duesClass: 'no_pension', dueVnd: null } as const;
const asked = { month: '2026-03', basis: farmer, relief: 0, partyYears: 10, region: 4 };

describe('what a member owes', () => {
  test.each<[string, Partial<typeof asked> & object, { fullVnd: number; dueVnd: number; relief: number }]>([
    ['DOMAIN.md 3.7, worked example', {}, { fullVnd: 11_100, dueVnd: 11_100, relief: 0 }],
    ['[S15c] 30 % off', { relief: 30 }, { fullVnd: 11_100, dueVnd: 7_770, relief: 30 }],
    ['[S15c] 70 % off', { relief: 70 }, { fullVnd: 11_100, dueVnd: 3_330, relief: 70 }],
    ['[S15c] waived', { relief: 100 }, { fullVnd: 11_100, dueVnd: 0, relief: 100 }],
    ['[S15c] 49 years of party age waive nothing', { partyYears: 49 }, { fullVnd: 11_100, dueVnd: 11_100, relief: 0 }],
    [
      '[S15c] 50 years waive, whatever was decided',
      { partyYears: 50, relief: 30 },
      { fullVnd: 11_100, dueVnd: 0, relief: 100 },
    ],
    ['[S15d] from 2028', { month: '2028-01' }, { fullVnd: 18_500, dueVnd: 18_500, relief: 0 }],
  ])('%s', (_, more, due) => expect(chargeOf({ ...asked, ...more })).toMatchObject(due));

  test('a sum that was entered stands, before and after 1 February 2026, each by the rule of its month', () => {
    const basis = { duesClass: 'insured', dueVnd: 58_500 } as const;
    expect(chargeOf({ ...asked, basis })).toMatchObject({ dueVnd: 58_500, source: '01-QĐ/TW ngày 03/02/2026' });
    expect(chargeOf({ ...asked, basis, month: '2026-01' })).toMatchObject({
      dueVnd: 58_500,
      source: '342-QĐ/TW năm 2010',
    });
  });

  test('a rate that is not known is said, not guessed; so is a region', () => {
    expect(codeOf(() => chargeOf({ ...asked, month: '2026-01' }))).toBe('rule.none-on-date');
    expect(codeOf(() => chargeOf({ ...asked, region: null }))).toBe('member.dues-no-region');
  });
});

test('classes counted from money have a sum, the others have none', () => {
  expect(codeOf(() => assertBasis(farmer, '2026-03'))).toBeNull();
  expect(codeOf(() => assertBasis({ ...farmer, dueVnd: 11_100 }, '2026-03'))).toBe('dues.sum-by-rule');
  expect(codeOf(() => assertBasis({ duesClass: 'pension', dueVnd: null }, '2026-03'))).toBe('member.dues-no-income');
  expect(codeOf(() => assertBasis({ duesClass: 'benefit', dueVnd: 40_000 }, '2026-01'))).toBe('rule.none-on-date');
});

const relief = {
  percent: 50,
  ground: 'hardship',
  from: '2026-03',
  until: '2027-02',
  requested: true,
  decidedOn: '2026-03-05',
} as const;
test.each<[object, string | null]>([
  [{}, null],
  [{ until: '2027-03' }, 'member.dues-reduction-too-long'],
  [{ percent: 40 }, 'member.dues-reduction-share'],
  [{ requested: false }, 'member.dues-reduction-no-request'],
  [{ until: null }, 'dues.reduction-no-end'],
  [{ until: '2026-02' }, 'member.period-empty'],
  [{ percent: 100 }, 'dues.ground-no-waiver'],
  [{ percent: 100, ground: 'poor', until: null, requested: false }, null],
  [{ decidedOn: '2026-03-11' }, 'dues.in-future'],
  [{ from: '2026-01', until: '2026-04' }, 'rule.none-on-date'],
])('relief %o: %s', (more, code) =>
  expect(codeOf(() => assertRelief({ ...relief, ...more }, '2026-03-10'))).toBe(code),
);

const owed = { month: '2026-03', dueVnd: 11_100, paidVnd: 0, settledOn: null, relief: 0 };
const paid = { on: '2026-03-20', exempt: null };
test.each<[string, object, object, object, { dueVnd: number; extraVnd: number } | string]>([
  ['all that is open', {}, {}, {}, { dueVnd: 11_100, extraVnd: 0 }],
  ['a part', { amountVnd: 5_000 }, {}, {}, { dueVnd: 5_000, extraVnd: 0 }],
  ['more, of own will [S15]', { extraVnd: 8_900 }, {}, {}, { dueVnd: 11_100, extraVnd: 8_900 }],
  ['beyond what is open', { amountVnd: 11_101 }, {}, {}, 'dues.over-due'],
  ['twice', {}, { paidVnd: 11_100 }, {}, 'dues.paid-already'],
  ['more for a month that is paid', { extraVnd: 900 }, { paidVnd: 11_100 }, {}, { dueVnd: 0, extraVnd: 900 }],
  ['a waived month', {}, { dueVnd: 0 }, {}, 'dues.waived'],
  ['ahead', {}, { month: '2026-04' }, {}, 'dues.ahead'],
  [
    'ahead while exempt [S15e]',
    {},
    { month: '2026-04' },
    { exempt: { from: '2026-03-01', to: '2026-06-01' } },
    { dueVnd: 11_100, extraVnd: 0 },
  ],
  [
    'ahead beyond the exempt time',
    {},
    { month: '2026-07' },
    { exempt: { from: '2026-03-01', to: '2026-06-01' } },
    'member.dues-beyond-exemption',
  ],
])('payment: %s', (_, line, more, when, result) => {
  const run = () => paymentOf(line, { ...owed, ...more }, { ...paid, ...when });
  if (typeof result === 'string') expect(codeOf(run)).toBe(result);
  else expect(run()).toEqual(result);
});

test('paid up to the month before the first open one', () => {
  const month = (name: string, openVnd = 0) => ({ month: name, openVnd });
  expect(paidUpTo([])).toBeNull();
  expect(paidUpTo([month('2026-03'), month('2026-02')])).toBe('2026-03');
  expect(paidUpTo([month('2026-02'), month('2026-03', 1), month('2026-04')])).toBe('2026-02');
  expect(paidUpTo([month('2026-01', 5_000)])).toBe('2025-12');
});

test('share kept: 342-QĐ/TW [K-m], a village cell 50 %; a setting goes first; kept and handed on are all that came in', () => {
  const village = { kind: 'party_cell', setting: 'village' };
  expect(splitOf(33_301, village, '2026-03')).toMatchObject({ percent: 50, keptVnd: 16_650, handedVnd: 16_651 });
  expect(splitOf(1_000, { kind: 'party_cell', setting: 'school' }, '2026-03')).toMatchObject({
    percent: 30,
    keptVnd: 300,
  });
  expect(splitOf(1_000, { kind: 'commune_body', setting: null }, '2026-03')).toMatchObject({
    percent: 90,
    handedVnd: 100,
  });
  const set = {
    key: 'dues.kept-cell-village-percent',
    valid: { from: '2026-04-01', to: null },
    value: 40,
    source: 'HD',
  };
  expect(splitOf(1_000, village, '2026-04', [set])).toMatchObject({ percent: 40, source: 'HD' });
  expect(splitOf(1_000, village, '2026-03', [set])).toMatchObject({ percent: 50 });
});
