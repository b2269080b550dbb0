import { useQuery } from '@tanstack/react-query';
import { api } from '#platform/ui/api.ts';
import type { NomineePage } from '../contract.ts';

/** How far all own nominees have come, without the list of them. */
export function useNomineeWay() {
  return useQuery({
    queryKey: ['/admission', 'nominees', 'way'],
    queryFn: ({ signal }) => api.get<NomineePage>('/admission/nominees', { limit: 1 }, { signal }),
  });
}

/** The list of those who came at least this far. */
export const reachedHref = (key: string): string => `/admission?view=all&reached=${key}`;
