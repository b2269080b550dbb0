/** Numbers that look like chance and are the same each time for a seed (mulberry32). */
export class Random {
  private state: number;
  constructor(seed: number) {
    this.state = seed >>> 0;
  }
  /** From 0 to below 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
  /** A whole number from 0 to below `n`. */
  below(n: number): number {
    return Math.floor(this.next() * n);
  }
  /** Two-sided bell around 0 with deviation 1. */
  bell(): number {
    const u = 1 - this.next();
    return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * this.next());
  }
  /** Skewed sizes: most small, a few large, cut at both ends. */
  skewed(options: { median: number; spread: number; least: number; most: number }): number {
    const size = Math.round(options.median * Math.exp(options.spread * this.bell()));
    return Math.min(options.most, Math.max(options.least, size));
  }
}

/** Picks by weight, by halving. */
export function weighted<T>(items: readonly (readonly [T, number])[]): (random: Random) => T {
  const total = items.reduce((sum, [, weight]) => sum + weight, 0);
  const sums: number[] = [];
  let sum = 0;
  for (const [, weight] of items) sums.push((sum += weight) / total);
  return (random) => {
    const at = random.next();
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 1) <= at) low = middle + 1;
      else high = middle;
    }
    const [item] = items[low] ?? items[items.length - 1] ?? [];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
}
