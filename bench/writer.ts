import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { foldTotals } from '#modules/figures/index.ts';
import { asOwner, inScope, openDatabase, type Scope } from '#platform/db/database.ts';
import { txOf } from '#platform/db/tx.ts';
import { startTickers } from '#platform/jobs/tickers.ts';
import { RIGHTS } from '#platform/rights.ts';
import { accessOf } from '../src/server/installation.ts';
import { percentiles } from './measure.ts';
import { TODAY } from './people.ts';

/** Writes until told to stop: members go in and out of an exemption, each in a transaction of its own, as somebody of the province. */
const [, , , ownerUrl = '', dataDir = '', rate = '500'] = process.argv;
const CLIENTS = 6;
const today = process.env['BENCH_TODAY'] ?? TODAY;
const db = await openDatabase({ ownerUrl, ...accessOf(dataDir), appConnections: CLIENTS });
const members = await txOf(db.owner).many<{ id: string; label: number }>(sql`
  select id, label from membership.member tablesample system (${sql.lit(Number(process.env['BENCH_SAMPLE'] ?? 0.5))}) where state in ('official', 'exempt') limit 20000`);
const ranges = { lo: 0, hi: 2_000_000_000 };
const scope: Scope = { userId: 'bench', rights: RIGHTS, ranges: [ranges] };
const took: number[] = [];
let written = 0;
let failed = 0;
let problem: string | null = null;
let stopping = false;
const began = performance.now();
const tickers = startTickers(db, {
  more: [
    {
      name: 'totals',
      everyMs: 200,
      work: async (all) => void (await asOwner(all, 'totals', (tx) => foldTotals(tx, today))),
    },
  ],
});
process.send?.({ members: members.length });

/** One change as the register makes it: the period that runs takes another state. */
async function write(id: string): Promise<void> {
  await inScope(db, scope, async (tx) => {
    await tx.run(sql`
      update membership.member_period set state = case state when 'exempt' then 'official' else 'exempt' end
      where member_id = ${id} and valid @> ${today}::date and state in ('official', 'exempt')`);
  });
}

async function client(number: number): Promise<void> {
  const every = (1000 * CLIENTS) / Number(rate);
  let next = performance.now() + (every * number) / CLIENTS;
  for (let at = number; !stopping; at += CLIENTS) {
    const wait = next - performance.now();
    if (wait > 1) await delay(wait);
    next += every;
    const member = members[at % members.length];
    if (!member) return;
    const since = performance.now();
    try {
      await write(member.id);
      written += 1;
      took.push(performance.now() - since);
    } catch (error) {
      failed += 1;
      problem = error instanceof Error ? error.message : String(error);
    }
  }
}

const clients = Array.from({ length: CLIENTS }, (_, number) => client(number));
process.once('message', () => {
  stopping = true;
  const perSecond = written / ((performance.now() - began) / 1000);
  void Promise.all(clients)
    .then(() => tickers.stop())
    .then(() => db.close())
    .then(() => {
      process.send?.({ written, failed, problem, perSecond, ...percentiles(took) });
      process.disconnect?.();
    });
});
