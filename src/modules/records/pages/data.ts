import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { UnitHit } from '#modules/organisation/contract.ts';
import { useLang } from '#platform/messages.ts';
import { api, useMe } from '#platform/ui/api.ts';
import type { Choice } from '#platform/ui/fields.tsx';
import { useQueryParams } from '#platform/ui/pages.ts';
import type {
  DocumentList,
  DocumentPage,
  DossierPage,
  DossierRow,
  Issuer,
  Kind,
  Order,
  PaperKind,
  Ready,
  Retention,
  Series,
} from '../contract.ts';

export type OwnUnit = { id: string; name: string };
/** The unit of the address, or the caller's own when it says nothing. */
export function useAsked() {
  const [query, change] = useQueryParams();
  const posts = useMe().data?.posts ?? [];
  const own: OwnUnit[] = [
    ...new Map(posts.map((post) => [post.unitId, { id: post.unitId, name: post.unitName }])).values(),
  ];
  return { unit: query['unit'] ?? own[0]?.id ?? '', own, query, change };
}

/** Units by name, old name, spelling or code. */
export async function findUnits(text: string, signal: AbortSignal): Promise<Choice[]> {
  const { items } = await api.get<{ items: UnitHit[] }>('/units', { q: text, alive: 'true', limit: 20 }, { signal });
  return items.map((unit) => ({
    id: unit.id,
    label: unit.name,
    hint: unit.path
      .filter((one) => one.name !== unit.name)
      .slice(-2)
      .reverse()
      .map((one) => one.name)
      .join(', '),
  }));
}

/** Documents of a register by symbol or words. */
export const findDocuments =
  (unit: string) =>
  async (text: string, signal: AbortSignal): Promise<Choice[]> => {
    const { items } = await api.get<DocumentList>('/documents', { unit, q: text, limit: 15 }, { signal });
    return items.map((one) => ({ id: one.id, label: one.symbol ?? one.summary ?? '–', hint: one.summary ?? '' }));
  };

/** Open files of a unit. */
export const findDossiers =
  (unit: string) =>
  async (text: string, signal: AbortSignal): Promise<Choice[]> => {
    const { items } = await api.get<{ items: DossierRow[] }>(
      '/dossiers',
      { unit, state: 'open', limit: 100 },
      { signal },
    );
    const wanted = text.trim().toLocaleLowerCase('vi');
    return items
      .filter((one) => `${one.code} ${one.title}`.toLocaleLowerCase('vi').includes(wanted))
      .map((one) => ({ id: one.id, label: `${one.code}. ${one.title}`, hint: String(one.year) }));
  };

const useRead = <T>(
  key: readonly unknown[],
  path: string,
  query: Record<string, string | number | undefined> = {},
  on = true,
) => {
  const lang = useLang();
  return useQuery({
    queryKey: ['records', ...key, lang],
    queryFn: ({ signal }) => api.get<T>(path, query, { signal }),
    enabled: on,
  });
};
export const useUnitName = (unit: string) => useRead<OwnUnit>(['unit', unit], `/units/${unit}`, {}, unit !== '');
export const useKinds = () => useRead<{ items: Kind[] }>(['kinds'], '/document-kinds');
export const useRetention = () => useRead<{ items: Retention[] }>(['retention'], '/retention');
export const useDocument = (id: string) => useRead<DocumentPage>(['document', id], `/documents/${id}`);
export const useDossier = (id: string) => useRead<DossierPage>(['dossier', id], `/dossiers/${id}`);
export const useIssuer = (unit: string) => useRead<Issuer>(['issuer', unit], `/issuers/${unit}`, {}, unit !== '');
export const useSeries = (unit: string) =>
  useRead<{ items: Series[] }>(['series', unit], '/number-series', { unit }, unit !== '');
export const useOrder = (unit: string, check?: string) =>
  useRead<Order>(['order', unit, check], '/records-order', { unit, check }, unit !== '');
export const usePapers = (unit: string) =>
  useRead<{ items: PaperKind[] }>(['papers', unit], '/paper-kinds', { unit }, unit !== '');
export const useList = <T>(what: string, unit: string) =>
  useRead<{ items: T[] }>([what, unit], `/${what}`, { unit, limit: 100 }, unit !== '');

/** As many files as one reading of the list gives. */
export const MOST_PICKED = 200;
export const useReady = (what: Ready, unit: string) =>
  useRead<{ items: DossierRow[]; total?: number }>(
    ['dossiers', 'ready', what, unit],
    '/dossiers',
    { unit, ready: what, limit: MOST_PICKED },
    unit !== '',
  );

/** After something was recorded, everything that shows it is fetched anew. */
export function useRecordsChanged(): () => Promise<void> {
  const client = useQueryClient();
  return () =>
    client.invalidateQueries({
      predicate: ({ queryKey }) => /^(records|\/documents|\/dossiers|dashboard|figure)/.test(String(queryKey[0])),
    });
}

export const TONE_OF_DOCUMENT = { draft: 'wait', issued: 'ok', voided: 'none', open: 'sel', done: 'ok' } as const;
export const TONE_OF_DOSSIER = {
  planned: 'wait',
  open: 'sel',
  closed: 'ok',
  archived: 'ok',
  destroyed: 'none',
} as const;
