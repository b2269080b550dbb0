import { type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Most that the process ever had in memory, in megabytes. */
export async function memoryOf(child: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}

/** Processes of the database: the first, and all it has now. */
export async function backends(dataDir: string): Promise<number[]> {
  const postmaster = Number((await readFile(join(dataDir, 'pg', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  const children = await readFile(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8');
  return [postmaster, ...children.trim().split(' ').filter(Boolean).map(Number)];
}

/** Processor time of processes in seconds, with that of children they have outlived. */
export async function busyOf(pids: readonly number[]): Promise<number> {
  let ticks = 0;
  for (const [at, pid] of pids.entries()) {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''); // one that ended in between
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    ticks += (fields[11] ?? 0) + (fields[12] ?? 0) + (at === 0 ? (fields[13] ?? 0) + (fields[14] ?? 0) : 0);
  }
  return ticks / 100;
}
