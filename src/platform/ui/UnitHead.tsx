import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { todayInVietnam } from '../messages.ts';
import { api, useMe } from './api.ts';
import { ComboBox, Select } from './choices.tsx';
import type { Choice } from './fields.tsx';
import { queryString, useQueryParams } from './pages.ts';
import { PageHeader, Tabs } from './surface.tsx';

export type OwnUnit = { id: string; name: string };
type Hit = { id: string; name: string; path: readonly { name: string }[] };

/** Unit and year of the address; the caller's own unit when it says nothing, and no year. */
export function useAskedUnit() {
  const [query, change] = useQueryParams();
  const posts = useMe().data?.posts ?? [];
  const own: OwnUnit[] = [
    ...new Map(posts.map((post) => [post.unitId, { id: post.unitId, name: post.unitName }])).values(),
  ];
  const year = /^\d{4}$/.test(query['year'] ?? '') ? Number(query['year']) : null;
  return { unit: query['unit'] ?? own[0]?.id ?? '', own, year, query, change };
}

/** Units by name, old name, spelling or code, with where they lie. */
export async function findUnitsBy(
  text: string,
  signal: AbortSignal,
  more: Record<string, string> = { alive: 'true' },
): Promise<Choice[]> {
  const { items } = await api.get<{ items: Hit[] }>('/units', { q: text, limit: 20, ...more }, { signal });
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

/** What a unit is called today. */
export const useUnitName = (unit: string) =>
  useQuery({
    queryKey: ['unit', unit, 'today'],
    queryFn: ({ signal }) => api.get<{ id: string; name: string }>(`/units/${unit}`, {}, { signal }),
    enabled: unit !== '',
  });

/** First and last day of a year that has begun, up to today; nothing for all years. */
export function periodOfYear(year: number | null): { from?: string; to?: string } {
  if (year === null) return {};
  const today = todayInVietnam();
  const last = `${year}-12-31`;
  return { from: `${year}-01-01`, to: last < today ? last : today };
}

/**
 * Heading of the lists of a room: which of them, of which unit and, with `years`, in which year. Unit and year stand in the address, so
 * that they go along from list to list.
 * @param years the words for the choice; with `all` it may be left open, otherwise this year stands without a choice
 */
export function UnitHead({
  title,
  room,
  tabs,
  selected,
  unitLabel,
  years,
  leaves = [],
  actions,
}: {
  title: string;
  /** name of the room, for the row of its lists */
  room: string;
  tabs: readonly { id: string; label: string; path: string }[];
  selected: string;
  unitLabel: string;
  years?: { label: string; all?: string } | undefined;
  /** what else of the address belongs to the unit and goes with it */
  leaves?: readonly string[];
  actions?: ReactNode;
}) {
  const { unit, own, year, query, change } = useAskedUnit();
  const shown = useUnitName(unit);
  const thisYear = Number(todayInVietnam().slice(0, 4));
  const address = queryString({ unit: query['unit'], year: query['year'] });
  return (
    <>
      <PageHeader title={title} sub={shown.data?.name} actions={actions} />
      <Tabs
        label={room}
        selected={selected}
        tabs={tabs.map(({ id, label, path }) => ({ id, label, href: `${path}${address}` }))}
      />
      <div className="unit-ask no-print">
        <ComboBox
          label={unitLabel}
          queryKey={['unit-head', ...own.map((one) => one.id)]}
          search={async (text, signal) =>
            text.trim() === '' ? own.map((one) => ({ id: one.id, label: one.name })) : findUnitsBy(text.trim(), signal)
          }
          value={shown.data ? { id: shown.data.id, label: shown.data.name } : null}
          onChange={(choice) => {
            if (choice) change({ unit: choice.id, ...Object.fromEntries(leaves.map((name) => [name, undefined])) });
          }}
        />
        {years ? (
          <Select
            label={years.label}
            value={year === null ? (years.all === undefined ? String(thisYear) : 'all') : String(year)}
            choices={[
              ...(years.all === undefined ? [] : [{ id: 'all', label: years.all }]),
              ...Array.from({ length: 12 }, (_, at) => String(thisYear - at)).map((id) => ({ id, label: id })),
            ]}
            onChange={(id) =>
              change({
                year: id === 'all' || (years.all === undefined && id === String(thisYear)) ? undefined : id,
              })
            }
          />
        ) : null}
      </div>
    </>
  );
}
