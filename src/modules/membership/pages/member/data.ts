import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api } from '#platform/ui/api.ts';
import type { History, Looks, MemberPage } from '../../contract.ts';

/** A member's file. Opening it is recorded, so it is not fetched again merely because time passes. */
export function useMember(id: string) {
  return useQuery({
    queryKey: ['/members', id],
    // Not cut off when the page is left: a second request would stand in the access log as a second look.
    queryFn: () => api.get<MemberPage>(`/members/${id}`),
    staleTime: Infinity,
  });
}

/** Changes of a file, newest first, page by page. */
export function useHistory(id: string, limit = 20) {
  return useInfiniteQuery({
    queryKey: ['/members', id, 'history', limit],
    queryFn: ({ pageParam, signal }) =>
      api.get<History>(`/members/${id}/history`, { limit, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
}

/** Who opened a file, newest first. */
export function useLooks(id: string) {
  return useQuery({
    queryKey: ['/members', id, 'looks'],
    queryFn: ({ signal }) => api.get<Looks>(`/members/${id}/looks`, { limit: 12 }, { signal }),
  });
}

/** After a write: the file, its history, and every list may be different now. */
export function useMemberChanged(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: ['/members'] }),
      client.invalidateQueries({ queryKey: ['/members/facets'] }),
      client.invalidateQueries({ queryKey: ['/transfers'] }),
    ]);
  }, [client]);
}

/** The name of a unit known by its identity only, as it is called now. */
export function useUnitName(id: string | null): string | undefined {
  const unit = useQuery({
    queryKey: ['/units', id, 'name'],
    queryFn: () => api.get<{ name: string }>(`/units/${id ?? ''}`),
    enabled: id !== null,
    staleTime: Infinity,
  });
  return unit.data?.name;
}
