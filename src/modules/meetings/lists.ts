import { date, type ListFile, text, word } from '#platform/lists/list-file.ts';

/** Lists of this room as files. */
export const MEETING_LISTS: readonly ListFile[] = [
  {
    path: '/meetings',
    name: 'sinh-hoat-chi-bo',
    columns: [
      text('unit.name', 'meetings.column.cell'),
      word('kind', 'meetings.column.kind', 'meetings.kind'),
      text('themeTitle', 'meetings.column.theme'),
      date('plannedOn', 'platform.list-file.planned'),
      date('heldOn', 'meetings.column.held'),
      word('state', 'meetings.column.state', 'meetings.state'),
      text('summoned', 'meetings.column.summoned'),
      text('present', 'meetings.column.present'),
      text('delegates', 'meetings.column.delegates'),
      text('ownTotal', 'meetings.column.own'),
      text('superiorTotal', 'meetings.column.superior'),
    ],
  },
  {
    path: '/meetings/committees',
    name: 'hop-cap-uy',
    columns: [
      text('unit.name', 'meetings.column.committee'),
      text('missed', 'meetings.column.missed'),
      date('lastOn', 'meetings.column.last-held'),
    ],
  },
];
