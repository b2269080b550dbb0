import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RuleBroken } from '#platform/errors.ts';
import '#platform/testing/properties.ts';
import { STAGES } from './contract.ts';
import { beginning, brokenChains } from './chain.ts';
import {
  assertConfirmed,
  assertEffective,
  assertNeedStep,
  assertPurposeConsent,
  assertQuantity,
  assertRepetitionKnown,
  assertShare,
  assertStage,
  difference,
  inspectionDue,
  type Lot,
  nextStage,
  repetitions,
  share,
  steps,
  takeFrom,
  wordsAllow,
} from './rules.ts';
import { BIN, MEASURES, Model, operation, RICE, VND } from './testing/model.ts';

const code = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof RuleBroken) return error.code;
    throw error;
  }
};

describe('quantities', () => {
  test.each([
    [BIN, 1, undefined],
    [BIN, 0, 'ledger.not-positive'],
    [BIN, -1, 'ledger.not-positive'],
    [BIN, 1.5, 'ledger.not-whole'],
    [BIN, Number.NaN, 'ledger.not-positive'],
    [RICE, 1.5, undefined],
    [RICE, 0.1, undefined],
    [RICE, 1.55, 'ledger.not-whole'],
    [VND, 0.5, 'ledger.not-whole'],
    [VND, 1e15, undefined],
  ] as const)('%o %d', (measure, quantity, expected) => {
    expect(code(() => assertQuantity(measure, quantity))).toBe(expected);
  });

  test('what is shared comes to the whole, whatever the weights', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.array(fc.nat(1e9), { minLength: 1, maxLength: 6 }), (total, weights) => {
        const parts = share(total, weights);
        const all = weights.reduce((sum, weight) => sum + weight, 0) === 0 ? 0 : total;
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(all);
        expect(parts.every((part, index) => part >= 0 && (weights[index] !== 0 || part === 0))).toBe(true);
      }),
    );
    expect(share(10, [1, 1, 1])).toEqual([4, 3, 3]);
  });
});

describe('taking out of what is there', () => {
  const lots: Lot[] = [
    { sponsor: 'a', item: 'bin', inStock: 3, value: 100 },
    { sponsor: 'b', item: 'bin', inStock: 5, value: 0 },
    { sponsor: 'a', item: 'rice', inStock: 2.5, value: 50 },
  ];
  test('the first that came goes first, and value goes along whole with the last', () => {
    expect(takeFrom(lots, BIN, { quantity: 2 })).toEqual([{ sponsor: 'a', quantity: 2, value: 66 }]);
    expect(takeFrom(lots, BIN, { quantity: 4 })).toEqual([
      { sponsor: 'a', quantity: 3, value: 100 },
      { sponsor: 'b', quantity: 1, value: 0 },
    ]);
    expect(takeFrom(lots, BIN, { quantity: 5, sponsor: 'b' })).toEqual([{ sponsor: 'b', quantity: 5, value: 0 }]);
    expect(takeFrom(lots, RICE, { quantity: 2.5 })).toEqual([{ sponsor: 'a', quantity: 2.5, value: 50 }]);
  });
  test('more than is there is refused with what remains', () => {
    expect(() => takeFrom(lots, BIN, { quantity: 9 })).toThrow(
      expect.objectContaining({ code: 'ledger.overdrawn', details: { item: 'bin', remaining: 8, asked: 9 } }),
    );
    expect(() => takeFrom(lots, BIN, { quantity: 4, sponsor: 'a' })).toThrow(
      expect.objectContaining({ code: 'ledger.overdrawn', details: { item: 'bin', remaining: 3, asked: 4 } }),
    );
  });
});

test('thousands of random entries always balance per measure, and never overdraw', () => {
  let written = 0;
  fc.assert(
    fc.property(fc.array(operation, { minLength: 60, maxLength: 200 }), (operations) => {
      const model = new Model();
      const faults: string[] = [];
      for (const one of operations) {
        model.apply(one);
        for (const [key, sums] of model.sums) {
          const measure = MEASURES.find((candidate) => key.endsWith(` ${candidate.code}`)) ?? BIN;
          const whole = difference(sums, measure) === 0 && sums.inStock >= 0 && sums.value >= 0;
          // Value without goods would be lost.
          if (!whole || (sums.inStock === 0 && sums.value !== 0)) faults.push(`${key} ${JSON.stringify(sums)}`);
        }
      }
      for (const { lines } of model.journal)
        for (const measure of MEASURES) {
          const own = lines.filter((line) => line.item === measure.code);
          const left = own.reduce((sum, line) => sum + steps(measure, line.quantity), 0);
          if (left !== 0 || own.reduce((sum, line) => sum + line.value, 0) !== 0) faults.push(JSON.stringify(lines));
        }
      expect(faults).toEqual([]);
      written += model.journal.length;
    }),
    { numRuns: 60 },
  );
  expect(written).toBeGreaterThan(3000);
});

test.each([
  ['2026-11-23', 'ledger.in-future'],
  ['2026-11-22', undefined],
  ['2022-01-01', undefined],
  ['2021-12-31', 'campaign.not-begun'],
  ['2022-12-31', 'ledger.period-closed'],
  ['2023-01-01', undefined],
  ['2022-07-01', 'ledger.period-closed'],
  ['2022-06-30', undefined],
])('an entry that takes effect on %s', (on, expected) => {
  const closed = [{ from: '2022-07-01', to: '2023-01-01' }];
  expect(code(() => assertEffective(on, { today: '2026-11-22', startsOn: '2022-01-01', closed }))).toBe(expected);
});

describe('houses', () => {
  const given = (stage: (typeof STAGES)[number], more: object = {}) => ({
    stage,
    on: '2024-06-01',
    document: 'QĐ 1',
    voteFor: stage === 'voted' ? 20 : null,
    votePresent: stage === 'voted' ? 25 : null,
    result: stage === 'inspected' ? 'good' : null,
    ...more,
  });
  test('each stage comes only after the one before it', () => {
    for (const before of [null, ...STAGES])
      for (const stage of STAGES) {
        const result = code(() =>
          assertStage(given(stage), before === null ? null : { stage: before, on: '2023-01-01' }, '2026-01-01'),
        );
        expect(result, `${before} → ${stage}`).toBe(nextStage(before) === stage ? undefined : 'house.stage-order');
      }
  });
  test.each([
    ['roof', 'started', { on: '2022-12-31' }, 'house.stage-before'],
    ['roof', 'started', { on: '2023-01-01' }, undefined],
    ['roof', 'started', { on: '2026-01-02' }, 'ledger.in-future'],
    ['approved', 'voted', { document: null }, 'house.paper-missing'],
    ['roof', 'started', { document: null }, undefined],
    ['voted', 'proposed', { voteFor: null }, 'house.vote-missing'],
    ['voted', 'proposed', { voteFor: 26 }, 'house.vote-missing'],
    ['inspected', 'moved_in', { on: '2023-12-31' }, 'house.inspection-early'],
    ['inspected', 'moved_in', { on: '2024-01-01' }, undefined],
    ['inspected', 'moved_in', { result: null }, 'house.result-missing'],
    ['roof', 'started', { result: 'good' }, 'house.result-missing'],
  ] as const)('%s after %s %o', (stage, before, more, expected) => {
    expect(code(() => assertStage(given(stage, more), { stage: before, on: '2023-01-01' }, '2026-01-01'))).toBe(
      expected,
    );
  });
  test('the inspection is due twelve months after moving in, also from 29 February', () => {
    expect(inspectionDue('2024-02-29')).toBe('2025-02-28');
    expect(inspectionDue('2024-10-01')).toBe('2025-10-01');
  });
  test.each([
    [{ source: 'sponsor', sponsorId: 'x', item: 'VND', state: 'agreed' }, undefined],
    [{ source: 'sponsor', sponsorId: null, item: 'VND', state: 'agreed' }, 'house.share-sponsor'],
    [{ source: 'family', sponsorId: 'x', item: 'VND', state: 'given' }, 'house.share-sponsor'],
    [{ source: 'fund', sponsorId: null, item: 'VND', state: 'given' }, 'house.share-in-ledger'],
    [{ source: 'state', sponsorId: null, item: 'labour_day', state: 'agreed' }, 'house.share-labour'],
    [{ source: 'community', sponsorId: null, item: 'labour_day', state: 'given' }, undefined],
  ] as const)('share %o', (given, expected) => expect(code(() => assertShare(given))).toBe(expected));
});

describe('giving', () => {
  const file = 'f';
  test.each([
    ['signature', null, null, undefined],
    ['thumb_paper', null, null, 'handover.confirmation-missing'],
    ['thumb_paper', file, null, undefined],
    ['witness', file, null, 'handover.confirmation-missing'],
    ['witness', null, { name: 'Trưởng thôn', post: 'village_head' }, undefined],
  ] as const)('%s', (confirmation, fileId, witness, expected) => {
    expect(code(() => assertConfirmed({ confirmation, fileId, witness }))).toBe(expected);
  });

  const before = (on: string, campaignId: string, items: string[]) => ({ on, campaignId, campaign: null, items });
  test.each([
    [before('2022-04-15', 'other', ['bin']), false],
    [before('2023-11-21', 'other', ['gift']), false],
    [before('2023-11-22', 'other', ['gift']), false],
    [before('2023-11-23', 'other', ['gift']), true],
    [before('2010-01-01', 'same', ['bin']), true],
  ])('earlier help %o is a repetition: %s', (earlier, expected) => {
    const found = repetitions({ on: '2024-11-22', campaignId: 'same', items: ['gift'] }, [earlier], 12);
    expect(found.length > 0).toBe(expected);
    expect(code(() => assertRepetitionKnown(found, false))).toBe(expected ? 'handover.helped-before' : undefined);
    expect(code(() => assertRepetitionKnown(found, true))).toBeUndefined();
  });

  test('needs go step by step', () => {
    const states = ['proposed', 'voted', 'listed', 'met', 'withdrawn'];
    const allowed = states.flatMap((from) =>
      states.filter((to) => code(() => assertNeedStep(from, to)) === undefined).map((to) => `${from} ${to}`),
    );
    expect(allowed).toEqual([
      'proposed voted',
      'proposed withdrawn',
      'voted listed',
      'voted withdrawn',
      'listed met',
      'listed withdrawn',
    ]);
  });

  test('another purpose needs number and day of the consent', () => {
    expect(code(() => assertPurposeConsent({ consentNumber: null, consentOn: '2024-01-01' }))).toBe(
      'receipt.consent-missing',
    );
    expect(code(() => assertPurposeConsent({ consentNumber: '1', consentOn: null }))).toBe('receipt.consent-missing');
    expect(code(() => assertPurposeConsent({ consentNumber: '1', consentOn: '2024-01-01' }))).toBeUndefined();
  });

  test.each([
    [30_450_000, 'over', 30_000_000, true],
    [30_000_000, 'over', 30_000_000, false],
    [95, 'nearly', 100, true],
    [94, 'nearly', 100, false],
    [100, 'nearly', 100, false],
    [105, 'about', 100, true],
    [106, 'about', 100, false],
    [100, 'exactly', 100, true],
  ] as const)('%d is %s %d: %s', (computed, comparator, said, expected) => {
    expect(wordsAllow(computed, comparator, said)).toBe(expected);
  });
});

test('a chain breaks where a text was changed, a line left out or two exchanged', () => {
  const campaign = 'c';
  let hash = beginning(campaign).toString('hex');
  expect(brokenChains([])).toEqual([]);
  expect(hash).toHaveLength(64);
  hash = hash.replace(/^./, '0');
  expect(brokenChains([{ campaign, no: 1, payload: '{}', hash }])).toEqual(['c 1: hash']);
  expect(brokenChains([{ campaign, no: 2, payload: '{}', hash }])).toEqual(['c 2: number']);
});
