import { Logger, run, runMigrations, type Runner, type TaskList } from 'graphile-worker';
import { sql } from 'kysely';
import pg from 'pg';
import type { Database } from '../db/database.ts';
import { type Tx, txOf } from '../db/tx.ts';
import { Problem } from '../errors.ts';

/** What a task gets to know and may say while it runs. */
export type TaskRun = {
  jobId: string;
  db: Database;
  /** Who asked for it; a task does no more than this user may. */
  createdBy: string;
  /** Aborted when somebody stops the job, or the server stops. A task looks at it between its steps. */
  signal: AbortSignal;
  /** How far it is, for the browser and the terminal; written a few times a second at most. */
  progress(done: number, total?: number): Promise<void>;
};
/** Long work. What it answers is the result of the job; a Problem ends it as failed, anything else is tried again. */
export type Task = (payload: unknown, run: TaskRun) => Promise<unknown>;

/** Asks for long work in the caller's transaction: it begins after the commit, and never if the transaction is undone. */
export async function enqueue(tx: Tx, task: string, payload: Record<string, unknown>): Promise<{ id: string }> {
  return tx.one<{ id: string }>(sql`select platform.enqueue_job(${task}, ${JSON.stringify(payload)}::jsonb) as id`);
}

const SCHEMA = 'worker';
/** Held by every server for as long as it runs: a number of its own, or whoever waits for it waits for ever. */
const SERVERS = 482_101;
const PROGRESS_MS = 300;

type Options = {
  db: Database;
  ownerUrl: string;
  tasks: Record<string, Task>;
  concurrency?: number;
  /** Told about what is our fault; never with a payload. */
  onError?: (error: unknown, task: string) => void;
};

/** Runs tasks inside the server until stopped. */
export async function startJobs(options: Options): Promise<{ stop(): Promise<void> }> {
  const pool = new pg.Pool({ connectionString: options.ownerUrl, max: (options.concurrency ?? 2) + 3 });
  // A connection lost to a restart is opened anew by the next query.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const logger = new Logger(() => () => undefined);
  await runMigrations({ pgPool: pool, schema: SCHEMA, logger });
  const present = await takeUpWhatWasLeft(pool);
  const stopping = new AbortController();
  let runner: Runner;
  try {
    runner = await run({
      pgPool: pool,
      schema: SCHEMA,
      logger,
      concurrency: options.concurrency ?? 2,
      noHandleSignals: true,
      pollInterval: 2000,
      parsedCronItems: [],
      taskList: taskList(options, stopping.signal),
    });
  } catch (error) {
    present.release();
    await pool.end();
    throw error;
  }
  return {
    async stop() {
      stopping.abort();
      await runner.stop();
      present.release(true);
      await pool.end();
    },
  };
}

/**
 * Work that a killed server held is given free, and work asked for before the queue existed is put into it. A server
 * shows that it lives by a shared lock; who gets it alone knows that no other server works on this database.
 */
async function takeUpWhatWasLeft(pool: pg.Pool): Promise<pg.PoolClient> {
  const present = await pool.connect();
  const alone = await present.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [SERVERS]);
  if (alone.rows[0]?.got) {
    await present.query(
      `select ${SCHEMA}.force_unlock_workers(array_agg(distinct locked_by)) from ${SCHEMA}._private_jobs where locked_by is not null having count(*) > 0`,
    );
    // Work that took every server down with it is not tried for ever; its owner learns that it failed.
    await present.query(`
      update platform.job j set state = 'failed', updated_at = now(),
        problem = jsonb_build_object('code', 'server.failed', 'details', jsonb_build_object('reference', j.id))
      where j.state in ('waiting', 'running')
        and exists (select 1 from ${SCHEMA}._private_jobs w where w.key = j.id::text and w.attempts >= w.max_attempts)`);
    await present.query(`
      select ${SCHEMA}.add_job(j.kind, json_build_object('jobId', j.id), max_attempts => 5, job_key => j.id::text)
      from platform.job j where j.state in ('waiting', 'running')
        and not exists (select 1 from ${SCHEMA}._private_jobs w where w.key = j.id::text)`);
  }
  await present.query('select pg_advisory_lock_shared($1)', [SERVERS]);
  if (alone.rows[0]?.got) await present.query('select pg_advisory_unlock($1)', [SERVERS]);
  return present;
}

function taskList(options: Options, stopping: AbortSignal): TaskList {
  const list: TaskList = {};
  for (const [name, task] of Object.entries(options.tasks)) {
    list[name] = async (payload, { job }) => {
      const { jobId } = payload as { jobId: string };
      await runTask(options, { name, task, jobId, lastTry: job.attempts >= job.max_attempts }, stopping);
    };
  }
  return list;
}

type Given = { name: string; task: Task; jobId: string; lastTry: boolean };

async function runTask({ db, onError }: Options, { name, task, jobId, lastTry }: Given, stopping: AbortSignal) {
  const owner = txOf(db.owner);
  const job = await owner.maybeOne<{ payload: unknown; createdBy: string }>(sql`
    update platform.job set state = 'running', runs = runs + 1, updated_at = now() where id = ${jobId} and state in ('waiting', 'running')
    returning payload, created_by as "createdBy"`);
  if (!job) return; // stopped before it began
  const cancelled = new AbortController();
  const signal = AbortSignal.any([stopping, cancelled.signal]);
  let writtenAt = 0;
  const progress = async (done: number, total?: number) => {
    if (Date.now() - writtenAt < PROGRESS_MS && done !== total) return;
    writtenAt = Date.now();
    const { state } = await owner.one<{ state: string }>(sql`
      update platform.job set done = ${done}, total = ${total ?? null}, updated_at = now() where id = ${jobId}
      returning state, set_config('synchronous_commit', 'off', true)`); // how far it is need not survive a power cut
    if (state === 'cancelled') cancelled.abort();
  };
  try {
    const result = await task(job.payload, { jobId, db, createdBy: job.createdBy, signal, progress });
    if (stopping.aborted && result === undefined) throw new Error('stopped with the server');
    await owner.run(sql`
      update platform.job set state = 'done', result = ${JSON.stringify(result ?? null)}::jsonb, updated_at = now()
      where id = ${jobId} and state = 'running'`);
  } catch (error) {
    const isProblem = error instanceof Problem;
    if (!isProblem && !cancelled.signal.aborted) onError?.(error, name);
    if (!isProblem && !cancelled.signal.aborted && !lastTry) {
      await owner.run(
        sql`update platform.job set state = 'waiting', updated_at = now() where id = ${jobId} and state = 'running'`,
      );
      throw error;
    }
    const problem = isProblem
      ? { code: error.code, details: error.details }
      : { code: 'server.failed', details: { reference: jobId } };
    await owner.run(sql`
      update platform.job set state = 'failed', problem = ${JSON.stringify(problem)}::jsonb, updated_at = now()
      where id = ${jobId} and state = 'running'`);
  }
}
