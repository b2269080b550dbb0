import { SealCheckIcon } from '#platform/ui/icons.ts';
import type { PageDef, SearchProvider } from '#platform/ui/pages.ts';

/** The pages of this module, each in its own chunk. */
export const pages: PageDef[] = [
  {
    path: '/evaluations',
    load: () => import('./pages/EvaluationPage.tsx'),
    nav: {
      label: 'evaluation.page.title',
      icon: SealCheckIcon,
      group: 'grassroots',
      order: 30,
      right: 'evaluation.read',
    },
  },
];

export const searchProviders: SearchProvider[] = [];
