import { useQueries, useQuery } from '@tanstack/react-query';
import type { ChildUnit, TimelineEntry, UnitHit, UnitPage } from '#modules/organisation/contract.ts';
import { todayInVietnam } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import type { FigureAnswer, FigureEntry, ReconciledLine } from '../contract.ts';
import type { Asked } from './asked.ts';

type Items<T> = { items: T[] };

/** A row of the list behind a figure, as the API answers it. */
export type RecordItem = {
  recordId: string;
  subjectId: string | null;
  unitId: string;
  unitName: string | null;
  onDate: string | null;
  weight: number;
  values: Record<string, string | number | null>;
};
export type ColumnOfRecords = { key: string; head: string; kind: string; wordPrefix: string | null; hidden: boolean };
/** A page of the list behind a figure. */
export type RecordsPage = {
  figure: string;
  unit: { id: string; name: string };
  asOf: string;
  boundariesOn: string;
  columns: ColumnOfRecords[];
  items: RecordItem[];
  nextCursor: string | null;
};
/** A published figure beside the computed one, as the API answers it. */
export type ReconciledRow = ReconciledLine & {
  unitName: string;
  said: string;
  source: string;
  href: string | null;
  filter: string | null;
};
/** The part of a transfer that the home page shows. */
export type WaitingTransfer = {
  id: string;
  fullName: string | null;
  from: { name: string } | null;
  to: { name: string } | null;
  referredOn: string;
};
export type PlannedEvent = { id: string; kind: string; title: string | null; effectiveOn: string };

/** A figure of the dictionary by its id; `I-31.denominator` reads as I-31. */
export function entryOf(entries: readonly FigureEntry[] | undefined, id: string): FigureEntry | undefined {
  return entries?.find((entry) => entry.id === id) ?? entries?.find((entry) => `${entry.id}.denominator` === id);
}

/** The dimensions of a figure that somebody with these rights may use. */
export function usableOf(entry: FigureEntry | undefined, rights: readonly string[]): FigureEntry['dimensions'] {
  return (entry?.dimensions ?? []).filter((dimension) => dimension.right === null || rights.includes(dimension.right));
}

/** The indicator dictionary in the reader's language; the server words it, so the language belongs to the key. */
export const useDictionary = (lang: string) =>
  useQuery({
    queryKey: ['figures', lang],
    queryFn: ({ signal }) => api.get<Items<FigureEntry>>('/figures', {}, { signal }).then((answer) => answer.items),
    staleTime: Infinity,
  });

const figureQuery = (id: string, asked: Asked & { by?: string | undefined }) => ({
  queryKey: ['figure', id, asked],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    api.get<FigureAnswer>(`/figures/${encodeURIComponent(id)}`, asked, { signal }),
  enabled: asked.unit !== '',
});

/** One figure of a unit. */
export const useFigure = (id: string, asked: Asked & { by?: string | undefined }, enabled = true) =>
  useQuery({ ...figureQuery(id, asked), enabled: enabled && asked.unit !== '' });

/** Several questions at once, each with its own answer or refusal. */
export const useFigures = (questions: readonly { id: string; asked: Asked; enabled?: boolean }[]) =>
  useQueries({
    queries: questions.map(({ id, asked, enabled = true }) => {
      const query = figureQuery(id, asked);
      return { ...query, enabled: enabled && query.enabled };
    }),
  });

/** Figures asked for in one call; a page that shows more asks several times beside each other. */
const AT_ONCE = 12;

const dashboardQuery = (ids: readonly string[], asked: Asked & { by?: string | undefined }, enabled: boolean) => ({
  queryKey: ['figures-of', ids, asked],
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const parts = Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, at) =>
      ids.slice(at * AT_ONCE, (at + 1) * AT_ONCE).join(','),
    );
    const answers = await Promise.all(
      parts.map((part) => api.get<Items<FigureAnswer>>('/dashboard', { ids: part, ...asked }, { signal })),
    );
    return new Map(answers.flatMap(({ items }) => items.map((item) => [item.id, item] as const)));
  },
  enabled: enabled && asked.unit !== '',
});

/** Many figures of a unit, some in each call: what the dictionary's page shows. Pages with tiles ask in blocks (`blocks.ts`). */
export const useDashboard = (ids: readonly string[], asked: Asked & { by?: string | undefined }, enabled = true) =>
  useQuery(dashboardQuery(ids, asked, enabled));

/** The same figures on several days. */
export const useDashboards = (ids: readonly string[], questions: readonly Asked[], enabled: boolean) =>
  useQueries({ queries: questions.map((asked) => dashboardQuery(ids, asked, enabled)) }).map((answer) => answer.data);

/** The first rows of the list behind a figure. */
export const useSomeRecords = (id: string, asked: Asked, limit: number, enabled = true) =>
  useQuery({
    queryKey: ['figure-records', id, asked, limit],
    queryFn: ({ signal }) =>
      api.get<RecordsPage>(`/figures/${encodeURIComponent(id)}/records`, { ...asked, limit }, { signal }),
    enabled: enabled && asked.unit !== '',
  });

export const useUnit = (unit: string, on: string) =>
  useQuery({
    queryKey: ['unit', unit, on],
    queryFn: ({ signal }) => api.get<UnitPage>(`/units/${unit}`, { on }, { signal }),
    enabled: unit !== '',
  });

/**
 * Whether the unit exists on a day, as far as is known yet; asking for a figure before it began would only be refused.
 * Where the unit itself cannot be read the figure is asked for all the same: its refusal says why.
 */
export function useLife(unit: string): (on: string) => boolean | undefined {
  const { data: found, isError } = useUnit(unit, todayInVietnam());
  return (on) => (found ? on >= found.from && (found.to === null || on < found.to) : isError || undefined);
}

export const useChildren = (unit: string, on: string) =>
  useQuery({
    queryKey: ['unit-children', unit, on],
    queryFn: ({ signal }) =>
      api.get<Items<ChildUnit>>(`/units/${unit}/children`, { on }, { signal }).then((answer) => answer.items),
    enabled: unit !== '',
  });

export const useTimeline = (unit: string) =>
  useQuery({
    queryKey: ['unit-timeline', unit],
    queryFn: ({ signal }) =>
      api.get<Items<TimelineEntry>>(`/units/${unit}/timeline`, {}, { signal }).then((answer) => answer.items),
    enabled: unit !== '',
  });

/** Units found by name, old name, spelling or code, as choices. */
export async function findUnits(
  q: string,
  signal: AbortSignal,
): Promise<{ id: string; label: string; hint: string }[]> {
  const { items } = await api.get<Items<UnitHit>>('/units', { q, limit: 12 }, { signal });
  return items.map((hit) => ({
    id: hit.id,
    label: hit.name,
    hint: hit.path
      .slice(-1)
      .map((unit) => unit.name)
      .join(''),
  }));
}

/** Transfers that wait for an answer, in the reader's scope: how many, and those that have waited longest. */
export const useWaitingTransfers = (enabled: boolean) =>
  useQuery({
    queryKey: ['/transfers', 'referred'],
    queryFn: ({ signal }) =>
      api.get<Items<WaitingTransfer> & { total: number }>(
        '/transfers',
        { state: 'referred', direction: 'asc', limit: 2 },
        { signal },
      ),
    enabled,
  });

export const usePlannedEvents = (enabled: boolean) =>
  useQuery({
    queryKey: ['unit-events', 'planned'],
    queryFn: ({ signal }) =>
      api.get<Items<PlannedEvent>>('/unit-events', { state: 'planned' }, { signal }).then((answer) => answer.items),
    enabled,
  });

/** How many probationers began on or before a day, anew when they were readmitted: past month 12 and not yet recognised. */
export const useLateProbationers = (unit: string, probationTo: string, enabled: boolean) =>
  useQuery({
    queryKey: ['/members', 'late', unit, probationTo],
    queryFn: ({ signal }) =>
      api
        .get<{ total: number }>('/members', { unit, standing: 'probationary', probationTo, limit: 1 }, { signal })
        .then((answer) => answer.total),
    enabled: enabled && unit !== '',
  });

export const useReconciliation = () =>
  useQuery({
    queryKey: ['reconciliation'],
    queryFn: ({ signal }) =>
      api.get<Items<ReconciledRow>>('/reconciliation', {}, { signal }).then((answer) => answer.items),
  });
