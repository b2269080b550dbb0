import { startServer } from '../../src/server.ts';

/** The product's server on a copy of the generated database, on a day of its data. Tells its address in one line. */
const [dataDir, databaseUrl, today] = process.argv.slice(2);
if (dataDir === undefined || databaseUrl === undefined || today === undefined)
  throw new Error('usage: product-server.ts <data directory> <database> <day>');
const clock = (): Date => new Date(`${today}T05:00:00Z`);
const server = await startServer({ dataDir, databaseUrl, port: 0, requestLog: 'failures', clock });
process.stdout.write(`${server.address}\n`);
process.once('SIGTERM', () => void server.stop());
