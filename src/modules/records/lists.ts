import { date, type ListFile, text, word } from '#platform/lists/list-file.ts';

/** The registers of this room as files. */
export const RECORDS_LISTS: readonly ListFile[] = [
  {
    path: '/documents',
    name: 'so-van-ban',
    columns: [
      text('arrivalNo', 'records.column.arrival-no'),
      date('arrivedOn', 'records.column.arrived'),
      text('symbol', 'records.column.symbol'),
      date('datedOn', 'records.column.dated'),
      text('kindName', 'records.column.kind'),
      text('summary', 'records.column.summary'),
      text('issuer', 'records.column.issuer'),
      text('unit.name', 'records.page.unit'),
      word('urgency', 'records.column.urgency', 'records.urgency'),
      text('owner.name', 'records.column.owner'),
      date('dueOn', 'records.column.due'),
      date('closedOn', 'records.column.closed'),
      word('state', 'records.column.state', 'records.state'),
      text('dossier.code', 'records.column.dossier'),
    ],
  },
  {
    path: '/dossiers',
    name: 'danh-muc-ho-so',
    columns: [
      text('code', 'records.column.code'),
      text('title', 'records.column.title'),
      text('unit.name', 'records.page.unit'),
      text('keeper', 'records.column.keeper'),
      text('retentionName', 'records.column.kept'),
      text('documents', 'records.column.documents'),
      date('closedOn', 'records.column.closed'),
      date('expiresOn', 'records.column.expires'),
      word('state', 'records.column.state', 'records.dossier-state'),
    ],
  },
];
