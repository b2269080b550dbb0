import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
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
  return useMemo(() => (data && data.features.length > 0 ? asDrawn(data) : undefined), [data]);
}

type Rings = number[][][];
/** GeoJSON runs its outer rings counter-clockwise (RFC 7946); the sphere that the map draws on wants them the other way round. */
export function asDrawn(outlines: Outlines): Outlines {
  const turned = (rings: Rings): Rings => rings.map((ring) => ring.toReversed());
  return {
    ...outlines,
    features: outlines.features.map((feature) => {
      const geometry = feature.geometry as { type: string; coordinates: unknown } | null;
      if (geometry?.type === 'Polygon')
        return { ...feature, geometry: { ...geometry, coordinates: turned(geometry.coordinates as Rings) } };
      if (geometry?.type === 'MultiPolygon')
        return { ...feature, geometry: { ...geometry, coordinates: (geometry.coordinates as Rings[]).map(turned) } };
      return feature;
    }),
  };
}
