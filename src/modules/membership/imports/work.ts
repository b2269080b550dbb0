import { type RawBuilder, sql } from 'kysely';
import { type Database, inScope, type Scope } from '#platform/db/database.ts';
import { type Tx, txOf } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import { pathOf } from '#platform/files/files.ts';
import type { Platform } from '#platform/http/context.ts';
import { enqueue, type Task, type TaskRun } from '#platform/jobs/jobs.ts';
import type { Right } from '#platform/rights.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { SpreadsheetSource } from '#platform/spreadsheet/index.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import type { ImportBatch, ImportCounts } from '../contract.ts';
import { applyRows, undoRows } from './apply.ts';
import { isMapped, openBatch, restingBatch } from './batch.ts';
import { countNotInFile } from './judge.ts';
import { readRows } from './read.ts';

type Step = NonNullable<ImportBatch['work']>['step'];

/** Up to this much a step is done while its request waits, in its transaction; beyond, by a job. */
const AT_ONCE = { bytes: 256 * 1024, rows: 2000 } as const;
const TASK = 'membership.import';

/** Reads and judges the rows of a mapped file: at once, or by a job that the caller may watch. */
export async function beginReading(
  tx: Tx,
  id: string,
  file: { source: SpreadsheetSource; bytes: number; today: PlainDate; rights: readonly Right[] },
): Promise<void> {
  const batch = await openBatch(tx, id);
  if (!isMapped(batch)) return;
  if (file.bytes > AT_ONCE.bytes) return hand(tx, id, 'reading', file.rights);
  await readRows(id, { ...file, transact: (work) => work(tx) });
  await settleReading(tx, id, file.today);
}

/** Takes over the good rows, at once or by a job. @throws RuleBroken `import.not-open`, `import.not-read`, `import.busy` */
export async function beginApplying(tx: Tx, id: string, rights: readonly Right[]): Promise<void> {
  const { counts } = await openBatch(tx, id);
  if (!('rows' in counts)) throw new RuleBroken('import.not-read');
  if (counts.rows > AT_ONCE.rows) return hand(tx, id, 'applying', rights);
  await applyRows(tx, id);
}

/** Takes an import back, at once or by a job. @throws RuleBroken `import.not-applied`, `import.built-on`, `import.busy` */
export async function beginUndoing(tx: Tx, id: string, rights: readonly Right[]): Promise<void> {
  const { counts, state } = await restingBatch(tx, id);
  if (state !== 'applied') throw new RuleBroken('import.not-applied', { state });
  if ('rows' in counts && counts.rows > AT_ONCE.rows) return hand(tx, id, 'undoing', rights);
  await undoRows(tx, id);
}

/** Drops a preview with what was read of it, whether or not the reading is still under way. */
export async function dropImport(tx: Tx, id: string, rights: readonly Right[]): Promise<void> {
  const { step } = await tx.one<{ step: Step | null }>(sql`select step from membership.import_batch where id = ${id}`);
  if (step === 'reading') await stopStep(tx, id);
  const { rows } = await tx.one<{ rows: number }>(
    sql`select rows from membership.import_progress where batch_id = ${id}`,
  );
  await openBatch(tx, id);
  await tx.run(sql`update membership.import_batch set state = 'cancelled' where id = ${id}`);
  if (rows > AT_ONCE.rows || step === 'reading') await enqueue(tx, CLEAR, { batchId: id, rights });
  else await clear(tx, id);
}
const CLEAR = 'membership.import-clear';
const clear = (tx: Tx, id: string): Promise<number> =>
  tx.run(
    sql`delete from membership.import_row r using membership.import_batch b where r.batch_id = ${id} and b.id = r.batch_id and b.state = 'cancelled'`,
  );

/**
 * Stops what a job is doing with an import: rows half read are read anew when somebody wants them, taking over and taking back
 * leave nothing behind.
 * @throws RuleBroken `import.nothing-to-stop`
 */
export async function stopStep(tx: Tx, id: string): Promise<void> {
  await tx.one(sql`select 1 from membership.import_batch where id = ${id}`);
  await tx.one(sql`select membership.stop_import(${id}) as step`);
}

async function hand(tx: Tx, id: string, step: Step, rights: readonly Right[]): Promise<void> {
  const job = await enqueue(tx, TASK, { batchId: id, step, rights });
  await tx.run(sql`update membership.import_batch set step = ${step}, job_id = ${job.id} where id = ${id}`);
}

/** What reading found: the five outcomes add up to the rows. */
export async function settleReading(tx: Tx, id: string, today: PlainDate): Promise<void> {
  const counts = await tx.one<Omit<ImportCounts, 'notInFile'>>(sql`
    select p.rows, p.skipped, ${sql.join(
      (['new', 'changed', 'same', 'doubtful', 'refused'] as const).map(
        (outcome): RawBuilder<unknown> =>
          sql`coalesce(sum(o.n) filter (where o.outcome = ${outcome}), 0) as ${sql.ref(outcome)}`,
      ),
    )}
    from membership.import_progress p left join lateral (
      select r.outcome, count(*) as n from membership.import_row r where r.batch_id = p.batch_id group by 1) o on true
    where p.batch_id = ${id} group by p.rows, p.skipped`);
  const all: ImportCounts = { ...counts, notInFile: await countNotInFile(tx, id, today) };
  await tx.run(sql`update membership.import_batch set counts = ${JSON.stringify(all)}::jsonb where id = ${id}`);
}

type Payload = { batchId: string; step: Step; rights: readonly Right[] };

/** The long steps of an import as work of the server. A step does no more than whoever asked for it may now, and might then. */
export function importTasks({
  db,
  clock,
  dataDir,
  grantOf,
}: Pick<Platform, 'db' | 'clock' | 'dataDir' | 'grantOf'>): Record<string, Task> {
  const scopeOf = async (run: TaskRun, rights: readonly Right[]): Promise<Scope> => {
    const grant = await grantOf(run.createdBy);
    return {
      userId: run.createdBy,
      rights: grant.rights.filter((right) => rights.includes(right)),
      ranges: grant.ranges,
      via: 'import',
    };
  };
  return {
    [TASK]: async (payload, run) => {
      const { batchId, step, rights } = payload as Payload;
      const scope = await scopeOf(run, rights);
      if (!scope.rights.includes('members.import')) throw new RuleBroken('right.missing', { right: 'members.import' });
      return doStep({ db, scope, run, dataDir, today: todayInVietnam(clock()) }, batchId, step);
    },
    [CLEAR]: async (payload, run) => {
      const { batchId, rights } = payload as Payload;
      return { rows: await inScope(db, await scopeOf(run, rights), (tx) => clear(tx, batchId)) };
    },
  };
}

/** Tables that grew or shrank by many rows at once: pages and the next import are planned by what is there now. */
export const REGISTER_TABLES = ['person', 'member', 'member_period', 'member_event'] as const;
export async function refreshStatistics(db: Database, tables: readonly string[]): Promise<void> {
  await txOf(db.owner).run(sql`analyze ${sql.join(tables.map((table) => sql.ref(`membership.${table}`)))}`);
}

type Doing = { db: Database; scope: Scope; run: TaskRun; dataDir: string; today: PlainDate };

async function doStep({ db, scope, run, dataDir, today }: Doing, id: string, step: Step): Promise<unknown> {
  const transact = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inScope(db, scope, work);
  const mine = sql`id = ${id} and job_id = ${run.jobId} and step = ${step}`;
  const told = async (done: number, total?: number): Promise<void> => {
    await run.progress(done, total);
    run.signal.throwIfAborted();
  };
  const release = (tx: Tx): Promise<number> =>
    tx.run(sql`update membership.import_batch set step = null, job_id = null where ${mine}`);
  /** The last statement of the step: whoever stopped it has taken the job away, and then the transaction comes to nothing. */
  const orStopped = async (changed: Promise<unknown>): Promise<void> => {
    if (!(await changed)) throw new RuleBroken('import.stopped');
  };
  const file = await transact((tx) =>
    tx.maybeOne<{ sha256: string | null; state: ImportBatch['state'] }>(sql`
      select f.sha256, b.state from membership.import_batch b left join platform.file f on f.id = b.file_id where b.id = ${id} and b.job_id = ${run.jobId} and b.step = ${step}`),
  );
  if (!file) return { step, done: 'before' }; // finished just before the server was killed, or stopped
  if (step === 'reading') {
    const source = pathOf(dataDir, file.sha256 ?? '');
    const checked = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
      transact(async (tx) => {
        // The disk is not waited for: a piece that a power cut takes away is read again.
        await tx.run(sql`select set_config('synchronous_commit', 'off', true)`);
        // Held to the end of each piece: a reading that was stopped must not write beside the one that follows it.
        const held = await tx.maybeOne(sql`select 1 from membership.import_batch where ${mine} for share`);
        if (!held) throw new RuleBroken('import.stopped');
        return work(tx);
      });
    await readRows(id, { source, today, transact: checked, onPiece: told });
    await transact(async (tx) => {
      await settleReading(tx, id, today);
      await orStopped(release(tx));
    });
    await refreshStatistics(db, ['import_row']);
  } else {
    // The step is said to be done when pages and exports are planned by what is there now; a rerun finds the rows already there.
    if (file.state !== (step === 'applying' ? 'applied' : 'undone'))
      await transact(async (tx) => {
        await (step === 'applying' ? applyRows : undoRows)(tx, id, told);
        await orStopped(tx.maybeOne(sql`select 1 from membership.import_batch where ${mine} for no key update`));
      });
    await refreshStatistics(db, REGISTER_TABLES);
    await transact(release);
  }
  return { step };
}
