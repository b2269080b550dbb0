import { writeFile } from 'node:fs/promises';
import type { Verb } from '#platform/cli.ts';
import { translate } from '#platform/messages-node.ts';
import { inScope, type Scope } from '#platform/db/database.ts';
import { Invalid } from '#platform/errors.ts';
import { RIGHTS } from '#platform/rights.ts';
import { todayInVietnam } from '#platform/time/index.ts';
import { DataAsked, dhis2Metadata, dhis2Values } from './exchange.ts';

/** Metadata and values for DHIS2 in one file, as its import page takes them. */
export function dhis2Verb(operator: Scope): Verb {
  return {
    name: 'export dhis2',
    summary: 'figures.cli.dhis2',
    configure: (command, t) =>
      void command
        .argument('<file>', t('figures.cli.help.file'))
        .requiredOption('--unit <code>', t('figures.cli.help.unit'))
        .requiredOption('--figures <ids>', t('figures.cli.help.figures'))
        .requiredOption('--from <month>', t('figures.cli.help.month-from'))
        .requiredOption('--to <month>', t('figures.cli.help.month-to')),
    async run(context, { positional, options }) {
      const asked = DataAsked.safeParse({ ...options });
      if (!asked.success) throw new Invalid('request.invalid', { path: asked.error.issues[0]?.path.join('.') ?? '' });
      const { db, clock } = await context.platform();
      const today = todayInVietnam(clock());
      const caller = { rights: RIGHTS, ranges: 'everything' } as const;
      const { metadata, data } = await inScope(db, operator, async (tx) => ({
        metadata: await dhis2Metadata(tx, caller, asked.data, today, context.lang),
        data: await dhis2Values(tx, caller, asked.data, today),
      }));
      const file = positional[0] ?? '';
      await writeFile(file, JSON.stringify({ ...metadata, dataValues: data.dataValues }, null, 2), { mode: 0o600 });
      const told = {
        file,
        units: metadata.organisationUnits.length,
        values: data.dataValues.length,
        withheld: data.withheld,
      };
      context.print(told, translate(context.lang, 'figures.cli.dhis2-done', told));
      return 0;
    },
  };
}
