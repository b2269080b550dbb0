import { HandCoinsIcon } from '#platform/ui/icons.ts';
import type { PageDef, SearchProvider } from '#platform/ui/pages.ts';

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
];

export const searchProviders: SearchProvider[] = [];
