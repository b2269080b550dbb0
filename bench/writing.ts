import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Bench } from './cases/context.ts';

const WRITER = fileURLToPath(new URL('writer.ts', import.meta.url));
export type Told = {
  written: number;
  failed: number;
  perSecond: number;
  p50: number;
  p95: number;
  problem: string | null;
};

/**
 * Writes through row policies, audit, change log and totals from a process of its own, as many a second as asked for,
 * with the tickers of a running server beside them (fold, seal, sequencer).
 */
export async function startWriting(
  { installation, size, log }: Bench,
  options: { perSecond: number },
): Promise<{ stop(): Promise<Told> }> {
  const child: ChildProcess = fork(
    WRITER,
    [size, installation.ownerUrl, installation.dataDir, String(options.perSecond)],
    {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  const [ready] = (await once(child, 'message')) as [unknown];
  log(`writing: ${JSON.stringify(ready)}`);
  return {
    async stop() {
      const answer = once(child, 'message') as Promise<[Told]>;
      child.send('stop');
      const [told] = await answer;
      await once(child, 'exit');
      return told;
    },
  };
}
