import { startServer } from '../src/server.ts';

/** The server of the crash run, in a process of its own that is killed. Tells its address in one line. */
const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('usage: crash-server.ts <data directory>');
const server = await startServer({ dataDir, port: 0 });
process.stdout.write(`${server.address}\n`);
process.once('SIGTERM', () => void server.stop());
