import type { Terminal } from './context.ts';

export type Said = { code: number; stdout: string; stderr: string };

/** Runs the command line as a person would, with words and environment, and hears what it says. */
export async function runCli(
  main: (argv: readonly string[], terminal: Terminal) => Promise<number>,
  words: string,
  env: NodeJS.ProcessEnv = {},
  cwd = '/',
): Promise<Said> {
  const said = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({ write: (text: string) => void (said[name] += text) });
  const argv = words.split(' ').filter((word) => word !== '');
  const terminal: Terminal = {
    env: { PATH: process.env['PATH'], ...env },
    cwd,
    stdout: stream('stdout'),
    stderr: stream('stderr'),
  };
  const code = await main(argv, terminal);
  return { code, ...said };
}
