import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import pg from 'pg';
import { startEmbedded } from '#platform/db/embedded.ts';
import { dataDirOf, generate, openBench, SETTINGS } from '../generate.ts';
import type { Size } from '../tree.ts';

/** The cluster of a size of the bench. What is measured are copies of its database: the generated one stays as it is. */
export type Cluster = {
  dataDir: string;
  /** Connection string of the owner to a database of the cluster. */
  url(database: string): string;
  run<T extends pg.QueryResultRow>(database: string, text: string, values?: unknown[]): Promise<T[]>;
  /** Makes a database anew as a copy of another, or empty. */
  make(name: string, from?: string): Promise<void>;
  drop(name: string): Promise<void>;
  stop(): Promise<void>;
};

/** Opens the cluster of a size, generating its data first when they are not there. */
export async function openCluster(size: Size, log: (line: string) => void): Promise<Cluster> {
  const dataDir = dataDirOf(size);
  await mkdir(dataDir, { recursive: true });
  if (!existsSync(`${dataDir}/pg`)) {
    const installation = await openBench(size);
    try {
      await generate(installation, size, { log });
    } finally {
      await installation.close();
    }
  }
  const embedded = await startEmbedded({ dataDir, settings: SETTINGS });
  const url = (database: string): string => {
    const parsed = new URL(embedded.adminUrl);
    parsed.pathname = `/${database}`;
    return parsed.toString();
  };
  const run = async <T extends pg.QueryResultRow>(database: string, text: string, values: unknown[] = []) => {
    const client = new pg.Client({ connectionString: url(database) });
    await client.connect();
    try {
      return (await client.query<T>(text, values)).rows;
    } finally {
      await client.end();
    }
  };
  const drop = async (name: string): Promise<void> => {
    await run('postgres', `drop database if exists ${name} with (force)`);
  };
  return {
    dataDir,
    url,
    run,
    drop,
    make: async (name, from) => {
      await drop(name);
      // A database is copied only while nobody is in it, and who is told to leave takes a moment.
      for (let attempt = 1; ; attempt += 1) {
        if (from !== undefined) {
          await run('postgres', 'select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1', [from]); // prettier-ignore
        }
        try {
          await run('postgres', `create database ${name} template ${from ?? 'template0'} strategy file_copy`);
          return;
        } catch (error) {
          const isInUse = error instanceof pg.DatabaseError && error.code === '55006';
          if (!isInUse || attempt === 20) throw error;
        }
      }
    },
    stop: () => embedded.stop(),
  };
}
