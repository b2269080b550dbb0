import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

/** What every system is asked, over HTTP. `all` = the whole province, else each of twenty communes in turn. */
export const CASES = {
  list: 'first 50 by full name with total, a commune',
  'list.all': 'first 50 by full name, the province',
  filter: 'exempt women, first 50 with total, a commune',
  'filter.all': 'exempt women, first 50, the province',
  search: 'part of a name without accents, with total, a commune',
  'search.all': 'beginning of a name without accents, first 50, the province',
  districts: 'members of the province by district',
  communes: 'members of the province by commune',
} as const;
export type CaseName = keyof typeof CASES;

/** A commune to ask about: its Party organisation, and whose label ranges its clerk sees. */
export type Commune = { id: string; name: string; ranges: { lo: number; hi: number }[] };
export type World = {
  day: string;
  province: string;
  districts: string[];
  communes: Commune[];
  /** Parts of names without accents, one for each commune. */
  parts: string[];
  beginnings: string[];
};

export type System = {
  name: string;
  /** Version, settings, indexes: what a reader needs to judge the figures. */
  about: Record<string, string>;
  /** Answers a number by which the systems are compared: the total, or how many rows came. */
  ask: Partial<Record<CaseName, (n: number) => Promise<number>>>;
  /** Most resident memory of all its processes together, in megabytes. */
  megabytes(): Promise<number>;
  stop(): Promise<void>;
};

export type Imported = {
  rows: number;
  seconds: number;
  taken: number;
  refused: number;
  /** What else stands in the database afterwards that should not. */
  halfTaken: number;
  megabytes: number;
  note: string;
};

/** A process that tells its address, or that it is ready, in its first line. */
export async function begin(
  command: string,
  args: readonly string[],
  options: { env?: Record<string, string>; cwd?: string; ready?: RegExp } = {},
): Promise<{ child: ChildProcess; line: string; stop(): Promise<void> }> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  // A run that fails leaves nobody behind who would ask the same database.
  process.once('exit', () => child.kill('SIGKILL'));
  let said = '';
  const gone = once(child, 'exit');
  const line = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said = (said + chunk.toString()).slice(-20_000);
      const found = (options.ready ?? /^(http\S+)\s*$/m).exec(said);
      if (found) resolve(found[1] ?? '');
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', reject);
    void gone.then(() => reject(new Error(`${command} did not start: ${said}`)));
  });
  return {
    child,
    line,
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** Most that a process and its children ever had in memory, in megabytes. */
export async function treeMegabytes(pid: number): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  let megabytes = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  for (const child of children.trim().split(' ').filter(Boolean)) megabytes += await treeMegabytes(Number(child));
  return megabytes;
}
