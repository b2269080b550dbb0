/** One line of the table: what was measured, against which bar, beside which floor. */
export type Line = {
  group: string;
  what: string;
  bar: string;
  p50: number | null;
  p95: number | null;
  /** The same by hand, in the same run. */
  floor: number | null;
  ratio: number | null;
  /** null where there is no bar. */
  kept: boolean | null;
  unit: 'ms' | 's' | '/s';
  note: string;
};

export type Timings = { p50: number; p95: number; runs: number };

/** Milliseconds of many runs, after some that only warm up. */
export async function timed(
  runs: number,
  work: (run: number) => Promise<unknown>,
  warm = Math.min(runs, 40),
): Promise<Timings> {
  const took: number[] = [];
  for (let run = -warm; run < runs; run += 1) {
    const began = performance.now();
    await work(Math.abs(run));
    if (run >= 0) took.push(performance.now() - began);
  }
  return { ...percentiles(took), runs };
}

export function percentiles(took: readonly number[]): { p50: number; p95: number } {
  const sorted = [...took].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}

/** Seconds of one run, and what it answered. */
export async function seconds<T>(work: () => Promise<T>): Promise<{ took: number; result: T }> {
  const began = performance.now();
  const result = await work();
  return { took: (performance.now() - began) / 1000, result };
}

const shown = (value: number | null, unit: Line['unit']): string =>
  value === null ? '' : unit === 'ms' ? value.toFixed(value < 10 ? 2 : 0) : value.toFixed(value < 10 ? 2 : 1);

/** The table as text. */
export function tableOf(lines: readonly Line[]): string {
  const head = ['what', 'bar', 'p50', 'p95', 'floor', 'ratio', '', 'note'];
  const rows = lines.map((line) => [
    `${line.group}: ${line.what}`,
    line.bar,
    `${shown(line.p50, line.unit)}${line.unit === 'ms' ? '' : ` ${line.unit}`}`,
    shown(line.p95, line.unit),
    shown(line.floor, line.unit),
    line.ratio === null ? '' : line.ratio.toFixed(2),
    line.kept === null ? '' : line.kept ? 'kept' : 'MISSED',
    line.note,
  ]);
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)));
  const print = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [print(head), ...rows.map(print)].join('\n');
}
