import { date, type ListFile, text, word } from '#platform/lists/list-file.ts';

/** Lists of this room as files. */
export const VILLAGE_LISTS: readonly ListFile[] = [
  {
    path: '/villages',
    name: 'thon-ban',
    columns: [
      text('name', 'villages.column.name'),
      text('commune.name', 'villages.column.commune'),
      word('states', 'villages.page.state', 'villages.state'),
      text('cells[].name', 'villages.column.cells'),
      text('members', 'villages.column.members-short'),
      text('households', 'villages.field.households'),
      text('residents', 'villages.field.residents'),
      text('poor', 'villages.field.poor'),
      word('signal', 'villages.field.signal', 'villages.signal'),
      date('seenOn', 'villages.column.as-of'),
    ],
  },
];
