import { MapPinIcon } from '#platform/ui/icons.ts';
import { api } from '#platform/ui/api.ts';
import type { PageDef, SearchProvider } from '#platform/ui/pages.ts';
import type { UnitHit } from '#modules/organisation/contract.ts';

/** The pages of this module, each in its own chunk. */
export const pages: PageDef[] = [
  {
    path: '/villages',
    load: () => import('./pages/VillagesPage.tsx'),
    nav: {
      label: 'villages.page.title',
      icon: MapPinIcon,
      group: 'grassroots',
      order: 40,
      goKey: 'b',
      right: 'villages.read',
    },
  },
  { path: '/villages/$id', load: () => import('./pages/VillagePage.tsx') },
];

/** Villages by name, for the palette. */
export const searchProviders: SearchProvider[] = [
  {
    id: 'villages',
    label: 'villages.page.title',
    search: async (text, { signal }) => {
      const { items } = await api.get<{ items: UnitHit[] }>(
        '/units',
        { q: text, kind: 'village,residential_group', alive: 'true', limit: 5 },
        { signal },
      );
      return items.map((hit) => ({
        id: hit.id,
        title: hit.name,
        hint: hit.path.map((unit) => unit.name).join(' / '),
        href: `/villages/${hit.slug ?? hit.id}`,
      }));
    },
  },
];
