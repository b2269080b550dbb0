import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { api } from '#platform/ui/api.ts';
import type { Tone } from '#platform/ui/notices.tsx';
import type { ImportBatch, ImportRow, Outcome } from '../../contract.ts';

/** What each outcome of a row looks like. */
export const TONE_OF_OUTCOME: Record<Outcome, Tone> = {
  new: 'ok',
  changed: 'wait',
  same: 'none',
  doubtful: 'two',
  refused: 'late',
};

/** Whether a job of the server is at work on an import. */
export function isWorking(batch: ImportBatch | undefined): boolean {
  return batch?.work?.state === 'waiting' || batch?.work?.state === 'running';
}

/** An import as it stands. */
export function useBatch(id: string | undefined) {
  return useQuery({
    queryKey: ['/member-imports', id],
    queryFn: () => api.get<ImportBatch>(`/member-imports/${id ?? ''}`),
    enabled: id !== undefined,
    // While the server works on it, its progress is asked for; a step that failed waits for somebody.
    refetchInterval: ({ state: { data } }) => (isWorking(data) ? 700 : false),
  });
}

/** The latest imports. */
export function useBatches() {
  return useQuery({
    queryKey: ['/member-imports'],
    queryFn: () => api.get<{ items: ImportBatch[] }>('/member-imports'),
    refetchInterval: ({ state: { data } }) => (data?.items.some(isWorking) ? 3000 : false),
  });
}

/** Rows of a preview with one outcome, or all. */
export function useRows(id: string, outcome: Outcome | 'all') {
  return useInfiniteQuery({
    queryKey: ['/member-imports', id, 'rows', outcome],
    queryFn: ({ pageParam, signal }) =>
      api.get<{ items: ImportRow[]; nextCursor: string | null }>(
        `/member-imports/${id}/rows`,
        { outcome: outcome === 'all' ? undefined : outcome, limit: 50, cursor: pageParam },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: (before) => before,
  });
}

/** Takes a batch that a write answered and reads its rows again; `register` when members changed too. */
export function useBatchChanged(): (batch: ImportBatch | undefined, register?: 'register') => Promise<void> {
  const client = useQueryClient();
  return useCallback(
    async (batch, register) => {
      await client.invalidateQueries({ queryKey: ['/member-imports'] });
      if (batch) client.setQueryData(['/member-imports', batch.id], batch);
      if (register) await client.invalidateQueries({ queryKey: ['/members'] });
    },
    [client],
  );
}
