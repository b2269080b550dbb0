import { useQueries, useQuery, useQueryClient, type QueryClient, type UseQueryResult } from '@tanstack/react-query';
import { api, ApiProblem } from '#platform/ui/api.ts';
import type { BridgeRow, ChildUnit, Lineage, Post, TimelineEntry, UnitEvent, UnitHit, UnitPage } from '../contract.ts';

type Items<T> = { items: T[]; nextCursor: string | null };
/** The part of a figure's answer that these pages show. */
export type FigureValue = {
  id: string;
  value: Count;
  /** Present on ratios: how many records stand behind the value. */
  numerator: Count;
  inDoubt: number;
  records: { count: number };
  rows: { key: string | null; value: Count; numerator: Count; inDoubt: number }[] | null;
};
type Count = number | null | 'withheld';
export type FigureAsked = {
  id: string;
  unit: string;
  asOf: string;
  boundaries: string;
  from?: string;
  to?: string;
  by?: 'unit';
};

const list = <T>(path: string, query: Record<string, string | undefined>, signal: AbortSignal) =>
  api.get<Items<T>>(path, query, { signal }).then((answer) => answer.items);

const unitQuery = (unit: string, on: string) => ({
  queryKey: ['unit', unit, on],
  queryFn: ({ signal }: { signal: AbortSignal }) => api.get<UnitPage>(`/units/${unit}`, { on }, { signal }),
  enabled: unit !== '',
});
const childrenQuery = (unit: string, on: string) => ({
  queryKey: ['unit-children', unit, on],
  queryFn: ({ signal }: { signal: AbortSignal }) => list<ChildUnit>(`/units/${unit}/children`, { on }, signal),
  enabled: unit !== '',
});
const readFigure = ({ id, ...asked }: FigureAsked) => api.get<FigureValue>(`/figures/${id}`, asked);
const figureQuery = ({ id, ...asked }: FigureAsked) => ({
  queryKey: ['figure', id, asked],
  queryFn: ({ signal }: { signal: AbortSignal }) => api.get<FigureValue>(`/figures/${id}`, asked, { signal }),
  enabled: asked.unit !== '',
});

/** One of the units that stand at the top of a tree; none in an installation that was never laid out. */
export const useTopUnits = (enabled = true) =>
  useQuery({
    queryKey: ['units', 'top'],
    queryFn: ({ signal }) => list<UnitHit>('/units', { kind: 'province,city,province_body', limit: '1' }, signal),
    enabled,
  });

/** A unit as it stood on a day. */
export const useUnit = (unit: string, on: string) =>
  useQuery({
    ...unitQuery(unit, on),
    placeholderData: (before) => (before?.id === unit || before?.slug === unit ? before : undefined),
  });
export const useUnits = (units: readonly string[], on: string) =>
  useQueries({ queries: units.map((unit) => unitQuery(unit, on)) });
export const useChildren = (unit: string, on: string) => useQuery(childrenQuery(unit, on));

/** What happened to the unit. */
export const useTimeline = (unit: string) =>
  useQuery({
    queryKey: ['unit-timeline', unit],
    queryFn: ({ signal }) => list<TimelineEntry>(`/units/${unit}/timeline`, {}, signal),
    enabled: unit !== '',
  });

export const useLineage = (unit: string) =>
  useQuery({
    queryKey: ['unit-lineage', unit],
    queryFn: ({ signal }) => api.get<Lineage>(`/units/${unit}/lineage`, {}, { signal }),
    enabled: unit !== '',
  });

export const useBridge = (unit: string) =>
  useQuery({
    queryKey: ['unit-bridge', unit],
    queryFn: ({ signal }) => list<BridgeRow>(`/units/${unit}/bridge`, {}, signal),
    enabled: unit !== '',
  });

export const usePosts = (unit: string, on: string) =>
  useQuery({
    queryKey: ['unit-posts', unit, on],
    queryFn: ({ signal }) => list<Post>('/posts', { unit, on }, signal),
    enabled: unit !== '',
  });

/** Plans and carried-out events, of one unit or all. */
export const useUnitEvents = (of: { unit?: string; state?: string }) =>
  useQuery({ queryKey: ['unit-events', of], queryFn: ({ signal }) => list<UnitEvent>('/unit-events', of, signal) });

export const useFigures = (asked: readonly FigureAsked[]) => useQueries({ queries: asked.map(figureQuery) });

/** Several figures of a unit with the units below, in one call. */
export const useDashboard = (ids: readonly string[], asked: Omit<FigureAsked, 'id'>, enabled = true) =>
  useQuery({
    queryKey: ['dashboard', ids, asked],
    queryFn: ({ signal }) =>
      api
        .get<{ items: FigureValue[] }>('/dashboard', { ids: ids.join(','), ...asked }, { signal })
        .then((answer) => answer.items),
    enabled: enabled && asked.unit !== '',
  });

/** Units found by name, old name, spelling or code. */
export const searchUnits = (
  query: { q: string; on: string; tree?: string; kind?: string; alive?: string; limit?: string },
  signal: AbortSignal,
) => list<UnitHit>('/units', query, signal);

/**
 * The same questions outside of a component, kept in the cache: for trees that fetch what is opened. Under keys of their own
 * and without a signal, since a panel that goes away stops its query, and would stop the tree's with it.
 */
export function useFetching() {
  const client = useQueryClient();
  const kept = <T>(key: readonly unknown[], queryFn: () => Promise<T>): Promise<T> =>
    client.fetchQuery({ queryKey: ['tree-part', ...key], queryFn });
  return {
    unit: (unit: string, on: string) => kept(['unit', unit, on], () => api.get<UnitPage>(`/units/${unit}`, { on })),
    children: (unit: string, on: string) =>
      kept(['children', unit, on], () =>
        api.get<Items<ChildUnit>>(`/units/${unit}/children`, { on }).then((answer) => answer.items),
      ),
    /** Absent where the reader has no right to figures, or the unit does not live on those boundaries. */
    figure: (asked: FigureAsked): Promise<FigureValue | undefined> =>
      kept(['figure', asked], () => readFigure(asked)).catch((fault: unknown) => {
        if (fault instanceof ApiProblem && (fault.status === 403 || fault.status === 404 || fault.status === 409))
          return undefined;
        throw fault;
      }),
  };
}

/** After something in the tree changed, everything that shows it is fetched anew. */
export function forgetTree(client: QueryClient): Promise<void> {
  return client.invalidateQueries({
    predicate: ({ queryKey }) => /^(unit|tree|figure|dashboard)/.test(String(queryKey[0])),
  });
}

/** The problem of a query when it is the given code. */
export function problemOf(query: Pick<UseQueryResult, 'error'>, code: string): ApiProblem | undefined {
  return query.error instanceof ApiProblem && query.error.code === code ? query.error : undefined;
}
