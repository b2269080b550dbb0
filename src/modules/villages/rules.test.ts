import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RuleBroken } from '#platform/errors.ts';
import { addDays } from '#platform/time/dates.ts';
import { type DateRange, mergeRanges, rangeContains } from '#platform/time/ranges.ts';
import type { NewBenefit, ProfileFields, Standard, VillageState } from './contract.ts';
import {
  assertBenefit,
  assertPast,
  assertProfile,
  assertWork,
  type Days,
  happeningsOf,
  historyOf,
  inPeriod,
  missingTurns,
  standardFor,
  statesOn,
} from './rules.ts';

const range = (from: string, to: string | null = null): DateRange => ({ from, to });
const LIFE = [range('2010-01-01')];
const codeOf = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (problem) {
    if (problem instanceof RuleBroken) return problem.code;
    throw problem;
  }
  return undefined;
};
const days = (given: Partial<Days> = {}): Days => ({ life: LIFE, member: LIFE, covered: LIFE, own: LIFE, ...given });

describe('the three states, DOMAIN.md 2.3', () => {
  const table: [what: string, days: Days, on: string, states: VillageState[]][] = [
    ['member and own cell', days(), '2020-01-01', []],
    ['covered by a cell of several villages', days({ own: [] }), '2020-01-01', ['combined']],
    ['covered, nobody lives there', days({ member: [] }), '2020-01-01', ['blank_members']],
    ['combined and nobody lives there', days({ member: [], own: [] }), '2020-01-01', ['blank_members', 'combined']],
    ['no cell at all', days({ member: [], covered: [], own: [] }), '2020-01-01', ['blank_members', 'blank_cell']],
    ['the last blank day', days({ member: [range('2016-05-19')] }), '2016-05-18', ['blank_members']],
    ['the first day with a member', days({ member: [range('2016-05-19')] }), '2016-05-19', []],
    ['before the village lived', days({ member: [] }), '2009-12-31', []],
    ['after it was merged away', days({ life: [range('2010-01-01', '2020-01-01')], member: [] }), '2020-01-01', []],
  ];
  test.each(table)('%s', (_what, given, on, states) => {
    expect(statesOn(historyOf(given), on)).toEqual(states);
  });

  test('the states of every day are what the days themselves say', () => {
    const day = fc.integer({ min: 0, max: 60 }).map((n) => addDays('2015-01-01', n));
    const ranges = fc
      .array(fc.tuple(day, fc.integer({ min: 1, max: 20 })), { maxLength: 4 })
      .map((list) => mergeRanges(list.map(([from, length]) => range(from, addDays(from, length)))));
    fc.assert(
      fc.property(ranges, ranges, ranges, ranges, (life, member, covered, ownOf) => {
        // An own cell is a cell.
        const own = ownOf.flatMap((one) => covered.filter((two) => rangeContains(two, one.from ?? '')));
        const history = historyOf({ life, member, covered, own });
        for (let n = 0; n < 85; n += 1) {
          const on = addDays('2015-01-01', n);
          const has = (list: readonly DateRange[]) => list.some((one) => rangeContains(one, on));
          const expected = has(life)
            ? [
                ...(has(member) ? [] : ['blank_members']),
                ...(has(covered) ? [] : ['blank_cell']),
                ...(has(covered) && !has(own) ? ['combined'] : []),
              ]
            : [];
          expect(statesOn(history, on)).toEqual(expected);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('cleared and relapsed', () => {
  const fragile = days({ member: [range('2016-05-19', '2021-08-17'), range('2023-01-17')] });
  const history = historyOf(fragile);

  test('cleared is the first day with a member; the relapse is the first day without one again', () => {
    expect(happeningsOf(history, LIFE)).toEqual([
      { state: 'blank_members', event: 'cleared', on: '2016-05-19' },
      { state: 'blank_members', event: 'relapsed', on: '2021-08-17' },
      { state: 'blank_members', event: 'cleared', on: '2023-01-17' },
    ]);
  });

  test('a village that is merged away while blank was not cleared', () => {
    const life = [range('2010-01-01', '2020-01-01')];
    expect(happeningsOf(historyOf(days({ life, member: [] })), life)).toEqual([]);
  });

  test('from no cell to a shared one is no step back, from a shared one to none no clearing', () => {
    const given = days({
      covered: [range('2012-01-01', '2018-01-01'), range('2019-01-01')],
      own: [range('2014-01-01', '2016-01-01')],
    });
    expect(happeningsOf(historyOf(given), LIFE)).toEqual([
      { state: 'blank_cell', event: 'cleared', on: '2012-01-01' },
      { state: 'combined', event: 'cleared', on: '2014-01-01' },
      { state: 'combined', event: 'relapsed', on: '2016-01-01' },
      { state: 'blank_cell', event: 'relapsed', on: '2018-01-01' },
      { state: 'blank_cell', event: 'cleared', on: '2019-01-01' },
    ]);
  });

  const periods: [what: string, from: string, to: string, expected: object][] = [
    [
      'cleared and still clear',
      '2015-01-01',
      '2021-01-01',
      { atStart: true, cleared: 1, relapsed: 0, clearAtEnd: true },
    ],
    [
      'cleared in the period, no longer clear',
      '2015-01-01',
      '2022-01-01',
      { atStart: true, cleared: 1, relapsed: 1, clearAtEnd: false },
    ],
    [
      'cleared twice, a relapse between',
      '2015-01-01',
      '2024-01-01',
      { atStart: true, cleared: 2, relapsed: 1, clearAtEnd: true },
    ],
    [
      'the day of clearing is the day after the period',
      '2015-01-01',
      '2016-05-19',
      { atStart: true, cleared: 0, relapsed: 0, clearAtEnd: false },
    ],
    [
      'the day of clearing is its last day',
      '2015-01-01',
      '2016-05-20',
      { atStart: true, cleared: 1, relapsed: 0, clearAtEnd: true },
    ],
    [
      'not blank before, blank after',
      '2021-01-01',
      '2022-01-01',
      { atStart: false, cleared: 0, relapsed: 1, clearAtEnd: false },
    ],
  ];
  test.each(periods)('in a period: %s', (_what, from, to, expected) => {
    expect(inPeriod(history, LIFE, 'blank_members', { from, to })).toEqual(expected);
  });

  const cleared = (on: string, more: object = {}) => ({
    state: 'blank_members' as const,
    event: 'cleared' as const,
    on,
    document: 'BC 12',
    precision: 'day' as const,
    ...more,
  });
  const recorded: [
    what: string,
    wanted: ReturnType<typeof cleared>,
    before: { event: 'cleared' | 'relapsed'; on: string }[],
    code: string | undefined,
  ][] = [
    ['first clearing', cleared('2016-05-19'), [], undefined],
    ['cleared twice', cleared('2018-01-01'), [{ event: 'cleared', on: '2016-05-19' }], 'village.cleared-already'],
    [
      'a clearing before a later one',
      cleared('2016-05-19'),
      [{ event: 'cleared', on: '2018-01-01' }],
      'village.cleared-already',
    ],
    ['still blank on that day', cleared('2016-05-18'), [], 'village.still-so'],
    ['blank again on that day', cleared('2022-01-01'), [], 'village.still-so'],
    ['known by year only', cleared('2016-01-01', { precision: 'year' }), [], undefined],
    ['without a document', cleared('2016-05-19', { document: null }), [], 'village.event-without-document'],
    ['a relapse that was none', cleared('2018-01-01', { event: 'relapsed', document: null }), [], 'village.not-so'],
    [
      'relapsed twice',
      cleared('2022-01-01', { event: 'relapsed' }),
      [{ event: 'relapsed', on: '2021-08-17' }],
      'village.relapsed-already',
    ],
  ];
  test.each(recorded)('a document says: %s', (_what, wanted, before, code) => {
    const list = before.map((one) => ({ state: 'blank_members' as const, ...one }));
    expect(codeOf(() => missingTurns(wanted, list, history, LIFE))).toBe(code);
  });

  test('a second clearing takes the relapse of the register with it', () => {
    expect(
      missingTurns(
        cleared('2023-02-01'),
        [{ state: 'blank_members', event: 'cleared', on: '2016-05-19' }],
        history,
        LIFE,
      ),
    ).toEqual([{ state: 'blank_members', event: 'relapsed', on: '2021-08-17' }]);
  });
});

describe('snapshots', () => {
  const empty: ProfileFields = {
    households: null,
    residents: null,
    poor: null,
    nearPoor: null,
    signal: null,
    power: null,
    road: null,
    cultureHouse: null,
  };
  const table: [what: string, profile: Partial<ProfileFields>, code: string | undefined][] = [
    ['Nậm Pắc', { households: 37, residents: 139 }, undefined],
    ['signal alone', { signal: 'holes' }, undefined],
    ['nothing', {}, 'village.profile-empty'],
    ['every household poor', { households: 9, poor: 5, nearPoor: 4 }, undefined],
    ['one more poor than there are', { households: 9, poor: 6, nearPoor: 4 }, 'village.poor-over-households'],
    ['a household without anybody', { households: 9, residents: 8 }, 'village.residents-under-households'],
    ['one person each', { households: 9, residents: 9 }, undefined],
  ];
  test.each(table)('%s', (_what, profile, code) => {
    expect(codeOf(() => assertProfile({ ...empty, ...profile }))).toBe(code);
  });

  const STANDARDS: Standard[] = [
    { code: '2016-2020', from: '2016-01-01', to: '2021-01-01', document: '', confidence: 'K-h' },
    { code: '2021-2025', from: '2021-01-01', to: '2026-01-01', document: '', confidence: 'K-h' },
  ];
  const standards: [on: string, named: string | null, found: string][] = [
    ['2020-12-31', null, '2016-2020'],
    ['2021-01-01', null, '2021-2025'],
    ['2021-06-30', '2016-2020', '2016-2020'],
    ['2020-12-31', '2021-2025', 'village.standard-not-yet'],
    ['2020-12-31', '1999', 'village.standard-unknown'],
    ['2026-01-01', null, 'village.standard-needed'],
  ];
  test.each(standards)('the standard of %s, named %s: %s', (on, named, found) => {
    let code: string | undefined;
    const refused = codeOf(() => {
      code = standardFor(on, named, STANDARDS).code;
    });
    expect(refused ?? code).toBe(found);
  });

  test.each([
    [{ on: '2026-11-22', precision: 'day' as const }, undefined],
    [{ on: '2026-11-23', precision: 'day' as const }, 'village.in-future'],
    [{ on: '2026-12-31', precision: 'year' as const }, undefined],
    [{ on: '2027-01-01', precision: 'year' as const }, 'village.in-future'],
  ])('dated %o: %s', (date, code) => {
    expect(codeOf(() => assertPast(date, '2026-11-22'))).toBe(code);
  });
});

describe('benefits and counts', () => {
  const benefit: Pick<NewBenefit, 'year' | 'quantity' | 'unit' | 'households' | 'stage'> = {
    year: 2006,
    quantity: 21,
    unit: 'animal',
    households: 19,
    stage: 'delivered',
  };
  const programme = { code: '135', firstYear: 1998, lastYear: 2020 };
  const table: [what: string, more: Partial<typeof benefit>, code: string | undefined][] = [
    ['21 buffaloes to 19 households', {}, undefined],
    ['the first year', { year: 1998 }, undefined],
    ['the year before', { year: 1997 }, 'village.benefit-outside-programme'],
    ['the last year', { year: 2020 }, undefined],
    ['the year after', { year: 2021 }, 'village.benefit-outside-programme'],
    ['six houses to seven households', { unit: 'household', quantity: 6, households: 7 }, 'village.benefit-households'],
  ];
  test.each(table)('%s', (_what, more, code) => {
    expect(codeOf(() => assertBenefit({ ...benefit, ...more }, programme, '2026-11-22'))).toBe(code);
  });
  test('a plan may lie ahead, a delivery may not', () => {
    const later = { code: 'ntp-2026', firstYear: 2026, lastYear: 2035 };
    expect(
      codeOf(() => assertBenefit({ ...benefit, year: 2028, stage: 'planned' }, later, '2026-11-22')),
    ).toBeUndefined();
    expect(codeOf(() => assertBenefit({ ...benefit, year: 2028 }, later, '2026-11-22'))).toBe(
      'village.benefit-in-future',
    );
  });

  const none = {
    mediations: null,
    settled: null,
    talks: null,
    listeners: null,
    membersHelping: null,
    householdsHelped: null,
    householdsOut: null,
    models: null,
  };
  const year = { from: '2026-01-01', to: '2026-06-30' };
  test.each([
    ['all settled', { mediations: 3, settled: 3 }, year, undefined],
    ['more settled than taken up', { mediations: 3, settled: 4 }, year, 'village.settled-over-taken'],
    ['only the settled ones are known', { settled: 4 }, year, undefined],
    ['out of poverty without help', { householdsHelped: 2, householdsOut: 3 }, year, 'village.out-over-helped'],
    ['nothing', {}, year, 'village.work-empty'],
    ['reversed', { talks: 1 }, { from: '2026-06-30', to: '2026-01-01' }, 'village.period-reversed'],
    ['ahead', { talks: 1 }, { from: '2026-12-01', to: '2026-12-31' }, 'village.in-future'],
  ])('%s', (_what, counts, period, code) => {
    expect(codeOf(() => assertWork({ ...none, ...counts }, period, '2026-11-22'))).toBe(code);
  });
});
