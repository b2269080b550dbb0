import { date, precise, text, told, word, type ListFile } from '#platform/lists/list-file.ts';

/** Lists of this room as files. */
export const OUTREACH_LISTS: readonly ListFile[] = [
  {
    path: '/activities',
    name: 'hoat-dong-gan-dan',
    columns: [
      told('title', 'outreach.column.title'),
      word('kind', 'outreach.column.kind', 'outreach.kind'),
      text('agency.name', 'outreach.column.agency'),
      text('place.name', 'outreach.column.place'),
      date('startsOn', 'platform.list-file.from'),
      date('endsOn', 'platform.list-file.until'),
      text('people', 'outreach.column.people'),
      word('programme', 'outreach.column.programme', 'outreach.programme'),
      word('state', 'outreach.column.state', 'outreach.state'),
    ],
  },
  {
    path: '/twinnings',
    name: 'ket-nghia',
    columns: [
      text('title', 'outreach.column.twinning'),
      word('kind', 'outreach.column.kind', 'outreach.twinning-kind'),
      text('agency.name', 'outreach.column.agency'),
      text('partner.name', 'outreach.column.partner'),
      precise('starts', 'platform.list-file.from'),
      date('endsOn', 'platform.list-file.until'),
      text('activities', 'outreach.column.activities'),
      date('lastOn', 'outreach.column.last'),
      word('state', 'outreach.column.state', 'outreach.state'),
    ],
  },
  {
    path: '/publications',
    name: 'trang-cong-khai',
    columns: [
      text('unit.name', 'platform.list-file.unit'),
      text('year', 'platform.list-file.year'),
      text('revision', 'platform.list-file.editions'),
      date('publishedOn', 'platform.list-file.published'),
      date('withdrawnOn', 'platform.list-file.withdrawn'),
      text('reason', 'platform.list-file.reason'),
    ],
  },
];
