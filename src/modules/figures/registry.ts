import { type RawBuilder, sql } from 'kysely';
import type { Right } from '#platform/rights.ts';

/** What a query of records is asked for. Dates are plain, ranges half-open: a record of `to` itself is not in the period. */
export type RecordsQuestion = {
  /** Day of a stock. */
  asOf: string;
  /** Period of a flow, `[from, to)`. */
  from: string;
  to: string;
  /** Breakdown values to keep, already checked against the figure's dimensions. */
  filters: Readonly<Record<string, string>>;
  /**
   * Units on which a record of the asked unit can hang, as a subquery of ids. A query may leave the others out early where it
   * makes its records from a calendar or in groups; what it leaves in is placed afterwards all the same.
   */
  near?: RawBuilder<unknown>;
  /** The records are only counted: columns of the list and of breakdowns may be left out, with what is joined for them. */
  bare?: boolean;
};

/**
 * The query of a figure's records. Columns: `record_id` (unique in the answer), `subject_id` (the person or thing, for "people
 * once"), `unit_id` (the unit on which the record hangs), `on_date`, `weight`, then one column per dimension named in
 * `dimensions`, and what the list shows. It runs as the caller, so it yields what he may see.
 */
export type RecordsQuery = (question: RecordsQuestion) => RawBuilder<unknown>;

/** How a list of records is shown and exported. `key` is the column of the query. */
export type RecordColumn = {
  key: string;
  label: string;
  kind: 'text' | 'date' | 'number' | 'unit' | 'word';
  wordPrefix?: string;
  hidden?: boolean;
};

export type Dimension = {
  /** Column of the records query. */
  key: string;
  /** Message key of its name, and the prefix of the keys of its values. */
  label: string;
  valuePrefix?: string;
  /** Values in the order of display; open-ended dimensions leave it out. */
  values?: readonly string[];
  /** Needed to break down or filter by it. */
  right?: Right;
  /** Several dimensions in one, for a page of the room that asks; nobody is offered it. */
  isInner?: true;
};

/**
 * What several lists of a room count, told by one reading: rows of a unit with a sum for each column. A test of the room holds the
 * sums equal to its lists.
 */
export type Tally = {
  anchor: 'party' | 'place';
  columns: readonly string[];
  /**
   * Joins what it counts with `near`: the cells or villages of the place, each once, as `unit_id`, `key` (where it stands) and `sure`.
   * Columns: `key` and `sure` of the unit, and those named; any number of rows.
   */
  query: (asked: RecordsQuestion & { near: RawBuilder<unknown> }) => RawBuilder<unknown>;
};

/** A list of records that a figure counts or sums. */
export type RecordsList = {
  /** On which tree the records hang: cells (`party`) or villages (`place`). */
  anchor: 'party' | 'place';
  query: RecordsQuery;
  columns: readonly RecordColumn[];
  /**
   * Movements between two cells of the asked unit cancel out: the query yields `counterpart_unit_id` and such rows are left out.
   */
  crossingOnly?: boolean;
  /** Name of the totals that hold the same stock (figures.cell_total.measure), used when nothing is filtered. */
  total?: string;
  /** Columns of a tally that hold the value of the same list and how many rows it has, used when nothing is filtered. */
  tally?: { of: Tally; value: string; rows: string };
  /**
   * The value is the median or the mean of the weights instead of their sum, or how many different subjects the rows have (the list
   * then holds each once); parts of it do not add up to the whole.
   */
  aggregate?: 'median' | 'mean' | 'distinct';
};

export type FigureKind = 'stock' | 'flow' | 'sum' | 'ratio' | 'check';

export type FigureDefinition = {
  /** Id of the indicator dictionary, DOMAIN.md 7.2. */
  id: string;
  /** The room that registers it; its catalogue has `<room>.figure.<id>.name` and `.definition`. */
  room: string;
  kind: FigureKind;
  /** What is counted: people, cells, villages, percent, per100 … as `figures.measure.<measure>`. */
  measure: string;
  /** Time base: stock at a date, flow in a period, or both readings of a term. */
  base: 'D' | 'P' | 'occasion';
  records: RecordsList;
  denominator?: RecordsList & { /** The stock at the start of the period rather than at its end. */ at?: 'start' };
  dimensions: readonly Dimension[];
  /** Factor of a ratio: 100 for percent and per hundred. */
  factor?: number;
  /** Needed to ask for it at all. */
  right?: Right;
  /** Computed from other figures instead of a list of its own (the roll identity). */
  parts?: { plus: readonly Part[]; minus: readonly Part[] };
};

/** A summand of a check: a figure read at the start or the end of the period. */
export type Part = { id: string; at: 'start' | 'end' | 'period' };

const registered = new Map<string, FigureDefinition>();

/** A room registers its figures once, when the program starts. Registering an id twice is a fault of the program. */
export function registerFigures(definitions: readonly FigureDefinition[]): void {
  for (const definition of definitions) {
    const before = registered.get(definition.id);
    if (before && before !== definition) throw new Error(`figure ${definition.id} is registered twice`);
    registered.set(definition.id, definition);
  }
}

type Extension = {
  dimension: Dimension;
  /** An expression over `r`, a row of the figure's own query. */
  column: RecordsQuery;
  /** What is counted when the filter asks for the dimension: the same columns, of a base that the figure itself does not know. */
  among?: RecordsQuery;
};
const extensions = new Map<string, Map<string, Extension>>();

/** A room adds a dimension to the figure of a room below, which does not know what it asks for. */
export function extendFigure(id: string, extension: Extension): void {
  const known = extensions.get(id) ?? new Map<string, Extension>();
  extensions.set(id, known.set(extension.dimension.key, extension));
}

function extended(definition: FigureDefinition): FigureDefinition {
  const more = [...(extensions.get(definition.id)?.values() ?? [])];
  if (more.length === 0) return definition;
  const { query } = definition.records;
  return {
    ...definition,
    dimensions: [...definition.dimensions, ...more.map(({ dimension }) => dimension)],
    records: {
      ...definition.records,
      query: (question) => {
        const among = more.find((one) => one.among && question.filters[one.dimension.key] !== undefined)?.among;
        if (among) return among(question);
        const columns = more.map(({ dimension, column }) => sql`${column(question)} as ${sql.ref(dimension.key)}`);
        return sql`select r.*, ${sql.join(columns)} from (${query(question)}) r`;
      },
    },
  };
}

/** All figures that rooms have registered, in the order of their ids. */
export function listFigures(): FigureDefinition[] {
  return [...registered.values()].map(extended).sort((a, b) => a.id.localeCompare(b.id));
}

export function findFigure(id: string): FigureDefinition | undefined {
  const definition = registered.get(id);
  return definition && extended(definition);
}
