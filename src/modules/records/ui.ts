import { api } from '#platform/ui/api.ts';
import { FileTextIcon, TrayIcon, WarningIcon } from '#platform/ui/icons.ts';
import type { PageDef, SearchProvider } from '#platform/ui/pages.ts';
import type { WorkSource } from '#platform/ui/work.ts';
import type { DocumentList, Waiting } from './contract.ts';

export { OffenderList } from './pages/OffenderList.tsx';

/** The pages of this module, each in its own chunk. */
export const pages: PageDef[] = [
  {
    path: '/documents',
    load: () => import('./pages/RegisterPage.tsx'),
    nav: { label: 'records.nav', icon: FileTextIcon, group: 'papers', order: 10, goKey: 'g', right: 'records.read' },
  },
  { path: '/documents/files', load: () => import('./pages/FilesPage.tsx') },
  { path: '/documents/files/$id', load: () => import('./pages/DossierPage.tsx') },
  { path: '/documents/order', load: () => import('./pages/OrderPage.tsx') },
  { path: '/documents/archive', load: () => import('./pages/ArchivePage.tsx') },
  { path: '/documents/numbers', load: () => import('./pages/NumbersPage.tsx') },
  { path: '/documents/templates', load: () => import('./pages/TemplatesPage.tsx') },
  { path: '/documents/$id', load: () => import('./pages/DocumentPage.tsx') },
];

export const searchProviders: SearchProvider[] = [];

/** What waits of this room: arrivals past their deadline, and what was sent to the unit and is not entered yet. */
export const workSources: WorkSource[] = [
  {
    id: 'records',
    right: 'records.read',
    load: async (unit, { t, format, signal }) => {
      const late = await api.get<DocumentList>('/documents', { unit, late: 'yes', below: 'yes', limit: 3 }, { signal });
      const waiting = await api.get<{ items: Waiting[] }>('/documents-waiting', { unit, limit: 2 }, { signal });
      return [
        ...late.items.map((one) => ({
          id: `document-${one.id}`,
          icon: WarningIcon,
          tone: 'late' as const,
          title: one.summary ?? one.symbol ?? '–',
          sub: t('records.work.late', {
            symbol: one.symbol ?? '–',
            due: one.dueOn === null ? '–' : format.date(one.dueOn),
            unit: one.owner?.name ?? one.unit.name,
          }),
          chip: t('records.late-days', { days: one.lateDays ?? 0 }),
          href: `/documents/${one.id}`,
        })),
        ...waiting.items.map((one) => ({
          id: `document-waiting-${one.addresseeId}`,
          icon: TrayIcon,
          tone: 'wait' as const,
          title: one.document.summary ?? one.document.symbol ?? '–',
          sub: t('records.work.waiting', { symbol: one.document.symbol ?? '–', issuer: one.document.issuer }),
          chip: t('records.waiting.chip'),
          href: `/documents?unit=${one.unit.id}#waiting`,
        })),
      ];
    },
  },
];
