import { useCallback, useMemo } from 'react';
import { todayInVietnam } from '#platform/messages.ts';
import { queryString, useQueryParams } from '#platform/ui/pages.ts';

export type TreeChoice = 'party' | 'place';

/**
 * What the address of an organisation page says about time: `on` is the day of the facts, `boundaries` on whose boundaries
 * they are read, `shapeOn` the day of the tree that follows from both (tree, names and parents are of that day).
 */
export type Reading = { on: string; boundaries: string; shapeOn: string; today: string; tree: TreeChoice };

/** The reading of the address; today and “as it was” when it says nothing. */
export function useReading(): {
  reading: Reading;
  change: (patch: {
    on?: string;
    boundaries?: string;
    tree?: TreeChoice;
    event?: string | undefined;
    year?: string;
  }) => void;
  query: Record<string, string>;
} {
  const [query, set] = useQueryParams();
  const today = todayInVietnam();
  const on = dayOr(query['on'] ?? query['asOf'], today);
  // Other pages leave `boundaries` out when they mean today's.
  const boundaries = boundariesOr(query['boundaries'], query['asOf'] === undefined ? 'then' : 'now');
  const tree: TreeChoice = query['tree'] === 'place' ? 'place' : 'party';
  const reading = useMemo(
    () => ({ on, boundaries, tree, today, shapeOn: shapeDay(on, boundaries, today) }),
    [on, boundaries, tree, today],
  );
  const change = useCallback(
    (patch: { on?: string; boundaries?: string; tree?: TreeChoice; event?: string | undefined; year?: string }) => {
      const next = { on, boundaries, ...patch };
      set({
        ...patch,
        on: next.on === today ? undefined : next.on,
        boundaries: next.boundaries === 'then' ? undefined : next.boundaries,
        asOf: undefined,
      });
    },
    [set, on, boundaries, today],
  );
  return { reading, change, query };
}

/** On which day's boundaries a reading stands. */
export function shapeDay(on: string, boundaries: string, today: string): string {
  if (boundaries === 'then') return on;
  return boundaries === 'now' ? today : boundaries;
}

function dayOr(text: string | undefined, otherwise: string): string {
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : otherwise;
}

function boundariesOr(text: string | undefined, otherwise: string): string {
  return text === 'then' || text === 'now' ? text : dayOr(text, otherwise);
}

/** The page of a unit, with the reading carried along. */
export function unitHref(
  unit: string,
  reading: Reading,
  more: { on?: string; boundaries?: string; tree?: string } = {},
): string {
  const { on, boundaries } = { ...reading, ...more };
  const tree = more.tree ?? reading.tree;
  return `/organisation/${unit}${queryString({
    on: on === reading.today ? undefined : on,
    boundaries: boundaries === 'then' ? undefined : boundaries,
    tree: tree === 'party' ? undefined : tree,
  })}`;
}

/** The page of a figure: its list and definition, for the same day and boundaries. */
export function figureHref(
  id: string,
  asked: { unit: string; asOf: string; boundaries: string; from?: string; to?: string },
): string {
  return `/figures/${id}${queryString(asked)}`;
}

/** Whether a unit with this life stands on the boundaries of a day: asking its figures on others would be refused. */
export function livesOn(life: { from: string; to: string | null }, day: string): boolean {
  return life.from <= day && (life.to === null || day < life.to);
}

/** The day before. */
export function eveOf(on: string): string {
  return new Date(Date.parse(`${on}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}
