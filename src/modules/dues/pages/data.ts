import { useQuery, useQueryClient } from '@tanstack/react-query';
import { todayInVietnam, useFormat } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import type { Choice } from '#platform/ui/fields.tsx';
import { queryString } from '#platform/ui/pages.ts';
import { useAskedUnit } from '#platform/ui/UnitHead.tsx';
import type { MemberDues, MonthBook, Settlement } from '../contract.ts';
import { firstDay, monthAfter, monthOf } from '../rules/index.ts';

/** Unit and month of the address; the caller's own unit and this month when it says nothing. */
export function useAsked() {
  const { query, ...asked } = useAskedUnit();
  const wanted = query['month'] ?? '';
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(wanted) ? wanted : monthOf(todayInVietnam());
  return { ...asked, query, month };
}

export const useBook = (unit: string, month: string) =>
  useQuery({
    queryKey: ['dues', 'month', unit, month],
    queryFn: ({ signal }) => api.get<MonthBook>('/dues/months', { unit, month }, { signal }),
    enabled: unit !== '',
  });

/** What the units directly below one did in a month. */
export const useChildren = (unit: string, month: string, enabled: boolean) =>
  useQuery({
    queryKey: ['dues', 'children', unit, month],
    queryFn: ({ signal }) =>
      api.get<{ items: Settlement[] }>(
        '/dues/settlements',
        { unit, from: firstDay(month), to: firstDay(month), limit: 200 },
        { signal },
      ),
    enabled,
  });

export const useMemberDues = (member: string) =>
  useQuery({
    queryKey: ['dues', 'member', member],
    queryFn: ({ signal }) => api.get<MemberDues>(`/dues/members/${member}`, {}, { signal }),
  });

/** After something was recorded, everything that shows it is fetched anew. */
export function useDuesChanged(): () => Promise<void> {
  const client = useQueryClient();
  return () =>
    client.invalidateQueries({
      predicate: ({ queryKey }) => /^(dues|\/dues|dashboard|figure)/.test(String(queryKey[0])),
    });
}

/** A month as people write it: `5/2026`. */
export function useMonthText(): (month: string) => string {
  const format = useFormat();
  return (month) => format.date(firstDay(month), 'month');
}

/** Months to choose from, the latest first: from `from` back so many. */
export function useMonthChoices(): (from: string, count: number) => Choice[] {
  const text = useMonthText();
  return (from, count) =>
    Array.from({ length: count }, (_, at) => monthAfter(from, -at)).map((id) => ({ id, label: text(id) }));
}

/** The list behind I-45 for a unit and month. */
export const recordsHref = (id: string, { unit, month }: { unit: string; month: string }) =>
  `/figures/${id}/records${queryString({ unit, from: firstDay(month), asOf: lastDay(month), boundaries: 'now' })}`;

export function lastDay(month: string): string {
  const [year, number] = month.split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, number ?? 1, 0)).toISOString().slice(0, 10);
}

/** A day that fits a month: today in the running month, else its last day. */
export const dayIn = (month: string): string =>
  month === monthOf(todayInVietnam()) ? todayInVietnam() : lastDay(month);
