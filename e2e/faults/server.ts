import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The real program on a data directory, which can be killed with its database and started again on the same port. */
export class Server {
  readonly port: number;
  readonly #dataDir: string;
  #child: ChildProcess | undefined;
  /** Whether anybody would answer: a phone need not ask in a circle. */
  isUp = false;
  signIns: { userName: string; password: string }[] = [];

  private constructor(port: number, dataDir: string) {
    this.port = port;
    this.#dataDir = dataDir;
  }

  static async start(dataDir: string): Promise<Server> {
    const server = new Server(await freePort(), dataDir);
    await server.up();
    return server;
  }

  async up(): Promise<void> {
    const child = spawn(process.execPath, [join(ROOT, 'bin/gandan.mjs'), 'start', '--json'], {
      cwd: ROOT,
      env: { ...process.env, PORT: String(this.port), GANDAN_DATA: this.#dataDir, DATABASE_URL: undefined },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let out = '';
    let notes = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (notes = (notes + text).slice(-4000)));
    await new Promise<void>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`the server did not start\n${notes}`)), 300_000);
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text;
        const line = out.split('\n').find((one) => one.startsWith('{'));
        if (line === undefined || !out.includes(`${line}\n`)) return;
        clearTimeout(limit);
        const told = JSON.parse(line) as { sampleSignIns?: { userName: string; password: string }[] };
        if (told.sampleSignIns?.length) this.signIns = told.sampleSignIns;
        this.isUp = true;
        resolve();
      });
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}\n${notes}`)));
    });
  }

  /** kill -9, the database with it when asked. */
  async kill(withDatabase: boolean): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined) return;
    this.isUp = false;
    const ended = new Promise((done) => child.once('exit', done));
    if (withDatabase) {
      const pid = Number((await readFile(join(this.#dataDir, 'pg', 'postmaster.pid'), 'utf8')).split('\n')[0]);
      if (pid > 1) process.kill(pid, 'SIGKILL');
    }
    child.kill('SIGKILL');
    await ended;
    this.#child = undefined;
    await delay(200);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await ended;
    this.#child = undefined;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
