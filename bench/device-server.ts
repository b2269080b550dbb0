import { startServer } from '../src/server.ts';

/** The server that phones come back to, in a process of its own whose memory is watched. Tells its address in one line. */
const [dataDir, databaseUrl] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('usage: device-server.ts <data directory> <database address>');
const server = await startServer({ dataDir, databaseUrl, port: 0, requestLog: 'failures' });
process.stdout.write(`${server.address}\n`);
process.once('SIGTERM', () => void server.stop());
