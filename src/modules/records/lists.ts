import { date, text, word, type ListFile } from '#platform/lists/list-file.ts';

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
  {
    path: '/documents-waiting',
    name: 'van-ban-cho-nhan',
    columns: [
      text('document.symbol', 'records.column.symbol'),
      date('document.datedOn', 'records.column.dated'),
      text('document.kindName', 'records.column.kind'),
      text('document.summary', 'records.column.summary'),
      text('document.issuer', 'records.column.issuer'),
      text('unit.name', 'records.page.unit'),
      word('document.urgency', 'records.column.urgency', 'records.urgency'),
    ],
  },
  {
    path: '/transfers-to-archive',
    name: 'nop-luu',
    columns: [
      text('unit.name', 'records.page.unit'),
      text('archiveName', 'platform.list-file.to-archive'),
      word('state', 'records.column.state', 'records.transfer-state'),
      date('preparedOn', 'platform.list-file.prepared'),
      date('acceptedOn', 'platform.list-file.accepted'),
      text('acceptedBy', 'platform.list-file.accepted-by'),
    ],
  },
  {
    path: '/destructions',
    name: 'tieu-huy',
    columns: [
      text('unit.name', 'records.page.unit'),
      word('state', 'records.column.state', 'records.destruction-state'),
      text('reason', 'platform.list-file.reason'),
      text('decision', 'platform.list-file.document'),
      date('proposedOn', 'platform.list-file.proposed'),
      date('approvedOn', 'platform.list-file.approved'),
      date('carriedOutOn', 'platform.list-file.carried-out'),
    ],
  },
];
