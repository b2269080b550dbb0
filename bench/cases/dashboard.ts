import { sql } from 'kysely';
import { answerDashboard } from '#modules/figures/dashboard.ts';
import { inScope, type Scope } from '#platform/db/database.ts';
import { txOf } from '#platform/db/tx.ts';
import { timed } from '../measure.ts';
import { TODAY } from '../people.ts';
import { startWriting } from '../writing.ts';
import { type Bench, scopeAt } from './context.ts';

/** The figures of the register that totals hold: seven of them, thirteen numbers for each unit. */
export const STOCKS = ['I-01', 'I-02', 'I-02.probationary', 'I-04', 'I-06', 'I-06.temporary', 'I-07'] as const;
/** Together with what came and went this year, counted from its records. */
export const FLOWS = ['I-08', 'I-09', 'I-11', 'I-12', 'I-05'] as const;

type Asking = {
  level: 'province' | 'district' | 'commune';
  units: string[];
  scopes: Map<string, Scope>;
  today: string;
};

/** Dashboards of units of each level with the units below them, idle and beside writes. */
export async function dashboards(bench: Bench): Promise<void> {
  const asking = await askingOf(bench);
  await ask(bench, asking, 'idle', STOCKS, 200);
  const writing = await startWriting(bench, { perSecond: 500 });
  try {
    await ask(bench, asking, 'beside writes', STOCKS, 300);
  } finally {
    const told = await writing.stop();
    bench.add({
      group: 'dashboard',
      what: 'writes meanwhile',
      bar: '500 /s',
      unit: '/s',
      p50: told.perSecond,
      kept: told.perSecond >= 480,
      note: `${told.written} written, ${told.failed} failed, each p50 ${told.p50.toFixed(1)} ms`,
    });
  }
  await ask(bench, asking, 'five more from records', FLOWS, 12);
}

async function askingOf({ installation, units }: Bench): Promise<Asking[]> {
  // The day for which sums stand, as on a server that runs: a replay before this has gone on to its own day.
  const { today } = await txOf(installation.db.owner).one<{ today: string }>(
    sql`select coalesce(max(folded_on), ${TODAY}) as today from figures.fold_state`,
  );
  const levels: Asking[] = [];
  for (const [level, all] of [
    ['province', units.provinces],
    ['district', units.districts],
    ['commune', units.communes],
  ] as const) {
    const some = all.slice(0, 20);
    const scopes = new Map<string, Scope>();
    for (const unit of some) scopes.set(unit, await scopeAt(installation, [unit]));
    levels.push({ level, units: some, scopes, today });
  }
  return levels;
}

async function ask(bench: Bench, asking: readonly Asking[], how: string, ids: readonly string[], runs: number) {
  const { db } = bench.installation;
  for (const { level, units, scopes, today } of asking) {
    if (units.length === 0) continue;
    const unitAt = (run: number): string => units[run % units.length] ?? '';
    const took = await timed(runs, async (run) => {
      const unit = unitAt(run);
      const scope = scopes.get(unit);
      if (!scope) return;
      await inScope(db, scope, (tx) =>
        answerDashboard(tx, scope, ids, { unit, boundaries: 'then', by: 'unit', count: 'participations' }, today),
      );
    });
    const owner = txOf(db.owner);
    const floor = await timed(Math.min(runs, 100), (run) =>
      owner.many(sql`
        select v.unit_id, v.name, t.measure, t.n from organisation.unit_version v
        left join lateral (select * from figures.body_total b where b.unit_id = v.unit_id union all select * from figures.cell_total c where c.unit_id = v.unit_id) t on true
        where v.parent_id = ${unitAt(run)} and v.valid @> ${today}::date`),
    );
    const isStock = ids === STOCKS;
    bench.add({
      group: 'dashboard',
      what: `${level} × ${ids.length} figures × units below, ${how}`,
      bar: isStock ? 'p50 ≤ 4, p95 ≤ 8 ms' : '',
      p50: took.p50,
      p95: took.p95,
      floor: isStock ? floor.p50 : null,
      ratio: isStock ? took.p50 / floor.p50 : null,
      kept: isStock ? took.p50 <= 4 && took.p95 <= 8 : null,
    });
  }
}
