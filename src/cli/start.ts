import { once } from 'node:events';
import { totalmem } from 'node:os';
import { Invalid } from '../platform/errors.ts';
import type { DataDir } from '../platform/data-dir.ts';
import { DEFAULT_HOST, DEFAULT_PORT, type RunningServer, isLoopback, startServer } from '../server.ts';
import { type BuildNews, readyPages } from '../server/build-pages.ts';
import { sampleSignIns } from '../server/sample.ts';
import type { OwnContext } from './context.ts';
import { loadSampleWhenEmpty } from './sample.ts';
import type { OwnVerb } from './verb.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const LEAST_MEMORY_BYTES = 900 * 1024 * 1024;

/** Starts everything and stays until it is told to stop. */
export const start: OwnVerb = {
  name: 'start',
  summary: 'platform.cli.start.summary',
  configure(command, t) {
    command.option('--dev', t('platform.cli.start.dev'));
  },
  async run(context, { options }) {
    const { env } = context.terminal;
    const stopping = watchSignals();
    try {
      const chosen = context.dataDir();
      sayWhereDataLies(context, chosen);
      if (totalmem() < LEAST_MEMORY_BYTES) context.note(context.t('platform.start.little-memory'));
      const port = portOf(env['PORT']);
      const dev = options['dev'] === true;
      const server = await startServer({
        dataDir: chosen.dir,
        port,
        host: env['HOST'] || DEFAULT_HOST,
        databaseUrl: env['DATABASE_URL'] || undefined,
        readUrl: env['DATABASE_READ_URL'] || undefined,
        secretFile: env['GANDAN_SECRET_FILE'] || undefined,
        pagesDir: dev ? undefined : (dataDir) => readyPages(dataDir, (news) => sayHowPagesGo(context, news)),
        log: (line) => context.note(line),
        requestLog: env['GANDAN_LOG'] === 'requests' ? true : 'failures',
        signal: stopping.signal,
        beforeListening: async ({ db }) => {
          if (env['GANDAN_SAMPLE'] !== 'no') await loadSampleWhenEmpty(context, db);
        },
      });
      const devServer = dev ? await startDevServer(server) : undefined;
      await greet(context, server, chosen, devServer?.address);
      await stopping.asked();
      context.note(context.t('platform.start.stopping'));
      await devServer?.close();
      await server.stop();
      context.note(context.t('platform.start.stopped'));
      return 0;
    } catch (error) {
      if (stopping.signal.aborted && error === stopping.signal.reason) return 0;
      throw error;
    } finally {
      stopping.forget();
    }
  },
};

/** The first signal asks for an orderly stop; the second one ends the program at once. */
function watchSignals() {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    asked: async () => {
      if (!controller.signal.aborted) await once(controller.signal, 'abort');
    },
    forget: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}

/** @throws Invalid `start.port-malformed` */
function portOf(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Invalid('start.port-malformed', { port: text });
  return port;
}

function sayWhereDataLies({ t, note }: OwnContext, chosen: DataDir): void {
  if (!chosen.moved) return;
  const values = { wanted: chosen.wanted ?? '', dir: chosen.dir, account: chosen.account ?? '' };
  note(t(`platform.start.moved.${chosen.reason ?? 'moved-earlier'}`, values));
}

function sayHowPagesGo({ t, note }: OwnContext, news: BuildNews): void {
  if (news.kind === 'building') note(t('platform.start.building-pages'));
  else note(t(news.older ? 'platform.start.older-pages' : 'platform.start.without-pages', { cause: news.cause }));
}

async function greet(context: OwnContext, server: RunningServer, chosen: DataDir, pages?: string): Promise<void> {
  const { t, terminal } = context;
  const known = await sampleSignIns(server.platform.db);
  const samples = known.map((one) => ({ ...one, label: t(`platform.cli.sample.user.${one.userName}`) }));
  if (context.json) {
    context.print({ address: server.address, dataDir: chosen.dir, sampleSignIns: samples }, '');
    return;
  }
  const lines = [
    '',
    t('platform.start.ready', { address: pages ?? server.address }),
    t('platform.start.data', { dir: chosen.dir }),
  ];
  if (server.platform.loopbackOnly) lines.push(t('platform.start.loopback'));
  else lines.push(t('platform.start.open', { host: terminal.env['HOST'] ?? '' }));
  if (samples.length > 0 && isLoopback(terminal.env['HOST'] || DEFAULT_HOST)) {
    const width = (key: 'userName' | 'password') => Math.max(...samples.map((sample) => sample[key].length)) + 2;
    lines.push('', t('platform.start.samples'));
    for (const { userName, password, label } of samples) {
      lines.push(`  ${userName.padEnd(width('userName'))}${password.padEnd(width('password'))}${label}`);
    }
  } else if (samples.length === 0) lines.push(t('platform.start.no-sample'));
  lines.push('', t('platform.start.how-to-stop'));
  context.print(null, lines.join('\n'));
}

/** Vite's own server in front of the API: pages change in the browser as their files are saved. */
async function startDevServer(server: RunningServer): Promise<{ address: string; close(): Promise<void> }> {
  process.env['GANDAN_API'] = server.address;
  const { createServer } = await import('vite');
  const vite = await createServer();
  await vite.listen();
  return { address: vite.resolvedUrls?.local[0] ?? '', close: () => vite.close() };
}
