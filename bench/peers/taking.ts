import type { Taken } from './list.ts';

/** What became of the rows of an import through a script. */
export class Tally {
  rows = 0;
  taken = 0;
  refused = 0;
  private readonly reasons = new Map<string, number>();

  refuse(reason: string): void {
    this.refused += 1;
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }

  get why(): string {
    return [...this.reasons].map(([reason, count]) => `${count} × ${reason}`).join('; ');
  }
}

/** Sends the rows in batches, some at once, and takes no new one after so many seconds. Rows without a cell go nowhere. */
export async function takeAll(
  rows: Generator<Taken, void>,
  options: { batch: number; atOnce: number; mostSeconds: number },
  send: (batch: readonly Taken[], tally: Tally) => Promise<void>,
): Promise<{ tally: Tally; seconds: number }> {
  const tally = new Tally();
  const began = performance.now();
  const elapsed = (): number => (performance.now() - began) / 1000;
  const nextBatch = (): Taken[] => {
    const batch: Taken[] = [];
    while (batch.length < options.batch && elapsed() < options.mostSeconds) {
      const next = rows.next();
      if (next.done === true) break;
      tally.rows += 1;
      if (next.value.cell === undefined) tally.refuse('the script found no such cell');
      else batch.push(next.value);
    }
    return batch;
  };
  await Promise.all(
    Array.from({ length: options.atOnce }, async () => {
      for (let batch = nextBatch(); batch.length > 0; batch = nextBatch()) await send(batch, tally);
    }),
  );
  return { tally, seconds: elapsed() };
}
