import { useQuery } from '@tanstack/react-query';
import type { FigureEntry } from '#modules/figures/contract.ts';
import type { UnitHit } from '#modules/organisation/contract.ts';
import { api, useMe } from '#platform/ui/api.ts';
import type { ArticlePage } from '../contract.ts';

type Items<T> = { items: T[] };

/** An article in the reader's language; the server words figures and findings, so the language belongs to the key. */
export const useArticle = (id: string, lang: string) =>
  useQuery({
    queryKey: ['/articles', id, lang],
    queryFn: ({ signal }) => api.get<ArticlePage>(`/articles/${id}`, { lang }, { signal }),
  });

/** The indicator dictionary. */
export const useDictionary = (lang: string) =>
  useQuery({
    queryKey: ['figures', lang],
    queryFn: ({ signal }) => api.get<Items<FigureEntry>>('/figures', {}, { signal }).then((answer) => answer.items),
    staleTime: Infinity,
  });

/** Units of the caller's own posts, each once. */
export function useOwnUnits(): { id: string; label: string }[] {
  const posts = useMe().data?.posts ?? [];
  return [...new Map(posts.map((post) => [post.unitId, { id: post.unitId, label: post.unitName }])).values()];
}

/** Units found by name or code, as choices. */
export async function findUnits(
  q: string,
  signal: AbortSignal,
): Promise<{ id: string; label: string; hint: string }[]> {
  const { items } = await api.get<Items<UnitHit>>('/units', { q, limit: 12 }, { signal });
  return items.map((hit) => ({
    id: hit.id,
    label: hit.name,
    hint: hit.path
      .slice(-1)
      .map((unit) => unit.name)
      .join(''),
  }));
}
