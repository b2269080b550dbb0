import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { FigureAnswer } from '#modules/figures/contract.ts';
import type { UnitHit } from '#modules/organisation/contract.ts';
import { todayInVietnam } from '#platform/messages.ts';
import { api, useMe } from '#platform/ui/api.ts';
import type { Choice } from '#platform/ui/fields.tsx';
import { queryString, useQueryParams } from '#platform/ui/pages.ts';
import type { ActivityPage, PublicationRow, TwinningPage, TwinningYear } from '../contract.ts';

export type OwnUnit = { id: string; name: string };
/** Unit and year of the address; the caller's own unit and this year when it says nothing. */
export function useAsked() {
  const [query, change] = useQueryParams();
  const posts = useMe().data?.posts ?? [];
  const own: OwnUnit[] = [
    ...new Map(posts.map((post) => [post.unitId, { id: post.unitId, name: post.unitName }])).values(),
  ];
  const year = /^\d{4}$/.test(query['year'] ?? '') ? Number(query['year']) : Number(todayInVietnam().slice(0, 4));
  return { unit: query['unit'] ?? own[0]?.id ?? '', own, year, query, change };
}

const hitsOf = (items: readonly UnitHit[]): Choice[] =>
  items.map((unit) => ({
    id: unit.id,
    label: unit.name,
    hint: unit.path
      .filter((one) => one.name !== unit.name)
      .slice(-2)
      .reverse()
      .map((one) => one.name)
      .join(', '),
  }));
/** Units by name, old name, spelling or code. */
export async function findUnits(text: string, signal: AbortSignal): Promise<Choice[]> {
  return hitsOf(
    (await api.get<{ items: UnitHit[] }>('/units', { q: text, alive: 'true', limit: 20 }, { signal })).items,
  );
}
/** The same, with those that have ended: what was done before a merger was done there. */
export async function findAnyUnits(text: string, signal: AbortSignal): Promise<Choice[]> {
  return hitsOf((await api.get<{ items: UnitHit[] }>('/units', { q: text, limit: 20 }, { signal })).items);
}

/** Members by name, accents not needed. */
export async function findPeople(text: string, signal: AbortSignal): Promise<Choice[]> {
  const { items } = await api.get<{ items: { id: string; fullName: string; cell: { name: string } }[] }>(
    '/members',
    { q: text, limit: 15 },
    { signal },
  );
  return items.map((member) => ({ id: member.id, label: member.fullName, hint: member.cell.name }));
}

export const useUnitName = (unit: string) =>
  useQuery({
    queryKey: ['unit', unit, 'today'],
    queryFn: ({ signal }) => api.get<{ id: string; name: string }>(`/units/${unit}`, {}, { signal }),
    enabled: unit !== '',
  });

export function periodOf(year: number): { from: string; to: string } {
  const today = todayInVietnam();
  const last = `${year}-12-31`;
  return { from: `${year}-01-01`, to: last < today ? last : today };
}

/** Several figures of a unit and year in one call. */
export const useFigures = (ids: readonly string[], asked: { unit: string; year: number }) =>
  useQuery({
    queryKey: ['dashboard', ids, asked],
    queryFn: async ({ signal }) => {
      const { items } = await api.get<{ items: FigureAnswer[] }>(
        '/dashboard',
        { ids: ids.join(','), unit: asked.unit, boundaries: 'now', ...periodOf(asked.year) },
        { signal },
      );
      return new Map(items.map((item) => [item.id, item]));
    },
    enabled: asked.unit !== '',
    placeholderData: (before) => before,
  });

/** The list behind a figure, for the same unit and year. */
export function recordsHref(id: string, asked: { unit: string; year: number }): string {
  const { from, to } = periodOf(asked.year);
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
