import { makeBackup } from '../platform/backup/backup.ts';
import { restoreBackup } from '../platform/backup/restore.ts';
import { RuleBroken } from '../platform/errors.ts';
import { formatInstant, formatNumber } from '../platform/format.ts';
import type { OwnContext } from './context.ts';
import type { OwnVerb } from './verb.ts';

const MIB = 1024 * 1024;

/** A backup of database, files and secrets in one file, taken while the program runs. */
export const backup: OwnVerb = {
  name: 'backup',
  summary: 'platform.cli.backup.summary',
  configure: (command, t) => void command.argument('<target>', t('platform.cli.backup.target')),
  async run(context, { positional }) {
    refuseForeign(context, 'backup.foreign');
    const { t, lang } = context;
    const { dataDir, ownerUrl } = await context.installation();
    const result = await makeBackup({
      dataDir,
      ownerUrl,
      target: positional[0] ?? '',
      progress: (done, total) => context.progress(done, total, t('platform.cli.backup.copying')),
    });
    const values = { file: result.file, size: formatNumber(lang, result.bytes / MIB, 1) };
    context.print(result, t('platform.cli.backup.done', values));
    return 0;
  },
};

/** Puts a backup in the place of the data directory. */
export const restore: OwnVerb = {
  name: 'restore',
  summary: 'platform.cli.restore.summary',
  configure(command, t) {
    command.argument('<file>', t('platform.cli.restore.file')).option('--replace', t('platform.cli.restore.replace'));
  },
  async run(context, { positional, options }) {
    refuseForeign(context, 'restore.foreign');
    const { t, lang } = context;
    const result = await restoreBackup({
      file: positional[0] ?? '',
      dataDir: context.dataDir().dir,
      replace: options['replace'] === true,
      progress: (done, total) => context.progress(done, total, t('platform.cli.restore.unpacking')),
    });
    const lines = [t('platform.cli.restore.done', { madeAt: formatInstant(lang, result.madeAt) })];
    if (result.setAside !== undefined) lines.push(t('platform.cli.restore.set-aside', { dir: result.setAside }));
    context.print(result, lines.join('\n'));
    return 0;
  },
};

/** The files of another server are out of our reach; its own tools copy it. */
function refuseForeign({ terminal, dataDir }: OwnContext, code: string): void {
  if (terminal.env['DATABASE_URL']) throw new RuleBroken(code, { dataDir: dataDir().dir });
}
