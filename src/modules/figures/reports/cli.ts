import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { inScope, type Scope } from '#platform/db/database.ts';
import type { Verb } from '#platform/cli.ts';
import { Invalid } from '#platform/errors.ts';
import { formatInstant } from '#platform/format.ts';
import { translatorFor } from '#platform/messages-node.ts';
import { RIGHTS } from '#platform/rights.ts';
import { PlainDate } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/index.ts';
import { askedUnit } from '../place.ts';
import { endOf } from './rules.ts';
import { signReport } from './sign.ts';
import { addReport, readReport, templateOf } from './store.ts';

/** Who runs a command on the machine itself may see everything the register holds; the access log says so. */
const OPERATOR: Scope = { userId: 'command-line', rights: RIGHTS, ranges: 'everything', via: 'command-line' };
const CALLER = { userId: 'command-line', via: 'token' as const, rights: RIGHTS, ranges: 'everything' as const };

/** `gandan report commune.month --unit … --from … [--to …] [--sign] [--json]`: computes, and signs where nothing stands in the way. */
export const report: Verb = {
  name: 'report',
  summary: 'figures.report.cli.summary',
  configure: (command, t) =>
    void command
      .argument('<template>', t('figures.report.cli.template'))
      .requiredOption('--unit <code>', t('figures.cli.help.unit'))
      .requiredOption('--from <date>', t('figures.cli.help.from'))
      .option('--to <date>', t('figures.cli.help.to'))
      .option('--sign', t('figures.report.cli.sign'))
      .option('--name <name>', t('figures.report.page.field.name'))
      .option('--post <post>', t('figures.report.page.field.post')),
  async run(context, { positional, options }) {
    const { db, clock } = await context.platform();
    const template = templateOf(positional[0] ?? '');
    const from = PlainDate.safeParse(options['from']);
    if (!from.success) throw new Invalid('request.invalid', { path: 'from' });
    const to = typeof options['to'] === 'string' ? options['to'] : endOf(template.period, from.data);
    const now = clock();
    const about = { caller: CALLER, now, today: todayInVietnam(now) };
    const { lang } = context;
    const page = await inScope(db, OPERATOR, async (tx) => {
      const unit = await askedUnit(tx, String(options['unit']), to < about.today ? to : about.today);
      const known = await tx.maybeOne<{ id: string }>(sql`
        select id from figures.report where template = ${template.id} and unit_id = ${unit.id} and from_on = ${from.data}::date`);
      const { id } =
        known ??
        (await addReport(tx, about, { id: randomUUID(), template: template.id, unitId: unit.id, from: from.data, to }));
      const draft = await readReport(tx, about, id, undefined, lang);
      if (options['sign'] !== true || !draft.isOpen) return draft;
      const name =
        typeof options['name'] === 'string' ? options['name'] : translatorFor(lang)('figures.report.cli.operator');
      const post = typeof options['post'] === 'string' ? options['post'] : draft.suggested.post;
      await signReport(tx, about, id, { ...draft.suggested, version: draft.version, name, post, register: false });
      return readReport(tx, about, id, undefined, lang);
    });
    const { document } = page;
    const lines = document.notes.map(({ key, number }) => {
      const figure = document.figures[key];
      return `${String(number).padStart(3)}  ${figure?.figure ?? ''}\t${figure?.name ?? ''}\t${figure?.shown ?? '–'}`;
    });
    const findings = page.findings.map(
      (finding) => `${finding.severity === 'block' ? '✗' : '!'} ${finding.says} ${finding.next}`,
    );
    context.print(
      page,
      [document.title, ...lines, ...findings, page.signedAt ? formatInstant(lang, page.signedAt) : '']
        .join('\n')
        .trim(),
    );
    return page.findings.some((finding) => finding.severity === 'block') ? 1 : 0;
  },
};
