import type { Command } from 'commander';
import type { ExitCode } from '../platform/cli.ts';
import type { Translate } from '../platform/format.ts';
import type { OwnContext } from './context.ts';

/** A verb of the platform itself: like those of the rooms, with the installation in its hands. `summary` is a key. */
export type OwnVerb = {
  name: string;
  summary: string;
  configure?(command: Command, t: Translate): void;
  run(context: OwnContext, args: { positional: string[]; options: Record<string, unknown> }): Promise<ExitCode>;
};
