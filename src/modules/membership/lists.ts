import { date, type ListFile, text, word } from '#platform/lists/list-file.ts';

/** Lists of this room as files; the register has an export of its own, which prints its day and boundaries. */
export const MEMBERSHIP_LISTS: readonly ListFile[] = [
  {
    path: '/supplements',
    name: 'phieu-bo-sung',
    columns: [
      text('fullName', 'membership.page.register.col.name'),
      text('cardNumber', 'membership.page.register.col.card'),
      text('cell.name', 'membership.page.register.col.cell'),
      date('receivedOn', 'membership.page.supplement.received-on'),
    ],
  },
  {
    path: '/transfers',
    name: 'chuyen-sinh-hoat',
    columns: [
      text('fullName', 'membership.page.register.col.name'),
      word('kind', 'platform.list-file.kind', 'membership.transfer-kind'),
      text('from.name', 'membership.page.records.col.from-cell'),
      text('to.name', 'membership.page.records.col.to-cell'),
      text('outside', 'platform.list-file.outside'),
      text('letter', 'membership.page.transfer.letter'),
      date('decidedOn', 'platform.list-file.document-of'),
      date('acceptedOn', 'platform.list-file.accepted'),
      word('state', 'membership.page.register.col.state', 'membership.page.transfer.state'),
    ],
  },
];
