import { date, instant, type ListFile, text, word, yes } from '#platform/lists/list-file.ts';

/** Lists of this room as files. Bulletins and news by their titles: their words stay where they are read. */
export const CHANNEL_LISTS: readonly ListFile[] = [
  {
    path: '/channel/bulletins',
    name: 'ban-tin',
    columns: [
      text('title', 'channel.column.title'),
      text('unit.name', 'channel.column.from'),
      word('reach', 'channel.column.reach', 'channel.reach'),
      date('postedOn', 'channel.column.posted-on'),
      date('happenedOn', 'channel.column.happened-on'),
      date('answerBy', 'channel.column.answer-by'),
      text('sentTo', 'channel.column.sent-to'),
      text('readBy', 'channel.column.read-by'),
      text('answers', 'channel.column.answers'),
      date('endedOn', 'channel.column.ended-on'),
    ],
  },
  {
    path: '/channel/news',
    name: 'tin-tuc',
    columns: [
      text('titleVi', 'channel.column.title'),
      word('topic', 'channel.column.topic', 'channel.topic'),
      text('unit.name', 'channel.column.from'),
      word('state', 'channel.column.state', 'channel.news.state'),
      date('publishedOn', 'channel.column.published'),
      date('happenedOn', 'channel.column.happened-on'),
      yes('public', 'channel.column.for-everybody'),
      text('readBy', 'channel.column.read-by'),
    ],
  },
  {
    path: '/channel/outlets',
    name: 'kenh-chung',
    columns: [
      text('name', 'channel.field.name'),
      word('kind', 'channel.field.kind', 'channel.outlet.kind'),
      text('unit.name', 'channel.column.unit'),
      text('link', 'channel.field.link'),
      text('rules', 'channel.field.rules'),
      text('keepers', 'channel.field.keeper'),
      date('openedOn', 'channel.field.opened-on'),
      date('closedOn', 'channel.column.closed-on'),
      text('shares', 'channel.column.shares'),
    ],
  },
  {
    path: '/articles',
    name: 'bai-viet',
    columns: [
      text('title', 'channel.article.head.title'),
      word('kind', 'channel.article.field.kind', 'channel.article.kind'),
      text('unit.name', 'channel.article.head.unit'),
      date('from', 'platform.list-file.from'),
      date('to', 'platform.list-file.to'),
      word('state', 'channel.article.head.state', 'channel.article.state'),
      text('edition', 'platform.list-file.editions'),
      instant('publishedAt', 'channel.column.published'),
      word('untranslated', 'channel.article.head.untranslated', 'channel.article.lang'),
      text('pending', 'channel.article.head.comments'),
    ],
  },
];
