import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const START_WITHIN_MS = 5 * 60_000;
const STOP_WITHIN_MS = 30_000;

export type SignIn = { userName: string; password: string };
export type Program = { address: string; signIns: SignIn[]; dataDir: string; stop(): Promise<void> };
type Greeting = { address: string; dataDir: string; sampleSignIns: SignIn[] };

/**
 * Starts the whole program as a person would, on a free port with an empty data directory of its own.
 * @param env settings on top, such as `GANDAN_SAMPLE: 'no'`
 */
export async function startProgram(env: Record<string, string> = {}): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), 'gandan-e2e-'));
  const child = spawn(process.execPath, [join(ROOT, 'bin/gandan.mjs'), 'start', '--json'], {
    cwd: ROOT,
    env: { ...process.env, ...UNSET, PORT: '0', GANDAN_DATA: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let greeting: Greeting | undefined;
  const stop = async (): Promise<void> => {
    await end(child);
    for (const place of new Set([folder, greeting?.dataDir ?? folder]))
      await rm(place, { recursive: true, force: true });
  };
  try {
    greeting = await greetingOf(child);
    await untilReady(greeting.address, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { address: greeting.address, signIns: greeting.sampleSignIns, dataDir: greeting.dataDir, stop };
}

/** What a person has set for the running program must not reach the tests. */
const UNSET: NodeJS.ProcessEnv = {
  DATABASE_URL: undefined,
  HOST: undefined,
  GANDAN_SAMPLE: undefined,
  GANDAN_SECRET_FILE: undefined,
  GANDAN_LOG: undefined,
};

/** The line that `start --json` prints once it listens. */
async function greetingOf(child: ChildProcess): Promise<Greeting> {
  let out = '';
  let notes = '';
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`not started in time\n${notes}`)), START_WITHIN_MS);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (notes += text));
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      const line = out.split('\n').find((one) => one.startsWith('{'));
      if (line === undefined || !out.includes(`${line}\n`)) return;
      clearTimeout(limit);
      resolve(JSON.parse(line) as Greeting);
    });
    child.once('exit', (code) => {
      clearTimeout(limit);
      reject(new Error(`the program ended with ${code} before it listened\n${notes}${out}`));
    });
  });
}

async function untilReady(address: string, child: ChildProcess): Promise<void> {
  const limit = Date.now() + START_WITHIN_MS;
  while (child.exitCode === null && Date.now() < limit) {
    const answer = await fetch(`${address}/readyz`);
    if (answer.ok) return;
    await delay(200);
  }
  throw new Error('the program listens but does not become ready');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const limit = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await ended;
  clearTimeout(limit);
}
