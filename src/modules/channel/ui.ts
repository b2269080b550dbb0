import { FileTextIcon, ShareNetworkIcon } from '#platform/ui/icons.ts';
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
  {
    path: '/articles',
    load: () => import('./articles/pages/ArticlesPage.tsx'),
    nav: {
      label: 'channel.article.page.title',
      icon: FileTextIcon,
      group: 'papers',
      order: 31,
      goKey: 'q',
      right: 'channel.read',
    },
  },
  { path: '/articles/$id', load: () => import('./articles/pages/ArticlePage.tsx') },
];

export const searchProviders: SearchProvider[] = [];
