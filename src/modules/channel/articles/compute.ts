import { sql } from 'kysely';
import {
  answerFigures,
  type AskedUnit,
  askedUnit,
  type FigureAnswer,
  type FigureQuery,
  findFigure,
  withAllRecords,
} from '#modules/figures/index.ts';
import { assertLabelsInScope } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import type { Block, FigureRef, FigureRefs } from './contract.ts';

/** A figure of an article, asked. */
export type Computed = {
  key: string;
  slot: { figure: string; filter?: string };
  ref: FigureRef;
  unit: AskedUnit;
  query: FigureQuery;
  answer: FigureAnswer;
};

/**
 * A unit within a period, and the last day of it on which the unit lived: the year of a cell that was merged in September is told until
 * then. @throws NotFound; RuleBroken `unit.not-on-date` when it did not live in the period at all
 */
export async function unitWithin(
  tx: Tx,
  unitId: string,
  { from, to }: { from: string; to: string },
  today: string,
): Promise<{ unit: AskedUnit; asOf: string }> {
  const end = to < today ? to : today;
  const { last } = await tx.one<{ last: string | null }>(sql`
    select max(least(coalesce(upper(v.valid) - 1, ${end}::date), ${end}::date)) as last
    from organisation.unit_version v where v.unit_id = ${unitId} and v.valid && daterange(${from}::date, ${end}::date, '[]')`);
  const asOf = last ?? end;
  return { unit: await askedUnit(tx, unitId, asOf), asOf };
}

/** What an article is computed from. */
export type Source = { unitId: string; from: string; to: string; figures: FigureRefs; blocks: readonly Block[] };

/**
 * Asks the dictionary for every figure of an article. Those of one unit, period and filter are asked together, so that the number
 * of questions follows from what the article is about and not from its length.
 * @throws NotFound for a unit outside the scope; Invalid `article.figure-unknown` `{ figure }` and those of a figure's question
 */
export async function computeArticle(
  tx: Tx,
  caller: Pick<Caller, 'rights' | 'ranges'>,
  source: Source,
  today: string,
): Promise<Map<string, Computed>> {
  const listed = new Set(source.blocks.flatMap((block) => (block.kind === 'list' ? [block.figure] : [])));
  const groups = new Map<string, { ref: FigureRef; keys: string[]; byUnit: boolean }>();
  for (const [key, ref] of Object.entries(source.figures)) {
    if (!isKnown(ref.figure)) throw new Invalid('article.figure-unknown', { figure: ref.figure });
    const byUnit = listed.has(key);
    const group = JSON.stringify([ref.unitId, ref.from, ref.to, ref.filter, byUnit]);
    const known = groups.get(group);
    if (known) known.keys.push(key);
    else groups.set(group, { ref, keys: [key], byUnit });
  }
  const found = new Map<string, Computed>();
  for (const { ref, keys, byUnit } of groups.values()) {
    const period = { from: ref.from ?? source.from, to: ref.to ?? source.to };
    const { unit, asOf } = await unitWithin(tx, ref.unitId ?? source.unitId, period, today);
    assertLabelsInScope(caller, [unit.label]);
    const query: FigureQuery = {
      unit: unit.id,
      from: period.from,
      to: asOf < today && asOf < period.to ? asOf : period.to,
      asOf,
      boundaries: 'then',
      count: 'participations',
      ...(ref.filter === undefined ? {} : { filter: ref.filter }),
    };
    const ids = keys.map((key) => source.figures[key]?.figure ?? '');
    const answers = await withAllRecords(tx, () =>
      answerFigures(tx, caller, ids, byUnit ? { ...query, by: 'unit' } : query, today),
    );
    keys.forEach((key, at) => {
      const own = source.figures[key];
      const answer = answers[at];
      if (!own || !answer) return;
      const slot = { figure: own.figure, ...(own.filter === undefined ? {} : { filter: own.filter }) };
      found.set(key, { key, slot, ref: own, unit, query, answer });
    });
  }
  return found;
}

const isKnown = (figure: string): boolean =>
  findFigure(figure) !== undefined || findFigure(figure.replace(/\.denominator$/, ''))?.denominator !== undefined;

/** What a text counts: of a ratio what stands above the line. */
export function exactOf(answer: FigureAnswer): number | null {
  const value = answer.definition.kind === 'ratio' ? answer.numerator : answer.value;
  return typeof value === 'number' ? value : null;
}
