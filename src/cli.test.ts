import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { txOf } from '#platform/db/tx.ts';
import { main } from './cli.ts';
import { runCli } from './cli/testing.ts';
import { langOfEnvironment, makeProgress } from './cli/terminal.ts';
import { type RunningServer, startServer } from './server.ts';

const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

describe('wrong use is answered with 2 and the way to use it on the error stream', () => {
  test.each([
    ['nonsense', 'There is no verb “nonsense”.'],
    ['token', 'The option “--user <name>” is missing.'],
    ['token --user', 'The option “--user <name>” needs a value.'],
    ['migrate --fast', 'There is no option “--fast”.'],
    ['backup', 'The argument “target” is missing.'],
    ['migrate now please', 'There are too many arguments.'],
  ])('%s', async (words, sentence) => {
    const said = await runCli(main, words, { LANG: 'en_US.UTF-8' });
    expect(said).toMatchObject({ code: 2, stdout: '' });
    expect(said.stderr).toContain('Usage: gandan');
    expect(said.stderr).toContain(sentence);
  });

  test('with --json there is a problem object as well', async () => {
    const said = await runCli(main, 'nonsense --json --lang th');
    expect([said.code, JSON.parse(said.stdout)]).toMatchObject([
      2,
      { code: 'cli.wrong-use', title: 'ไม่มีคำสั่ง “nonsense”' },
    ]);
  });

  test('help is no wrong use, and speaks the language asked for', async () => {
    const [help, vietnamese, verb] = [
      await runCli(main, '--help --lang en'),
      await runCli(main, '', { LANG: 'C.UTF-8' }),
      await runCli(main, 'token --help --lang=en'),
    ];
    expect(help).toMatchObject({ code: 0, stderr: '' });
    for (const name of ['start', 'init', 'migrate', 'sample', 'token', 'backup', 'restore', 'verify', 'doctor']) {
      expect(help.stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
    expect(help.stdout).not.toContain('platform.cli');
    expect(vietnamese.stdout).toContain('Cách dùng: gandan');
    expect(verb.stdout).toContain('--user <name>');
  });
});

test('the language is the one asked for, that of the environment, or Vietnamese', () => {
  expect(langOfEnvironment({ LANG: 'th_TH.UTF-8' })).toBe('th');
  expect(langOfEnvironment({ LC_ALL: 'en_GB', LANG: 'th_TH' })).toBe('en');
  expect(langOfEnvironment({ LANG: 'en_US' }, 'vi')).toBe('vi');
  expect(langOfEnvironment({ LANG: 'fr_FR' })).toBe('vi');
  expect(langOfEnvironment({})).toBe('vi');
});

test('a bar is drawn only where a terminal watches, and is taken away', () => {
  const said = { text: '' };
  const stream = (isTTY: boolean) => ({ isTTY, write: (text: string) => void (said.text += text) });
  makeProgress(stream(false)).show(1, 2, 'copying');
  expect(said.text).toBe('');
  const progress = makeProgress(stream(true));
  progress.show(2, 2, 'copying');
  expect(said.text).toContain('100 %  copying');
  progress.clear();
  expect(said.text.endsWith('\u001b[2K')).toBe(true);
});

describe('an installation by command line', () => {
  let dataDir: string;
  let copies: string;
  let env: NodeJS.ProcessEnv;
  let server: RunningServer | undefined;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'gandan-cli-'));
    copies = await mkdtemp(join(tmpdir(), 'gandan-copies-'));
    env = { GANDAN_DATA: dataDir, LANG: 'en_US.UTF-8' };
  });
  afterAll(async () => {
    await server?.stop();
    await rm(dataDir, { recursive: true, force: true });
    await rm(copies, { recursive: true, force: true });
  });
  const run = (words: string, more: NodeJS.ProcessEnv = {}) => runCli(main, words, { ...env, ...more });

  test('init makes the first administrator once, who may manage accounts at once', async () => {
    const made = await run('init --user lan --json');
    const { userName, password } = JSON.parse(made.stdout) as { userName: string; password: string };
    expect([made.code, userName, password.length]).toEqual([0, 'lan', 16]);
    expect(await run('init')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('[init.already]') as string,
    });

    server = await startServer({ dataDir, port: 0, databaseSettings: FAST });
    const answer = await fetch(`${server.address}/api/v1/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ userName, password }),
    });
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const users = await fetch(`${server.address}/api/v1/users`, { headers: { cookie } });
    expect([users.status, await users.text()]).toMatchObject([200, expect.stringContaining('"lan"') as string]);
  });

  test('verbs work beside the running server: token, migrate, verify, doctor', async () => {
    const { token } = JSON.parse((await run('token --user LAN --json')).stdout) as { token: string };
    const me = await fetch(`${server?.address}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(await me.json()).toMatchObject({ user: { userName: 'lan' }, via: 'token' });
    expect(await run('token --user nobody --json')).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse((await run('migrate --json')).stdout)).toEqual({ migrated: [] });
    const doctor = await run('doctor --json');
    expect([doctor.code, JSON.parse(doctor.stdout)]).toMatchObject([0, { ok: true }]);
    expect((await run('doctor')).stdout).not.toContain('platform.cli');
    expect(await run('sample')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('[sample.not-empty]') as string,
    });
  });

  test('verify notices one changed byte of the audit trail', async () => {
    const db = server?.platform.db;
    if (!db) throw new Error('no server');
    await asOwner(db, 'test', (tx) => tx.run(sql`select platform.seal_audit(1000000)`));
    expect(await run('verify')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('✓ Audit chain: holds') as string,
    });
    const forge = (payload: ReturnType<typeof sql>) =>
      db.owner.transaction().execute(async (trx) => {
        await sql`alter table platform.audit disable trigger append_only`.execute(trx);
        await sql`update platform.audit set payload = ${payload} where position = 1`.execute(trx);
        await sql`alter table platform.audit enable trigger append_only`.execute(trx);
      });
    const { payload } = await txOf(db.owner).one<{ payload: string }>(
      sql`select payload from platform.audit where position = 1`,
    );
    await forge(sql`payload || ' '`);
    const broken = await run('verify --json');
    expect([broken.code, JSON.parse(broken.stdout)]).toMatchObject([
      1,
      {
        ok: false,
        checks: expect.arrayContaining([expect.objectContaining({ findings: ['1: record'] })]) as unknown[],
      },
    ]);
    await forge(sql`${payload}`);
    expect((await run('verify')).code).toBe(0);
  });

  test('a backup taken while people write comes back whole, as a new incarnation without sessions', async () => {
    const db = server?.platform.db;
    if (!db) throw new Error('no server');
    const add = (on: string) =>
      asOwner(db, 'test', (tx) => tx.run(sql`insert into platform.holiday (on_date, name) values (${on}, 'x')`));
    await writeFile(join(dataDir, 'sign-in.secret.note'), 'not a secret');
    await add('1990-01-01');
    let [writing, written] = [true, 0];
    const writer = (async () => {
      while (writing)
        await add(
          `19${String(91 + Math.floor(written / 300)).padStart(2, '0')}-01-01`.replace(
            /01-01$/,
            dayOfYear(written++ % 300),
          ),
        );
    })();
    const backup = await run(`backup ${copies} --json`);
    writing = false;
    await writer;
    expect(backup.code).toBe(0);
    const { file } = JSON.parse(backup.stdout) as { file: string };
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(copies)).toHaveLength(1);
    expect((await run(`backup ${file}`)).stderr).toContain('[backup.target-exists]');
    expect((await run(`restore ${file}`)).stderr).toContain('[db.already-running]');
    const before = await incarnation();
    await add('2080-05-05');
    await server?.stop();

    expect((await run(`restore ${file}`)).stderr).toContain('[restore.not-empty]');
    const cut = join(copies, 'cut.tar.gz');
    await writeFile(cut, (await readFile(file)).subarray(0, 200_000));
    expect(await run(`restore ${cut} --replace`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('[backup.damaged]') as string,
    });

    const restored = await run(`restore ${file} --replace --json`);
    expect(restored).toMatchObject({ code: 0 });
    const { setAside } = JSON.parse(restored.stdout) as { setAside: string };
    expect(await readdir(setAside)).toContain('pg');
    server = await startServer({ dataDir, port: 0, databaseSettings: FAST });
    expect(await incarnation()).not.toBe(before);
    const kept = await txOf(server.platform.db.owner).one<{ first: number; later: number; sessions: number }>(sql`
      select count(*) filter (where on_date = '1990-01-01') as first, count(*) filter (where on_date = '2080-05-05') as later,
        (select count(*) from signin.session) as sessions from platform.holiday`);
    expect(kept).toEqual({ first: 1, later: 0, sessions: 0 });
    expect((await run('verify')).code).toBe(0);
  });

  async function incarnation(): Promise<string> {
    if (!server) throw new Error('no server');
    const row = await txOf(server.platform.db.owner).one<{ id: string }>(sql`select id from platform.incarnation`);
    return row.id;
  }
});

function dayOfYear(day: number): string {
  return new Date(Date.UTC(2001, 0, 2 + day)).toISOString().slice(5, 10);
}

test('with DATABASE_URL a backup says what to use instead, and an unreachable server is told', async () => {
  const env = {
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    GANDAN_DATA: join(tmpdir(), 'gandan-none'),
    LANG: 'en',
  };
  expect(await runCli(main, 'backup /tmp', env)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('pg_dump') as string,
  });
  expect((await runCli(main, 'restore /tmp/x', env)).stderr).toContain('[restore.foreign]');
  expect((await runCli(main, 'migrate --json', env)).stdout).toContain('"db.unreachable"');
  expect((await runCli(main, 'doctor', env)).code).toBe(1);
  await rm(join(tmpdir(), 'gandan-none'), { recursive: true, force: true });
});
