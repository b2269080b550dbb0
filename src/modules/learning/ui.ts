import { BookOpenIcon } from '#platform/ui/icons.ts';
import type { PageDef, SearchProvider } from '#platform/ui/pages.ts';

/** The pages of this module, each in its own chunk. */
export const pages: PageDef[] = [
  {
    path: '/learning',
    load: () => import('./pages/LearningPage.tsx'),
    nav: {
      label: 'learning.page.title',
      icon: BookOpenIcon,
      group: 'grassroots',
      order: 50,
      goKey: 'l',
      right: 'learning.read',
    },
  },
  { path: '/learning/courses/$id', load: () => import('./pages/CoursePage.tsx') },
  { path: '/learning/commendations', load: () => import('./pages/CommendationsPage.tsx') },
  { path: '/learning/models', load: () => import('./pages/ModelsPage.tsx') },
];

export const searchProviders: SearchProvider[] = [];
