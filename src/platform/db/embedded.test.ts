import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseDataDir } from '../data-dir.ts';
import { type Account, canEnter, isRoot, runAs, serverAccount } from './embedded-account.ts';
import { findPackage, usableBinaries } from './embedded-binaries.ts';
import { isServerOf, processMark, signalTo, until } from './embedded-process.ts';
import { sharedBuffersMiB } from './embedded-settings.ts';
import { type Embedded, findEmbedded, startEmbedded } from './embedded.ts';

const QUICK = { fsync: 'off' };
const CHECKOUT = fileURLToPath(new URL('../../..', import.meta.url));

let base = '';
let running: Embedded[] = [];
let programs: ChildProcess[] = [];
let said: string[] = [];

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'gd-pg-')));
  chmodSync(base, 0o755);
  [running, programs, said] = [[], [], []];
});
afterEach(async () => {
  for (const program of programs) program.kill('SIGKILL');
  await Promise.all(running.map((embedded) => embedded.stop()));
  rmSync(base, { recursive: true, force: true });
});

describe('the embedded database', { timeout: 120_000 }, () => {
  it('starts in an empty folder, keeps its data across a stop, and lets nobody else in', async () => {
    const first = await start();
    await query(first.adminUrl, 'create table seen (id int); insert into seen values (1)');
    expect(await findEmbedded(first.dataDir)).toEqual({ adminUrl: first.adminUrl });
    const [row] = await query(
      first.adminUrl,
      `select current_setting('listen_addresses') as addresses, current_setting('timezone') as zone,
        current_setting('max_locks_per_transaction') as locks, current_setting('random_page_cost') as cost,
        current_setting('fsync') as fsync, current_setting('log_min_messages') as level,
        (select datlocprovider::text || datlocale from pg_database where datname = current_database()) as locale`,
    );
    const expected = { addresses: '', zone: 'UTC', locks: '256', cost: '4', fsync: 'off', level: 'log' };
    expect(row).toEqual({ ...expected, locale: 'bC.UTF-8' });
    expect(statSync(join(first.dataDir, 'pg')).mode & 0o777).toBe(0o700);
    expect(statSync(first.dataDir).mode & 0o007).toBe(0);
    expect(statSync(join(first.dataDir, 'owner.secret')).mode & 0o777).toBe(0o600);
    const wrong = new URL(first.adminUrl);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
    await first.stop();
    await first.stop();
    expect(processMark(first.pid)).toBeUndefined();
    expect(await findEmbedded(first.dataDir)).toBeUndefined();
    const second = await start();
    expect(await query(second.adminUrl, 'select id from seen')).toEqual([{ id: 1 }]);
  });

  it('writes no values into its log, neither of statements nor of errors', async () => {
    const { adminUrl, dataDir } = await start();
    await query(adminUrl, 'create table person (card text primary key)');
    await query(adminUrl, `insert into person values ('secret-card')`);
    await expect(query(adminUrl, `insert into person values ('secret-card')`)).rejects.toThrow('duplicate key');
    await expect(query(adminUrl, `select 'secret-card'::date`)).rejects.toThrow('invalid input');
    await query(adminUrl, `do $$ begin raise log 'noted' using detail = 'secret-card'; end $$`);
    const logged = () =>
      readdirSync(join(dataDir, 'pg-log'))
        .map((name) => readFileSync(join(dataDir, 'pg-log', name), 'utf8'))
        .join('');
    // The server's collector writes a moment after the answer.
    expect(await until(() => logged().includes('noted'), 10_000)).toBe(true);
    expect(logged()).not.toContain('secret-card');
  });

  it('refuses a second start and leaves the first alone', async () => {
    const { adminUrl, dataDir } = await start();
    const refused = startEmbedded({ dataDir });
    await expect(refused).rejects.toMatchObject({ code: 'db.already-running', details: { dataDir, pid: process.pid } });
    const other = await program(undefined, dataDir).finished;
    expect(other).toContain('refused db.already-running');
    expect(await query(adminUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('lets exactly one of several simultaneous starts win, also over the lock of a dead program', async () => {
    await (await start()).stop();
    writeFileSync(join(base, 'data', 'running.7.lock'), JSON.stringify({ pid: 2 ** 30, mark: 'x', since: 'then' }));
    const tries = await Promise.allSettled([1, 2, 3, 4].map(() => start()));
    expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  });

  it('starts again at the same address when the server is killed under it', async () => {
    const embedded = await start();
    await query(embedded.adminUrl, 'create table kept as select 1 as id');
    const before = embedded.pid;
    signalTo(before, 'SIGKILL');
    expect(await until(() => embedded.pid !== before && embedded.pid !== 0, 30_000)).toBe(true);
    expect(await query(embedded.adminUrl, 'select id from kept')).toEqual([{ id: 1 }]);
    expect(said.join('\n')).toContain('starting it again');
  });

  it('stops the server of a killed program and starts with everything acknowledged', async () => {
    const child = program(undefined, join(base, 'data'));
    const { pid } = await child.ready;
    child.process.kill('SIGKILL');
    await child.finished;
    expect(isServerOf(pid, join(base, 'data', 'pg'))).toBe(true);
    const embedded = await start();
    expect(processMark(pid)).toBeUndefined();
    expect(said.join('\n')).toContain(`process ${pid}`);
    expect(await query(embedded.adminUrl, 'select count(*)::int as kept from mark')).toEqual([{ kept: 1 }]);
  });

  it('starts after program and server were both killed, though their numbers belong to somebody else now', async () => {
    const child = program(undefined, join(base, 'data'));
    const { pid } = await child.ready;
    child.process.kill('SIGKILL');
    signalTo(pid, 'SIGKILL');
    await child.finished;
    const lockFile = join(base, 'data', 'pg', 'postmaster.pid');
    const owner = statSync(lockFile);
    const stranger = spawn('/bin/sleep', ['600'], { ...runAs(serverAccount(join(base, 'data', 'pg'))) });
    programs.push(stranger);
    writeFileSync(lockFile, readFileSync(lockFile, 'utf8').replace(/^\d+/, String(stranger.pid)));
    chownSync(lockFile, owner.uid, owner.gid);
    const mine = { pid: process.pid, mark: 'an earlier process of that number', since: 'then' };
    writeFileSync(join(base, 'data', 'running.9.lock'), JSON.stringify(mine));
    const embedded = await start();
    expect(await query(embedded.adminUrl, 'select count(*)::int as kept from mark')).toEqual([{ kept: 1 }]);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  });

  it.each(['', 'nonsense\n'])('starts with a torn lock file %j', async (content) => {
    await (await start()).stop();
    writeFileSync(join(base, 'data', 'pg', 'postmaster.pid'), content);
    await start();
  });

  it('uses a short socket folder when the path is too long, and takes it away again', async () => {
    const long = join(base, 'd'.repeat(60), 'e'.repeat(60));
    const embedded = await start(long);
    const socketDir = new URL(embedded.adminUrl).searchParams.get('host') ?? '';
    expect(Buffer.byteLength(socketDir)).toBeLessThan(80);
    expect(await query(embedded.adminUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    await embedded.stop();
    expect(existsSync(socketDir)).toBe(false);
  });

  it('sets the password anew when the secret was lost', async () => {
    await (await start()).stop();
    rmSync(join(base, 'data', 'owner.secret'));
    const embedded = await start();
    expect(await query(embedded.adminUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('refuses a folder of another PostgreSQL, or with something else in it, and touches nothing', async () => {
    await (await start()).stop();
    const versionFile = join(base, 'data', 'pg', 'PG_VERSION');
    writeFileSync(versionFile, '17\n');
    const code = { code: 'db.other-version', details: { found: '17', wanted: '18' } };
    await expect(start()).rejects.toMatchObject(code);
    rmSync(versionFile);
    await expect(start()).rejects.toMatchObject({ code: 'db.not-a-cluster' });
    writeFileSync(versionFile, '18\n');
    await start();
  });

  it('says what the server said when it cannot start, and lets go of the folder', async () => {
    const broken = startEmbedded({ dataDir: join(base, 'data'), settings: { shared_buffers: 'nonsense' } });
    const details = { cause: expect.stringContaining('shared_buffers') as string };
    await expect(broken).rejects.toMatchObject({ code: 'db.start-failed', details });
    await start();
  });

  it('copies its programs when they lie where the account cannot run them, and makes missing links', async () => {
    const { root } = findPackage();
    const shut = join(base, 'shut');
    cpSync(root, shut, { recursive: true, verbatimSymlinks: true });
    for (const link of ['libpq.so.5', 'libicuuc.so.60']) rmSync(join(shut, 'native', 'lib', link), { force: true });
    const dataDir = join(base, 'data');
    mkdirSync(dataDir);
    chmodSync(dataDir, 0o755);
    const account = serverAccount(join(dataDir, 'pg'));
    expect(usableBinaries(dataDir, account, { root: shut, version: '1' })).toBe(join(shut, 'native', 'bin'));
    if (!account) return;
    chmodSync(shut, 0o700);
    mkdirSync(join(dataDir, 'pg-bin-0'));
    const copy = usableBinaries(dataDir, account, { root: shut, version: '1' });
    expect(copy).toBe(join(dataDir, 'pg-bin-1', 'bin'));
    expect(readdirSync(dataDir)).toEqual(['pg-bin-1']);
    rmSync(shut, { recursive: true });
    mkdirSync(shut);
    expect(() => usableBinaries(dataDir, account, { root: shut, version: '2' })).toThrow();
  });

  it.runIf(isRoot())(
    'runs as root in a folder that the account cannot enter, once the data goes elsewhere',
    async () => {
      const clone = join(base, 'clone');
      mkdirSync(clone);
      chmodSync(clone, 0o700);
      const chosen = chooseDataDir({}, clone, join(base, 'lib'));
      expect(chosen.moved).toBe(true);
      const embedded = await start(chosen.dir);
      expect(await query(embedded.adminUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(statSync(`/proc/${embedded.pid}`).uid).not.toBe(0);
    },
  );

  it.runIf(isRoot())('starts a cluster that was copied back by root', async () => {
    await (await start()).stop();
    cpSync(join(base, 'data', 'pg'), join(base, 'data', 'copy'), { recursive: true });
    rmSync(join(base, 'data', 'pg'), { recursive: true });
    renameSync(join(base, 'data', 'copy'), join(base, 'data', 'pg'));
    expect(statSync(join(base, 'data', 'pg')).uid).toBe(0);
    await start();
  });
});

describe('shared memory', () => {
  it('is an eighth of the memory between 32 and 256 MB', () => {
    const mib = 1024 * 1024;
    expect([64, 1024, 16_384].map((size) => sharedBuffersMiB(size * mib))).toEqual([32, 128, 256]);
  });
});

/** As root the whole thing is tried as an ordinary account too: another process under that account's number. */
const nobody = isRoot() ? serverAccount(join(tmpdir(), 'no-such-cluster')) : undefined;
const reachable = nobody && [CHECKOUT, join(process.execPath, '..')].every((dir) => canEnter(nobody, dir));

describe.runIf(reachable)('the embedded database of an ordinary account', { timeout: 120_000 }, () => {
  it('starts, survives the death of program and server, and can be taken over by root and given back', async () => {
    const home = join(base, 'home');
    mkdirSync(home);
    chownSync(home, nobody?.uid ?? 0, nobody?.gid ?? 0);
    chmodSync(home, 0o700);
    const dataDir = join(home, 'var');
    const first = program(nobody, dataDir);
    const { pid } = await first.ready;
    expect(statSync(dataDir)).toMatchObject({ uid: nobody?.uid });
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    first.process.kill('SIGKILL');
    await first.finished;
    expect(isServerOf(pid, join(dataDir, 'pg'))).toBe(true);
    const second = program(nobody, dataDir);
    signalTo((await second.ready).pid, 'SIGKILL');
    second.process.kill('SIGKILL');
    await second.finished;
    const asRoot = await start(dataDir);
    expect(await query(asRoot.adminUrl, 'select count(*)::int as kept from mark')).toEqual([{ kept: 2 }]);
    await asRoot.stop();
    const third = program(nobody, dataDir);
    await third.ready;
    third.process.stdin?.end();
    expect(await third.finished).toContain('stopped');
  });
});

async function start(dataDir = join(base, 'data')): Promise<Embedded> {
  const embedded = await startEmbedded({ dataDir, settings: QUICK, log: (line) => said.push(line) });
  running.push(embedded);
  return embedded;
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // cut off on purpose
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** A program of its own that starts the database, leaves a mark in it and runs until its input ends. */
function program(
  account: Account | undefined,
  dataDir: string,
): { process: ChildProcess; ready: Promise<{ pid: number }>; finished: Promise<string> } {
  const code = `
    import pg from 'pg';
    import { startEmbedded } from ${JSON.stringify(new URL('./embedded.ts', import.meta.url).href)};
    try {
      const embedded = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)} });
      const client = new pg.Client({ connectionString: embedded.adminUrl });
      client.on('error', () => undefined);
      await client.connect();
      await client.query('create table if not exists mark (id int)');
      await client.query('insert into mark values (1)');
      await client.end();
      console.log('ready ' + embedded.pid + ';');
      process.stdin.resume().on('end', () => embedded.stop().then(() => console.log('stopped')));
    } catch (error) {
      console.log('refused ' + error.code + ' ' + error.stack + JSON.stringify(error.details));
      process.exitCode = 1;
    }`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', code];
  const env = { PATH: process.env.PATH, TMPDIR: tmpdir(), HOME: base };
  const child = spawn(process.execPath, args, { cwd: CHECKOUT, env, ...runAs(account) });
  programs.push(child);
  let output = '';
  const finished = new Promise<string>((settle) => child.once('close', () => settle(output)));
  const ready = new Promise<{ pid: number }>((settle, fail) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const pid = /ready (\d+);/.exec(output)?.[1];
      if (pid) settle({ pid: Number(pid) });
    });
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('close', () => fail(new Error(output)));
  });
  ready.catch(() => undefined); // whoever waits for the end only reads the output
  return { process: child, ready, finished };
}
