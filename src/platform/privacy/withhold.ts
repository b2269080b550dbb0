/**
 * Which counts of people may stand on public pages. Counts of one to four are withheld, and with them as many others as it takes that
 * none of those can be computed: not from the totals of a page, not from the pages of the villages beside the page of their commune,
 * not from what an earlier version of a page said.
 *
 * A commune's year is one table: a row for each village (and one for the commune itself), a column for each kind of activity, and the
 * sums of both. The commune's page shows the sums, the page of a village its row. Pages of other communes and other years share no
 * record with it, so nothing can be subtracted across them. A withheld number is safe when the shown ones leave room for another
 * value: when it lies on a circle of withheld numbers that can be changed in turn by one up and one down with every sum kept.
 * @see DOMAIN.md 8.4: small-cell suppression; D. Gusfield, A graph theoretic approach to statistical data security, 1988
 */
export const SMALL = 5;

/** `values[row][column]`, whole numbers from 0; the sums are made here. */
export type Table = readonly (readonly number[])[];
/** One row and one column more than the table: the sums, and in the corner the sum of all. */
export type Withheld = boolean[][];

/** The table with its sums. */
export function withSums(values: Table): number[][] {
  const rows = values.map((row) => [...row, row.reduce((sum, value) => sum + value, 0)]);
  const width = (values[0]?.length ?? 0) + 1;
  return [
    ...rows,
    Array.from({ length: width }, (_, column) => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0)),
  ];
}

/** True for a count that would tell of single people. */
export const isSmall = (value: number): boolean => value > 0 && value < SMALL;

/**
 * Whether a number may be told after another one was told before for the same thing: a difference of one to four people would tell of
 * them as a count would.
 */
export const tellsOfFew = (before: number, now: number): boolean => isSmall(Math.abs(now - before));

/**
 * The numbers to withhold.
 * @param forced further ones that must not be computable: withheld in an earlier version, or changed by too few people
 */
export function withhold(values: Table, forced: (row: number, column: number) => boolean = () => false): Withheld {
  const full = withSums(values);
  const hidden: Withheld = full.map((row, at) =>
    row.map((value, column) => value > 0 && (isSmall(value) || forced(at, column))),
  );
  const secret = hidden.flatMap((row, at) => row.flatMap((is, column) => (is ? [[at, column] as const] : [])));
  for (const [row, column] of secret) {
    const circle = cheapestCircle(full, hidden, row, column);
    for (const [at, other] of circle) {
      const line = hidden[at];
      if (line) line[other] = true;
    }
  }
  return hidden;
}

/**
 * The same for what was given, whose totals have to be told whatever was withheld (DOMAIN.md 6.4): a column with a single withheld cell
 * could be filled in from its total, so the least of the others goes with it.
 * @param values households; a cell may be there with none of them, where something was given to a village itself
 * @param isThere whether anything stands in a cell
 */
export function withholdBesideTotals(
  values: Table,
  isThere: (row: number, column: number) => boolean,
  forced: (row: number, column: number) => boolean = () => false,
): Withheld {
  const hidden = withhold(values, forced);
  for (let column = 0; column < (values[0]?.length ?? 0); column += 1) {
    const rows = values.flatMap((_, row) => (isThere(row, column) ? [row] : []));
    if (rows.filter((row) => hidden[row]?.[column]).length !== 1) continue;
    const [least] = rows
      .filter((row) => !hidden[row]?.[column])
      .sort((a, b) => (values[a]?.[column] ?? 0) - (values[b]?.[column] ?? 0) || a - b);
    const line = least === undefined ? undefined : hidden[least];
    if (line) line[column] = true;
  }
  return hidden;
}

type Cell = readonly [row: number, column: number];
/**
 * The circle through a cell that takes the fewest and least useful further numbers away. Rows and columns are the points of a graph,
 * each positive number a line between its row and its column; sums count with the other sign. A line may be walked from row to column
 * when its number can be raised there, and back when it can be lowered and stays above nothing.
 */
function cheapestCircle(full: readonly (readonly number[])[], hidden: Withheld, row: number, column: number): Cell[] {
  const [height, width] = [full.length, full[0]?.length ?? 0];
  const sign = (at: number, other: number) => ((at === height - 1) === (other === width - 1) ? 1 : -1);
  const may = (at: number, other: number, direction: 1 | -1): boolean => {
    const value = full[at]?.[other] ?? 0;
    // Raising is always possible for whoever knows only that a number is withheld; lowering needs two, for one is the least.
    return value > 0 && (sign(at, other) === direction || value >= 2);
  };
  const cost = (at: number, other: number): number => {
    if (hidden[at]?.[other]) return 0;
    const sums = (at === height - 1 ? 1 : 0) + (other === width - 1 ? 1 : 0);
    return 1 + (sums === 0 ? 0 : sums === 1 ? 12 : 60) + Math.min(full[at]?.[other] ?? 0, 999) / 1000;
  };
  const walk = (direction: 1 | -1): { cells: Cell[]; cost: number } | undefined => {
    if (!may(row, column, direction)) return undefined;
    // Points: rows first, then columns. The way back from the end of the cell's own line to its beginning.
    const [from, to] = direction === 1 ? [height + column, row] : [row, height + column];
    const far = new Map<number, number>([[from, 0]]);
    const came = new Map<number, { cell: Cell; before: number }>();
    const done = new Set<number>();
    for (;;) {
      const [nearest] = [...far].filter(([point]) => !done.has(point)).sort((a, b) => a[1] - b[1] || a[0] - b[0]);
      if (nearest === undefined || nearest[0] === to) break;
      const [point, distance] = nearest;
      done.add(point);
      const isRow = point < height;
      for (let next = 0; next < (isRow ? width : height); next += 1) {
        const [at, other] = isRow ? [point, next] : [next, point - height];
        if ((at === row && other === column) || !may(at, other, isRow ? 1 : -1)) continue;
        const target = isRow ? height + next : next;
        const total = distance + cost(at, other);
        if (total < (far.get(target) ?? Infinity)) {
          far.set(target, total);
          came.set(target, { cell: [at, other], before: point });
        }
      }
    }
    const whole = far.get(to);
    if (whole === undefined) return undefined;
    const cells: Cell[] = [];
    for (let step = came.get(to); step !== undefined; step = came.get(step.before)) cells.push(step.cell);
    return { cells, cost: whole };
  };
  const ways = [walk(1), walk(-1)].filter((way) => way !== undefined);
  const best = ways.sort((a, b) => a.cost - b.cost)[0];
  // There is always a way through the sums, down to withholding all of them.
  return best?.cells ?? [];
}
