import { api } from '#platform/ui/api.ts';
import { ListChecksIcon, ScrollIcon, WarningIcon } from '#platform/ui/icons.ts';
import type { PageDef, SearchProvider } from '#platform/ui/pages.ts';
import type { WorkSource } from '#platform/ui/work.ts';
import { addDays } from '#platform/time/dates.ts';
import type { RequestRow, TaskRow } from './contract.ts';

/** The pages of this module, each in its own chunk. */
export const pages: PageDef[] = [
  {
    path: '/tasks',
    load: () => import('./pages/TasksPage.tsx'),
    nav: {
      label: 'tasks.page.nav',
      icon: ListChecksIcon,
      group: 'grassroots',
      order: 24,
      goKey: 'v',
      right: 'tasks.read',
    },
  },
  { path: '/tasks/$taskId', load: () => import('./pages/TaskPage.tsx') },
  { path: '/task-documents', load: () => import('./pages/DocumentsPage.tsx') },
  { path: '/task-documents/$documentId', load: () => import('./pages/DocumentPage.tsx') },
  { path: '/requests', load: () => import('./pages/RequestsPage.tsx') },
];

export const searchProviders: SearchProvider[] = [];

/** How far ahead the unit's own tasks are named before their day comes. */
const AHEAD_DAYS = 14;

/** What waits of this room: tasks that have climbed up to the unit, its own whose day comes, and answers it owes. */
export const workSources: WorkSource[] = [
  {
    id: 'tasks',
    right: 'tasks.read',
    load: async (unit, { t, format, today, signal }) => {
      const tasks = await api.get<{ items: TaskRow[] }>('/tasks', { unit, overdue: 'climbed', limit: 3 }, { signal });
      const soon = await api.get<{ items: TaskRow[] }>(
        '/tasks',
        { unit, own: 'true', state: 'open', from: today, to: addDays(today, AHEAD_DAYS), limit: 3 },
        { signal },
      );
      const requests = await api.get<{ items: RequestRow[] }>(
        '/requests',
        { unit, state: 'overdue', limit: 2 },
        { signal },
      );
      return [
        ...tasks.items.map((task) => ({
          id: `task-${task.id}`,
          icon: WarningIcon,
          tone: 'late' as const,
          title: task.title,
          sub: t('tasks.page.work.sub', { unit: task.unit.name, due: format.date(task.dueOn) }),
          chip: t('tasks.page.overdue-days', { days: task.daysOverdue }),
          href: `/tasks/${task.id}`,
        })),
        ...soon.items.map((task) => ({
          id: `task-${task.id}`,
          icon: ListChecksIcon,
          tone: 'wait' as const,
          title: task.title,
          sub: [task.owner?.name, t('tasks.page.work.due', { due: format.date(task.dueOn) })]
            .filter(Boolean)
            .join(' · '),
          chip: format.relativeDay(task.dueOn),
          href: `/tasks/${task.id}`,
        })),
        ...requests.items.map((request) => ({
          id: `request-${request.id}`,
          icon: ScrollIcon,
          tone: 'late' as const,
          title: request.content,
          sub: t('tasks.page.work.request', { unit: request.unit.name, owes: request.owedBy.name }),
          chip: t('tasks.page.overdue-days', { days: request.daysOverdue }),
          href: '/requests?state=overdue',
        })),
      ];
    },
  },
];
