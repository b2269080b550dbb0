import { api } from '#platform/ui/api.ts';
import { IdentificationCardIcon, TreeStructureIcon } from '#platform/ui/icons.ts';
import type { PageDef, SearchProvider } from '#platform/ui/pages.ts';
import type { UnitHit } from './contract.ts';

/** The pages of this module, each in its own chunk. */
export const pages: PageDef[] = [
  {
    path: '/organisation',
    load: () => import('./pages/OrganisationPage.tsx'),
    nav: { label: 'organisation.page.nav', icon: TreeStructureIcon, group: 'registers', order: 10, goKey: 't' },
  },
  {
    path: '/posts',
    load: () => import('./pages/PostsPage.tsx'),
    nav: {
      label: 'organisation.page.posts.title',
      icon: IdentificationCardIcon,
      group: 'administration',
      order: 20,
      right: 'posts.write',
    },
  },
  { path: '/organisation/list', load: () => import('./pages/UnitListPage.tsx') },
  { path: '/organisation/events', load: () => import('./pages/EventsPage.tsx') },
  { path: '/organisation/events/new', load: () => import('./pages/NewEventPage.tsx') },
  { path: '/organisation/events/$eventId', load: () => import('./pages/EventPage.tsx') },
  { path: '/organisation/$unit/life', load: () => import('./pages/LifePage.tsx') },
  { path: '/organisation/$unit', load: () => import('./pages/OrganisationPage.tsx') },
];

/** Units by name, old name, spelling or code, for the palette. */
export const searchProviders: SearchProvider[] = [
  {
    id: 'units',
    label: 'organisation.page.units',
    search: async (text, { signal }) => {
      const { items } = await api.get<{ items: UnitHit[] }>('/units', { q: text, limit: 8 }, { signal });
      return items.map((hit) => ({
        id: hit.id,
        title: hit.name,
        hint: hit.path.map((unit) => unit.name).join(' / '),
        href: `/organisation/${hit.id}`,
      }));
    },
  },
];
