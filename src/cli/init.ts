import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { asOwner } from '../platform/db/database.ts';
import { txOf } from '../platform/db/tx.ts';
import { RuleBroken } from '../platform/errors.ts';
import { createUser } from '../platform/sign-in/accounts.ts';
import type { OwnVerb } from './verb.ts';

/** An installation without the sample: schema and first administrator, whose password is made and shown once. */
export const init: OwnVerb = {
  name: 'init',
  summary: 'platform.cli.init.summary',
  configure(command, t) {
    command
      .option('--user <name>', t('platform.cli.init.user'), 'admin')
      .option('--name <text>', t('platform.cli.init.name'));
  },
  async run(context, { options }) {
    const { db, dataDir } = await context.installation({ migrate: 'always' });
    const known = await txOf(db.owner).maybeOne(sql`select from platform.account limit 1`);
    if (known) throw new RuleBroken('init.already');
    const userName = String(options['user']);
    const displayName =
      typeof options['name'] === 'string' ? options['name'] : context.t('platform.cli.init.administrator');
    const password = randomBytes(12).toString('base64url');
    const { id } = await createUser(db, { userName, password, displayName, language: context.lang });
    await asOwner(db, 'command-line', (tx) => tx.run(sql`insert into platform.administrator (user_id) values (${id})`));
    context.print(
      { userName, password, dataDir },
      context.t('platform.cli.init.done', { userName, password, dir: dataDir }),
    );
    return 0;
  },
};
