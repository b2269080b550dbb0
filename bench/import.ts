import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { openInstallation } from '../src/server/installation.ts';
import { writeList } from './import-file.ts';
import { Api, prepare, SETTINGS, startIt, stop, urlOf } from './import-office.ts';
import { type Counts, type ImportReport, tableOf } from './import-report.ts';
import { backends, busyOf, memoryOf } from './processes.ts';

const BAD_SHARE = 0.02;
const TABLES = ['person', 'member', 'member_period', 'member_event'] as const;

/**
 * Imports a list of members through the running program as an office would, and beside it copies the very same rows into the very
 * same tables by hand.
 */
export async function benchImport(rows: number, log: (line: string) => void = () => undefined): Promise<ImportReport> {
  const folder = await mkdtemp(join(process.env['GANDAN_BENCH_TMP'] ?? tmpdir(), 'gandan-import-'));
  const server: { child?: ChildProcess } = {};
  try {
    const { places, token, dataDir } = await prepare(folder, rows);
    log(`${places.length} cells`);
    const list = join(folder, 'list.xlsx');
    const changed = join(folder, 'changed.xlsx');
    await writeList(list, places, { rows, badShare: BAD_SHARE });
    const { size } = await stat(list);
    log(`file of ${(size / 1e6).toFixed(1)} MB`);

    const { child, address } = await startIt(dataDir);
    server.child = child;
    const api = new Api(address, token);
    const database = await urlOf(dataDir);
    const before = await stateOf(database);
    const atRest = await memoryOf(child);
    const seconds = { upload: 0, read: 0, apply: 0, problems: 0, import: 0, second: 0, undo: 0 };
    const timed = async <T>(what: keyof typeof seconds, work: () => Promise<T>): Promise<T> => {
      const began = performance.now();
      const result = await work();
      seconds[what] = (performance.now() - began) / 1000;
      log(`${what}: ${seconds[what].toFixed(1)} s, server ${(await memoryOf(child)).toFixed(0)} MB at most`);
      return result;
    };

    const busyBefore = { server: await busyOf([child.pid ?? 0]), database: await busyOf(await backends(dataDir)) };
    const uploaded = await timed('upload', () => api.upload(list));
    const read = await timed('read', () => api.settled(uploaded.id));
    const counts = read.counts as Counts;
    log(JSON.stringify(counts));
    const problems = await timed('problems', () =>
      api.download(`/member-imports/${read.id}/problems.xlsx`, join(folder, 'problems.xlsx')),
    );
    await timed('apply', () => api.step(read.id, 'apply'));
    seconds.import = seconds.upload + seconds.read + seconds.problems + seconds.apply;
    const busy = {
      server: (await busyOf([child.pid ?? 0])) - busyBefore.server,
      database: (await busyOf(await backends(dataDir))) - busyBefore.database,
    };
    const taken = await stateOf(database);

    const again = await timed('second', async () => {
      const { id } = await api.upload(list);
      const preview = await api.settled(id);
      await api.step(id, 'apply');
      return preview.counts as Counts;
    });
    const afterSecond = await stateOf(database);
    const dumped = await dump(database);
    await timed('undo', () => api.step(read.id, 'undo'));
    const undone = await stateOf(database);

    // Members that stand there already, changed by a file and changed back.
    const few = { rows: Math.min(rows, 20_000), badShare: BAD_SHARE };
    await writeList(list, places, few);
    await writeList(changed, places, { ...few, changed: true });
    await api.step((await api.settled((await api.upload(list)).id)).id, 'apply');
    const stood = await stateOf(database);
    const other = await api.settled((await api.upload(changed)).id);
    await api.step(other.id, 'apply');
    const afterChange = await stateOf(database);
    await api.step(other.id, 'undo');
    const changeUndone = await stateOf(database);
    log(`changes: ${other.counts?.changed}`);
    const server_ = await memoryOf(child);
    await stop(child);
    delete server.child;

    const floors = await copyByHand(dataDir, log);
    return {
      rows,
      fileMegabytes: size / 1e6,
      seconds,
      floors: { copy: floors.copy, copyWithTriggers: floors.copyWithTriggers },
      ratio: { toCopy: floors.copy / seconds.import, toCopyWithTriggers: floors.copyWithTriggers / seconds.import },
      processor: { ...busy, copy: floors.copyBusy, copyWithTriggers: floors.copyWithTriggersBusy },
      megabytes: { server: server_, atRest },
      counts,
      holds: {
        problemFile: problems > 1000 && counts.refused === Math.floor(rows * BAD_SHARE),
        secondRunChangesNothing:
          again.new === 0 && again.changed === 0 && again.same === counts.new && taken === afterSecond,
        changesUndone: (other.counts?.changed ?? 0) > 0 && afterChange !== stood && changeUndone === stood,
        undoRestores: undone === before,
        floorRowsEqual: dumped === floors.rows,
      },
    };
  } finally {
    if (server.child) await stop(server.child);
    await rm(folder, { recursive: true, force: true });
  }
}

const withClient = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

/** What the register holds, as one hash: everything but when and how often a row was written. */
function stateOf(url: string): Promise<string> {
  return withClient(url, async (client) => {
    const parts: string[] = [];
    for (const table of TABLES) {
      const { rows } = await client.query<{ state: string }>(`
        select count(*) || ':' || coalesce(sum(hashtextextended((to_jsonb(t) - array['updated_at', 'recorded_at', 'version'])::text, 7)::numeric), 0) as state
        from membership.${table} t`);
      parts.push(`${table} ${rows[0]?.state}`);
    }
    return parts.join(', ');
  });
}

const columnsOf = async (client: pg.Client, table: string): Promise<string> => {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = 'membership.${table}'::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
  );
  return rows.map(({ name }) => name).join(', ');
};
const SOURCE: Record<(typeof TABLES)[number], string> = {
  person: 'select COLUMNS from membership.person where id in (select id from membership.member) order by id',
  member: 'select COLUMNS from membership.member order by id',
  member_period: 'select COLUMNS from membership.member_period order by id',
  member_event: 'select COLUMNS from membership.member_event order by id',
};

/** Writes what was imported to files of the database server, one for each table. @returns how many rows */
function dump(url: string): Promise<number> {
  return withClient(url, async (client) => {
    let rows = 0;
    for (const table of TABLES) {
      const source = SOURCE[table].replace('COLUMNS', await columnsOf(client, table));
      const out = await client.query(`copy (${source}) to '${fileOf(table)}'`);
      rows += out.rowCount ?? 0;
    }
    return rows;
  });
}

const fileOf = (table: string, part?: number): string =>
  `/tmp/gandan-bench-${process.pid}-${table}${part === undefined ? '' : `-${part}`}.copy`;
const PART_ROWS = 20_000;

/** The floor: the same rows into the same tables by plain COPY, without the tables' own triggers and with them. */
async function copyByHand(dataDir: string, log: (line: string) => void) {
  const opened = await openInstallation({ dataDir, migrate: 'always', settings: SETTINGS });
  try {
    return await withClient(opened.ownerUrl, async (client) => {
      const empty = async () => {
        await client.query(
          `truncate ${TABLES.map((table) => `membership.${table}`).join(', ')}, figures.delta cascade`,
        );
        await client.query('checkpoint');
      };
      const columns: Record<string, string> = {};
      for (const table of TABLES) columns[table] = await columnsOf(client, table);
      await client.query(
        "select set_config('gandan.audit', 'bulk', false), set_config('gandan.user_id', 'bench', false)",
      );

      await empty();
      for (const table of TABLES) await client.query(`alter table membership.${table} disable trigger user`);
      let rows = 0;
      let began = performance.now();
      let busy = await busyOf(await backends(dataDir));
      await client.query('begin');
      for (const table of TABLES) {
        const since = performance.now();
        rows +=
          (await client.query(`copy membership.${table} (${columns[table]}) from '${fileOf(table)}'`)).rowCount ?? 0;
        log(`copy ${table}: ${((performance.now() - since) / 1000).toFixed(1)} s`);
      }
      await client.query('commit');
      const copy = (performance.now() - began) / 1000;
      const copyBusy = (await busyOf(await backends(dataDir))) - busy;
      log(`copy: ${copy.toFixed(1)} s for ${rows} rows`);
      for (const table of TABLES) await client.query(`alter table membership.${table} enable trigger user`);

      await empty();
      const parts: Record<string, number> = {};
      for (const table of TABLES) parts[table] = await cut(table);
      began = performance.now();
      busy = await busyOf(await backends(dataDir));
      await client.query('begin');
      await client.query('set constraints all immediate');
      for (const table of TABLES)
        for (let part = 0; part < (parts[table] ?? 0); part += 1)
          await client.query(`copy membership.${table} (${columns[table]}) from '${fileOf(table, part)}'`);
      await client.query('commit');
      const copyWithTriggers = (performance.now() - began) / 1000;
      const copyWithTriggersBusy = (await busyOf(await backends(dataDir))) - busy;
      log(`copy with the tables' own triggers: ${copyWithTriggers.toFixed(1)} s`);
      for (const table of TABLES) {
        await rm(fileOf(table), { force: true });
        for (let part = 0; part < (parts[table] ?? 0); part += 1) await rm(fileOf(table, part), { force: true });
      }
      return { copy, copyWithTriggers, copyBusy, copyWithTriggersBusy, rows };
    });
  } finally {
    await opened.close();
  }
}

/** Cuts a file into parts that one statement's audit digest can hold. @returns how many */
async function cut(table: string): Promise<number> {
  let part = -1;
  let out: ReturnType<typeof createWriteStream> | undefined;
  let lines = PART_ROWS;
  for await (const line of createInterface({ input: createReadStream(fileOf(table)), crlfDelay: Infinity })) {
    if (lines === PART_ROWS) {
      if (out) await finished(out);
      part += 1;
      out = createWriteStream(fileOf(table, part));
      lines = 0;
    }
    if (out && !out.write(`${line}\n`)) await once(out, 'drain');
    lines += 1;
  }
  if (out) await finished(out);
  return part + 1;
}

async function finished(out: ReturnType<typeof createWriteStream>): Promise<void> {
  out.end();
  await once(out, 'close');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf('--rows');
  const sizes = at >= 0 ? (process.argv[at + 1] ?? '').split(',').map(Number) : [10_000, 100_000, 1_000_000];
  const reports: ImportReport[] = [];
  for (const rows of sizes) {
    const report = await benchImport(rows, (line) =>
      process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`),
    );
    reports.push(report);
    process.stdout.write(`${tableOf(report)}\n\n`);
  }
  process.stdout.write(`${JSON.stringify(reports)}\n`);
  process.exitCode = reports.every(({ holds }) => Object.values(holds).every(Boolean)) ? 0 : 1;
}
