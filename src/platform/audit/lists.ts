import { instant, type ListFile, text, word } from '../lists/list-file.ts';

/** Both trails as files: who wrote what, and who looked at what. What was written stays on the page of the trail. */
export const AUDIT_LISTS: readonly ListFile[] = [
  {
    path: '/audit',
    name: 'nhat-ky-ghi',
    columns: [
      instant('recordedAt', 'platform.audit.when'),
      text('actorName', 'platform.audit.by'),
      word('action', 'platform.audit.did', 'platform.audit.action'),
      word('entity', 'platform.audit.what', 'platform.audit.entity'),
      text('entityId', 'platform.list-file.record'),
      word('via', 'platform.audit.via', 'platform.audit.via'),
      text('position', 'platform.audit.position'),
    ],
  },
  {
    path: '/access-log',
    name: 'nhat-ky-xem',
    columns: [
      instant('at', 'platform.audit.when'),
      text('userName', 'platform.audit.by'),
      word('kind', 'platform.audit.did', 'platform.audit.access'),
      text('subject', 'platform.audit.subject'),
      text('rows', 'platform.audit.rows'),
      text('purpose', 'platform.audit.purpose'),
    ],
  },
];
