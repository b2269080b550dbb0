import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '#platform/ui/api.ts';
import type { BulletinPage, Desk, NewsPage, NewsRow, OutletRow, ShareKit } from '../contract.ts';

export { useAskedUnit as useAsked, findUnitsBy as findUnits } from '#platform/ui/UnitHead.tsx';

/** For whom the caller may write, and how much waits. */
export const useDesk = () =>
  useQuery({ queryKey: ['/channel', 'desk'], queryFn: ({ signal }) => api.get<Desk>('/channel/desk', {}, { signal }) });

export const useBulletin = (id: string) =>
  useQuery({
    queryKey: ['/channel', 'bulletin', id],
    queryFn: ({ signal }) => api.get<BulletinPage>(`/channel/bulletins/${id}`, {}, { signal }),
  });
export const useNews = (id: string) =>
  useQuery({
    queryKey: ['/channel', 'news', id],
    queryFn: ({ signal }) => api.get<NewsPage>(`/channel/news/${id}`, {}, { signal }),
  });
/** The newest few for the people of a unit. */
export const useLatestNews = (unit: string) =>
  useQuery({
    queryKey: ['/channel', 'news', 'latest', unit],
    queryFn: ({ signal }) => api.get<{ items: NewsRow[] }>('/channel/news', { unit, limit: 4 }, { signal }),
  });
export const useOutlets = (unit: string) =>
  useQuery({
    queryKey: ['/channel', 'outlets', unit],
    queryFn: ({ signal }) => api.get<{ items: OutletRow[] }>('/channel/outlets', { unit, limit: 100 }, { signal }),
    enabled: unit !== '',
  });
export const useShareKit = (path: string, lang: string) =>
  useQuery({
    queryKey: ['/channel', 'share', path, lang],
    queryFn: ({ signal }) => api.get<ShareKit>(`${path}/share`, { lang }, { signal }),
  });

/** After something was written, everything of this room is fetched anew. */
export function useChannelChanged(): () => Promise<void> {
  const client = useQueryClient();
  return () =>
    client.invalidateQueries({
      predicate: ({ queryKey }) => /^(\/channel|dashboard|figure|work)/.test(String(queryKey[0])),
    });
}
