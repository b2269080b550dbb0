import { lazy } from 'react';
import { api } from '#platform/ui/api.ts';
import { FileTextIcon, ShareNetworkIcon } from '#platform/ui/icons.ts';
import type { HomePanel } from '#platform/ui/home.ts';
import type { PageDef, SearchProvider } from '#platform/ui/pages.ts';
import type { WorkSource } from '#platform/ui/work.ts';
import type { BulletinRow } from './contract.ts';

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
  { path: '/channel/news', load: () => import('./pages/NewsListPage.tsx') },
  { path: '/channel/news/$id', load: () => import('./pages/NewsPage.tsx') },
  { path: '/channel/outlets', load: () => import('./pages/OutletsPage.tsx') },
  { path: '/channel/$id', load: () => import('./pages/BulletinPage.tsx') },
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

/** The latest news stands on the first page of every unit. */
export const homePanels: HomePanel[] = [
  { id: 'channel.news', right: 'channel.read', Panel: lazy(() => import('./pages/NewsPanel.tsx')) },
];

/** What waits of this room: bulletins that came and were not read, those that want an answer first. */
export const workSources: WorkSource[] = [
  {
    id: 'channel',
    right: 'channel.read',
    load: async (unit, { t, format, today, signal }) => {
      const { items } = await api.get<{ items: BulletinRow[] }>(
        '/channel/bulletins',
        { unit, box: 'in', limit: 20 },
        { signal },
      );
      return items
        .filter((one) => one.unread)
        .slice(0, 3)
        .map((one) => ({
          id: `bulletin-${one.id}`,
          icon: ShareNetworkIcon,
          tone: one.answerBy !== null && one.answerBy < today ? ('late' as const) : ('wait' as const),
          title: one.title,
          sub: t('channel.work.sub', { unit: one.unit.name, on: format.instant(one.postedAt) }),
          chip:
            one.answerBy === null
              ? t('channel.unread')
              : t('channel.work.answer-by', { on: format.date(one.answerBy) }),
          href: `/channel/${one.id}`,
        }));
    },
  },
];
