import { formatDated } from '#platform/format.ts';
import { sayNow } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { FileTextIcon, ShareNetworkIcon, UploadSimpleIcon, UsersThreeIcon } from '#platform/ui/icons.ts';
import type { PageDef, SearchProvider } from '#platform/ui/pages.ts';
import type { RegisterPage } from './contract.ts';

/** The pages of this module, each in its own chunk. */
export const pages: PageDef[] = [
  {
    path: '/members',
    load: () => import('./pages/RegisterPage.tsx'),
    nav: {
      label: 'membership.page.nav.members',
      icon: UsersThreeIcon,
      group: 'registers',
      order: 20,
      goKey: 'd',
      right: 'members.read',
    },
  },
  { path: '/members/new', load: () => import('./pages/NewMemberPage.tsx') },
  {
    path: '/members/import',
    load: () => import('./pages/ImportPage.tsx'),
    nav: {
      label: 'membership.page.nav.import',
      icon: UploadSimpleIcon,
      group: 'registers',
      order: 24,
      goKey: 'n',
      right: 'members.import',
    },
  },
  {
    path: '/members/supplements',
    load: () => import('./pages/SupplementsPage.tsx'),
    nav: {
      label: 'membership.page.nav.supplements',
      icon: FileTextIcon,
      group: 'registers',
      order: 23,
      right: 'members.read',
    },
  },
  { path: '/members/handbook', load: () => import('./pages/HandbookPage.tsx') },
  { path: '/members/$memberId', load: () => import('./pages/MemberPage.tsx') },
  { path: '/members/$memberId/edit', load: () => import('./pages/EditMemberPage.tsx') },
  {
    path: '/transfers',
    load: () => import('./pages/TransfersPage.tsx'),
    nav: {
      label: 'membership.page.nav.transfers',
      icon: ShareNetworkIcon,
      group: 'registers',
      order: 22,
      goKey: 'c',
      right: 'members.read',
    },
  },
];

/** What people find of this module from the palette. */
export const searchProviders: SearchProvider[] = [
  {
    id: 'members',
    label: 'membership.page.nav.members',
    search: async (text, { lang, signal }) => {
      if (text.trim().length < 2) return [];
      const found = await api.get<RegisterPage>('/members', { q: text.trim(), limit: 6 }, { signal });
      return found.items.flatMap((row) => {
        if (row.fullName === null) return [];
        const birth = row.birth ? formatDated(sayNow, lang, row.birth) : '';
        const hint = [row.cell.name, row.commune?.name, birth].filter(Boolean).join(' · ');
        return [{ id: row.id, title: row.fullName, hint, href: `/members/${row.id}` }];
      });
    },
  },
];
