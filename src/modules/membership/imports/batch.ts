import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound, RuleBroken } from '#platform/errors.ts';
import type { DetectedTable } from '#platform/spreadsheet/index.ts';
import type { ImportBatch, ImportColumn, ImportCounts, ImportField, ImportMapping } from '../contract.ts';
import { nameOn } from '../units.ts';
import { fingerprintOf, proposeColumns } from './columns.ts';

export type NewImport = {
  fileName: string;
  fileId: string | null;
  unitId: string | null;
  label: number;
  /** Name of a remembered mapping to use instead of the one that fits the headings. */
  profile?: string | undefined;
};
type Options = { sheet: string; titles: string[]; unitId: string | null; fingerprint: string };
type Remembered = Record<string, ImportField | 'leave-out'>;
export type BatchRow = Omit<ImportBatch, 'unit' | 'sheet' | 'titles' | 'counts'> & {
  options: Options;
  counts: ImportCounts | Record<string, never>;
  label: number;
  fileId: string | null;
  unitName: string | null;
  step: NonNullable<ImportBatch['work']>['step'] | null;
  jobId: string | null;
};

/** Keeps a file's table as a new import and proposes what its columns become. @throws NotFound `{ profile }` */
export async function createBatch(tx: Tx, table: DetectedTable, input: NewImport): Promise<string> {
  const fingerprint = fingerprintOf(table.columns);
  const profile = await tx.maybeOne<{ mapping: Remembered }>(sql`
    select columns -> 'mapping' as mapping from membership.import_profile
    where ${input.profile === undefined ? sql`columns ->> 'fingerprint' = ${fingerprint}` : sql`name = ${input.profile}`} order by created_by = current_setting('gandan.user_id') desc, updated_at desc limit 1`);
  if (input.profile !== undefined && !profile) throw new NotFound({ profile: input.profile });
  const columns = proposeColumns(table.columns, profile?.mapping ?? null);
  const options: Options = {
    sheet: table.sheet,
    titles: table.titles.slice(0, 10),
    unitId: input.unitId,
    fingerprint,
  };
  const { id } = await tx.one<{ id: string }>(sql`
    insert into membership.import_batch (file_id, file_name, state, columns, options, label, created_by)
    values (${input.fileId}, ${input.fileName.slice(0, 200)}, 'previewed', ${JSON.stringify(columns)}::jsonb, ${JSON.stringify(options)}::jsonb, ${input.label}, current_setting('gandan.user_id'))
    returning id`);
  await tx.run(sql`insert into membership.import_progress (batch_id, label) values (${id}, ${input.label})`);
  return id;
}

/** True when every column of an import is assigned, left out or forbidden, so that its rows can be read. */
export function isMapped({ columns }: Pick<ImportBatch, 'columns'>): boolean {
  return columns.every(({ status }) => status !== 'unknown');
}

const BATCH = (where: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select b.id, b.file_name as "fileName", b.file_id as "fileId", b.state, b.columns, b.options, b.counts, b.label, b.created_by as "createdBy",
    b.created_at as "createdAt", b.applied_at as "appliedAt", b.undone_at as "undoneAt", b.step, b.job_id as "jobId",
    case when b.options ->> 'unitId' is null then null else ${nameOn(sql`(b.options ->> 'unitId')::uuid`, sql`current_date`)} end as "unitName",
    (select json_build_object('step', b.step, 'state', w.state, 'done', w.done, 'total', w.total, 'runs', w.runs, 'problem', w.problem)
     from membership.import_work(array[b.id]) w where b.step is not null) as work
  from membership.import_batch b ${where}`;

/** A batch as it stands. @throws NotFound outside the scope */
export async function getBatch(tx: Tx, id: string): Promise<BatchRow> {
  return tx.one<BatchRow>(BATCH(sql`where b.id = ${id}`));
}

/** The batch as the API shows it. */
export async function showBatch(tx: Tx, id: string): Promise<ImportBatch> {
  return shown(await getBatch(tx, id));
}

/** The latest imports of the caller's scope. */
export async function listBatches(tx: Tx): Promise<ImportBatch[]> {
  return (await tx.many<BatchRow>(BATCH(sql`order by b.created_at desc limit 50`))).map(shown);
}

function shown({
  options,
  counts,
  unitName,
  label: _label,
  fileId: _fileId,
  step: _step,
  jobId: _jobId,
  ...batch
}: BatchRow): ImportBatch {
  return {
    ...batch,
    unit: options.unitId === null || unitName === null ? null : { id: options.unitId, name: unitName },
    sheet: options.sheet,
    titles: options.titles,
    counts: 'rows' in counts ? (counts as ImportCounts) : null,
  };
}

/**
 * Takes the mapping a person decided on; what was read by an earlier one goes. With a name it is remembered for files with the
 * same headings.
 * @throws RuleBroken `import.not-open`, `import.busy`, `import.column-forbidden` `{ columns }`, `import.column-unknown` `{ columns }`, `import.field-twice` `{ field }`
 */
export async function mapColumns(tx: Tx, id: string, mapping: ImportMapping): Promise<void> {
  const batch = await openBatch(tx, id);
  const columns = batch.columns.map((column): ImportColumn => {
    const wanted = mapping.columns[String(column.index)];
    if (wanted === undefined)
      return column.status === 'forbidden' ? column : { ...column, status: column.field ? 'assigned' : column.status };
    if (wanted === 'leave-out')
      return { ...column, field: null, status: column.status === 'forbidden' ? 'forbidden' : 'left-out' };
    if (column.status === 'forbidden') throw new RuleBroken('import.column-forbidden', { columns: [column.name] });
    return { ...column, field: wanted, status: 'assigned' };
  });
  const unknown = columns.filter(({ status }) => status === 'unknown').map(({ name }) => name);
  if (unknown.length > 0) throw new RuleBroken('import.column-unknown', { columns: unknown });
  const fields = columns.flatMap(({ field }) => (field ? [field] : []));
  const twice = fields.find((field, at) => fields.indexOf(field) !== at);
  if (twice) throw new RuleBroken('import.field-twice', { field: twice });
  await tx.run(
    sql`update membership.import_batch set columns = ${JSON.stringify(columns)}::jsonb, counts = '{}' where id = ${id}`,
  );
  await tx.run(sql`update membership.import_progress set read_to = null where batch_id = ${id}`);
  if (mapping.profile !== undefined) await remember(tx, mapping.profile, batch.options.fingerprint, columns);
}

async function remember(tx: Tx, name: string, fingerprint: string, columns: readonly ImportColumn[]): Promise<void> {
  const mapping = Object.fromEntries(
    columns.filter(({ status }) => status !== 'forbidden').map(({ index, field }) => [index, field ?? 'leave-out']),
  );
  const stored = JSON.stringify({ fingerprint, mapping });
  await tx.run(sql`
    insert into membership.import_profile (name, columns, created_by) values (${name}, ${stored}::jsonb, current_setting('gandan.user_id'))
    on conflict ((columns ->> 'fingerprint'), created_by) do update set name = excluded.name, columns = excluded.columns, updated_at = now()`);
}

/** A batch that nobody works on, locked; a step that failed works no more. @throws NotFound; @throws RuleBroken `import.busy` `{ step }` */
export async function restingBatch(tx: Tx, id: string): Promise<BatchRow> {
  await tx.one(sql`select 1 from membership.import_batch where id = ${id} for no key update`);
  const batch = await getBatch(tx, id);
  if (batch.step === null) return batch;
  if (batch.work?.state !== 'failed') throw new RuleBroken('import.busy', { step: batch.step });
  await tx.run(sql`update membership.import_batch set step = null, job_id = null where id = ${id}`);
  return { ...batch, step: null, jobId: null, work: null };
}

/** A batch that is still open for changes, locked. @throws NotFound; @throws RuleBroken `import.not-open`, `import.busy` */
export async function openBatch(tx: Tx, id: string): Promise<BatchRow> {
  const batch = await restingBatch(tx, id);
  if (batch.state !== 'previewed') throw new RuleBroken('import.not-open', { state: batch.state });
  return batch;
}
