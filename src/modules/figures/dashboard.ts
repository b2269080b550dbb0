import type { Tx } from '#platform/db/tx.ts';
import type { Caller } from '#platform/http/context.ts';
import { answerFigure } from './answer.ts';
import type { FigureAnswer, FigureQuery } from './contract.ts';

/** Several figures for one unit, each with the units below when `by` asks for it: what a home page shows. */
export async function answerDashboard(
  tx: Tx,
  caller: Pick<Caller, 'rights' | 'ranges'>,
  ids: readonly string[],
  query: FigureQuery,
  today: string,
): Promise<FigureAnswer[]> {
  const answers: FigureAnswer[] = [];
  for (const id of ids) answers.push(await answerFigure(tx, caller, id, query, today));
  return answers;
}
