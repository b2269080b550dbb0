import { RegisterQuery } from '#modules/membership/contract.ts';
import { listRegister } from '#modules/membership/register/list.ts';
import { answerDashboard } from '#modules/figures/dashboard.ts';
import { inScope, type Scope } from '#platform/db/database.ts';
import { percentiles } from '../measure.ts';
import { TODAY } from '../people.ts';
import { type Bench, scopeAt } from './context.ts';
import { STOCKS } from './dashboard.ts';

type Asker = { unit: string; scope: Scope };

/**
 * The first question about each unit after a start of the database: nothing of it lies in its memory. Nothing lies in that of the
 * machine either if its caches were dropped before (`sync; echo 3 > /proc/sys/vm/drop_caches`). To be run alone.
 */
export async function cold({ installation, units, add }: Bench): Promise<void> {
  for (const [level, all] of [
    ['province', units.provinces],
    ['commune', units.communes],
  ] as const) {
    const scopes: Asker[] = [];
    for (const unit of all.slice(0, 20)) scopes.push({ unit, scope: await scopeAt(installation, [unit]) });
    const questions = {
      'dashboard of its units': ({ unit, scope }: Asker) =>
        inScope(installation.db, scope, (tx) =>
          answerDashboard(tx, scope, STOCKS, { unit, boundaries: 'then', by: 'unit', count: 'participations' }, TODAY),
        ),
      'first page of its members': ({ scope }: Asker) =>
        inScope(installation.db, scope, (tx) => listRegister(tx, RegisterQuery.parse({}), TODAY)),
    };
    for (const [what, ask] of Object.entries(questions)) {
      const took: number[] = [];
      for (const one of scopes) {
        const began = performance.now();
        await ask(one);
        took.push(performance.now() - began);
      }
      const { p50, p95 } = percentiles(took);
      add({ group: 'cold', what: `${level}, ${what}, each for the first time`, p50, p95 });
    }
  }
}
