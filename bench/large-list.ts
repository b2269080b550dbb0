import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { asOwner } from '#platform/db/database.ts';
import { openInstallation } from '../src/server/installation.ts';
import { writeList } from './import-file.ts';
import { Api, prepare, startIt, stop } from './import-office.ts';
import { BAR } from './import-report.ts';
import { memoryOf } from './processes.ts';

/**
 * One long list from end to end: read, killed half way and gone on with, taking over stopped and begun again, exported twice, with the
 * most memory of the server in each step. The floors are `import.ts`'s.
 */
const at = process.argv.indexOf('--rows');
const rows = at >= 0 ? Number(process.argv[at + 1]) : 1_000_000;
const folder = await mkdtemp(join(process.env['GANDAN_BENCH_TMP'] ?? tmpdir(), 'gandan-list-'));
const log = (line: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`);
const report: { step: string; seconds: number; megabytes: number; note: string }[] = [];
let child: ChildProcess | undefined;

/** Does a step and writes down how long it took and the most memory the server had meanwhile. */
async function measured<T>(step: string, work: () => Promise<T>, note: (result: T) => string = () => ''): Promise<T> {
  if (child) await writeFile(`/proc/${child.pid}/clear_refs`, '5'); // the most so far begins anew
  const began = performance.now();
  const result = await work();
  const line = {
    step,
    seconds: Math.round((performance.now() - began) / 100) / 10,
    megabytes: child && child.exitCode === null && child.signalCode === null ? Math.round(await memoryOf(child)) : 0,
    note: note(result),
  };
  report.push(line);
  log(JSON.stringify(line));
  return result;
}

/** Waits until the work on an import has come to a part of it. @returns that part */
async function until(api: Api, id: string, part: number): Promise<string> {
  for (;;) {
    const { work } = await api.look(id);
    if (work === null) return 'already done';
    if (work.total !== null && work.done >= work.total * part) return `${work.done} of ${work.total}`;
    await delay(200);
  }
}

try {
  const { places, token, dataDir } = await prepare(folder, rows);
  const list = join(folder, 'list.xlsx');
  await writeList(list, places, { rows, badShare: 0.02 });
  const { size } = await stat(list);
  log(`${rows} rows, ${places.length} cells, ${(size / 1e6).toFixed(1)} MB`);
  let started = await startIt(dataDir);
  child = started.child;
  let api = new Api(started.address, token);
  const batch = await measured('sent', () => api.upload(list));
  await measured('read, first half', () => until(api, batch.id, 0.5), String);
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  started = await startIt(dataDir);
  child = started.child;
  api = new Api(started.address, token);
  const resumed = (await api.look(batch.id)).work?.done ?? 0;
  const read = await measured(
    'read, killed and gone on with',
    () => api.settled(batch.id),
    ({ counts }) => `had ${resumed} after the restart; ${JSON.stringify(counts)}`,
  );
  await measured(
    'problem file',
    () => api.download(`/member-imports/${read.id}/problems.xlsx`, join(folder, 'problems.xlsx')),
    (bytes) => `${(bytes / 1e6).toFixed(1)} MB`,
  );
  await api.begin(batch.id, 'apply');
  await measured('taking over, begun', () => until(api, batch.id, 0), String);
  await measured(
    'stopped',
    async () => {
      await api.begin(batch.id, 'stop');
      return api.settled(batch.id);
    },
    ({ state }) => state,
  );
  await measured(
    'taken over',
    () => api.step(batch.id, 'apply'),
    ({ counts }) => JSON.stringify(counts),
  );
  for (const format of ['xlsx', 'csv'] as const)
    await measured(
      `exported, ${format}`,
      () => api.download(`/members/export.${format}`, join(folder, `export.${format}`)),
      (bytes) => `${(bytes / 1e6).toFixed(1)} MB`,
    );
  await stop(child);
  child = undefined;
  const opened = await openInstallation({ dataDir, migrate: 'when-ours' });
  const { members } = await asOwner(opened.db, 'bench', (tx) =>
    tx.one<{ members: number }>(sql`select count(*) as members from membership.member`),
  );
  await opened.close();
  const most = Math.max(...report.map(({ megabytes }) => megabytes));
  console.log('| step | seconds | most memory of the server, MB | |\n| --- | ---: | ---: | --- |');
  for (const { step, seconds, megabytes, note } of report)
    console.log(`| ${step} | ${seconds} | ${megabytes} | ${note} |`);
  console.log(
    `${members} members stand; most memory ${most} MB (bar ${BAR.megabytes}): ${most <= BAR.megabytes ? 'kept' : 'missed'}`,
  );
} finally {
  if (child) await stop(child);
  await rm(folder, { recursive: true, force: true });
}
