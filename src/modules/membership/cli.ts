import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { finished } from 'node:stream/promises';
import { sql } from 'kysely';
import type { Verb } from '#platform/cli.ts';
import { inScope, type Scope } from '#platform/db/database.ts';
import { Invalid, Problem, RuleBroken } from '#platform/errors.ts';
import { translate } from '#platform/messages-node.ts';
import { RIGHTS } from '#platform/rights.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import { resolveUnit } from '#modules/organisation/index.ts';
import { applyRows } from './imports/apply.ts';
import { createBatch, isMapped, showBatch } from './imports/batch.ts';
import { openFile, readRows, tableOf } from './imports/read.ts';
import { REGISTER_TABLES, refreshStatistics, settleReading } from './imports/work.ts';
import { type ImportBatch, RegisterFilter, RegisterSort } from './contract.ts';
import { prepareExport, writeExport } from './exporting/export.ts';

/** Who runs a command on the machine itself may see everything the register holds; the logs say so. */
const OPERATOR: Scope = { userId: 'command-line', rights: RIGHTS, ranges: 'everything', via: 'command-line' };

/** Ends the transaction of a dry run: everything was done, nothing stays. */
class DryRun extends Error {
  readonly batch: ImportBatch;
  constructor(batch: ImportBatch) {
    super('dry run');
    this.batch = batch;
  }
}

/**
 * `gandan import members <file> --unit <unit> [--profile <name>] [--dry-run]`: previews a file and takes over its good rows. Columns must
 * all be known, by their headings or by a remembered profile.
 */
export const importMembers: Verb['run'] = async (context, { positional, options }) => {
  const [file] = positional;
  if (file === undefined) return 2;
  const { db, clock } = await context.platform();
  const today = todayInVietnam(clock());
  const dryRun = options['dryRun'] === true;
  try {
    const table = await tableOf(await openFile(file), undefined);
    const batch = await inScope(db, OPERATOR, async (tx) => {
      const unit = typeof options['unit'] === 'string' ? await resolveUnit(tx, options['unit'], today) : null;
      const id = await createBatch(tx, table, {
        fileName: basename(file),
        fileId: null,
        unitId: unit?.id ?? null,
        label: unit?.label ?? 1,
        profile: typeof options['profile'] === 'string' ? options['profile'] : undefined,
      });
      const proposed = await showBatch(tx, id);
      const unknown = proposed.columns.filter(({ status }) => status === 'unknown').map(({ name }) => name);
      if (!isMapped(proposed)) throw new RuleBroken('import.column-unknown', { columns: unknown });
      const said = (step: string) => (done: number, total: number) =>
        Promise.resolve(context.progress(done, total, translate(context.lang, `membership.cli.${step}`)));
      await readRows(id, { source: file, today, transact: (work) => work(tx), onPiece: said('reading') });
      await settleReading(tx, id, today);
      const preview = await showBatch(tx, id);
      if (dryRun) throw new DryRun(preview);
      await applyRows(tx, id, said('applying'));
      await tx.run(
        sql`select platform.write_audit('note', 'membership.import_batch', ${id}, null, ${JSON.stringify(preview.counts)})`,
      );
      return showBatch(tx, id);
    });
    await refreshStatistics(db, REGISTER_TABLES);
    report(context, batch);
    return 0;
  } catch (error) {
    if (error instanceof DryRun) {
      report(context, error.batch);
      return 0;
    }
    if (!(error instanceof Problem)) throw error;
    context.print({ code: error.code, details: error.details }, `${error.code} ${JSON.stringify(error.details)}`);
    return 1;
  }
};

function report(context: Parameters<Verb['run']>[0], batch: ImportBatch): void {
  const counts = Object.entries(batch.counts ?? {}).map(([name, count]) => `${name} ${count}`);
  context.print(batch, `${batch.fileName}: ${counts.join(', ')}`);
}

/**
 * `gandan export members [--unit <unit>] [--as-of <date>] [--boundaries <then|now|date>] [--format xlsx|csv] [--out <file>]`: the
 * register as a file, the same as the page gives; recorded in the access log.
 */
export const exportMembers: Verb['run'] = async (context, { options }) => {
  const text = (name: string): string | undefined => (typeof options[name] === 'string' ? options[name] : undefined);
  const format = text('format') ?? 'xlsx';
  if (format !== 'xlsx' && format !== 'csv') return 2;
  const { db, clock } = await context.platform();
  const now = clock();
  const today = todayInVietnam(now);
  const unit = text('unit');
  const found = unit === undefined ? null : await inScope(db, OPERATOR, (tx) => resolveUnit(tx, unit, today));
  const filter = RegisterFilter.extend(RegisterSort.shape).safeParse({
    ...(found ? { unit: found.id } : {}),
    ...(text('asOf') ? { asOf: text('asOf') } : {}),
    ...(text('boundaries') ? { boundaries: text('boundaries') } : {}),
  });
  if (!filter.success) throw new Invalid('request.invalid', { path: filter.error.issues[0]?.path.join('.') ?? '' });
  const request = {
    filter: filter.data,
    sort: filter.data,
    ethnicity: false,
    profile: 'register' as const,
    now,
    today,
    lang: context.lang,
  };
  const prepared = await inScope(db, OPERATOR, (tx) => prepareExport(tx, { ...request, scopeLabel: null }));
  const path = text('out') ?? `dang-vien-${filter.data.asOf ?? today}.${format}`;
  // Under its own name only when it is whole: what broke off is never taken for the list.
  const draft = `${path}.part`;
  const total = prepared.heading.rows;
  const out = createWriteStream(draft);
  try {
    const rows = await inScope(db, OPERATOR, (tx) =>
      writeExport(tx, prepared, format, out, (done) =>
        context.progress(done, total, translate(context.lang, 'membership.cli.exporting')),
      ),
    );
    out.end();
    await finished(out);
    await rename(draft, path);
    context.print({ file: path, rows }, translate(context.lang, 'membership.cli.exported', { file: path, rows }));
    return 0;
  } catch (error) {
    out.destroy();
    await rm(draft, { force: true });
    throw error;
  }
};

/** Verbs of this room. */
export const verbs: readonly Verb[] = [
  {
    name: 'import members',
    summary: 'membership.cli.help.import',
    configure: (command, t) => {
      command
        .argument('<file>', t('membership.cli.help.file'))
        .option('--unit <unit>', t('membership.cli.help.unit'))
        .option('--profile <name>', t('membership.cli.help.profile'))
        .option('--dry-run', t('membership.cli.help.dry-run'));
    },
    run: importMembers,
  },
  {
    name: 'export members',
    summary: 'membership.cli.export',
    configure: (command, t) => {
      command
        .option('--unit <unit>', t('membership.cli.help.of-unit'))
        .option('--as-of <date>', t('membership.cli.help.as-of'))
        .option('--boundaries <then|now|date>', t('membership.cli.help.boundaries'))
        .option('--format <xlsx|csv>', t('membership.cli.help.format'))
        .option('--out <file>', t('membership.cli.help.out'));
    },
    run: exportMembers,
  },
];
