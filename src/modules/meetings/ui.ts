import { api, ApiProblem } from '#platform/ui/api.ts';
import { CalendarCheckIcon, TableIcon } from '#platform/ui/icons.ts';
import type { PageDef, SearchProvider } from '#platform/ui/pages.ts';
import type { WorkSource } from '#platform/ui/work.ts';
import type { Board, MeetingRow } from './contract.ts';

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

/** What waits of this room: the unit's own next meeting and minutes still open; cells that need a visit, the most urgent first. */
export const workSources: WorkSource[] = [
  {
    id: 'own-meetings',
    right: 'meetings.read',
    load: async (unit, { t, format, today, signal }) => {
      const [planned, unsent] = await Promise.all(
        (['planned', 'unsent'] as const).map(async (state) => {
          const asked = { unit, own: 'true', state, limit: 20 };
          return (await api.get<{ items: MeetingRow[] }>('/meetings', asked, { signal })).items;
        }),
      );
      const called = (meeting: MeetingRow) =>
        t('meetings.page.work.meeting', {
          kind: t(`meetings.kind.${meeting.kind}`),
          month: Number(meeting.forMonth.slice(5, 7)),
        });
      const next = planned?.at(-1);
      return [
        ...(next
          ? [
              {
                id: `meeting-${next.id}`,
                icon: CalendarCheckIcon,
                tone: next.plannedOn < today ? ('late' as const) : ('sel' as const),
                title: called(next),
                sub: [format.date(next.plannedOn), next.plannedAt?.slice(0, 5), next.place, next.themeTitle]
                  .filter(Boolean)
                  .join(' · '),
                chip:
                  next.plannedOn < today ? t('meetings.page.work.not-recorded') : format.relativeDay(next.plannedOn),
                href: `/meetings/${next.id}`,
              },
            ]
          : []),
        ...(unsent ?? []).slice(0, 2).map((meeting) => ({
          id: `minutes-${meeting.id}`,
          icon: CalendarCheckIcon,
          tone: 'wait' as const,
          title: called(meeting),
          sub: [
            t('meetings.page.work.minutes', { on: format.date(meeting.heldOn ?? meeting.plannedOn) }),
            meeting.themeTitle,
          ]
            .filter(Boolean)
            .join(' · '),
          chip: t(`meetings.state.${meeting.state}`),
          href: `/meetings/${meeting.id}`,
        })),
      ];
    },
  },
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
