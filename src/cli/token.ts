import { createToken } from '../platform/sign-in/accounts.ts';
import type { OwnVerb } from './verb.ts';

/** A personal access token of a user, shown once. */
export const token: OwnVerb = {
  name: 'token',
  summary: 'platform.cli.token.summary',
  configure(command, t) {
    command
      .requiredOption('--user <name>', t('platform.cli.token.user'))
      .option('--name <text>', t('platform.cli.token.name'))
      .option('--right <right...>', t('platform.cli.token.right'))
      .option('--expires-on <date>', t('platform.cli.token.expires-on'));
  },
  async run(context, { options }) {
    const { db } = await context.installation();
    const { user, name, right, expiresOn } = options as {
      user: string;
      name?: string;
      right?: string[];
      expiresOn?: string;
    };
    const made = await createToken(db, user, {
      ...(name === undefined ? {} : { name }),
      ...(right === undefined ? {} : { rights: right }),
      ...(expiresOn === undefined ? {} : { expiresOn }),
    });
    context.print({ token: made.token }, made.token);
    return 0;
  },
};
