import { HouseIcon } from '#platform/ui/icons.ts';
import type { PageDef } from '#platform/ui/pages.ts';

/** The pages of the platform itself. `/` is taken by a module's home when one is contributed. */
export const pages: PageDef[] = [
  { path: '/sign-in', load: () => import('./SignInPage.tsx'), frame: 'bare' },
  { path: '/kit', load: () => import('../ui/gallery/GalleryPage.tsx'), frame: 'bare' },
  {
    path: '/',
    load: () => import('./HomePage.tsx'),
    nav: { label: 'platform.nav.home', icon: HouseIcon, group: 'first', order: 1, goKey: 'h' },
  },
];
