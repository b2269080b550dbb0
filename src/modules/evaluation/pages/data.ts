import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useFigureBlocks } from '#modules/figures/ui.ts';
import type { UnitHit } from '#modules/organisation/contract.ts';
import { todayInVietnam } from '#platform/messages.ts';
import { api, useMe } from '#platform/ui/api.ts';
import type { Choice } from '#platform/ui/fields.tsx';
import { queryString, useQueryParams } from '#platform/ui/pages.ts';
import type { EvaluationList } from '../contract.ts';

/** Unit and year of the address; the caller's own unit, and until December the year that is over. */
export function useAsked() {
  const [query, change] = useQueryParams();
  const posts = useMe().data?.posts ?? [];
  const own = [...new Map(posts.map((post) => [post.unitId, { id: post.unitId, name: post.unitName }])).values()];
  const today = todayInVietnam();
  const latest = Number(today.slice(0, 4)) - (today.slice(5) < '12-01' ? 1 : 0);
  const year = /^\d{4}$/.test(query['year'] ?? '') ? Number(query['year']) : latest;
  return { unit: query['unit'] ?? own[0]?.id ?? '', own, year, latest, change };
}

/** Party organisations by name, old name or code. */
export async function findUnits(text: string, signal: AbortSignal): Promise<Choice[]> {
  const { items } = await api.get<{ items: UnitHit[] }>('/units', { q: text, tree: 'party', limit: 20 }, { signal });
  return items.map((unit) => ({
    id: unit.id,
    label: unit.name,
    ...(unit.path.at(-2) ? { hint: unit.path.at(-2)?.name ?? '' } : {}),
  }));
}

export const useYear = (unit: string, year: number) =>
  useQuery({
    queryKey: ['/evaluations', unit, year],
    queryFn: ({ signal }) => api.get<EvaluationList>('/evaluations', { unit, year }, { signal }),
    enabled: unit !== '',
  });

export function useChanged() {
  const client = useQueryClient();
  return async () => {
    await Promise.all(['/evaluations', 'dashboard'].map((path) => client.invalidateQueries({ queryKey: [path] })));
  };
}

const periodOf = (year: number) => ({ from: `${year}-01-01`, to: `${year}-12-31` });
export const recordsHref = (id: string, asked: { unit: string; year: number }) => {
  const { from, to } = periodOf(asked.year);
  return `/figures/${id}/records${queryString({ unit: asked.unit, from, asOf: to, boundaries: 'now' })}`;
};

/** The figures of a unit and year, in one block. */
export const useFigures = (ids: readonly string[], { unit, year }: { unit: string; year: number }) =>
  useFigureBlocks([ids], { unit, boundaries: 'now', ...periodOf(year) });
