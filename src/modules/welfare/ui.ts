import { api } from '#platform/ui/api.ts';
import { HandCoinsIcon } from '#platform/ui/icons.ts';
import type { PageDef, SearchProvider } from '#platform/ui/pages.ts';
import type { WorkSource } from '#platform/ui/work.ts';
import type { AllocationRow } from './contract.ts';

/** The pages of this module, each in its own chunk. */
export const pages: PageDef[] = [
  {
    path: '/welfare',
    load: () => import('./pages/WelfarePage.tsx'),
    nav: {
      label: 'welfare.page.nav',
      icon: HandCoinsIcon,
      group: 'grassroots',
      order: 70,
      goKey: 'w',
      right: 'welfare.read',
    },
  },
  { path: '/welfare/campaigns/$id', load: () => import('./pages/CampaignPage.tsx') },
  { path: '/welfare/campaigns/$id/board', load: () => import('./pages/BoardPage.tsx') },
  { path: '/welfare/gifts', load: () => import('./pages/GiftsPage.tsx') },
  { path: '/welfare/hand-over', load: () => import('./pages/HandOverPage.tsx') },
  { path: '/welfare/handovers/$id', load: () => import('./pages/ReceiptPage.tsx') },
  { path: '/welfare/needs', load: () => import('./pages/NeedsPage.tsx') },
  { path: '/welfare/households', load: () => import('./pages/HouseholdsPage.tsx') },
  { path: '/welfare/households/$id', load: () => import('./pages/HouseholdPage.tsx') },
  { path: '/welfare/houses', load: () => import('./pages/HousesPage.tsx') },
  { path: '/welfare/houses/$id', load: () => import('./pages/HousePage.tsx') },
  { path: '/welfare/promises', load: () => import('./pages/PromisesPage.tsx') },
  { path: '/welfare/sponsors', load: () => import('./pages/SponsorsPage.tsx') },
  { path: '/welfare/sponsors/$id', load: () => import('./pages/SponsorPage.tsx') },
  { path: '/sponsor/$link', load: () => import('./pages/sponsor/PublicPage.tsx'), frame: 'bare' },
];

export const searchProviders: SearchProvider[] = [];

/** What waits of this room: gifts that were set aside and not yet handed over. */
export const workSources: WorkSource[] = [
  {
    id: 'welfare',
    right: 'welfare.hand-over',
    load: async (unit, { t, signal }) => {
      const { items, total } = await api.get<{ items: AllocationRow[]; total?: number }>(
        '/allocations',
        { unit, open: 'yes', limit: 3 },
        { signal },
      );
      const first = items[0];
      if (!first) return [];
      return [
        {
          id: 'gifts',
          icon: HandCoinsIcon,
          tone: 'wait' as const,
          title: t('welfare.page.work.gifts', { count: total ?? items.length }),
          sub: [...new Set(items.map((one) => one.village.name ?? ''))].filter(Boolean).join(' · '),
          chip: t('welfare.page.hand-over.title'),
          href: '/welfare/gifts',
        },
      ];
    },
  },
];
