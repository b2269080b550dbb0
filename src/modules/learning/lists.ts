import { date, type ListFile, precise, text, word } from '#platform/lists/list-file.ts';

/** Lists of this room as files. */
export const LEARNING_LISTS: readonly ListFile[] = [
  {
    path: '/courses',
    name: 'lop-boi-duong',
    columns: [
      text('title', 'learning.column.title'),
      word('subject', 'learning.column.subject', 'learning.subject'),
      word('audience', 'learning.column.audience', 'learning.audience'),
      text('unit.name', 'learning.column.organiser'),
      date('startsOn', 'platform.list-file.from'),
      date('endsOn', 'platform.list-file.until'),
      word('state', 'learning.column.state', 'learning.state'),
      text('sessions', 'learning.column.sessions'),
      text('participants', 'learning.column.participants'),
      text('heads', 'learning.column.heads'),
    ],
  },
  {
    path: '/commendations',
    name: 'khen-thuong',
    columns: [
      text('person.name', 'learning.column.who'),
      text('unit.name', 'learning.column.unit'),
      word('form', 'learning.column.form', 'learning.form'),
      word('reason', 'learning.column.reason', 'learning.reason'),
      text('document', 'learning.column.document'),
      text('decidedBy', 'learning.column.decided-by'),
      precise('on', 'learning.column.on'),
    ],
  },
  {
    path: '/role-models',
    name: 'mo-hinh-dien-hinh',
    columns: [
      text('title', 'learning.column.title'),
      word('kind', 'learning.column.kind', 'learning.model'),
      text('unit.name', 'learning.column.unit'),
      text('person.name', 'learning.column.who'),
      text('document', 'learning.column.document'),
      precise('on', 'learning.column.on'),
    ],
  },
];
