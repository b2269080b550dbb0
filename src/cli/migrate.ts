import type { OwnVerb } from './verb.ts';

/** Brings the schema up to date. */
export const migrate: OwnVerb = {
  name: 'migrate',
  summary: 'platform.cli.migrate.summary',
  async run(context) {
    const { migrated } = await context.installation({ migrate: 'always' });
    context.print({ migrated }, context.t('platform.cli.migrate.done', { count: migrated.length }));
    return 0;
  },
};
