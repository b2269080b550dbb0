import type { Command } from 'commander';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { asOwner } from '#platform/db/database.ts';
import { Problem, TooLarge } from '#platform/errors.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import type { CliContext, ExitCode, Verb } from '#platform/cli.ts';
import type { Translate } from '#platform/format.ts';
import { hasMessage, translate } from '#platform/messages-node.ts';
import { isPlainDate } from '#platform/shapes.ts';
import { importUnits } from './import.ts';
import { importOutlines } from './outlines.ts';
import {
  carryOutReorganisation,
  describeRecords,
  planReorganisation,
  type ReorganisationReport,
  takeBackReorganisation,
} from './reorganise.ts';
import { type MergeRow, type ProvinceMergeRow, readPlanFile, readSpellings, readUnits } from './unit-files.ts';

type Args = { positional: string[]; options: Record<string, unknown> };
const STEPS = ['plan', 'end', 'begin', 'move', 'paths', 'records'];

/** `gandan import units --before FILE`: the list of places as of a day, with their Party organisations if wished. */
export const importUnitsVerb: Verb = {
  name: 'import units',
  summary: 'organisation.cli.help.import',
  configure: (command: Command, t: Translate) => {
    command
      .requiredOption('--before <file>', t('organisation.cli.help.before'))
      .option('--after <file>', t('organisation.cli.help.after'))
      .option('--mapping <files...>', t('organisation.cli.help.mapping'))
      .option('--spelling <file>', t('organisation.cli.help.spelling'))
      .option('--from <date>', t('organisation.cli.help.from'), '2010-01-01')
      .option('--on <date>', t('organisation.cli.help.on'), '2025-07-01')
      .option('--with-bodies', t('organisation.cli.help.with-bodies'));
  },
  run: (context, { options }) =>
    refusing(context, async () => {
      const { db } = await context.platform();
      const rows = await readUnits(textOf(options['before']));
      const spellings = options['spelling'] === undefined ? [] : await readSpellings(textOf(options['spelling']));
      const withBodies = options['withBodies'] === true;
      const report = await asOwner(db, 'command-line', (tx) =>
        importUnits(tx, rows, { from: textOf(options['from']), spellings, withBodies }),
      );
      context.print(
        report,
        say(context, 'organisation.cli.imported', { added: report.added, same: report.same, bodies: report.bodies }),
      );
      if (options['after'] === undefined) return 0;
      return reorganise(context, {
        positional: (options['mapping'] as string[] | undefined) ?? [],
        options: { on: options['on'], after: options['after'] },
      });
    }),
};

/** `gandan reorganise FILE…`: replays what was decided over the whole tree. */
export const reorganiseVerb: Verb = {
  name: 'reorganise',
  summary: 'organisation.cli.help.reorganise',
  configure: (command: Command, t: Translate) => {
    command
      .argument('[plans...]', t('organisation.cli.help.plans'))
      .option('--on <date>', t('organisation.cli.help.effective'), '2025-07-01')
      .option('--after <file>', t('organisation.cli.help.after-list'))
      .option('--title <text>', t('organisation.cli.help.title'))
      .option('--dry-run', t('organisation.cli.help.dry-run'))
      .option('--take-back', t('organisation.cli.help.take-back'));
  },
  run: (context, args) => refusing(context, () => reorganise(context, args)),
};

async function reorganise(context: CliContext, { positional, options }: Args): Promise<ExitCode> {
  const on = textOf(options['on'] ?? '2025-07-01');
  if (!isPlainDate(on)) return wrongUse(context, 'organisation.cli.bad-date', { seen: on });
  const { db } = await context.platform();
  if (options['takeBack'] === true) {
    const done = await asOwner(db, 'command-line', (tx) => takeBackReorganisation(tx, { on, actor: 'command-line' }));
    context.print(done, say(context, 'organisation.cli.taken-back', { count: done.takenBack.length }));
    return 0;
  }
  if (positional.length === 0 && options['after'] === undefined)
    return wrongUse(context, 'organisation.cli.no-plan', {});
  const communes: MergeRow[] = [];
  const provinces: ProvinceMergeRow[] = [];
  for (const path of positional) {
    const file = await readPlanFile(path);
    communes.push(...file.communes);
    provinces.push(...file.provinces);
  }
  const after = options['after'] === undefined ? {} : { after: await readUnits(textOf(options['after'])) };
  const title = options['title'] === undefined ? {} : { title: textOf(options['title']) };
  const input = { on, communes, provinces, ...after, ...title };
  if (options['dryRun'] === true) {
    const shown = await asOwner(db, 'command-line', async (tx) => {
      const plan = await planReorganisation(tx, input);
      return { report: plan.report, records: await describeRecords(tx, plan) };
    });
    context.print({ dryRun: true, ...shown }, describe(context, shown.report));
    return 0;
  }
  const done = await asOwner(db, 'command-line', (tx) =>
    carryOutReorganisation(tx, input, {
      actor: 'command-line',
      onStep: (step) =>
        context.progress(STEPS.indexOf(step), STEPS.length, say(context, `organisation.cli.step-${step}`)),
    }),
  );
  context.print(
    done,
    done.eventId === null ? say(context, 'organisation.cli.nothing-to-do') : describe(context, done.report),
  );
  return 0;
}

function describe(context: CliContext, report: ReorganisationReport): string {
  const lines = (title: string, counts: Record<string, number>) => [
    say(context, title),
    ...Object.entries(counts).map(([kind, count]) => `  ${say(context, `organisation.kind.${kind}`)}: ${count}`),
  ];
  return [
    ...lines('organisation.cli.begins', report.begins),
    ...lines('organisation.cli.ends', report.ends),
    ...lines('organisation.cli.moves', report.moves),
    ...(report.unplaced.length > 0
      ? [say(context, 'organisation.cli.unplaced', { count: report.unplaced.length })]
      : []),
    ...report.unplaced.slice(0, 50).map((unit) => `  ${unit.name}: ${unit.candidates.join(' / ') || '–'}`),
    ...report.mappingMissing.map((province) =>
      say(context, province.done ? 'organisation.cli.mapping-missing' : 'organisation.cli.mapping-missing-left', {
        code: province.code,
        name: province.name,
        old: province.oldUnits,
        fresh: province.newUnits,
      }),
    ),
    ...(report.elsewhere > 0 ? [say(context, 'organisation.cli.elsewhere', { count: report.elsewhere })] : []),
  ].join('\n');
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

function say(context: CliContext, key: string, values: Record<string, string | number> = {}): string {
  return hasMessage(context.lang, key) ? translate(context.lang, key, values) : key;
}

function wrongUse(context: CliContext, key: string, values: Record<string, string>): ExitCode {
  context.print({ error: key, ...values }, say(context, key, values));
  return 2;
}

/** A refusal is an answer, not a crash: its code as JSON, its sentence for people, exit code 1. */
async function refusing(context: CliContext, work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    context.print(
      { code: error.code, details: error.details },
      say(context, `problem.${error.code}`, error.details as Record<string, string | number>),
    );
    return 1;
  }
}

/** `gandan import outlines FILE`: outlines of places for the maps, from a GeoJSON or TopoJSON file of the operator. */
export const importOutlinesVerb: Verb = {
  name: 'import outlines',
  summary: 'organisation.cli.outlines',
  configure: (command: Command, t: Translate) => {
    command
      .argument('<file>', t('organisation.cli.help.outline-file'))
      .option('--property <name>', t('organisation.cli.help.property'), 'code')
      .option('--on <date>', t('organisation.cli.help.codes-on'));
  },
  run: (context, { positional, options }) =>
    refusing(context, async () => {
      const file = positional[0] ?? '';
      const { size } = await stat(file);
      if (size > OUTLINES_MAX_BYTES) throw new TooLarge('file.too-large', { limit: OUTLINES_MAX_BYTES });
      const { db, clock } = await context.platform();
      const on = textOf(options['on']) || todayInVietnam(clock());
      const text = await readFile(file, 'utf8');
      const report = await asOwner(db, 'command-line', (tx) =>
        importOutlines(tx, text, { property: textOf(options['property']), on, source: basename(file) }),
      );
      const unknown = report.unknown.length > 0 ? `\n${report.unknown.join(', ')}` : '';
      context.print(
        report,
        `${say(context, 'organisation.cli.outlines-taken', { taken: report.taken, unknown: report.unknown.length })}${unknown}`,
      );
      return report.taken > 0 ? 0 : 1;
    }),
};
const OUTLINES_MAX_BYTES = 100 * 1024 * 1024;

export const verbs: Verb[] = [importUnitsVerb, importOutlinesVerb, reorganiseVerb];
