import { Command, CommanderError } from 'commander';
import type { ExitCode } from './platform/cli.ts';
import { isLang } from './platform/format.ts';
import { hasMessage, translate } from './platform/messages-node.ts';
import { backup, restore } from './cli/backup.ts';
import { makeContext, type OwnContext, type Terminal } from './cli/context.ts';
import { doctor } from './cli/doctor.ts';
import { init } from './cli/init.ts';
import { migrate } from './cli/migrate.ts';
import { problemText, sayProblem } from './cli/problem.ts';
import { sample } from './cli/sample.ts';
import { start } from './cli/start.ts';
import { langOfEnvironment } from './cli/terminal.ts';
import { token } from './cli/token.ts';
import { exportAllVerb, importAllVerb } from './cli/transfer.ts';
import { verify } from './cli/verify.ts';
import { roomVerbs } from './cli/rooms.ts';
import type { OwnVerb } from './cli/verb.ts';

const PLATFORM_VERBS: readonly OwnVerb[] = [
  start,
  init,
  migrate,
  sample,
  token,
  backup,
  restore,
  verify,
  doctor,
  exportAllVerb,
  importAllVerb,
];

const REAL_TERMINAL: Terminal = {
  env: process.env,
  get cwd() {
    return process.cwd();
  },
  stdout: process.stdout,
  stderr: process.stderr,
};

/**
 * The command line. @returns 0 done, 1 refused by a rule or a check, 2 wrong use
 * @param argv words after the program's name
 */
export async function main(argv: readonly string[], terminal: Terminal = REAL_TERMINAL): Promise<number> {
  const lang = langOfEnvironment(terminal.env, wordAfter(argv, '--lang'));
  const json = argv.includes('--json');
  const context = makeContext(terminal, { lang, json });
  let code: ExitCode = 0;
  const program = programFor(context, (result) => (code = result));
  try {
    await program.parseAsync(argv.length === 0 ? ['--help'] : wordsOf(argv), { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return wrongUse(error, context);
    return sayProblem(error, context);
  } finally {
    await context.close();
  }
}

/** `export --all` is `export all`, and so with import: people say it both ways. */
function wordsOf(argv: readonly string[]): string[] {
  return argv.map((word, at) => (word === '--all' && /^(export|import)$/.test(argv[at - 1] ?? '') ? 'all' : word));
}

function programFor(context: OwnContext, finish: (code: ExitCode) => void): Command {
  const { t, terminal } = context;
  const program = new Command('gandan').description(t('platform.cli.description'));
  program.option('--json', t('platform.cli.option.json'));
  program.option('--lang <vi|th|en>', t('platform.cli.option.lang'));
  for (const verb of [...PLATFORM_VERBS, ...roomVerbs]) {
    const words = verb.name.split(' ');
    const command = place(program, words).description(t(verb.summary));
    verb.configure?.(command, t);
    command.action(async () => finish(await verb.run(context, { positional: command.args, options: command.opts() })));
  }
  for (const command of program.commands)
    if (command.commands.length > 0) command.description(t(`platform.cli.${command.name()}`));
  for (const command of everyCommand(program)) dress(command, context);
  program.configureOutput({ writeOut: (text) => terminal.stdout.write(text) });
  return program;
}

/** The command of a verb; a verb of two words stands below a command of the first, made when it is missing. */
function place(program: Command, words: readonly string[]): Command {
  let at = program;
  for (const word of words) at = at.commands.find((command) => command.name() === word) ?? at.command(word);
  return at;
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

/** Help in the person's language, and errors thrown instead of printed. */
function dress(command: Command, { t, terminal }: OwnContext): void {
  const titles: Record<string, string> = {
    'Usage:': t('platform.cli.help.usage'),
    'Arguments:': t('platform.cli.help.arguments'),
    'Options:': t('platform.cli.help.options'),
    'Commands:': t('platform.cli.help.commands'),
  };
  command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      outputError: () => undefined,
    })
    .showHelpAfterError(true)
    .configureHelp({ styleTitle: (title) => titles[title] ?? title })
    .helpOption('-h, --help', t('platform.cli.option.help'));
  if (command.commands.length > 0) command.helpCommand('help [verb]', t('platform.cli.option.help'));
}

/** What commander refuses, in the person's language, with the way to use it on the error stream. */
function wrongUse(error: CommanderError, context: OwnContext): number {
  if (error.exitCode === 0) return 0;
  const words = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  const key = `platform.cli.wrong.${error.code.replace(/^commander\./, '')}`;
  const sentence = hasMessage(context.lang, key)
    ? translate(context.lang, key, { what: words })
    : translate(context.lang, 'platform.cli.wrong.help');
  const code = 'cli.wrong-use';
  if (context.json)
    context.terminal.stdout.write(
      `${JSON.stringify({ ...problemText(code, 2, sentence), details: { what: words } })}\n`,
    );
  context.note(sentence);
  return 2;
}

function wordAfter(argv: readonly string[], option: string): string | undefined {
  const joined = argv.find((word) => word.startsWith(`${option}=`))?.slice(option.length + 1);
  const at = argv.indexOf(option);
  const word = joined ?? (at >= 0 ? argv[at + 1] : undefined);
  return isLang(word) ? word : undefined;
}
