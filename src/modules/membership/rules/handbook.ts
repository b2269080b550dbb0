import type { HandbookField, MemberDate } from '../contract.ts';

/** Somebody as one of the two registers has him; what a file says nothing about is missing. */
export type HandbookEntry = { cardKey: string } & Partial<Record<HandbookField, string | MemberDate | null>>;
type Value = string | MemberDate | null;

/** Old and new place of the tone on open oa, oe, uy: Hoà and Hòa are one name. */
const TONES: readonly (readonly [RegExp, string])[] = [
  [/([oO])([\u0300\u0301\u0303\u0309\u0323])([aeAE])(?!\p{L}|\p{M})/gu, '$1$3$2'],
  [/(?<![qQ])([uU])([\u0300\u0301\u0303\u0309\u0323])([yY])(?!\p{L}|\p{M})/gu, '$1$3$2'],
];

/** A text as it is compared: one code for each letter, small letters, one blank, one place of the tone. Marks count: Hùng is not Hưng. */
export function comparable(text: string): string {
  const apart = text.normalize('NFD').replace(/\s+/gu, ' ').trim();
  const placed = TONES.reduce((done, [pattern, to]) => done.replace(pattern, to), apart);
  return placed
    .normalize('NFC')
    .toLocaleLowerCase('vi')
    .replace(/[’‘`´]/gu, "'");
}

const LENGTH = { year: 4, month: 7, day: 10 } as const;

/** Two dates agree as far as the less exact one says: 1971 and 12/3/1971 do, 1971 and 1972 do not. */
export function sameDate(one: MemberDate, other: MemberDate): boolean {
  const length = Math.min(LENGTH[one.precision], LENGTH[other.precision]);
  return one.on.slice(0, length) === other.on.slice(0, length);
}

function same(here: Value, there: Value): boolean {
  if (here === null || there === null) return here === there;
  if (typeof here === 'string') return typeof there === 'string' && comparable(here) === comparable(there);
  return typeof there !== 'string' && sameDate(here, there);
}

/** The fields in which two entries of one card differ, of those that the file has. */
export function differences(
  here: HandbookEntry,
  there: HandbookEntry,
  fields: readonly HandbookField[],
): { field: HandbookField; here: Value; there: Value }[] {
  return fields.flatMap((field) => {
    const [mine, theirs] = [here[field] ?? null, there[field] ?? null];
    return same(mine, theirs) ? [] : [{ field, here: mine, there: theirs }];
  });
}

/**
 * Sets a returned file beside the register, card by card. A card that stands in the file twice is told and compared with neither line.
 * @see DOMAIN.md 4.7: exchange with the national handbook by file, with the card number as key
 */
export function compareHandbook<H extends HandbookEntry, T extends HandbookEntry & { row: number }>(
  here: readonly H[],
  there: readonly T[],
  fields: readonly HandbookField[],
): {
  agree: H[];
  differ: { here: H; there: T; fields: ReturnType<typeof differences> }[];
  onlyHere: H[];
  onlyThere: T[];
  twice: T[][];
} {
  const lines = new Map<string, T[]>();
  for (const one of there) lines.set(one.cardKey, [...(lines.get(one.cardKey) ?? []), one]);
  const known = new Set(here.map(({ cardKey }) => cardKey));
  const found = {
    agree: [] as H[],
    differ: [] as { here: H; there: T; fields: ReturnType<typeof differences> }[],
    onlyHere: [] as H[],
    onlyThere: [] as T[],
    twice: [...lines.values()].filter((rows) => rows.length > 1),
  };
  for (const one of here) {
    const [line, ...more] = lines.get(one.cardKey) ?? [];
    if (line === undefined) found.onlyHere.push(one);
    else if (more.length === 0) {
      const unlike = differences(one, line, fields);
      if (unlike.length === 0) found.agree.push(one);
      else found.differ.push({ here: one, there: line, fields: unlike });
    }
  }
  for (const [card, [line, ...more]] of lines)
    if (line !== undefined && more.length === 0 && !known.has(card)) found.onlyThere.push(line);
  return found;
}
