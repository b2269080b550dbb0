import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  isSmall,
  type Table,
  tellsOfFew,
  type Withheld,
  withhold,
  withholdBesideTotals,
  withSums,
} from './withhold.ts';

/**
 * What somebody can find out who has all pages: he knows which numbers are withheld and that each of those is at least one, and adds
 * and subtracts what is shown. Answers, for a cell, whether a second assignment fits with another value there.
 * Written without the graph of the rule: by trying small changes of the withheld cells of the table, row by row.
 */
function canBeComputed(values: Table, hidden: Withheld, row: number, column: number): boolean {
  const [height, width] = [values.length, values[0]?.length ?? 0];
  const full = withSums(values);
  const STEP = 2;
  const free: [number, number][] = [];
  for (let r = 0; r < height; r += 1) for (let c = 0; c < width; c += 1) if (hidden[r]?.[c]) free.push([r, c]);
  const change = values.map((line) => line.map(() => 0));
  const rowLeft = (r: number) => (change[r] ?? []).reduce((a, b) => a + b, 0);
  const columnLeft = (c: number) => change.reduce((a, line) => a + (line[c] ?? 0), 0);
  const differs = () => {
    const wanted =
      row < height && column < width
        ? (change[row]?.[column] ?? 0)
        : row < height
          ? rowLeft(row)
          : column < width
            ? columnLeft(column)
            : change.flat().reduce((a, b) => a + b, 0);
    return wanted !== 0;
  };
  const fits = () => {
    for (let r = 0; r < height; r += 1) {
      const moved = rowLeft(r);
      if (hidden[r]?.[width] ? (full[r]?.[width] ?? 0) + moved < 1 : moved !== 0) return false;
    }
    for (let c = 0; c < width; c += 1) {
      const moved = columnLeft(c);
      if (hidden[height]?.[c] ? (full[height]?.[c] ?? 0) + moved < 1 : moved !== 0) return false;
    }
    const moved = change.flat().reduce((a, b) => a + b, 0);
    return hidden[height]?.[width] ? (full[height]?.[width] ?? 0) + moved >= 1 : moved === 0;
  };
  const find = (at: number): boolean => {
    if (at === free.length) return fits() && differs();
    const [r, c] = free[at] ?? [0, 0];
    const line = change[r];
    if (!line) return false;
    for (let step = -STEP; step <= STEP; step += 1) {
      if ((values[r]?.[c] ?? 0) + step < 1) continue;
      line[c] = step;
      // A row whose sum is shown has to come out even once its last free cell is set.
      const lastOfRow = !free.slice(at + 1).some(([other]) => other === r);
      if (lastOfRow && !hidden[r]?.[width] && rowLeft(r) !== 0) continue;
      if (find(at + 1)) return true;
    }
    line[c] = 0;
    return false;
  };
  return !find(0);
}

const table = (most: number) =>
  fc
    .record({ rows: fc.integer({ min: 1, max: 3 }), columns: fc.integer({ min: 1, max: 3 }) })
    .chain(({ rows, columns }) =>
      fc.array(fc.array(fc.integer({ min: 0, max: most }), { minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      }),
    );

test.each([3, 9, 40])('no count of one to four can be computed from all the pages (numbers up to %s)', (most) => {
  fc.assert(
    fc.property(table(most), (values) => {
      const hidden = withhold(values);
      withSums(values).forEach((line, row) =>
        line.forEach((value, column) => {
          if (!isSmall(value)) return;
          expect(hidden[row]?.[column]).toBe(true);
          expect(canBeComputed(values, hidden, row, column), `${JSON.stringify(values)} at ${row},${column}`).toBe(
            false,
          );
        }),
      );
    }),
    { numRuns: 150 },
  );
});

test('what was withheld before, or changed by few, stays out of reach too', () => {
  fc.assert(
    fc.property(table(9), fc.nat(2), fc.nat(2), (values, row, column) => {
      const hidden = withhold(values, (r, c) => r === row && c === column);
      if ((withSums(values)[row]?.[column] ?? 0) === 0 || row >= values.length || column >= (values[0]?.length ?? 0))
        return;
      expect(hidden[row]?.[column]).toBe(true);
      expect(canBeComputed(values, hidden, row, column), JSON.stringify(values)).toBe(false);
    }),
    { numRuns: 150 },
  );
});

test('a table without small counts is shown whole, and nothing is hidden that is nothing', () => {
  fc.assert(
    fc.property(table(60), (values) => {
      const hidden = withhold(values);
      const small = withSums(values).flat().some(isSmall);
      if (!small) expect(hidden.flat()).not.toContain(true);
      withSums(values).forEach((line, row) =>
        line.forEach((value, column) => value === 0 && expect(hidden[row]?.[column]).toBe(false)),
      );
    }),
  );
});

test('one small count among large ones takes three others with it, and no sum', () => {
  const hidden = withhold([
    [30, 3, 25],
    [22, 41, 28],
    [19, 33, 27],
  ]);
  expect(hidden.flat().filter(Boolean)).toHaveLength(4);
  expect(hidden.map((row) => row[3])).toEqual([false, false, false, false]);
  expect(hidden[3]).toEqual([false, false, false, false]);
});

test('with a single village the sums go too: there is nothing else to hide behind', () => {
  expect(withhold([[3]])).toEqual([
    [true, true],
    [true, true],
  ]);
  expect(
    withhold([[3, 30]])
      .flat()
      .filter(Boolean).length,
  ).toBeGreaterThan(3);
});

test.each([
  [20, 22, true],
  [20, 24, true],
  [20, 25, false],
  [20, 20, false],
  [20, 15, false],
])('told %s before and %s now: tells of few people %s', (before, now, expected) => {
  expect(tellsOfFew(before, now)).toBe(expected);
});

test('beside totals that are told in any case, no column has a single withheld cell among several', () => {
  fc.assert(
    fc.property(table(9), (values) => {
      const hidden = withholdBesideTotals(values, (row, column) => (values[row]?.[column] ?? 0) > 0);
      for (let column = 0; column < (values[0]?.length ?? 0); column += 1) {
        const there = values.flatMap((line, row) => ((line[column] ?? 0) > 0 ? [row] : []));
        const withheld = there.filter((row) => hidden[row]?.[column]);
        if (there.length > 1) expect(withheld.length, JSON.stringify(values)).not.toBe(1);
        for (const row of there.filter((one) => isSmall(values[one]?.[column] ?? 0))) expect(withheld).toContain(row);
      }
    }),
  );
});

test('something given to a whole village may be the second number that is withheld', () => {
  const hidden = withholdBesideTotals([[2], [0]], () => true);
  expect(hidden.map(([first]) => first).slice(0, 2)).toEqual([true, true]);
});
