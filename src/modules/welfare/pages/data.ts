import { useQuery, useQueryClient } from '@tanstack/react-query';
import { todayInVietnam, useLang } from '#platform/messages.ts';
import { api, ApiProblem } from '#platform/ui/api.ts';
import type { Choice } from '#platform/ui/fields.tsx';
import { queryString } from '#platform/ui/pages.ts';
import type { FormValue } from '#platform/ui/RecordDrawer.tsx';
import { findUnitsBy } from '#platform/ui/UnitHead.tsx';
import type { AgreementRow, CampaignPage, CampaignRow, Flow, HouseholdRow, Item, SponsorRow } from '../contract.ts';
import { readQuantity } from './quantity.ts';

export { periodOfYear as periodOf, useAskedUnit as useAsked } from '#platform/ui/UnitHead.tsx';

/** Units by name, old name, spelling or code. */
export const findUnits = (text: string, signal: AbortSignal) => findUnitsBy(text, signal);
/** Places: a village, a commune, a province. */
export const findPlaces = (text: string, signal: AbortSignal) =>
  findUnitsBy(text, signal, { alive: 'true', tree: 'place' });
export const findVillages = (text: string, signal: AbortSignal) =>
  findUnitsBy(text, signal, { alive: 'true', kind: 'village' });

/** Sponsors that these units may see, by name. */
export const findSponsors =
  (...units: readonly string[]) =>
  async (text: string, signal: AbortSignal): Promise<Choice[]> => {
    const lists = await Promise.all(
      units.map((unit) => api.get<{ items: SponsorRow[] }>('/sponsors', { unit, q: text, limit: 20 }, { signal })),
    );
    const found = new Map(lists.flatMap(({ items }) => items).map((one) => [one.id, one]));
    return [...found.values()].map((one) => ({
      id: one.id,
      label: one.name,
      ...(one.parent?.name ? { hint: one.parent.name } : {}),
    }));
  };
/** Agreements of a sponsor, by number or purpose. */
export const findAgreements =
  (unit: string, sponsor: string) =>
  async (text: string, signal: AbortSignal): Promise<Choice[]> => {
    const { items } = await api.get<{ items: AgreementRow[] }>(
      '/sponsor-agreements',
      { unit, sponsor, limit: 50 },
      { signal },
    );
    const wanted = text.trim().toLowerCase();
    return items
      .filter((one) => `${one.number} ${one.purpose}`.toLowerCase().includes(wanted))
      .map((one) => ({ id: one.id, label: one.number, hint: one.purpose }));
  };
/** Open campaigns of several units and the places below them, each once. */
export async function openCampaigns(units: readonly string[], signal: AbortSignal): Promise<CampaignRow[]> {
  const lists = await Promise.all(
    units.map((unit) =>
      api.get<{ items: CampaignRow[] }>('/campaigns', { unit, state: 'open', limit: 100 }, { signal }),
    ),
  );
  return [...new Map(lists.flatMap(({ items }) => items).map((one) => [one.id, one])).values()];
}
/** Open campaigns by any of their titles. */
export const findCampaigns =
  (units: readonly string[], titleOf: (of: CampaignRow) => string) =>
  async (text: string, signal: AbortSignal): Promise<Choice[]> => {
    const wanted = text.trim().toLowerCase();
    const open = await openCampaigns(units, signal);
    return open
      .filter((one) => [one.title, one.titleTh, one.titleEn].some((title) => title?.toLowerCase().includes(wanted)))
      .map((one) => ({ id: one.id, label: titleOf(one), hint: one.place.name ?? '' }));
  };
/** Households of a unit by code or head. */
export const findHouseholds =
  (unit: string) =>
  async (text: string, signal: AbortSignal): Promise<Choice[]> => {
    if (unit === '') return [];
    const { items } = await api.get<{ items: HouseholdRow[] }>('/households', { unit, q: text, limit: 20 }, { signal });
    return items.map((one) => ({ id: one.id, label: `${one.code} · ${one.headName}`, hint: one.village.name ?? '' }));
  };

export const useItems = (enabled = true) =>
  useQuery({
    enabled,
    queryKey: ['welfare', 'items'],
    queryFn: ({ signal }) => api.get<{ items: Item[] }>('/welfare-items', {}, { signal }),
    staleTime: 10 * 60_000,
  });

export const useCampaign = (id: string, enabled = true) =>
  useQuery({
    queryKey: ['welfare', 'campaign', id],
    queryFn: ({ signal }) => api.get<CampaignPage>(`/campaigns/${id}`, {}, { signal }),
    enabled: enabled && id !== '',
  });

export const useFlow = (asked: { unit: string; from?: string; to?: string; campaign?: string }) =>
  useQuery({
    queryKey: ['welfare', 'flow', asked],
    queryFn: ({ signal }) => api.get<Flow>('/welfare-flow', asked, { signal }),
    enabled: asked.unit !== '',
    placeholderData: (before) => before,
  });

/** One record of the room by its path, e.g. `/households/<id>`. */
export const useRecord = <T>(path: string) =>
  useQuery({ queryKey: ['welfare', path], queryFn: ({ signal }) => api.get<T>(path, {}, { signal }) });

/** The records behind a figure, for the same unit and years. */
export function recordsHref(
  id: string,
  asked: { unit: string; from?: string | undefined; to?: string | undefined },
  filter?: string,
): string {
  return `/figures/${encodeURIComponent(id)}/records${queryString({
    unit: asked.unit,
    from: asked.from,
    asOf: asked.to ?? todayInVietnam(),
    boundaries: 'now',
    filter,
  })}`;
}

/** After something was recorded, everything that shows it is fetched anew. */
export function useWelfareChanged(): () => Promise<void> {
  const client = useQueryClient();
  return () =>
    client.invalidateQueries({
      predicate: ({ queryKey }) =>
        /^(welfare|\/(campaigns|sponsors|sponsor-agreements|pledges|allocations|needs|households|houses|handovers)|dashboard|figure|combo)/.test(
          String(queryKey[0]),
        ),
    });
}

/** Reads a typed quantity in the reader's language; what is no number is refused before it is sent, with the field named. */
export function useQuantityOf(): (value: FormValue, field: string) => number {
  const lang = useLang();
  return (value, field) => {
    const read = typeof value === 'string' ? readQuantity(value, lang) : undefined;
    if (read === undefined)
      throw new ApiProblem({
        status: 400,
        code: 'welfare-form.number',
        errors: [{ path: field, code: 'welfare-form.number' }],
      });
    return read;
  };
}
