import { startServer } from '../src/server.ts';

/** The server of the import bench, in a process of its own whose memory is watched. Tells its address in one line. */
const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('usage: import-server.ts <data directory> <settings as JSON>');
const databaseSettings = JSON.parse(process.argv[3] ?? '{}') as Record<string, string>;
const server = await startServer({ dataDir, port: 0, databaseSettings, requestLog: 'failures' });
process.stdout.write(`${server.address}\n`);
process.once('SIGTERM', () => void server.stop());
