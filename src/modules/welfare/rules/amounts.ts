import { RuleBroken } from '#platform/errors.ts';

/** A measure as the rules need it: how many decimals its quantities may have. */
export type Measure = { code: string; kind: 'money' | 'goods' | 'work'; decimals: number };

/**
 * A quantity as a whole number of the smallest step of its measure, so that sums stay exact.
 * @returns 15 for 1.5 kg of a measure with one decimal
 */
export function steps(measure: Pick<Measure, 'decimals'>, quantity: number): number {
  return Math.round(quantity * 10 ** measure.decimals);
}

/** The quantity that so many steps are. */
export function quantityOf(measure: Pick<Measure, 'decimals'>, count: number): number {
  return count / 10 ** measure.decimals;
}

/**
 * Refuses nothing, less than nothing, and parts of what is only given whole: half a bin is no bin.
 * @throws RuleBroken `ledger.not-positive`, `ledger.not-whole` `{ item, quantity, decimals }`
 * @see DOMAIN.md 6.4: goods recorded by kind, quantity and condition
 */
export function assertQuantity(measure: Measure, quantity: number): void {
  const details = { item: measure.code, quantity, decimals: measure.decimals };
  if (!(quantity > 0)) throw new RuleBroken('ledger.not-positive', details);
  const scaled = quantity * 10 ** measure.decimals;
  if (Math.abs(scaled - Math.round(scaled)) > 1e-6) throw new RuleBroken('ledger.not-whole', details);
}

/** `total` shared in proportion to the weights, whole, the largest remainders first and then the earlier ones. */
export function share(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((before, weight) => before + BigInt(weight), 0n);
  if (sum === 0n) return weights.map(() => 0);
  const parts = weights.map((weight, index) => {
    const product = BigInt(total) * BigInt(weight);
    return { index, whole: product / sum, rest: product % sum };
  });
  let left = BigInt(total) - parts.reduce((before, part) => before + part.whole, 0n);
  for (const part of [...parts].sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))) {
    if (left === 0n) break;
    part.whole += 1n;
    left -= 1n;
  }
  return parts.map((part) => Number(part.whole));
}
