/**
 * A percentage with one decimal, half up, in exact whole-number arithmetic: 211 of 254 is 83.1.
 * @returns `null` when there is nothing to divide by; shown as “–”, never as 0
 * @throws RangeError when a number is not whole, or the denominator is negative
 * @see DOMAIN.md 7.2, last rule
 */
export function percent(numerator: number, denominator: number): number | null {
  if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator) || denominator < 0) {
    throw new RangeError(`percent of ${numerator} / ${denominator}`);
  }
  if (denominator === 0) return null;
  const twice = 2n * BigInt(denominator);
  const tenths = floorDiv(2000n * BigInt(numerator) + BigInt(denominator), twice);
  return Number(tenths) / 10;
}

function floorDiv(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n ? quotient - 1n : quotient;
}

/** Counts below this are not shown outside the owning unit. */
export const SMALLEST_SHOWN = 5;

/** A breakdown made fit to be shown: `null` stands for a count that is hidden. */
export type Suppressed = { counts: (number | null)[]; total: number | null };

/**
 * Hides the counts of a breakdown that are below 5, and as many more as it takes so that none of them can be worked out from
 * the total. A zero is shown, because it speaks of nobody, unless it is needed to cover for another. Where nothing else helps the
 * total is hidden too.
 * @param counts the counts of parts that do not overlap and together make the total
 * @throws RangeError when they do not make the total, or one is no whole number from 0
 * @see DOMAIN.md 8.4
 */
export function suppress(counts: readonly number[], total: number, smallest = SMALLEST_SHOWN): Suppressed {
  if (counts.some((count) => !Number.isSafeInteger(count) || count < 0)) throw new RangeError('counts');
  if (counts.reduce((sum, count) => sum + count, 0) !== total) throw new RangeError('counts do not make the total');
  if (total > 0 && total < smallest) return { counts: counts.map(() => null), total: null };

  const hidden = new Set(counts.flatMap((count, index) => (count > 0 && count < smallest ? [index] : [])));
  if (hidden.size === 0) return { counts: [...counts], total };
  // The next to cover: the smallest that speaks of somebody, and only then a zero.
  const covers = counts
    .map((count, index) => ({ count, index }))
    .filter(({ index }) => !hidden.has(index))
    .sort((a, b) => Number(a.count === 0) - Number(b.count === 0) || a.count - b.count || a.index - b.index);
  while (!isCovered(counts, hidden, smallest)) {
    const next = covers.shift();
    if (!next) return { counts: masked(counts, hidden), total: null };
    hidden.add(next.index);
  }
  return { counts: masked(counts, hidden), total };
}

/** Nobody can tell the hidden counts apart: two or more, together not small themselves, and not each exactly one. */
function isCovered(counts: readonly number[], hidden: ReadonlySet<number>, smallest: number): boolean {
  const sum = [...hidden].reduce((all, index) => all + (counts[index] ?? 0), 0);
  return hidden.size >= 2 && sum >= smallest && sum > hidden.size;
}

function masked(counts: readonly number[], hidden: ReadonlySet<number>): (number | null)[] {
  return counts.map((count, index) => (hidden.has(index) ? null : count));
}
