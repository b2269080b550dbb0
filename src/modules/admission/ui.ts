import { lazy } from 'react';
import { api } from '#platform/ui/api.ts';
import { UserPlusIcon } from '#platform/ui/icons.ts';
import type { HomePanel } from '#platform/ui/home.ts';
import type { PageDef, SearchProvider } from '#platform/ui/pages.ts';
import type { WorkSource } from '#platform/ui/work.ts';
import type { ApplicantPage } from './contract.ts';

/** The pages of this module, each in its own chunk. A nominating body finds its own nominees under the same address. */
export const pages: PageDef[] = [
  {
    path: '/admission',
    load: () => import('./pages/BoardPage.tsx'),
    nav: {
      label: 'admission.page.nav',
      icon: UserPlusIcon,
      group: 'registers',
      order: 26,
      goKey: 'k',
      right: ['admission.read', 'admission.nominate'],
    },
  },
  { path: '/admission/new', load: () => import('./pages/NominatePage.tsx') },
  { path: '/admission/funnel', load: () => import('./pages/FunnelPage.tsx') },
  { path: '/admission/$id', load: () => import('./pages/ApplicantPage.tsx') },
];

/** Applicants by name, for the palette. */
export const searchProviders: SearchProvider[] = [
  {
    id: 'applicants',
    label: 'admission.page.nav',
    search: async (text, { signal }) => {
      if (text.trim().length < 2) return [];
      const { items } = await api.get<ApplicantPage>('/admission/applicants', { q: text.trim(), limit: 5 }, { signal });
      return items.flatMap((row) =>
        row.fullName === null
          ? []
          : [{ id: row.id, title: row.fullName, hint: row.cell.name, href: `/admission/${row.id}` }],
      );
    },
  },
];

/** A nominating body sees on the first page how far its nominees have come. */
export const homePanels: HomePanel[] = [
  { id: 'admission.nominees', right: 'admission.nominate', Panel: lazy(() => import('./pages/NomineesPanel.tsx')) },
];

/** Legal times that have run out or soon do, for the first page. */
export const workSources: WorkSource[] = [
  {
    id: 'admission',
    right: 'admission.read',
    load: async (unit, { t, format, signal }) => {
      const lists = await Promise.all(
        (['late', 'soon'] as const).map(async (timer) => ({
          timer,
          ...(await api.get<ApplicantPage>('/admission/applicants', { unit, timer, limit: 3 }, { signal })),
        })),
      );
      return lists.flatMap(({ timer, items }) =>
        items.flatMap((row) => {
          const [first] = row.timers.filter((one) => one.kind !== 'probation');
          if (!first || row.fullName === null) return [];
          return [
            {
              id: `admission-${row.id}`,
              icon: UserPlusIcon,
              tone: timer === 'late' ? ('late' as const) : ('wait' as const),
              title: row.fullName,
              sub: `${t(`admission.timer.${first.kind}`)} · ${row.cell.name}`,
              chip: first.dueOn === null ? t('admission.page.timer-unknown') : format.date(first.dueOn),
              href: `/admission/${row.id}`,
            },
          ];
        }),
      );
    },
  },
];
