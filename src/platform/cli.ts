import type { Command } from 'commander';
import type { Translate } from './format.ts';
import type { Platform } from './http/context.ts';

/** What a verb of the command line works with. Opened on first use, closed by the caller. */
export type CliContext = {
  platform(): Promise<Pick<Platform, 'db' | 'dataDir' | 'clock'>>;
  /** Language of sentences, from `--lang`, `LANG` or Vietnamese. */
  lang: 'vi' | 'th' | 'en';
  json: boolean;
  /** Prints a value: as JSON with `--json`, else the text. */
  print(value: unknown, text: string): void;
  /** A progress line, only when a terminal watches. */
  progress(done: number, total: number, what: string): void;
};

/** 0 done, 1 refused by a rule or a check, 2 wrong use (DESIGN.md 6). */
export type ExitCode = 0 | 1 | 2;

/** One verb: `configure` adds arguments and options, `run` gets them as commander parsed them. */
export type Verb = {
  name: string;
  /** key of a message */
  summary: string;
  configure?(command: Command, t: Translate): void;
  run(context: CliContext, args: { positional: string[]; options: Record<string, unknown> }): Promise<ExitCode>;
};
