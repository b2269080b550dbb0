import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { verifyChain } from '#platform/audit/audit.ts';
import { asOwner } from '#platform/db/database.ts';
import { txOf } from '#platform/db/tx.ts';
import { createToken, createUser } from '#platform/sign-in/accounts.ts';
import { openInstallation } from '../src/server/installation.ts';

const SERVER = fileURLToPath(new URL('crash-server.ts', import.meta.url));
const FIRST_DAY = Date.UTC(1900, 0, 1);
const DAY_MS = 86_400_000;

export type CrashReport = {
  rounds: number;
  acknowledged: number;
  lost: number;
  chain: { agrees: boolean; checked: number; unsealed: number };
  recoverySeconds: number[];
};

type Victim = 'server' | 'database' | 'both';
const VICTIMS: readonly Victim[] = ['both', 'server', 'database'];

/**
 * Kills the program, the database or both without warning while people write, again and again, and then asks for every
 * write that was acknowledged and for the audit chain.
 */
export async function runCrashes(options: {
  rounds: number;
  writers: number;
  log?: (line: string) => void;
}): Promise<CrashReport> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gandan-crash-'));
  try {
    const token = await prepare(dataDir);
    const acknowledged: string[] = [];
    const recoverySeconds: number[] = [];
    let nextDay = 0;
    for (let round = 0; round < options.rounds; round += 1) {
      const began = Date.now();
      const server = await startIt(dataDir);
      recoverySeconds.push((Date.now() - began) / 1000);
      const stopping = new AbortController();
      const before = acknowledged.length;
      const writers = Array.from({ length: options.writers }, () =>
        writeUntil(stopping.signal, server.address, token, () => (nextDay += 1), acknowledged),
      );
      // Some writes must have been answered, and the moment of the kill must differ from round to round.
      while (acknowledged.length < before + 5) await delay(5);
      await delay(Math.random() * 400);
      const victim = VICTIMS[round % VICTIMS.length] ?? 'both';
      await kill(victim, server.child, dataDir);
      stopping.abort();
      await Promise.all(writers);
      options.log?.(`round ${round + 1}: ${victim} killed, ${acknowledged.length - before} writes acknowledged`);
    }
    return {
      rounds: options.rounds,
      acknowledged: acknowledged.length,
      ...(await count(dataDir, acknowledged)),
      recoverySeconds,
    };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Schema, an administrator and a token to write with. */
async function prepare(dataDir: string): Promise<string> {
  const { db, close } = await openInstallation({ dataDir, migrate: 'always' });
  try {
    const { id } = await createUser(db, { userName: 'crash', password: randomUUID(), displayName: 'Crash' });
    await asOwner(db, 'bench', (tx) => tx.run(sql`insert into platform.administrator (user_id) values (${id})`));
    await asOwner(db, 'bench', (tx) => tx.run(sql`delete from platform.holiday`));
    return (await createToken(db, 'crash')).token;
  } finally {
    await close();
  }
}

async function startIt(dataDir: string): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', SERVER, dataDir], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`the server did not start: ${said}`)));
  ended.catch(() => undefined); // expected once it is killed
  const [line] = (await Promise.race([once(child.stdout, 'data'), ended])) as [Buffer];
  return { child, address: line.toString().trim() };
}

async function writeUntil(
  signal: AbortSignal,
  address: string,
  token: string,
  next: () => number,
  acknowledged: string[],
): Promise<void> {
  while (!signal.aborted) {
    const on = new Date(FIRST_DAY + next() * DAY_MS).toISOString().slice(0, 10);
    try {
      const answer = await fetch(`${address}/api/v1/holidays`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'idempotency-key': randomUUID(),
          'content-type': 'application/json',
        },
        body: JSON.stringify({ id: randomUUID(), on, name: 'crash', source: 'bench' }),
      });
      if (answer.ok) acknowledged.push(on);
      await answer.arrayBuffer();
      if (answer.status >= 400 && answer.status < 500) throw new Error(`refused: ${answer.status}`);
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('refused')) throw error;
      await delay(20); // killed: the next round starts it again
    }
  }
}

async function kill(victim: Victim, child: ChildProcess, dataDir: string): Promise<void> {
  if (victim !== 'server') {
    const file = await readFile(join(dataDir, 'pg', 'postmaster.pid'), 'utf8');
    process.kill(Number(file.split('\n')[0]), 'SIGKILL');
  }
  // With the database alone dead, the program is given a moment to notice and go on before it is killed as well.
  if (victim === 'database') await delay(300);
  if (child.exitCode !== null) throw new Error(`the program ended by itself: ${child.exitCode}`);
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

async function count(dataDir: string, acknowledged: readonly string[]) {
  const { db, close } = await openInstallation({ dataDir, migrate: 'always' });
  try {
    await asOwner(db, 'bench', (tx) => tx.run(sql`select platform.seal_audit(1000000)`));
    const kept = await txOf(db.owner).many<{ on: string }>(sql`select on_date::text as "on" from platform.holiday`);
    const there = new Set(kept.map((row) => row.on));
    const { agrees, checked, unsealed } = await verifyChain(db);
    return { lost: acknowledged.filter((on) => !there.has(on)).length, chain: { agrees, checked, unsealed } };
  } finally {
    await close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rounds = Number(process.argv[2] ?? 20);
  const report = await runCrashes({ rounds, writers: 8, log: (line) => console.log(line) });
  console.log(JSON.stringify(report, null, 2));
  process.exitCode = report.lost === 0 && report.chain.agrees ? 0 : 1;
}
