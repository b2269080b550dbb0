/** Writes reports under way and press sheets, in bulk. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { ReportsPlan } from './plan/reports.ts';
import type { Key } from './plan/types.ts';

type Ids = { id: (kind: string, key: string) => string; label: (key: Key) => number };

/** Drafts hold texts only; their figures are computed when somebody opens them. */
export async function loadReports(tx: Tx, { reports, sheets }: ReportsPlan, { id, label }: Ids): Promise<void> {
  const rows = (kind: string, given: readonly { key: string; unit: Key }[]) =>
    JSON.stringify(
      given.map((one) => ({ ...one, id: id(kind, one.key), unit: id('unit', one.unit), label: label(one.unit) })),
    );
  await tx.run(sql`
    insert into figures.report (id, template, unit_id, from_on, to_on, texts, created_by, label)
    select id, template, unit, "from", "to", texts, 'sample', label
    from jsonb_to_recordset(${rows('report', reports)}::jsonb) r(id uuid, template text, unit uuid, "from" date, "to" date, texts jsonb, label int)`);
  await tx.run(sql`
    insert into figures.press_sheet (id, unit_id, title, from_on, as_of, contact, lines, created_by, label)
    select id, unit, title, "from", "asOf", contact, lines, 'sample', label
    from jsonb_to_recordset(${rows('press-sheet', sheets)}::jsonb) r(id uuid, unit uuid, title text, "from" date, "asOf" date, contact text, lines jsonb, label int)`);
}
