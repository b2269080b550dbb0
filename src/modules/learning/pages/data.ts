import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useFigureBlocks } from '#modules/figures/ui.ts';
import { todayInVietnam } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import type { Choice } from '#platform/ui/fields.tsx';
import { queryString } from '#platform/ui/pages.ts';
import { findUnitsBy, useAskedUnit } from '#platform/ui/UnitHead.tsx';
import type { CoursePage } from '../contract.ts';

/** Unit and year of the address; the caller's own unit and this year when it says nothing. */
export function useAsked() {
  const { year, ...asked } = useAskedUnit();
  return { ...asked, year: year ?? Number(todayInVietnam().slice(0, 4)) };
}

/** Units by name, old name, spelling or code. */
export const findUnits = (text: string, signal: AbortSignal): Promise<Choice[]> => findUnitsBy(text, signal);

/** Members by name, accents not needed. */
export async function findPeople(text: string, signal: AbortSignal): Promise<Choice[]> {
  const { items } = await api.get<{ items: { id: string; fullName: string; cell: { name: string } }[] }>(
    '/members',
    { q: text, limit: 15 },
    { signal },
  );
  return items.map((member) => ({ id: member.id, label: member.fullName, hint: member.cell.name }));
}

/** The figures of a unit and year, in blocks. */
export const useFigures = (blocks: readonly (readonly string[])[], { unit, year }: { unit: string; year: number }) =>
  useFigureBlocks(blocks, { unit, boundaries: 'now', ...periodOf(year) });

export function periodOf(year: number): { from: string; to: string } {
  const today = todayInVietnam();
  const last = `${year}-12-31`;
  return { from: `${year}-01-01`, to: last < today ? last : today };
}

/** The list behind a figure, for the same unit and year. */
export function recordsHref(
  id: string,
  asked: { unit: string; year: number },
  more: Record<string, string> = {},
): string {
  const { from, to } = periodOf(asked.year);
  return `/figures/${encodeURIComponent(id)}/records${queryString({ unit: asked.unit, from, asOf: to, boundaries: 'now', ...more })}`;
}

export const useCourse = (id: string) =>
  useQuery({
    queryKey: ['learning', 'course', id],
    queryFn: ({ signal }) => api.get<CoursePage>(`/courses/${id}`, {}, { signal }),
  });

/** After something was recorded, everything that shows it is fetched anew. */
export function useLearningChanged(): () => Promise<void> {
  const client = useQueryClient();
  return () =>
    client.invalidateQueries({
      predicate: ({ queryKey }) =>
        /^(learning|\/courses|\/commendations|\/role-models|dashboard|figure)/.test(String(queryKey[0])),
    });
}
