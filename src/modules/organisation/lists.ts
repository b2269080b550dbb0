import { date, type ListFile, precise, text, word } from '#platform/lists/list-file.ts';

/** Changes of the tree and posts as files. */
export const ORGANISATION_LISTS: readonly ListFile[] = [
  {
    path: '/unit-events',
    name: 'thay-doi-to-chuc',
    columns: [
      date('effectiveOn', 'organisation.page.day'),
      word('kind', 'organisation.page.change', 'organisation.event-kind'),
      text('title', 'platform.list-file.title'),
      word('state', 'organisation.page.event-state-label', 'organisation.page.event-state'),
      text('document', 'organisation.page.document'),
      date('documentOn', 'platform.list-file.document-on'),
      text('decidingBody', 'organisation.page.deciding-body'),
    ],
  },
  {
    path: '/posts',
    name: 'chuc-vu',
    columns: [
      text('personName', 'organisation.page.posts.person'),
      word('kind', 'organisation.page.posts.kind', 'organisation.post-kind'),
      text('unitName', 'organisation.page.posts.unit'),
      precise('from', 'organisation.page.posts.from'),
      precise('to', 'organisation.page.posts.to'),
      text('basis', 'organisation.page.posts.basis'),
    ],
  },
];
