import { ShareNetworkIcon } from '#platform/ui/icons.ts';
import type { PageDef, SearchProvider } from '#platform/ui/pages.ts';

/** The pages of this module, each in its own chunk. */
export const pages: PageDef[] = [
  {
    path: '/channel',
    load: () => import('./pages/BulletinsPage.tsx'),
    nav: {
      label: 'channel.nav',
      icon: ShareNetworkIcon,
      group: 'papers',
      order: 30,
      goKey: 'i',
      right: 'channel.read',
    },
  },
];

export const searchProviders: SearchProvider[] = [];
