import { useMemo } from 'react';
import type { FigureAnswer } from '../../contract.ts';
import type { Asked } from '../asked.ts';
import { useDashboards, useLife } from '../data.ts';

const MONTHS_BACK = [12, 9, 6, 3] as const;

/**
 * Small trends of a few stocks over the last year. On fixed boundaries every point counts the same area; on the boundaries of
 * each day only a unit whose boundaries stayed gets one.
 */
export function useTrend(
  ids: readonly string[],
  asked: Asked,
  changes: readonly string[],
): ReadonlyMap<string, readonly number[]> {
  const days = useMemo(
    () => [...MONTHS_BACK.map((months) => monthsBefore(asked.asOf, months)), asked.asOf],
    [asked.asOf],
  );
  const first = days[0] ?? asked.asOf;
  const life = useLife(asked.unit);
  const kept =
    asked.boundaries !== 'then' || (life(first) === true && !changes.some((on) => on > first && on <= asked.asOf));
  const answers = useDashboards(
    ids,
    days.map((asOf) => ({ ...asked, asOf })),
    kept,
  );
  return new Map(
    ids.flatMap((id) => {
      const points = answers.map((answer) => pointOf(answer?.get(id)));
      return points.every((point) => point !== null) ? [[id, points]] : [];
    }),
  );
}

function pointOf(answer: FigureAnswer | undefined): number | null {
  const value = answer?.definition.kind === 'ratio' ? answer.numerator : answer?.value;
  return typeof value === 'number' ? value : null;
}

/** The same day some months before, or the last of that month. */
export function monthsBefore(on: string, months: number): string {
  const [year = 0, month = 1, day = 1] = on.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 - months, Math.min(day, last))).toISOString().slice(0, 10);
}
