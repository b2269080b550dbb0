import { cp, rm, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import pg from 'pg';
import { answerDashboard } from '#modules/figures/dashboard.ts';
import { inScope } from '#platform/db/database.ts';
import { startEmbedded } from '#platform/db/embedded.ts';
import { openReader } from '#platform/db/reader.ts';
import { accessOf } from '../../src/server/installation.ts';
import { percentiles, seconds, timed } from '../measure.ts';
import { TODAY } from '../people.ts';
import { startWriting } from '../writing.ts';
import { type Bench, scopeAt } from './context.ts';
import { STOCKS } from './dashboard.ts';

const SLOT = 'gandan_reader';
const SAMPLES = 100;

/** A second cluster that follows the first: how far behind it is, whether it answers the same, how it takes over. */
export async function replica(bench: Bench): Promise<void> {
  const { installation } = bench;
  const { db, dataDir, ownerUrl } = installation;
  const copyDir = `${dataDir}-replica`;
  await rm(copyDir, { recursive: true, force: true });
  const primary = new pg.Client({ connectionString: ownerUrl });
  await primary.connect();
  try {
    await primary.query('select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1', [
      SLOT,
    ]);
    await primary.query('select pg_create_physical_replication_slot($1, true)', [SLOT]);
    const made = await seconds(() => copyCluster(primary, dataDir, copyDir));
    const url = new URL(ownerUrl);
    const settings = {
      shared_buffers: '512MB',
      hot_standby: 'on',
      primary_slot_name: SLOT,
      primary_conninfo: `host=${url.searchParams.get('host') ?? url.hostname} port=${url.port} user=${url.username} password=${decodeURIComponent(url.password)}`,
    };
    const started = await seconds(() => startEmbedded({ dataDir: copyDir, settings }));
    const standby = started.result;
    bench.add({ group: 'replica', what: 'copied while people write', unit: 's', p50: made.took });
    bench.add({ group: 'replica', what: 'started and caught up', unit: 's', p50: started.took });
    const behind = new pg.Client({ connectionString: standby.adminUrl });
    await behind.connect();
    const reader = openReader(db, { url: standby.adminUrl, ...accessOf(dataDir) });
    try {
      await compare(bench, reader, primary, behind, 'idle');
      const writing = await startWriting(bench, { perSecond: 500 });
      await compare(bench, reader, primary, behind, 'beside writes');
      const told = await writing.stop();
      await caughtUp(primary, behind);
      bench.add({
        group: 'replica',
        what: 'writes meanwhile',
        unit: '/s',
        p50: told.perSecond,
        note: `${told.written} written, ${told.failed} failed`,
      });
      const [here, there] = await Promise.all([countOf(primary), countOf(behind)]);
      bench.add({
        group: 'replica',
        what: 'members, totals and trail are the same',
        kept: here === there,
        note: `${here} here, ${there} there`,
      });
      await until(() => reader.isFresh());
      const promoted = await seconds(() => behind.query('select pg_promote(true, 60)'));
      await behind.query(`create table public.after_promotion (at timestamptz default now())`);
      bench.add({ group: 'replica', what: 'took over and accepts writes', unit: 's', p50: promoted.took });
      await until(() => !reader.isFresh());
      bench.add({ group: 'replica', what: 'asked while it follows, not after it took over', kept: true });
    } finally {
      await reader.close();
      await behind.end();
      await standby.stop();
    }
  } finally {
    await sql`select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = ${SLOT} and not active`.execute(
      db.owner,
    );
    await primary.end();
    await rm(copyDir, { recursive: true, force: true });
  }
}

/** As the manual has it under "Making a Base Backup Using the Low Level API"; the slot keeps what is written meanwhile. */
async function copyCluster(primary: pg.Client, dataDir: string, copyDir: string): Promise<void> {
  await primary.query(`select pg_backup_start('replica', fast => true)`);
  await cp(dataDir, copyDir, {
    recursive: true,
    filter: (path) => !/\/(pg_wal\/.+|pg_replslot\/.+|postmaster\.(pid|opts)|run|pg-log|[^/]*\.lock)$/.test(path),
  });
  const { rows } = await primary.query<{ label: string }>(
    'select labelfile as label from pg_backup_stop(wait_for_archive => false)',
  );
  await writeFile(`${copyDir}/pg/backup_label`, rows[0]?.label ?? '');
  await writeFile(`${copyDir}/pg/standby.signal`, '');
}

async function compare(
  bench: Bench,
  reader: ReturnType<typeof openReader>,
  primary: pg.Client,
  behind: pg.Client,
  how: string,
): Promise<void> {
  const { installation, units } = bench;
  const [unit = ''] = units.provinces;
  const scope = await scopeAt(installation, [unit]);
  const question = { unit, boundaries: 'then', by: 'unit', count: 'participations' } as const;
  const ask = (db: Parameters<typeof inScope>[0]) =>
    inScope(db, scope, (tx) => answerDashboard(tx, scope, STOCKS, question, TODAY));
  const here = await timed(SAMPLES, () => ask(installation.db));
  const there = await timed(SAMPLES, () => ask(reader));
  bench.add({
    group: 'replica',
    what: `dashboard of a province, ${how}`,
    p50: there.p50,
    p95: there.p95,
    floor: here.p50,
    ratio: there.p50 / here.p50,
    note: `floor: the first cluster, p95 ${here.p95.toFixed(1)} ms`,
  });
  const lags: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    await primary.query(`select pg_logical_emit_message(true, 'gandan', 'mark')`);
    const began = performance.now();
    await caughtUp(primary, behind);
    lags.push(performance.now() - began);
    await delay(10);
  }
  bench.add({ group: 'replica', what: `from commit here to sight there, ${how}`, ...percentiles(lags) });
}

async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error('the reader did not notice within 20 s');
    await delay(100);
  }
}

/** Until everything that is written here now can be read there. */
async function caughtUp(primary: pg.Client, behind: pg.Client): Promise<void> {
  const { rows } = await primary.query<{ at: string }>('select pg_current_wal_lsn()::text as at');
  for (;;) {
    const seen = await behind.query<{ there: boolean }>('select pg_last_wal_replay_lsn() >= $1::pg_lsn as there', [
      rows[0]?.at,
    ]);
    if (seen.rows[0]?.there === true) return;
    await delay(1);
  }
}

async function countOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ told: string }>(`
    select concat_ws(' / ', (select count(*) from membership.member_period), (select sum(n) from figures.cell_total), (select count(*) from platform.audit)) as told`);
  return rows[0]?.told ?? '';
}
