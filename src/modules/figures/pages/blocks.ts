import { useQueries, type UseQueryResult } from '@tanstack/react-query';
import { api } from '#platform/ui/api.ts';
import type { FigureAnswer } from '../contract.ts';

/** What figures are asked of: a unit, and days in the words of the address. */
type AskedOf = { unit: string } & Readonly<Record<string, string | undefined>>;

/**
 * The figures of a page, in blocks that are asked beside each other: what takes long does not keep the others waiting on the server.
 * `data` is there once every block is, so that nothing on the page moves; figures by id.
 */
export const useFigureBlocks = (blocks: readonly (readonly string[])[], asked: AskedOf, enabled = true) =>
  useQueries({
    queries: blocks.map((ids) => ({
      queryKey: ['dashboard', ids, asked],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api
          .get<{ items: FigureAnswer[] }>('/dashboard', { ids: ids.join(','), ...asked }, { signal })
          .then(({ items }) => items),
      enabled: enabled && asked.unit !== '',
      placeholderData: (before: FigureAnswer[] | undefined) => before,
    })),
    combine: together,
  });

function together(blocks: UseQueryResult<FigureAnswer[]>[]) {
  const there = blocks.flatMap(({ data }) => (data ? [data] : []));
  return {
    data:
      there.length === blocks.length ? new Map(there.flat().map((answer) => [answer.id, answer] as const)) : undefined,
    error: blocks.find(({ error }) => error)?.error ?? null,
    refetch: () => Promise.all(blocks.map((block) => block.refetch())),
  };
}
