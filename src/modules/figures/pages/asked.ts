import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { UnitHit } from '#modules/organisation/contract.ts';
import { todayInVietnam } from '#platform/messages.ts';
import { api, useMe } from '#platform/ui/api.ts';
import { useAsOf, type AsOfValue } from '#platform/ui/AsOf.tsx';
import { queryString, useQueryParams } from '#platform/ui/pages.ts';

/** A question as the API takes it: both handles of time always said. */
export type Asked = {
  unit: string;
  asOf: string;
  boundaries: string;
  from?: string | undefined;
  filter?: string | undefined;
  count?: 'people' | undefined;
};

export type OwnUnit = { id: string; name: string };

/** Units of the caller's posts, each once; who holds none but may read figures starts from the provinces. */
export function useOwnUnits(): { units: OwnUnit[]; isLoading: boolean } {
  const me = useMe();
  const posts = me.data?.posts ?? [];
  const seen = new Map(posts.map((post) => [post.unitId, { id: post.unitId, name: post.unitName }]));
  const needed = me.data !== undefined && me.data !== null && seen.size === 0;
  const roots = useQuery({
    queryKey: ['units', 'province_body'],
    queryFn: ({ signal }) =>
      api.get<{ items: UnitHit[] }>('/units', { kind: 'province_body', alive: true, limit: 40 }, { signal }),
    enabled: needed,
  });
  const units = needed ? (roots.data?.items ?? []).map((hit) => ({ id: hit.id, name: hit.name })) : [...seen.values()];
  return { units, isLoading: me.isLoading || (needed && roots.isLoading) };
}

/** What the address asks: unit (the caller's own when it says nothing), day, boundaries, start of the period, filter, count. */
export function useAsked(): {
  asked: Asked;
  own: OwnUnit[];
  isLoading: boolean;
  query: Record<string, string>;
  time: AsOfValue;
  setTime: (next: AsOfValue) => void;
  change: (patch: Record<string, string | undefined>) => void;
} {
  const [query, change] = useQueryParams();
  const [time, setTime] = useAsOf();
  const { units: own, isLoading } = useOwnUnits();
  const unit = query['unit'] ?? own[0]?.id ?? '';
  const { from, filter, count } = query;
  const asked = useMemo(
    () => ({
      unit,
      asOf: time.asOf,
      boundaries: time.boundaries,
      ...(from ? { from } : {}),
      ...(filter ? { filter } : {}),
      ...(count === 'people' ? { count } : {}),
    }),
    [unit, time.asOf, time.boundaries, from, filter, count],
  ) as Asked;
  const set = useCallback((patch: Record<string, string | undefined>) => change(patch), [change]);
  return { asked, own, isLoading, query, time, setTime, change: set };
}

/** The question as an address: a link means the same tomorrow, so the day is always said. */
export function addressOf(asked: Asked, more: Record<string, string | undefined> = {}): string {
  const { boundaries, ...rest } = asked;
  return queryString({ ...rest, ...(boundaries === 'now' ? {} : { boundaries }), ...more });
}

export const figureHref = (id: string, asked: Asked, more: Record<string, string | undefined> = {}): string =>
  `/figures/${encodeURIComponent(id)}${addressOf(asked, more)}`;

export const recordsHref = (id: string, asked: Asked, more: Record<string, string | undefined> = {}): string =>
  `/figures/${encodeURIComponent(id)}/records${addressOf(asked, more)}`;

/** The page that shows the list to which an answer of the API points. */
export function pageOfRecords(href: string): string {
  const url = new URL(href, 'http://x');
  const query = Object.fromEntries(url.searchParams);
  const { to, asOf, boundaries, ...rest } = query;
  return (
    url.pathname.replace('/api/v1', '') +
    queryString({
      ...rest,
      asOf: asOf ?? to,
      ...(boundaries === todayInVietnam() ? {} : { boundaries }),
    })
  );
}

/** On which day's boundaries a question is read. */
export function boundariesDay(asked: Pick<Asked, 'asOf' | 'boundaries'>, today: string = todayInVietnam()): string {
  return asked.boundaries === 'then' ? asked.asOf : asked.boundaries === 'now' ? today : asked.boundaries;
}

/** `YYYY-MM-DD` some days later. */
export function plusDays(on: string, days: number): string {
  const date = new Date(`${on}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** One filter of the question set or taken away: `sex=female,setting=village`. */
export function withFilter(filter: string | undefined, key: string, value: string | undefined): string | undefined {
  const others = Object.entries(filtersOf(filter)).filter(([name]) => name !== key);
  const text = (value === undefined ? others : [...others, [key, value] as const])
    .map(
      ([name, one]) =>
        `${name}=${encodeURIComponent(one).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`,
    )
    .join(',');
  return text === '' ? undefined : text;
}

/** The filters of a question by dimension. */
export function filtersOf(filter: string | undefined): Record<string, string> {
  if (!filter) return {};
  return Object.fromEntries(
    filter.split(',').map((part) => part.split('=').map((text) => decodeURIComponent(text)) as [string, string]),
  );
}
