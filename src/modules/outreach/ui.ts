import { HandshakeIcon } from '#platform/ui/icons.ts';
import type { PageDef, SearchProvider } from '#platform/ui/pages.ts';

/** The pages of this module, each in its own chunk. */
export const pages: PageDef[] = [
  {
    path: '/outreach',
    load: () => import('./pages/OutreachPage.tsx'),
    nav: {
      label: 'outreach.page.title',
      icon: HandshakeIcon,
      group: 'grassroots',
      order: 30,
      goKey: 'e',
      right: 'outreach.read',
    },
  },
  { path: '/outreach/activities', load: () => import('./pages/ActivitiesPage.tsx') },
  { path: '/outreach/public', load: () => import('./pages/PublicPage.tsx') },
  { path: '/outreach/twinnings/$id', load: () => import('./pages/TwinningPage.tsx') },
  { path: '/outreach/twinnings/$id/years/$year', load: () => import('./pages/YearPage.tsx') },
  { path: '/outreach/activities/$id', load: () => import('./pages/ActivityPage.tsx') },
];

export const searchProviders: SearchProvider[] = [];
