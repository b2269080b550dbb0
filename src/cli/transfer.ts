import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { asOwner, type Database } from '../platform/db/database.ts';
import { formatInstant, formatNumber } from '../platform/format.ts';
import { addUser } from '../platform/sign-in/accounts.ts';
import { hashPassword } from '../platform/sign-in/library.ts';
import { exportAll } from '../platform/transfer/export.ts';
import { importAll } from '../platform/transfer/import.ts';
import { TRANSFER_RULES } from '../server/transfer-rules.ts';
import { runChecks } from './verify.ts';
import type { OwnVerb } from './verb.ts';

const MIB = 1024 * 1024;

/** Everything the installation knows, in one file that any program can read. */
export const exportAllVerb: OwnVerb = {
  name: 'export all',
  summary: 'platform.cli.export-all.summary',
  configure: (command, t) => void command.argument('<target>', t('platform.cli.export-all.target')),
  async run(context, { positional }) {
    const { t, lang } = context;
    const { db, dataDir } = await context.installation();
    const result = await exportAll({
      db,
      dataDir,
      target: positional[0] ?? '',
      rules: TRANSFER_RULES,
      now: new Date(),
      progress: context.progress,
    });
    const { file, tables, rows, files, bytes } = result;
    const values = { file, tables, rows, files, size: formatNumber(lang, bytes / MIB, 1) };
    context.print(result, t('platform.cli.export-all.done', values));
    return 0;
  },
};

/** Takes in what another installation wrote with `export all`, checks it, and gives one administrator a password. */
export const importAllVerb: OwnVerb = {
  name: 'import all',
  summary: 'platform.cli.import-all.summary',
  configure(command, t) {
    command
      .argument('<file>', t('platform.cli.import-all.file'))
      .option('--user <name>', t('platform.cli.import-all.user'), 'admin');
  },
  async run(context, { positional, options }) {
    const { t, lang } = context;
    const { db, dataDir } = await context.installation({ migrate: 'always' });
    const result = await importAll({
      db,
      dataDir,
      file: positional[0] ?? '',
      rules: TRANSFER_RULES,
      progress: context.progress,
    });
    const userName = String(options['user']).toLowerCase();
    const password = await giveAdministrator(db, userName, t('platform.cli.init.administrator'));
    const { ok, checks, lines } = await runChecks(context, db);
    const { tables, rows, files } = result;
    const done = t('platform.cli.import-all.done', { madeAt: formatInstant(lang, result.madeAt), tables, rows, files });
    const how = t('platform.cli.import-all.sign-in', { userName, password });
    context.print({ ...result, ok, checks, userName, password }, [done, ...lines, how].join('\n'));
    return ok ? 0 : 1;
  },
};

/** Passwords stay behind, so one administrator gets a new one, who then gives the others theirs. */
async function giveAdministrator(db: Database, userName: string, displayName: string): Promise<string> {
  const password = randomBytes(12).toString('base64url');
  const hashed = await hashPassword(password);
  await asOwner(db, 'command-line', async (tx) => {
    await tx.run(
      sql`select set_config('gandan.rights', 'users.manage', true), set_config('gandan.via', 'command-line', true)`,
    );
    const known = await tx.maybeOne<{ id: string }>(
      sql`select user_id as id from platform.account where user_name = ${userName}`,
    );
    if (known) await tx.run(sql`select platform.reset_sign_in(${known.id}, ${hashed}, true, true)`);
    const id = known?.id ?? (await addUser(tx, { userName, password, displayName }));
    await tx.run(sql`insert into platform.administrator (user_id) values (${id}) on conflict do nothing`);
  });
  return password;
}
