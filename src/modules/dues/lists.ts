import { date, type ListFile, text, word } from '#platform/lists/list-file.ts';

/** Lists of this room as files. */
export const DUES_LISTS: readonly ListFile[] = [
  {
    path: '/dues/settlements',
    name: 'quyet-toan-dang-phi',
    columns: [
      text('period', 'dues.column.period'),
      date('from', 'platform.list-file.from'),
      text('unit.name', 'dues.column.unit'),
      text('members', 'dues.column.members'),
      text('dueVnd', 'dues.column.due'),
      text('reliefVnd', 'dues.column.relieved'),
      text('collectedVnd', 'dues.column.collected'),
      text('openVnd', 'dues.column.open'),
      text('extraVnd', 'dues.column.extra'),
      text('cashVnd', 'dues.column.cash'),
      text('keptVnd', 'dues.column.kept'),
      text('handedVnd', 'dues.column.handed'),
      text('receivedVnd', 'dues.column.received'),
      word('stage', 'dues.column.stage', 'dues.stage'),
    ],
  },
];
