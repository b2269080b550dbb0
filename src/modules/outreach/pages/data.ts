import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useFigureBlocks } from '#modules/figures/ui.ts';
import { todayInVietnam } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import type { Choice } from '#platform/ui/fields.tsx';
import { queryString } from '#platform/ui/pages.ts';
import { findUnitsBy, periodOfYear, useAskedUnit } from '#platform/ui/UnitHead.tsx';
import type { ActivityPage, PublicationRow, TwinningPage, TwinningYear } from '../contract.ts';

/** Unit and year of the address; the caller's own unit and this year when it says nothing. */
export function useAsked() {
  const { year, ...asked } = useAskedUnit();
  return { ...asked, year: year ?? Number(todayInVietnam().slice(0, 4)) };
}

/** Units by name, old name, spelling or code. */
export const findUnits = (text: string, signal: AbortSignal): Promise<Choice[]> => findUnitsBy(text, signal);
/** The same, with those that have ended: what was done before a merger was done there. */
export const findAnyUnits = (text: string, signal: AbortSignal): Promise<Choice[]> => findUnitsBy(text, signal, {});

/** Members by name, accents not needed. */
export async function findPeople(text: string, signal: AbortSignal): Promise<Choice[]> {
  const { items } = await api.get<{ items: { id: string; fullName: string; cell: { name: string } }[] }>(
    '/members',
    { q: text, limit: 15 },
    { signal },
  );
  return items.map((member) => ({ id: member.id, label: member.fullName, hint: member.cell.name }));
}

/** The figures of a unit and year, in one block. */
export const useFigures = (ids: readonly string[], { unit, year }: { unit: string; year: number }) =>
  useFigureBlocks([ids], { unit, boundaries: 'now', ...periodOfYear(year) });

/** The list behind a figure, for the same unit and year. */
export function recordsHref(id: string, asked: { unit: string; year: number }): string {
  const { from, to } = periodOfYear(asked.year);
  return `/figures/${encodeURIComponent(id)}/records${queryString({ unit: asked.unit, from, asOf: to, boundaries: 'now' })}`;
}
/** The activities of an agreement, filtered. */
export const activitiesHref = (more: Record<string, string | number | undefined>): string =>
  `/outreach/activities${queryString(more)}`;

export const useTwinning = (id: string) =>
  useQuery({
    queryKey: ['outreach', 'twinning', id],
    queryFn: ({ signal }) => api.get<TwinningPage>(`/twinnings/${id}`, {}, { signal }),
    enabled: id !== '',
  });
export const useTwinningYear = (id: string, year: string) =>
  useQuery({
    queryKey: ['outreach', 'twinning-year', id, year],
    queryFn: ({ signal }) => api.get<TwinningYear>(`/twinnings/${id}/summary`, { year }, { signal }),
    placeholderData: (before) => before,
  });
export const useActivity = (id: string) =>
  useQuery({
    queryKey: ['outreach', 'activity', id],
    queryFn: ({ signal }) => api.get<ActivityPage>(`/activities/${id}`, {}, { signal }),
  });
export const usePublications = (unit: string) =>
  useQuery({
    queryKey: ['outreach', 'publications', unit],
    queryFn: ({ signal }) => api.get<{ items: PublicationRow[] }>('/publications', { unit }, { signal }),
    enabled: unit !== '',
  });

/** After something was recorded, everything that shows it is fetched anew. */
export function useOutreachChanged(): () => Promise<void> {
  const client = useQueryClient();
  return () =>
    client.invalidateQueries({
      predicate: ({ queryKey }) => /^(outreach|\/twinnings|\/activities|dashboard|figure)/.test(String(queryKey[0])),
    });
}
