import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { UnitHit, UnitPage } from '#modules/organisation/contract.ts';
import { api, useMe } from '#platform/ui/api.ts';
import type { Choice } from '#platform/ui/fields.tsx';
import { addDays } from '#platform/time/dates.ts';
import { queryString } from '#platform/ui/pages.ts';
import type { Programme, Standard, VillageMap, VillagePage } from '../contract.ts';

/** Where and when a page of this room looks. */
export type Asked = { unit: string; asOf: string; boundaries: string };
export type OwnUnit = { id: string; name: string };

/** Units of the caller's posts, each once. */
export function useOwnUnits(): OwnUnit[] {
  const posts = useMe().data?.posts ?? [];
  return [...new Map(posts.map((post) => [post.unitId, { id: post.unitId, name: post.unitName }])).values()];
}

export const useUnit = (unit: string, on: string) =>
  useQuery({
    queryKey: ['unit', unit, on],
    queryFn: ({ signal }) => api.get<UnitPage>(`/units/${unit}`, { on }, { signal }),
    enabled: unit !== '',
  });

/** Units by name, old name, spelling or code; those that have ended too, because their years are still asked for. */
export async function findUnits(text: string, signal: AbortSignal, ended: (on: string) => string): Promise<Choice[]> {
  const { items } = await api.get<{ items: UnitHit[] }>('/units', { q: text, limit: 20 }, { signal });
  return items.map((unit) => ({
    id: unit.id,
    label: unit.name,
    hint: [
      ...(unit.to === null ? [] : [ended(addDays(unit.to, -1))]),
      ...unit.path
        .filter((one) => one.name !== unit.name)
        .slice(-2)
        .reverse()
        .map((one) => one.name),
    ].join(', '),
  }));
}

export const useVillageMap = (asked: Asked) =>
  useQuery({
    queryKey: ['villages', 'map', asked],
    queryFn: ({ signal }) => api.get<VillageMap>('/villages/map', asked, { signal }),
    enabled: asked.unit !== '',
    placeholderData: (before) => before,
  });

export const useVillage = (id: string, asOf: string | undefined) =>
  useQuery({
    queryKey: ['villages', 'page', id, asOf],
    queryFn: ({ signal }) => api.get<VillagePage>(`/villages/${id}`, { asOf }, { signal }),
    enabled: id !== '',
    placeholderData: (before) => (before?.id === id || before?.slug === id ? before : undefined),
  });

export const useProgrammes = () =>
  useQuery({
    queryKey: ['programmes'],
    queryFn: ({ signal }) => api.get<{ items: Programme[]; standards: Standard[] }>('/programmes', {}, { signal }),
    staleTime: 600_000,
  });

/** After something was recorded, everything that shows villages or figures is fetched anew. */
export function useVillageChanged(): () => Promise<void> {
  const client = useQueryClient();
  return () =>
    client.invalidateQueries({
      predicate: ({ queryKey }) => /^(villages|\/villages|dashboard|figure)/.test(String(queryKey[0])),
    });
}

/** The list behind a figure, for the same unit, day and boundaries. */
export function recordsHref(
  id: string,
  asked: Partial<Asked> & { from?: string; to?: string; part?: string; filter?: string },
): string {
  return `/figures/${encodeURIComponent(id)}/records${queryString(asked)}`;
}
