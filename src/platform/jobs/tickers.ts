import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../db/database.ts';
import { txOf } from '../db/tx.ts';

/** Something done again and again while the server runs; one turn never overlaps the next. */
export type Ticker = { name: string; everyMs: number; work: (db: Database) => Promise<void> };

/** Numbers committed changes for the cursor; asks first, so that an idle database takes no lock. */
const sequencer: Ticker = {
  name: 'sequencer',
  everyMs: 100,
  work: async (db) =>
    void (await txOf(db.owner).run(
      sql`select platform.number_changes() where exists (select 1 from platform.change where no is null)`,
    )),
};

/** Seals new audit records into the chain. */
const sealer: Ticker = {
  name: 'sealer',
  everyMs: 1000,
  work: async (db) =>
    void (await txOf(db.owner).run(
      sql`select platform.seal_audit() where exists (select 1 from platform.audit where position is null)`,
    )),
};

/** Tries to sign in that failed more than a day ago are forgotten. */
const forgetter: Ticker = {
  name: 'forgetter',
  everyMs: 3_600_000,
  work: async (db) =>
    void (await txOf(db.owner).run(sql`
      with old as (delete from signin.failure where at < now() - interval '1 day'),
        over as (delete from signin.session where expires_at < now() - interval '1 day')
      delete from signin.verification where expires_at < now()`)),
};

/**
 * Starts the tickers of the platform and those of the rooms. A turn that fails is told and tried again, ever more
 * slowly up to ten seconds, so that a database that restarts is not stormed.
 */
export function startTickers(
  db: Database,
  options: { more?: readonly Ticker[]; onError?: (error: unknown, name: string) => void } = {},
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal); // every ticker waits for it
  const loops = [sequencer, sealer, forgetter, ...(options.more ?? [])].map(async (ticker) => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        await ticker.work(db);
        failures = 0;
      } catch (error) {
        failures += 1;
        options.onError?.(error, ticker.name);
      }
      await pause(failures === 0 ? ticker.everyMs : Math.min(10_000, ticker.everyMs * 2 ** failures), stopping.signal);
    }
  });
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error; // stopped: the loop ends
  }
}
