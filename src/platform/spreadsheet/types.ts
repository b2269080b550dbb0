/** What one cell holds. A date is a day; a time of day after it is dropped. */
export type Cell = string | number | boolean | { date: string } | null;

/** Cells that share one value, rows counted from 1, columns from 0, both ends included. */
export type MergedRange = { fromRow: number; toRow: number; fromColumn: number; toColumn: number };

/** One row that holds at least one value, numbered as the spreadsheet program shows it. */
export type SheetRow = {
  sheet: string;
  rowNumber: number;
  cells: Cell[];
  /** Columns (from 0) whose value came out of a formula; always empty with `formulas: 'cached'`. */
  formulas: readonly number[];
  /** Columns that hold an error of the spreadsheet program (`#REF!`); the cell has its text. */
  errors: readonly number[];
  /** The merged ranges that touch this row. */
  merged: readonly MergedRange[];
};

export type ReadLimits = {
  /** Size of the file as it came. */
  maxBytes: number;
  /** Size of everything unpacked. */
  maxUnpackedBytes: number;
  /** Unpacked divided by packed, watched from 16 MB on. Ordinary sheets stay below 100. */
  maxRatio: number;
  maxRows: number;
  maxColumns: number;
  maxCellChars: number;
};

export const DEFAULT_LIMITS: ReadLimits = {
  maxBytes: 50 * 1024 * 1024,
  maxUnpackedBytes: 1536 * 1024 * 1024,
  maxRatio: 200,
  maxRows: 1_200_000,
  maxColumns: 500,
  maxCellChars: 32_768,
};

export type ReadOptions = {
  limits?: Partial<ReadLimits>;
  /** Sheet by name or by place (from 0); all sheets in their order when left out. */
  sheet?: string | number;
  /** `flag` (default) gives the value last computed and names the column; `refuse` throws; `cached` does not tell. */
  formulas?: 'flag' | 'refuse' | 'cached';
  /** For CSV, where the program's own finding is wrong. */
  delimiter?: ',' | ';' | '\t';
  encoding?: string;
};
