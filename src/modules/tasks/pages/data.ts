import { useQuery } from '@tanstack/react-query';
import { api, useMe } from '#platform/ui/api.ts';

/** The units of the caller's posts; the first is where the pages of this room begin. */
export function useOwnUnit(asked: string | undefined): string | undefined {
  const me = useMe();
  return asked ?? me.data?.posts[0]?.unitId;
}

/** The name of a unit by its id. */
export function useUnitName(id: string | undefined): string | undefined {
  const unit = useQuery({
    queryKey: ['/units', id, 'name'],
    queryFn: () => api.get<{ name: string }>(`/units/${id ?? ''}`),
    enabled: id !== undefined,
    staleTime: Infinity,
  });
  return unit.data?.name;
}
