import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SETTINGS } from '../generate.ts';
import { TODAY } from '../people.ts';
import type { Size } from '../tree.ts';
import { load } from './asking.ts';
import { type Cluster, openCluster } from './cluster.ts';
import { placesOf, takenRows } from './list.ts';
import { importIntoPostgraphile, installPostgraphile, startPostgraphile, writeViews } from './postgraphile.ts';
import { importIntoProduct, makeClerks, startProduct } from './product.ts';
import { agreement, type Measured, type Report, type SystemReport, tablesOf } from './report.ts';
import { CASES, type CaseName, type Imported, type System } from './system.ts';
import { startTryton, trytonVersions } from './tryton.ts';
import { worldOf } from './world.ts';

const CLIENTS = [1, 8] as const;
const BAD_SHARE = 0.02;
/** Some in the list become official as late as the 26th of June: no longer in the future. */
const AFTER_LIST = '2025-06-30';

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: 'small' },
    /** Of product, postgraphile, policies, tryton. */
    only: { type: 'string', default: 'product,postgraphile,policies,tryton' },
    rows: { type: 'string' },
    runs: { type: 'string', default: '200' },
    /** For each measurement, and ten times that for an import through a peer. */
    seconds: { type: 'string', default: '4' },
    out: { type: 'string' },
    /** A page of documentation: the tables replace what stands between its two marks. */
    into: { type: 'string' },
  },
});
const size = values.size as Size;
const rows = Number(values.rows ?? (size === 'small' ? 2000 : 100_000));
const [runs, mostSeconds] = [Number(values.runs), Number(values.seconds)];
const wanted = values.only.split(',');
const log = (line: string): void => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`);
const folder = await mkdtemp(join(tmpdir(), 'gandan-peers-'));
const cluster = await openCluster(size, log);
try {
  const report = await measure(cluster);
  const tables = tablesOf(report);
  console.log(tables);
  console.log(JSON.stringify(report.machine));
  const out = values.out ?? join(cluster.dataDir, 'result-peers.json');
  await writeFile(out, JSON.stringify(report, null, 2));
  console.log(out);
  if (values.into !== undefined) {
    const page = await readFile(values.into, 'utf8');
    const [before, , after] = page.split(/(?<=<!-- peers -->)|(?=<!-- \/peers -->)/);
    if (before === undefined || after === undefined) throw new Error(`no marks in ${values.into}`);
    await writeFile(values.into, `${before}\n\n${tables}\n${after}`);
  }
} finally {
  for (const name of ['peers', 'peers_import', 'tryton']) await cluster.drop(name);
  await cluster.stop();
  await rm(folder, { recursive: true, force: true });
}

/** One system after the other, each alone on the machine, all on copies of the same data. */
async function measure(cluster: Cluster): Promise<Report> {
  const loadBefore = loadavg().map((value) => Math.round(value * 10) / 10);
  await cluster.make('peers', 'gandan');
  const url = cluster.url('peers');
  const world = await worldOf(cluster, 'peers', TODAY);
  const places = await placesOf(cluster, 'peers', TODAY);
  const clerks = await makeClerks(folder, url, world);
  await writeViews(cluster, 'peers', TODAY);
  await cluster.run('peers', 'vacuum (analyze)');
  const list = { rows, badShare: BAD_SHARE };
  const measured: Measured[] = [];
  const systems: SystemReport[] = [];
  const add = async (system: System, imported: Imported | null): Promise<void> => {
    const megabytes = await system.megabytes();
    systems.push({ name: system.name, about: system.about, megabytes, imported });
  };

  /** What fails is told and left out; the others are measured all the same. */
  const attempt = async (name: string, work: () => Promise<void>): Promise<void> => {
    if (!wanted.includes(name)) return;
    await work().catch((error: unknown) => {
      log(`${name} FAILED: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      process.exitCode = 1;
    });
  };

  await attempt('product', async () => {
    const system = await startProduct(folder, url, clerks, world);
    await ask(system, world.communes.length, measured);
    await add(system, null);
    await system.stop();
    const imported = await intoCopy(cluster, async (copy) => {
      const server = await startProduct(folder, copy, clerks, world, AFTER_LIST);
      const done = await importIntoProduct(server, clerks.province, { folder, places, ...list });
      await server.stop();
      return done;
    });
    const last = systems.at(-1);
    if (last) last.imported = imported;
    log(`${system.name}: import ${imported.seconds.toFixed(1)} s, ${imported.note}`);
  });
  const versions = await installPostgraphile(log);
  for (const [name, underPolicies] of [
    ['postgraphile', false],
    ['policies', true],
  ] as const) {
    await attempt(name, async () => {
      const system = await startPostgraphile(url, world, versions, underPolicies);
      await ask(system, world.communes.length, measured);
      await add(system, null);
      await system.stop();
      if (underPolicies) return;
      const imported = await intoCopy(cluster, (copy) =>
        importIntoPostgraphile(copy, takenRows(places, list), { mostSeconds: 10 * mostSeconds }),
      );
      const last = systems.at(-1);
      if (last) last.imported = imported;
      log(`${system.name}: import ${imported.rows} rows in ${imported.seconds.toFixed(1)} s, ${imported.note}`);
    });
  }
  await attempt('tryton', async () => {
    const versionsThere = await trytonVersions();
    if (versionsThere === undefined) {
      log('Tryton is not installed here (apt-get install tryton-server tryton-modules-account uwsgi-plugin-python3)');
    } else {
      const system = await startTryton(cluster, folder, 'peers', world, versionsThere, log);
      await ask(system, world.communes.length, measured);
      await add(system, null);
      const imported = await system.importRows(takenRows(places, list), { mostSeconds: 10 * mostSeconds });
      const last = systems.at(-1);
      if (last) last.imported = { ...imported, halfTaken: 0 };
      log(`${system.name}: import ${imported.rows} rows in ${imported.seconds.toFixed(1)} s, ${imported.note}`);
      await system.stop();
    }
  });
  const [told] = await cluster.run<{ version: string; members: number }>(
    'peers',
    `select version(), (select count(*)::int from membership.member_period where valid @> $1::date) as members`,
    [TODAY],
  );
  const machine = {
    processor: cpus()[0]?.model ?? '',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    loadBefore,
    node: process.version,
    postgres: told?.version.split(' on ')[0],
    settings: SETTINGS,
  };
  return { size, members: told?.members ?? 0, machine, systems, measured, agree: agreement(measured) };
}

async function ask(system: System, questions: number, measured: Measured[]): Promise<void> {
  // What a server does once after its start, and the first plans, are no part of any answer.
  for (const work of Object.values(system.ask)) {
    await load(work, { clients: 4, runs: questions, questions, mostSeconds: 1.5 });
  }
  for (const name of Object.keys(CASES) as CaseName[]) {
    const work = system.ask[name];
    if (!work) continue;
    for (const clients of CLIENTS) {
      const took = await load(work, { clients, runs, questions, mostSeconds });
      measured.push({ system: system.name, name, clients, ...took });
      log(
        `${system.name}: ${name}, ${clients}: ${took.p50.toFixed(1)} / ${took.p95.toFixed(1)} ms, ${took.perSecond.toFixed(0)}/s, ${took.runs} runs`,
      );
    }
  }
}

type State = { members: number; half: number };

/** An import into a copy of its own, and what stands there afterwards that is no whole member. */
async function intoCopy(
  cluster: Cluster,
  work: (url: string) => Promise<Omit<Imported, 'halfTaken'>>,
): Promise<Imported> {
  const stateOf = async (): Promise<State> => {
    const [state] = await cluster.run<State>(
      'peers_import',
      `select (select count(*)::int from membership.member m where exists (select from membership.member_period p where p.member_id = m.id)) as members,
         (select count(*)::int from membership.person n where not exists (select from membership.member_period p where p.member_id = n.id)) as half`,
    );
    return state ?? { members: 0, half: 0 };
  };
  await cluster.make('peers_import', 'peers');
  const before = await stateOf();
  const imported = await work(cluster.url('peers_import'));
  const after = await stateOf();
  if (after.members - before.members !== imported.taken) {
    log(`${after.members - before.members} members came, ${imported.taken} were told`);
  }
  await cluster.drop('peers_import');
  return { ...imported, halfTaken: after.half - before.half };
}
