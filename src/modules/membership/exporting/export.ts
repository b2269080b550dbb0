import type { Writable } from 'node:stream';
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { formatDate, formatInstant, formatNumber, type Lang } from '#platform/format.ts';
import { translatorFor } from '#platform/messages-node.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { type Cell, writeCsv, writeXlsx } from '#platform/spreadsheet/index.ts';
import type { RegisterFilter, RegisterSort } from '../contract.ts';
import { logAccess } from '../member/access.ts';
import { countRegister, type FoundRow, pageOf, registerContext, registerRow } from '../register/list.ts';
import type { RegisterContext } from '../register/filter.ts';
import { columnsOf, HANDBOOK_COLUMNS, type Heading } from './columns.ts';

export type ExportRequest = {
  filter: RegisterFilter;
  sort: RegisterSort;
  ethnicity: boolean;
  /** The list as the register shows it, or the profile for exchange with the national handbook. */
  profile: 'register' | 'handbook';
  today: PlainDate;
  now: Date;
  lang: Lang;
  /** Label under which the access log keeps an export of the whole scope. */
  scopeLabel: number | null;
};
export type PreparedExport = { context: RegisterContext; heading: Heading; request: ExportRequest };

/**
 * Counts what will be exported and records it in the access log, before the first line leaves: an export that breaks
 * off was still one.
 * @throws NotFound when the unit does not exist
 */
export async function prepareExport(tx: Tx, request: ExportRequest): Promise<PreparedExport> {
  const context = await registerContext(tx, request.filter, request.today);
  const rows = await countRegister(tx, context, request.filter);
  const by = await tx.one<{ name: string }>(sql`
    select coalesce((select c.display_name from platform.account c where c.user_id = current_setting('gandan.user_id')), current_setting('gandan.user_id')) as name`);
  await logAccess(tx, { kind: 'export', rows, label: context.area?.label ?? request.scopeLabel });
  const { asOf, boundariesOn } = context.reading;
  const heading = {
    unit: context.area?.unit.name ?? null,
    asOf,
    boundariesOn,
    by: by.name,
    at: request.now.toISOString(),
    rows,
    lang: request.lang,
  };
  return { context, heading, request };
}

/** Writes the prepared list to a stream, in the memory of a few hundred lines however long it is. */
export async function writeExport(
  tx: Tx,
  prepared: PreparedExport,
  format: 'xlsx' | 'csv',
  out: Writable,
  onRows?: (done: number) => void,
): Promise<number> {
  const { heading, request } = prepared;
  const t = translatorFor(request.profile === 'handbook' ? 'vi' : heading.lang);
  const isProfile = request.profile === 'handbook';
  const columns = isProfile ? HANDBOOK_COLUMNS : columnsOf(request);
  const names = isProfile
    ? HANDBOOK_COLUMNS.map(({ head }) => head)
    : columns.map((column) => t(`membership.column.${column.key}`));
  let done = 0;
  const lines = async function* (): AsyncGenerator<Cell[]> {
    for await (const row of cursorRows(tx, prepared)) {
      done += 1;
      if (done % FETCH === 0) onRows?.(done);
      const line = {
        ...registerRow(row, heading.asOf),
        ...(request.ethnicity ? { ethnicity: row.ethnicity ?? null } : {}),
      };
      yield columns.map((column) => column.value(line, t));
    }
  };
  const title = titleLines(heading);
  if (format === 'csv') {
    return (await writeCsv(out, names, lines())).rows;
  }
  if (isProfile) {
    // No lines above the heads: the file is read by a program.
    const sheet = { name: 'Dang vien', columns: HANDBOOK_COLUMNS.map(({ head, width }) => ({ header: head, width })) };
    return (await writeXlsx(out, sheet, lines())).rows;
  }
  const body = async function* (): AsyncGenerator<Cell[]> {
    for (const line of title.slice(1)) yield [line];
    yield names;
    yield* lines();
  };
  const sheet = {
    name: t('membership.export.sheet'),
    columns: columns.map(({ width }, index) => ({ header: index === 0 ? (title[0] ?? '') : '', width })),
    headingRow: title.length + 1,
  };
  return (await writeXlsx(out, sheet, body())).rows - title.length;
}

/** The first lines of a printed list: what it is, of which day and boundaries, who made it. */
export function titleLines(heading: Heading): string[] {
  const { lang } = heading;
  const t = translatorFor(lang);
  const day = (on: PlainDate) => formatDate(lang, on);
  return [
    heading.unit === null ? t('membership.export.title') : t('membership.export.title-of', { unit: heading.unit }),
    t('membership.export.as-of', { asOf: day(heading.asOf), boundaries: day(heading.boundariesOn) }),
    t('membership.export.made', {
      by: heading.by,
      at: formatInstant(lang, heading.at),
      rows: formatNumber(lang, heading.rows),
    }),
  ];
}

const FETCH = 500;

async function* cursorRows(tx: Tx, { context, request }: PreparedExport): AsyncGenerator<FoundRow> {
  const query = pageOf(context, request.filter, request.sort, { ethnicity: request.ethnicity });
  // All of a unit is wanted, and a cursor is planned for its first lines: it would walk the names of a country for a province.
  if (context.area) await tx.run(sql`select set_config('cursor_tuple_fraction', '1', true)`);
  await tx.run(sql`declare register_export no scroll cursor for ${query}`);
  for (;;) {
    const rows = await tx.many<FoundRow>(sql`fetch ${sql.raw(String(FETCH))} from register_export`);
    yield* rows;
    if (rows.length < FETCH) break;
  }
  await tx.run(sql`close register_export`);
}
