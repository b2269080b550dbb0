import type { Caller } from '#platform/http/context.ts';
import { Forbidden, Invalid } from '#platform/errors.ts';
import type { FigureQuery } from './contract.ts';
import type { Dimension, FigureDefinition, RecordsQuestion } from './registry.ts';

/** A question with every date settled. `to` is exclusive inside the program, and the last day included when shown. */
export type Asked = RecordsQuestion & { boundariesOn: string; boundaries: string; today: string };

/**
 * Settles the dates of a question: `to` defaults to the as-of date, `asOf` to the end of the period or today, `from` to the
 * first day of that year. On whose boundaries: `then` is the as-of day itself, `now` today.
 * @throws Invalid `figure.period-reversed` when the period ends before it begins
 */
export function settle(query: FigureQuery, today: string): Asked {
  const last = query.to === undefined ? undefined : query.to.length === 4 ? `${query.to}-12-31` : query.to;
  const asOf = query.asOf ?? (last !== undefined && last < today ? last : today);
  const lastDay = last ?? asOf;
  const from =
    query.from === undefined
      ? `${lastDay.slice(0, 4)}-01-01`
      : query.from.length === 4
        ? `${query.from}-01-01`
        : query.from;
  if (from > lastDay) throw new Invalid('figure.period-reversed', { from, to: lastDay });
  const boundariesOn = query.boundaries === 'then' ? asOf : query.boundaries === 'now' ? today : query.boundaries;
  return {
    asOf,
    from,
    to: dayAfter(lastDay),
    filters: parseFilter(query.filter),
    boundariesOn,
    boundaries: query.boundaries,
    today,
  };
}

/** The day after, `YYYY-MM-DD`. */
export function dayAfter(on: string): string {
  const date = new Date(`${on}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

/** The day before, `YYYY-MM-DD`. */
export function dayBefore(on: string): string {
  const date = new Date(`${on}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - 1);
  return date.toISOString().slice(0, 10);
}

function parseFilter(filter: string | undefined): Record<string, string> {
  if (filter === undefined) return {};
  return Object.fromEntries(
    filter.split(',').map((part) => part.split('=').map((text) => decodeURIComponent(text)) as [string, string]),
  );
}

/**
 * Checks breakdown and filters against what the figure offers and what the caller may use.
 * @throws Invalid `figure.dimension-unknown`, `figure.value-unknown`
 * @throws Forbidden `right.missing` for a sensitive dimension
 */
export function assertDimensions(
  definition: FigureDefinition,
  asked: Asked,
  by: string | undefined,
  caller: Pick<Caller, 'rights'>,
): void {
  if (definition.right && !caller.rights.includes(definition.right))
    throw new Forbidden('right.missing', { right: definition.right });
  if (by !== undefined && by !== 'unit') useDimension(definition, by, caller);
  for (const [key, value] of Object.entries(asked.filters)) {
    const dimension = useDimension(definition, key, caller);
    if (dimension.values && !dimension.values.includes(value))
      throw new Invalid('figure.value-unknown', { dimension: key, value });
  }
}

function useDimension(definition: FigureDefinition, key: string, caller: Pick<Caller, 'rights'>): Dimension {
  const dimension = definition.dimensions.find((candidate) => candidate.key === key);
  if (!dimension) throw new Invalid('figure.dimension-unknown', { figure: definition.id, dimension: key });
  if (dimension.right && !caller.rights.includes(dimension.right))
    throw new Forbidden('right.missing', { right: dimension.right });
  return dimension;
}
