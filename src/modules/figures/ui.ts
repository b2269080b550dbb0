import { lazy } from 'react';
import { api } from '#platform/ui/api.ts';
import { ChartLineIcon, FileTextIcon, HouseIcon, ScrollIcon } from '#platform/ui/icons.ts';
import type { PageDef, SearchProvider } from '#platform/ui/pages.ts';
import { fold } from '#platform/format.ts';
import type { FigureEntry } from './contract.ts';

/** The pages of this module, each in its own chunk. */
export const pages: PageDef[] = [
  {
    path: '/',
    load: () => import('./pages/HomePage.tsx'),
    nav: { label: 'platform.nav.home', icon: HouseIcon, group: 'first', order: 1, goKey: 'h' },
  },
  {
    path: '/figures',
    load: () => import('./pages/FiguresPage.tsx'),
    nav: {
      label: 'figures.page.title',
      icon: ChartLineIcon,
      group: 'papers',
      order: 20,
      goKey: 's',
      right: 'figures.read',
    },
  },
  { path: '/figures/$id', load: () => import('./pages/FigurePage.tsx') },
  { path: '/figures/$id/records', load: () => import('./pages/RecordsPage.tsx') },
  {
    path: '/reports',
    load: () => import('./pages/reports/ReportsPage.tsx'),
    nav: {
      label: 'figures.report.page.title',
      icon: FileTextIcon,
      group: 'papers',
      order: 18,
      goKey: 'o',
      right: 'reports.read',
    },
  },
  { path: '/reports/$id', load: () => import('./pages/reports/ReportPage.tsx') },
  { path: '/press-sheets', load: () => import('./pages/reports/PressPage.tsx') },
  { path: '/press-sheets/$id', load: () => import('./pages/reports/PressSheetPage.tsx') },
  {
    path: '/reconciliation',
    load: () => import('./pages/ReconciliationPage.tsx'),
    nav: {
      label: 'figures.page.reconciliation.crumb',
      icon: ScrollIcon,
      group: 'papers',
      order: 24,
      goKey: 'r',
      right: 'figures.read',
    },
  },
];

/** The figures of a page of another room, asked in blocks beside each other. */
export { useFigureBlocks } from './pages/blocks.ts';

/** What differs between frozen figures and the records now: for the pages of other texts with frozen figures. */
export const Differences = lazy(() => import('./pages/reports/Differences.tsx'));

/** Figures by name or id, for the palette. */
export const searchProviders: SearchProvider[] = [
  {
    id: 'figures',
    label: 'figures.page.title',
    search: async (text, { signal }) => {
      const wanted = fold(text.trim());
      if (wanted.length < 2) return [];
      const { items } = await api.get<{ items: FigureEntry[] }>('/figures', {}, { signal });
      return items
        .filter((entry) => fold(`${entry.id} ${entry.name}`).includes(wanted))
        .slice(0, 6)
        .map((entry) => ({
          id: entry.id,
          title: entry.name,
          hint: entry.id,
          href: `/figures/${encodeURIComponent(entry.id)}`,
        }));
    },
  },
];
