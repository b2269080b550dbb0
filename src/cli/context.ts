import { type DataDir, chooseDataDir } from '../platform/data-dir.ts';
import type { CliContext } from '../platform/cli.ts';
import type { Lang, Translate } from '../platform/format.ts';
import { translatorFor } from '../platform/messages-node.ts';
import { type Installation, openInstallation } from '../server/installation.ts';
import { makeProgress } from './terminal.ts';

/** Where a verb reads and writes; the test puts its own here. */
export type Terminal = {
  env: NodeJS.ProcessEnv;
  cwd: string;
  stdout: { write(text: string): unknown; isTTY?: boolean; columns?: number };
  stderr: { write(text: string): unknown; isTTY?: boolean; columns?: number };
};

/** What the verbs of the platform get besides what every verb gets. */
export type OwnContext = CliContext & {
  terminal: Terminal;
  t: Translate;
  /** Where the data lies; nothing is opened or made. */
  dataDir(): DataDir;
  installation(options?: { migrate?: 'always' | 'when-ours' }): Promise<Installation>;
  /** A line for the person, not part of the result: to the error stream. */
  note(text: string): void;
  close(): Promise<void>;
};

/** Opens the database when a verb first asks for it and closes it after the verb. */
export function makeContext(terminal: Terminal, options: { lang: Lang; json: boolean }): OwnContext {
  const t = translatorFor(options.lang);
  let chosen: DataDir | undefined;
  let opening: Promise<Installation> | undefined;
  const note = (text: string): void => void terminal.stderr.write(`${text}\n`);
  const progress = makeProgress(terminal.stderr);
  const dataDir = (): DataDir => (chosen ??= chooseDataDir(terminal.env, terminal.cwd));
  const installation: OwnContext['installation'] = ({ migrate = 'when-ours' } = {}) =>
    (opening ??= openInstallation({
      dataDir: dataDir().dir,
      databaseUrl: terminal.env['DATABASE_URL'],
      beside: true,
      migrate,
    }));
  return {
    terminal,
    t,
    lang: options.lang,
    json: options.json,
    dataDir,
    installation,
    note,
    progress: (done, total, what) => progress.show(done, total, what),
    print(value, text) {
      progress.clear();
      terminal.stdout.write(`${options.json ? JSON.stringify(value) : text}\n`);
    },
    async platform() {
      const { db, dataDir: dir } = await installation();
      return { db, dataDir: dir, clock: () => new Date() };
    },
    async close() {
      progress.clear();
      const opened = await opening?.catch(() => undefined); // the verb has said already why it could not be opened
      await opened?.close();
    },
  };
}
