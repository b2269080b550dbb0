import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { Caller } from '#platform/http/context.ts';
import { Forbidden, Invalid } from '#platform/errors.ts';
import { assertInScope, getFigure, partOf } from './answer.ts';
import type { FigureQuery } from './contract.ts';
import { recordsOf } from './counted-records.ts';
import { askedUnit, type AskedUnit, within } from './place.ts';
import { assertDimensions, type Asked, settle } from './question.ts';
import type { FigureDefinition, RecordColumn, RecordsList } from './registry.ts';

export type RecordsQueryOptions = { part: 'numerator' | 'denominator'; doubt: boolean };

/** The list behind a figure, ready to be read page by page or streamed: one query, the same that counts. */
export type OpenedList = {
  definition: FigureDefinition;
  unit: AskedUnit;
  asked: Asked;
  list: RecordsList;
  columns: readonly RecordColumn[];
};

/** A row of the list: its id, the unit it hangs on by name, and the columns that the figure shows. */
export type RecordRow = {
  recordId: string;
  subjectId: string | null;
  unitId: string;
  unitName: string | null;
  onDate: string | null;
  weight: number;
  values: Record<string, string | number | null>;
};

/**
 * Opens the list behind a figure.
 * @throws Forbidden `right.missing` when the list names persons and the caller may not read members
 */
export async function openList(
  tx: Tx,
  caller: Pick<Caller, 'rights' | 'ranges'>,
  ref: string,
  query: FigureQuery,
  options: RecordsQueryOptions,
  today: string,
): Promise<OpenedList> {
  const definition = getFigure(ref);
  if (definition.parts) throw new Invalid('figure.no-list', { figure: ref });
  const settled = settle(query, today);
  assertDimensions(definition, settled, undefined, caller);
  if (definition.measure === 'people' && !caller.rights.includes('members.read'))
    throw new Forbidden('right.missing', { right: 'members.read' });
  const unit = await askedUnit(tx, query.unit, settled.boundariesOn);
  assertInScope(unit, caller.ranges);
  const { list, asked } = partOf(definition, settled, options.part);
  return { definition, unit, asked, list, columns: list.columns };
}

/** How many rows a page of the list has at most. */
export const PAGE = 200;

/**
 * A page of the list, in the order of day and record.
 * @param after where the previous page ended
 */
export async function readList(
  tx: Tx,
  opened: OpenedList,
  options: { people: boolean; doubt: boolean; limit: number; after?: { onDate: string; recordId: string } },
): Promise<{ rows: RecordRow[]; next: { onDate: string; recordId: string } | null }> {
  const { list, asked, unit } = opened;
  const place = await within(tx, unit, list, asked.boundariesOn);
  const nameOn = (column: string) => sql`(
    select v.name from organisation.unit_version v where v.unit_id = q.${sql.ref(column)}
    order by (v.valid @> ${asked.asOf}::date) desc, lower(v.valid) desc limit 1)`;
  const columns = list.columns.map((column) =>
    column.kind === 'unit'
      ? sql`${nameOn(column.key)} as ${sql.ref(`v_${column.key}`)}`
      : sql`q.${sql.ref(column.key)} as ${sql.ref(`v_${column.key}`)}`,
  );
  // People once: each person stands in the list with the first of his records.
  const distinct =
    options.people || list.aggregate === 'distinct'
      ? sql`select distinct on (subject_id) * from (${recordsOf(list, place, asked)}) every where ${doubt(options.doubt)} order by subject_id, on_date, record_id`
      : sql`select * from (${recordsOf(list, place, asked)}) every where ${doubt(options.doubt)}`;
  const after = options.after
    ? sql`where (coalesce(q.on_date, '1800-01-01'), q.record_id::text) > (${options.after.onDate}::date, ${options.after.recordId})`
    : sql``;
  const rows = await tx.many<Record<string, string | number | null>>(sql`
    select q.record_id::text as "recordId", q.subject_id::text as "subjectId", q.unit_id::text as "unitId", ${nameOn('unit_id')} as "unitName",
      q.on_date as "onDate", coalesce(q.on_date, '1800-01-01') as "sortedOn", q.weight ${columns.length > 0 ? sql`, ${sql.join(columns)}` : sql``}
    from (${distinct}) q ${after}
    order by coalesce(q.on_date, '1800-01-01'), q.record_id::text
    limit ${options.limit + 1}`);
  const page = rows.slice(0, options.limit);
  const last = page.at(-1);
  return {
    rows: page.map((row) => ({
      recordId: String(row['recordId']),
      subjectId: row['subjectId'] === null ? null : String(row['subjectId']),
      unitId: String(row['unitId']),
      unitName: row['unitName'] === null ? null : String(row['unitName']),
      onDate: row['onDate'] === null ? null : String(row['onDate']),
      weight: Number(row['weight']),
      values: Object.fromEntries(list.columns.map((column) => [column.key, row[`v_${column.key}`] ?? null])),
    })),
    next:
      rows.length > options.limit && last
        ? { onDate: String(last['sortedOn']), recordId: String(last['recordId']) }
        : null,
  };
}

function doubt(wanted: boolean) {
  return wanted ? sql`every.in_doubt` : sql`not every.in_doubt`;
}

/** Every row of the list, page after page, for an export; memory stays that of one page. */
export async function* streamList(tx: Tx, opened: OpenedList, people: boolean): AsyncGenerator<RecordRow> {
  let after: { onDate: string; recordId: string } | undefined;
  for (;;) {
    const { rows, next } = await readList(tx, opened, {
      people,
      doubt: false,
      limit: 5000,
      ...(after ? { after } : {}),
    });
    yield* rows;
    if (!next) return;
    after = next;
  }
}
