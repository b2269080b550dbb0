import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { Page } from '../shapes.ts';
import { api, type Query } from './api.ts';

/** A list of the API, page after page by its cursor, ready for `DataGrid`: `{...list.grid}` gives rows, total, problem, more, and the list as a file. */
export function usePagedList<Row>(path: string, query: Query, options: { limit?: number; enabled?: boolean } = {}) {
  const result = useInfiniteQuery({
    queryKey: [path, query],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Row>>(path, { ...query, limit: options.limit ?? 50, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
  });
  return {
    result,
    grid: {
      list: { path, query },
      rows: result.data?.pages.flatMap((page) => page.items),
      total: result.data?.pages[0]?.total,
      problem: result.error ?? undefined,
      onRetry: () => void result.refetch(),
      onMore: result.hasNextPage ? () => void result.fetchNextPage() : undefined,
      isLoadingMore: result.isFetchingNextPage,
    },
  };
}
