import { RuleBroken } from '#platform/errors.ts';
import { SMALLEST_SHOWN } from '#platform/numbers.ts';

/** The words a text may put before a round number; the exact value always stands beside it. */
export const WORDS = ['exactly', 'nearly', 'over', 'about'] as const;
export type Word = (typeof WORDS)[number];

/** How far a round number may lie from the exact one, in per cent. */
const CLOSE = 5;

/**
 * Whether a word and a round number are true of an exact value: nearly = below by at most 5 %, over = above, about = within 5 %.
 * @see DOMAIN.md 7.2: “about / nearly / over” may be added in prose, but the stored figure is exact
 */
export function holds(exact: number, word: Word, round: number): boolean {
  switch (word) {
    case 'exactly':
      return exact === round;
    case 'nearly':
      return exact < round && exact * 100 >= round * (100 - CLOSE);
    case 'over':
      return exact > round;
    case 'about':
      return Math.abs(exact - round) * 100 <= Math.abs(round) * CLOSE;
  }
}

/** @throws RuleBroken `press.word-untrue` `{ exact, round, word }` */
export function assertHolds(exact: number, word: Word, round: number): void {
  if (!holds(exact, word, round)) throw new RuleBroken('press.word-untrue', { exact, round, word });
}

/**
 * Round numbers with the words that are true of a value, the closest first; small numbers are told exactly. Only numbers within
 * 5 % are offered: “over 600” of 687 would be true and would mislead.
 */
export function proposals(exact: number): { word: Word; round: number }[] {
  if (!Number.isFinite(exact) || exact < 20) return [];
  const magnitude = 10 ** Math.floor(Math.log10(exact));
  const found = new Map<number, { word: Word; round: number }>();
  for (const step of [magnitude, magnitude / 2, magnitude / 10]) {
    if (!Number.isInteger(step)) continue;
    for (const round of [Math.floor(exact / step) * step, Math.ceil(exact / step) * step]) {
      if (round === exact || round === 0 || Math.abs(round - exact) * 100 > round * CLOSE) continue;
      found.set(round, { word: round > exact ? 'nearly' : 'over', round });
    }
  }
  return [...found.values()].sort((a, b) => Math.abs(a.round - exact) - Math.abs(b.round - exact) || a.round - b.round);
}

/** A round amount as prose says it: 30,000,000 is 30 of a million. */
export function scaleOf(round: number): { number: number; scale: 'billion' | 'million' | null } {
  if (round !== 0 && round % 100_000_000 === 0 && round >= 1_000_000_000)
    return { number: round / 1_000_000_000, scale: 'billion' };
  if (round !== 0 && round % 100_000 === 0 && round >= 1_000_000)
    return { number: round / 1_000_000, scale: 'million' };
  return { number: round, scale: null };
}

/** What is counted in persons: a household of a small village is as good as its people. */
const COUNTS_PERSONS: ReadonlySet<string> = new Set(['people', 'households', 'residents', 'heads']);

/** A count of persons or households so small that it points at them does not go to the press. @see DOMAIN.md 8.4, counts below 5 */
export function isWithheld(measure: string, value: number | null): boolean {
  return COUNTS_PERSONS.has(measure) && value !== null && value > 0 && value < SMALLEST_SHOWN;
}
