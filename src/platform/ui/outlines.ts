import { useQuery } from '@tanstack/react-query';
import { api } from './api.ts';
import type { Outlines } from './Cartogram.tsx';

/** Outlines of the places directly below one on a day; undefined while none are known, and the map draws centre points. */
export function useOutlines(placeId: string | undefined, on: string): Outlines | undefined {
  const { data } = useQuery({
    queryKey: ['outlines', placeId, on],
    queryFn: ({ signal }) => api.get<Outlines>(`/units/${placeId ?? ''}/outlines`, { on }, { signal }),
    enabled: placeId !== undefined && placeId !== '',
    staleTime: 3_600_000,
  });
  return data && data.features.length > 0 ? data : undefined;
}
