import { startServer } from '../src/server.ts';

/** The server of the import bench, in a process of its own whose memory is watched. Tells its address in one line. */
const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('usage: import-server.ts <data directory> <settings as JSON>');
const databaseSettings = JSON.parse(process.argv[3] ?? '{}') as Record<string, string>;
const server = await startServer({ dataDir, port: 0, databaseSettings, requestLog: 'failures' });
process.stdout.write(`${server.address}\n`);
process.once('SIGTERM', () => void server.stop());
if (process.env['BENCH_MEMORY'])
  setInterval(() => {
    const m = process.memoryUsage();
    console.error(
      `memory rss ${m.rss >> 20} heap ${m.heapUsed >> 20}/${m.heapTotal >> 20} external ${m.external >> 20} buffers ${m.arrayBuffers >> 20}`,
    );
  }, 5000).unref();
