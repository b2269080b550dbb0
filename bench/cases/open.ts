import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { RegisterQuery } from '#modules/membership/contract.ts';
import { listRegister } from '#modules/membership/register/list.ts';
import { NewUnitEvent } from '#modules/organisation/contract.ts';
import { carryOutEvent, planEvent, takeBackEvent } from '#modules/organisation/index.ts';
import { asOwner, inScope, type LabelRange, type Scope } from '#platform/db/database.ts';
import { RIGHTS } from '#platform/rights.ts';
import type { Tx } from '#platform/db/tx.ts';
import { txOf } from '#platform/db/tx.ts';
import { timed } from '../measure.ts';
import { TODAY } from '../people.ts';
import { type Bench, scopeAt } from './context.ts';

/** Communes; each has two ranges, its place and its Party organisation, and there are at most 64. */
const MANY = [1, 3, 8, 9, 16, 32] as const;

/** What the national prototype left open: more ranges than a policy had slots, the price of `with check`, single cells founded, merged and moved. */
export async function leftOpen(bench: Bench): Promise<void> {
  await manyRanges(bench);
  await withCheck(bench);
  await singleCells(bench);
}

/** A page of the register by somebody with posts in many communes: each has a range of its own. */
async function manyRanges(bench: Bench): Promise<void> {
  const { installation, units } = bench;
  const query = RegisterQuery.parse({});
  for (const count of MANY) {
    const scope = await scopeAt(installation, units.communes.slice(0, count));
    const took = await timed(20, () => inScope(installation.db, scope, (tx) => listRegister(tx, query, TODAY)));
    bench.add({
      group: 'open',
      what: `register, first page, ${count} communes (${scope.ranges.length} ranges)`,
      p50: took.p50,
      p95: took.p95,
    });
  }
}

class NotKept extends Error {}
const notKept = async (work: () => Promise<unknown>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof NotKept)) throw error;
  }
};

/** The same change of a member as the owner, whom no policy binds, and under policies of 1, 16 and 64 ranges; nothing is kept. */
async function withCheck(bench: Bench): Promise<void> {
  const { installation, units } = bench;
  const { db } = installation;
  const commune = units.communes[0] ?? '';
  const own = await scopeAt(installation, [commune]);
  const [range] = own.ranges;
  const { items } = await inScope(db, own, (tx) => listRegister(tx, RegisterQuery.parse({}), TODAY));
  const change = async (tx: Tx, run: number): Promise<void> => {
    const began = performance.now();
    await tx.run(
      sql`update membership.member set education = education, occupation = ${run % 2 ? 'farmer' : 'teacher'} where id = ${items[run % items.length]?.id}`,
    );
    inside += performance.now() - began;
    throw new NotKept();
  };
  let inside = 0;
  const measured = async (what: string, work: (run: number) => Promise<unknown>, floor?: number): Promise<number> => {
    await timed(1, (run) => notKept(() => work(run)), 40);
    inside = 0;
    await timed(200, (run) => notKept(() => work(run)), 0);
    const each = inside / 200;
    bench.add({
      group: 'open',
      what,
      p50: each,
      floor: floor ?? null,
      ratio: floor === undefined ? null : each / floor,
    });
    return each;
  };
  const bare = await measured('a member changed, no policy', (run) => asOwner(db, 'bench', (tx) => change(tx, run)));
  for (const count of [1, 16, 64]) {
    // The last one is theirs: all others are asked before it.
    const others: LabelRange[] = Array.from({ length: count - 1 }, (_, at) => ({ lo: -2 * at - 2, hi: -2 * at - 1 }));
    const scope: Scope = { ...own, ranges: [...others, ...(range ? [range] : [])] };
    await measured(
      `the same under a policy of ${count} ranges, with check`,
      (run) => inScope(db, scope, (tx) => change(tx, run)),
      bare,
    );
  }
}

/** One cell founded, one merged into its neighbour, one moved to another commune (its block is split, it gets another label), and each taken back. */
async function singleCells(bench: Bench): Promise<void> {
  const { db } = bench.installation;
  const [from = '', to = ''] = bench.units.communes;
  const cells = await txOf(db.owner).many<{ id: string }>(
    sql`select unit_id as id from organisation.unit_version where parent_id = ${from} and kind = 'party_cell' and valid @> ${TODAY}::date order by name limit 12`,
  );
  const caller = { userId: 'bench', rights: [...RIGHTS], ranges: 'everything' as const };
  const cell = (at: number): string => cells[at]?.id ?? '';
  const plans = {
    founded: (at: number) => ({
      kind: 'establish' as const,
      result: { id: randomUUID(), name: `Chi bộ mới ${at}`, kind: 'party_cell', parentId: from },
    }),
    'merged into another': (at: number) => ({ kind: 'merge' as const, sources: [cell(at)], intoId: cell(at + 1) }),
    'moved to another commune': (at: number) => ({ kind: 'move' as const, unitId: cell(at), parentId: to }),
  };
  for (const [what, plan] of Object.entries(plans)) {
    const events: string[] = [];
    const carried = await timed(
      5,
      async (run) => {
        const id = randomUUID();
        events.push(id);
        await asOwner(db, 'bench', async (tx) => {
          await planEvent(tx, caller, NewUnitEvent.parse({ id, effectiveOn: TODAY, title: what, plan: plan(run * 2) }));
          await carryOutEvent(tx, caller, id);
        });
      },
      0,
    );
    const folded = await timed(
      1,
      () => asOwner(db, 'bench', (tx) => tx.run(sql`select figures.fold(${TODAY}::date)`)),
      0,
    );
    const back = await timed(5, () => asOwner(db, 'bench', (tx) => takeBackEvent(tx, caller, events.pop() ?? '')), 0);
    await asOwner(db, 'bench', (tx) => tx.run(sql`select figures.fold(${TODAY}::date)`));
    bench.add({
      group: 'open',
      what: `a cell ${what}`,
      p50: carried.p50,
      p95: carried.p95,
      note: `totals follow in ${folded.p50.toFixed(0)} ms; taken back p50 ${back.p50.toFixed(0)} ms`,
    });
  }
}
