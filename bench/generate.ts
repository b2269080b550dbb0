import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { rebuildTotals } from '#modules/figures/index.ts';
import { rebuildTree } from '#modules/organisation/index.ts';
import { asOwner } from '#platform/db/database.ts';
import { txOf } from '#platform/db/tx.ts';
import { type Installation, openInstallation } from '../src/server/installation.ts';
import { seconds as secondsOf } from './measure.ts';
import { type PeopleCounts, TODAY, writePeople } from './people.ts';
import { Random } from './random.ts';
import { oldUnits, type Size, writeTree } from './tree.ts';

/** Settings of the cluster that is measured: safe (fsync on), and with the memory that a small server has. */
export const SETTINGS = {
  shared_buffers: '2GB',
  effective_cache_size: '8GB',
  maintenance_work_mem: '768MB',
  max_wal_size: '8GB',
  checkpoint_timeout: '15min',
  work_mem: '16MB',
};

export type Generated = {
  size: Size;
  real: boolean;
  cells: number;
  people: PeopleCounts;
  seconds: Record<string, number>;
};

/** Where the data of a size lies. */
export function dataDirOf(size: Size): string {
  return process.env['GANDAN_BENCH_DIR'] ?? `/tmp/bench-${size}`;
}

/** Opens the cluster of a size with the settings of the bench. */
export function openBench(size: Size): Promise<Installation> {
  return openInstallation({ dataDir: dataDirOf(size), migrate: 'always', settings: SETTINGS });
}

/**
 * Fills an empty installation: tree by the product's import, villages and cells, people by COPY, and everything derived
 * by the product's own functions. Seeded: the same size and seed give the same members.
 */
export async function generate(
  installation: Installation,
  size: Size,
  options: { seed?: number; withPeople?: boolean; withTotals?: boolean; log?: (line: string) => void } = {},
): Promise<Generated> {
  const { db, ownerUrl } = installation;
  const random = new Random(options.seed ?? 20_250_701);
  const seconds: Record<string, number> = {};
  let since = performance.now();
  const step = (what: string): void => {
    const now = performance.now();
    seconds[what] = Math.round((now - since) / 100) / 10;
    options.log?.(`${what}: ${seconds[what]} s`);
    since = now;
  };
  const { rows, real } = await oldUnits(size);
  const cells = await asOwner(db, 'bench', (tx) => writeTree(tx, rows, random, step));
  await asOwner(db, 'bench', (tx) => rebuildTree(tx));
  step('paths and blocks of all units');
  if (options.withPeople === false) {
    await sql`vacuum (analyze)`.execute(db.owner);
    await sql`checkpoint`.execute(db.owner);
    return {
      size,
      real,
      cells: cells.length,
      people: { persons: 0, members: 0, periods: 0, events: 0, residences: 0 },
      seconds,
    };
  }

  const later = await takeIndexesAway(installation);
  const people = await writePeople(ownerUrl, cells, random);
  step(`people (${people.persons} persons, ${people.periods} periods, ${people.events} events)`);
  for (const statement of later) await sql.raw(statement).execute(db.owner);
  step('indexes');
  await sql`vacuum (analyze) membership.person, membership.member, membership.member_period, membership.member_event, membership.residence`.execute(
    db.owner,
  );
  step('vacuum and statistics');
  if (options.withTotals !== false) {
    await asOwner(db, 'bench', (tx) => rebuildTotals(tx, TODAY));
    step('totals and sums of blocks');
  }
  await sql`vacuum (analyze)`.execute(db.owner);
  await sql`checkpoint`.execute(db.owner);
  step('vacuum of the rest');
  return { size, real, cells: cells.length, people, seconds };
}

/** Secondary indexes of the register are made after loading, each in one go; answers how they are made again. */
async function takeIndexesAway({ db }: Installation): Promise<string[]> {
  const tx = txOf(db.owner);
  const indexes = await tx.many<{ name: string; definition: string }>(sql`
    select format('%I.%I', n.nspname, c.relname) as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid join pg_namespace n on n.oid = t.relnamespace
    where n.nspname = 'membership' and t.relname = any (${['person', 'member', 'member_period', 'member_event', 'residence']}::text[])
      and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`);
  for (const { name } of indexes) await sql`drop index ${sql.raw(name)}`.execute(db.owner);
  return indexes.map(({ definition }) => definition);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const size = (process.argv[2] ?? 'small') as Size;
  await mkdir(dataDirOf(size), { recursive: true });
  const installation = await openBench(size);
  const log = (line: string): void => console.log(line);
  try {
    if (process.argv.includes('--totals-only')) {
      const { took } = await secondsOf(() => asOwner(installation.db, 'bench', (tx) => rebuildTotals(tx, TODAY)));
      await sql`vacuum (analyze)`.execute(installation.db.owner);
      log(`totals and sums of blocks: ${took.toFixed(1)} s`);
    } else {
      const withTotals = !process.argv.includes('--without-totals');
      const withPeople = !process.argv.includes('--without-people');
      log(JSON.stringify(await generate(installation, size, { withPeople, withTotals, log })));
    }
  } finally {
    await installation.close();
  }
}
