import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { todayInVietnam } from '#platform/messages.ts';
import { api, useMe } from '#platform/ui/api.ts';
import type { Board, CommitteeWatch, Feed, MeetingPage, PlannedTheme } from '../contract.ts';

/** A meeting with everything that belongs to it. */
export function useMeeting(id: string) {
  return useQuery({
    queryKey: ['/meetings', id],
    queryFn: ({ signal }) => api.get<MeetingPage>(`/meetings/${id}`, {}, { signal }),
  });
}

/** Everything that may have changed with a meeting is asked for again. */
export function useMeetingChanged(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(async () => {
    await Promise.all(
      ['/meetings', '/tasks', '/requests', '/theme-plans'].map((path) =>
        client.invalidateQueries({ queryKey: [path] }),
      ),
    );
  }, [client]);
}

export function useBoard(unit: string | undefined, year: number) {
  return useQuery({
    queryKey: ['/meetings', 'board', unit, year],
    queryFn: ({ signal }) => api.get<Board>('/meetings/board', { unit, year }, { signal }),
    enabled: unit !== undefined,
  });
}

/** Committees by month; a unit too wide for the board may still have a watch over its committees. */
export function useCommittees(unit: string, year: number) {
  return useQuery({
    queryKey: ['/meetings', 'committees', unit, year],
    queryFn: ({ signal }) => api.get<CommitteeWatch>('/meetings/committees', { unit, year }, { signal }),
  });
}

/** Units directly below, to choose one of them. */
export function useUnitsBelow(unit: string | undefined) {
  return useQuery({
    queryKey: ['unit-children', unit, todayInVietnam()],
    queryFn: ({ signal }) =>
      api.get<{ items: Board['unit'][] }>(`/units/${unit}/children`, { on: todayInVietnam() }, { signal }),
    enabled: unit !== undefined,
  });
}

export function useThemes(unit: string | undefined, year: number) {
  return useQuery({
    queryKey: ['/theme-plans', unit, year],
    queryFn: ({ signal }) => api.get<{ items: PlannedTheme[] }>('/theme-plans', { unit, year }, { signal }),
    enabled: unit !== undefined,
  });
}

export function useFeeds(enabled: boolean) {
  return useQuery({
    queryKey: ['/calendar-feeds'],
    queryFn: ({ signal }) => api.get<{ items: Feed[] }>('/calendar-feeds', {}, { signal }),
    enabled,
  });
}

type Unit = { id: string; name: string; kind: string };

/** The unit of the page: asked for, else that of the caller's first post. */
export function useUnit(asked: string | undefined): Unit | undefined {
  const me = useMe();
  const id = asked ?? me.data?.posts[0]?.unitId;
  const unit = useQuery({
    queryKey: ['/units', id, 'name'],
    queryFn: () => api.get<Unit>(`/units/${id ?? ''}`),
    enabled: id !== undefined,
    staleTime: Infinity,
  });
  return unit.data;
}

export const isCell = (unit: { kind: string } | undefined): boolean =>
  unit?.kind === 'party_cell' || unit?.kind === 'grassroots_cell';
