import { date, type ListFile, text, word } from '#platform/lists/list-file.ts';

/** Lists of this room as files. */
export const ADMISSION_LISTS: readonly ListFile[] = [
  {
    path: '/admission/applicants',
    name: 'nguon-phat-trien-dang',
    columns: [
      text('fullName', 'admission.column.name'),
      text('cell.name', 'admission.column.cell'),
      text('nominator.name', 'admission.column.introduced-by'),
      word('stage', 'admission.column.stage', 'admission.stage'),
      date('stageOn', 'admission.column.since'),
      word('postHeld', 'admission.column.post', 'admission.post'),
      date('ceremonyOn', 'admission.column.ceremony'),
    ],
  },
  {
    path: '/admission/targets',
    name: 'chi-tieu-nam',
    columns: [
      text('unit.name', 'platform.list-file.unit'),
      text('year', 'admission.column.target-year'),
      text('introduced.goal', 'admission.column.target-goal-introduced'),
      text('done.introduced', 'admission.page.target-named-in'),
      text('admitted.goal', 'admission.column.target-goal-admitted'),
      text('done.admitted', 'admission.page.target-admitted-in'),
      text('document', 'admission.column.target-document'),
    ],
  },
];
