import { inScope, type Scope } from '#platform/db/database.ts';
import type { Verb } from '#platform/cli.ts';
import { RIGHTS } from '#platform/rights.ts';
import { todayInVietnam } from '#platform/time/index.ts';
import { translate } from '#platform/messages-node.ts';
import { answerFigure } from './answer.ts';
import { FigureQuery } from './contract.ts';
import { reconcile } from './reconcile.ts';
import { report } from './reports/cli.ts';
import { Invalid } from '#platform/errors.ts';
import { dhis2Verb } from './exchange/cli.ts';

/** Who runs a command on the machine itself may see everything the register holds; the access log says so. */
const OPERATOR: Scope = { userId: 'command-line', rights: RIGHTS, ranges: 'everything', via: 'command-line' };

const figure: Verb = {
  name: 'figure',
  summary: 'figures.cli.figure',
  configure: (command, t) =>
    void command
      .argument('<id>', t('figures.cli.help.id'))
      .requiredOption('--unit <code>', t('figures.cli.help.unit'))
      .option('--from <date>', t('figures.cli.help.from'))
      .option('--to <date>', t('figures.cli.help.to'))
      .option('--as-of <date>', t('figures.cli.help.as-of'))
      .option('--boundaries <then|now|date>', t('figures.cli.help.boundaries'))
      .option('--by <dimension>', t('figures.cli.help.by'))
      .option('--filter <key=value>', t('figures.cli.help.filter'))
      .option('--count <people|participations>', t('figures.cli.help.count')),
  async run(context, { positional, options }) {
    const query = FigureQuery.safeParse({ ...options });
    if (!query.success) throw new Invalid('request.invalid', { path: query.error.issues[0]?.path.join('.') ?? '' });
    const { db, clock } = await context.platform();
    const answer = await inScope(db, OPERATOR, (tx) =>
      answerFigure(
        tx,
        { rights: RIGHTS, ranges: 'everything' },
        positional[0] ?? '',
        query.data,
        todayInVietnam(clock()),
      ),
    );
    const shown =
      answer.definition.kind === 'ratio'
        ? `${answer.value ?? '–'} % (${answer.numerator} / ${answer.denominator})`
        : String(answer.value);
    const rows = (answer.rows ?? []).map((row) => `  ${row.name ?? row.key ?? '–'}\t${row.value ?? '–'}`);
    context.print(
      answer,
      [`${answer.id}  ${answer.unit.name}  ${answer.asOf}  ${answer.boundariesOn}`, shown, ...rows].join('\n'),
    );
    return 0;
  },
};

const reconcileVerb: Verb = {
  name: 'reconcile',
  summary: 'figures.cli.reconcile',
  async run(context) {
    const { db, clock } = await context.platform();
    const rows = await inScope(db, OPERATOR, (tx) =>
      reconcile(tx, { rights: RIGHTS, ranges: 'everything' }, todayInVietnam(clock())),
    );
    const lines = rows.map((row) => ({
      case: row.case,
      indicator: row.indicator,
      unit: row.unit,
      comparator: row.comparator,
      published: row.published,
      computed: row.computed,
      agrees: row.agrees,
    }));
    const text = rows.map((row) =>
      [
        row.case,
        row.indicator,
        row.unitName,
        translate(context.lang, `figures.comparator.${row.comparator}`),
        row.published,
        row.computed ?? '–',
        translate(context.lang, row.agrees ? 'figures.agrees' : 'figures.differs'),
      ].join('\t'),
    );
    context.print(lines, text.join('\n'));
    return rows.every((row) => row.agrees) ? 0 : 1;
  },
};

export const verbs: readonly Verb[] = [figure, reconcileVerb, report, dhis2Verb(OPERATOR)];
