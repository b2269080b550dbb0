import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { satisfies } from '../reconcile.ts';
import { assertHolds, holds, isWithheld, proposals, scaleOf, type Word, WORDS } from './rules.ts';

describe('a word about a number is true of the exact value, DOMAIN 7.2', () => {
  test.each([
    [893, 'nearly', 900, true, 'gần 900'],
    [855, 'nearly', 900, true, 'exactly 5 % below'],
    [854, 'nearly', 900, false, 'more than 5 % below'],
    [900, 'nearly', 900, false, 'not below'],
    [901, 'nearly', 900, false, 'above'],
    [31_200_000, 'over', 30_000_000, true, 'hơn 30 triệu'],
    [30_000_000, 'over', 30_000_000, false, 'not above'],
    [105, 'about', 100, true, '5 % above'],
    [95, 'about', 100, true, '5 % below'],
    [106, 'about', 100, false, '6 % above'],
    [38, 'exactly', 38, true, 'itself'],
    [38, 'exactly', 37, false, 'another'],
    [0, 'exactly', 0, true, 'none'],
  ] as [number, Word, number, boolean, string][])('%d is %s %d: %s (%s)', (exact, word, round, expected) => {
    expect(holds(exact, word, round)).toBe(expected);
    if (expected) assertHolds(exact, word, round);
    else expect(() => assertHolds(exact, word, round)).toThrow(expect.objectContaining({ code: 'press.word-untrue' }));
  });

  test('it is the word that reconciliation knows', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000 }),
        fc.constantFrom(...WORDS),
        fc.integer({ min: 1, max: 1000 }),
        (exact, word, tens) => {
          expect(holds(exact, word, tens * 100)).toBe(satisfies(exact, word, tens * 100));
        },
      ),
    );
  });
});

describe('what is offered', () => {
  test.each([
    [687, 'nearly 700'],
    [893, 'nearly 900'],
    [31_200_000, 'over 30000000'],
    [508, 'over 500'],
  ] as const)('%d: among them %s', (exact, wanted) => {
    expect(proposals(exact).map(({ word, round }) => `${word} ${round}`)).toContain(wanted);
  });
  test.each([[0], [4], [19], [Number.NaN]])('%d is told exactly', (exact) => expect(proposals(exact)).toEqual([]));
  test('every proposal is true and close', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_000_000_000 }), (exact) => {
        for (const { word, round } of proposals(exact)) {
          expect(holds(exact, word, round)).toBe(true);
          expect(Math.abs(exact - round) / round).toBeLessThanOrEqual(0.05);
        }
      }),
    );
  });
});

test.each([
  [30_000_000, 30, 'million'],
  [1_500_000, 1.5, 'million'],
  [1_200_000_000, 1.2, 'billion'],
  [900, 900, null],
  [1_234_567, 1_234_567, null],
  [0, 0, null],
] as const)('%d is %d of a %s', (round, number, scale) => expect(scaleOf(round)).toEqual({ number, scale }));

test.each([
  ['people', 4, true],
  ['people', 5, false],
  ['people', 0, false],
  ['people', null, false],
  ['households', 4, true],
  ['households', 5, false],
  ['residents', 3, true],
  ['heads', 1, true],
  ['houses', 1, false],
  ['villages', 2, false],
] as const)('%s %s kept from the press: %s', (measure, value, expected) =>
  expect(isWithheld(measure, value)).toBe(expected),
);
