import { lazy } from 'react';
import { WalletIcon } from '#platform/ui/icons.ts';
import type { MemberPanel } from '#platform/ui/member-panels.ts';
import type { PageDef, SearchProvider } from '#platform/ui/pages.ts';

/** The pages of this module, each in its own chunk. */
export const pages: PageDef[] = [
  {
    path: '/dues',
    load: () => import('./pages/DuesPage.tsx'),
    nav: {
      label: 'dues.page.title',
      icon: WalletIcon,
      group: 'grassroots',
      order: 35,
      goKey: 'p',
      right: 'dues.read',
    },
  },
  { path: '/dues/settlements', load: () => import('./pages/SettlementsPage.tsx') },
];

export const searchProviders: SearchProvider[] = [];

/** On the page of a member: up to which month the dues are paid. */
export const memberPanels: MemberPanel[] = [
  { id: 'dues', right: 'dues.read', Panel: lazy(() => import('./pages/MemberDues.tsx')) },
];
