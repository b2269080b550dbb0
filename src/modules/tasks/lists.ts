import { date, type ListFile, text, word } from '#platform/lists/list-file.ts';

/** Lists of this room as files. */
export const TASK_LISTS: readonly ListFile[] = [
  {
    path: '/tasks',
    name: 'nhiem-vu',
    columns: [
      text('title', 'tasks.column.title'),
      text('owner.name', 'tasks.column.owner'),
      text('unit.name', 'tasks.column.unit'),
      text('givenBy.name', 'tasks.column.given-by'),
      text('document.number', 'tasks.column.number'),
      text('document.title', 'tasks.column.document'),
      word('theme', 'tasks.column.theme', 'tasks.theme'),
      text('measure', 'tasks.column.measure'),
      date('assignedOn', 'tasks.column.assigned'),
      date('dueOn', 'tasks.column.due'),
      word('state', 'tasks.column.state', 'tasks.state'),
      date('closedOn', 'tasks.column.closed'),
    ],
  },
  {
    path: '/task-documents',
    name: 'van-ban-giao-nhiem-vu',
    columns: [
      text('title', 'tasks.column.name'),
      word('kind', 'tasks.column.kind', 'tasks.kind'),
      text('number', 'tasks.column.number'),
      date('issuedOn', 'tasks.column.issued'),
      date('untilOn', 'tasks.column.until'),
      text('unit.name', 'tasks.column.issuer'),
      word('theme', 'tasks.column.theme', 'tasks.theme'),
      text('tasks.all', 'tasks.column.tasks'),
      text('tasks.overdue', 'tasks.column.overdue'),
    ],
  },
  {
    path: '/requests',
    name: 'y-kien-kien-nghi',
    columns: [
      text('content', 'tasks.column.request'),
      word('topic', 'tasks.column.topic', 'tasks.topic'),
      word('fromWhom', 'tasks.column.from-whom', 'tasks.from-whom'),
      text('unit.name', 'tasks.column.unit'),
      text('owedBy.name', 'tasks.column.owes'),
      date('dueOn', 'tasks.column.due'),
      date('answeredOn', 'tasks.column.answered'),
      text('answer', 'tasks.column.answer'),
    ],
  },
];
