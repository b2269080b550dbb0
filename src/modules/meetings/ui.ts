import { api, ApiProblem } from '#platform/ui/api.ts';
import { CalendarCheckIcon, TableIcon } from '#platform/ui/icons.ts';
import type { PageDef, SearchProvider } from '#platform/ui/pages.ts';
import type { WorkSource } from '#platform/ui/work.ts';
import type { Board } from './contract.ts';

/** The pages of this module, each in its own chunk. */
export const pages: PageDef[] = [
  {
    path: '/meetings',
    load: () => import('./pages/MeetingsPage.tsx'),
    nav: {
      label: 'meetings.page.nav',
      icon: CalendarCheckIcon,
      group: 'grassroots',
      order: 20,
      goKey: 'h',
      right: 'meetings.read',
    },
  },
  {
    path: '/meetings/board',
    load: () => import('./pages/BoardPage.tsx'),
    nav: {
      label: 'meetings.page.board',
      icon: TableIcon,
      group: 'grassroots',
      order: 22,
      goKey: 'y',
      right: 'meetings.score',
    },
  },
  { path: '/meetings/sheets', load: () => import('./pages/SheetsPage.tsx') },
  { path: '/meetings/assignments', load: () => import('./pages/AssignmentsPage.tsx') },
  { path: '/meetings/$meetingId', load: () => import('./pages/MeetingPage.tsx') },
];

export const searchProviders: SearchProvider[] = [];

/** Cells of the board of a unit; none for a province, whose boards are those of its communes. */
async function cellsOfBoard(unit: string, signal: AbortSignal): Promise<Board['cells']> {
  try {
    return (await api.get<Board>('/meetings/board', { unit }, { signal })).cells;
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'board.too-wide') return [];
    throw error;
  }
}

/** What waits of this room: cells that need a visit, the most urgent first. */
export const workSources: WorkSource[] = [
  {
    id: 'meetings',
    right: 'meetings.score',
    load: async (unit, { t, format, signal }) => {
      const cells = await cellsOfBoard(unit, signal);
      return cells
        .filter((cell) => cell.visit)
        .slice(0, 3)
        .map((cell) => ({
          id: `visit-${cell.unit.id}`,
          icon: CalendarCheckIcon,
          tone: 'wait' as const,
          title: t('meetings.page.work.visit', { cell: cell.unit.name }),
          sub: cell.reasons
            .slice(0, 2)
            .map((reason) =>
              t(`meetings.reason.${reason.code}`, {
                value: reason.code === 'attendance' ? format.number(reason.value) : reason.value,
              }),
            )
            .join(' · '),
          chip: t('meetings.page.visit'),
          href: `/meetings/board?unit=${unit}`,
          isVisit: true,
        }));
    },
  },
];
