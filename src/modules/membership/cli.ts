import { sql } from 'kysely';
import { basename } from 'node:path';
import type { Verb } from '#platform/cli.ts';
import { inScope } from '#platform/db/database.ts';
import { Problem, RuleBroken } from '#platform/errors.ts';
import { translate } from '#platform/messages-node.ts';
import { RIGHTS } from '#platform/rights.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import { resolveUnit } from '#modules/organisation/index.ts';
import { applyRows } from './imports/apply.ts';
import { createBatch, isMapped, showBatch } from './imports/batch.ts';
import { openFile, readRows, tableOf } from './imports/read.ts';
import { settleReading } from './imports/work.ts';
import type { ImportBatch } from './contract.ts';

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
  const scope = { userId: 'command-line', rights: RIGHTS, ranges: 'everything', via: 'command-line' } as const;
  try {
    const table = await tableOf(await openFile(file), undefined);
    const batch = await inScope(db, scope, async (tx) => {
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

/** Verbs of this room. */
export const verbs: readonly Verb[] = [
  {
    name: 'import members',
    summary: 'Take over a list of members from XLSX or CSV',
    configure: (command) => {
      command
        .argument('<file>')
        .option('--unit <unit>', 'unit whose cells the list names')
        .option('--profile <name>', 'remembered mapping of columns')
        .option('--dry-run', 'preview only');
    },
    run: importMembers,
  },
];
