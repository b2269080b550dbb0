import { date, instant, type ListFile, text, word } from '#platform/lists/list-file.ts';

/** Reports and press sheets as files: which there are. What each says is its own paper. */
export const FIGURE_LISTS: readonly ListFile[] = [
  {
    path: '/reports',
    name: 'bao-cao',
    columns: [
      word('template', 'figures.report.page.what', 'figures.report.template'),
      text('unit.name', 'figures.page.unit'),
      date('from', 'figures.report.page.from'),
      date('to', 'figures.report.page.until'),
      text('editions', 'platform.list-file.editions'),
      instant('signedAt', 'platform.list-file.signed'),
      text('signedName', 'figures.report.page.signed-by'),
    ],
  },
  {
    path: '/press-sheets',
    name: 'to-so-lieu-bao-chi',
    columns: [
      text('title', 'figures.press.page.sheet'),
      text('unit.name', 'figures.page.unit'),
      date('from', 'platform.list-file.from'),
      date('asOf', 'figures.press.page.as-of'),
      text('lines', 'figures.press.page.lines'),
    ],
  },
];
