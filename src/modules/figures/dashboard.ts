import type { Tx } from '#platform/db/tx.ts';
import type { Caller } from '#platform/http/context.ts';
import { answerFigures } from './answer.ts';
import type { FigureAnswer, FigureQuery } from './contract.ts';

/** Several figures for one unit, each with the units below when `by` asks for it: what a home page shows. */
export async function answerDashboard(
  tx: Tx,
  caller: Pick<Caller, 'rights' | 'ranges'>,
  ids: readonly string[],
  query: FigureQuery,
  today: string,
): Promise<FigureAnswer[]> {
  return answerFigures(tx, caller, ids, query, today);
}
