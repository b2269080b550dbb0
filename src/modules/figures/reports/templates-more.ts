import type { Part, Section, Slot } from './template-shapes.ts';

const of = (...ids: string[]): Slot[] => ids.map((figure) => ({ figure }));

/**
 * The cell reports to its commune after the meeting of the month: attendance, resolution, pipeline, what people are concerned about.
 * @see DOMAIN.md 7.1 [K-h]
 */
export const CELL_MONTH: readonly Section[] = [
  {
    id: 'cell-meeting',
    parts: [
      {
        kind: 'say',
        say: 'cell-roll',
        slots: {
          roll: { figure: 'I-01' },
          official: { figure: 'I-02' },
          probationary: { figure: 'I-02.probationary' },
          exempt: { figure: 'I-06' },
          away: { figure: 'I-07' },
          temporary: { figure: 'I-06.temporary' },
        },
      },
      {
        kind: 'say',
        say: 'cell-meeting',
        slots: { regular: { figure: 'I-20' }, attendance: { figure: 'I-22' }, superior: { figure: 'I-24' } },
      },
      {
        kind: 'say',
        say: 'movement',
        slots: { came: { figure: 'I-08' }, went: { figure: 'I-09' }, identity: { figure: 'I-10' } },
      },
      { kind: 'free', id: 'meetings' },
    ],
  },
  {
    id: 'cell-resolution',
    parts: [
      {
        kind: 'say',
        say: 'cell-resolution',
        slots: { given: { figure: 'I-27.given' }, done: { figure: 'I-27' }, overdue: { figure: 'I-28' } },
      },
      { kind: 'compare', id: 'tasks', slots: of('I-27.given', 'I-27', 'I-28') },
      { kind: 'free', id: 'tasks' },
    ],
  },
  {
    id: 'admission',
    parts: [
      {
        kind: 'say',
        say: 'cell-pipeline',
        slots: {
          listed: { figure: 'I-14' },
          admitted: { figure: 'I-11' },
          recognised: { figure: 'I-13' },
        },
      },
      { kind: 'compare', id: 'admission', slots: of('I-14', 'I-15', 'funnel.applied', 'I-11', 'I-13', 'I-19') },
      { kind: 'free', id: 'admission' },
    ],
  },
  {
    id: 'cell-concerns',
    parts: [
      {
        kind: 'say',
        say: 'cell-concerns',
        slots: { received: { figure: 'I-29.received' }, answered: { figure: 'I-29' } },
      },
      { kind: 'by', id: 'concerns', by: 'topic', slots: of('I-29.received') },
      { kind: 'free', id: 'concerns' },
    ],
  },
  { id: 'ahead', parts: [{ kind: 'free', id: 'tasks-ahead' }] },
];

/** The same lines of the whole roll, of whoever was admitted and of whoever left. */
const structure = (...dimensions: string[]): Part[] =>
  dimensions.map((by) => ({ kind: 'by', id: by, by, slots: of('I-01', 'I-11', 'I-09') }));

const stock = (level: 'commune' | 'province'): readonly Section[] => [
  {
    id: 'stat-stock',
    parts: [
      {
        kind: 'say',
        say: 'statistics',
        slots: {
          roll: { figure: 'I-01' },
          came: { figure: 'I-08' },
          went: { figure: 'I-09' },
          identity: { figure: 'I-10' },
        },
      },
      {
        kind: 'compare',
        id: 'stat-stock',
        slots: of('I-01', 'I-02', 'I-02.probationary', 'I-06', 'I-06.temporary', 'I-07', 'I-07.hosted', 'I-08', 'I-09'),
      },
      { kind: 'by', id: 'increase', by: 'cause', slots: of('I-08') },
      { kind: 'by', id: 'decrease', by: 'cause', slots: of('I-09') },
      { kind: 'units', id: 'stat-stock', slots: of('I-01', 'I-08', 'I-09', 'I-11') },
    ],
  },
  {
    id: 'stat-structure',
    parts: [
      // What is not collected has no line: no religion of anybody. @see DOMAIN.md 8.3
      { kind: 'say', say: 'stat-structure', slots: {} },
      { kind: 'compare', id: 'stat-structure', slots: of('I-03', 'I-04', 'I-05', 'I-11', 'I-12', 'I-13') },
      ...structure('sex', 'age_band', 'ethnicity', 'people', 'education', 'theory_level', 'occupation', 'setting'),
    ],
  },
  {
    id: 'stat-organisations',
    parts: [
      { kind: 'by', id: 'organisations', by: 'kind', slots: of('org.grassroots') },
      { kind: 'by', id: 'cells', by: 'setting', slots: of('org.cells') },
      { kind: 'compare', id: 'villages', slots: of('I-30', 'I-32', 'I-33', 'I-34', 'I-35') },
      // Of a commune the units would be the villages themselves, each with itself.
      ...(level === 'province' ? [{ kind: 'units', id: 'villages', slots: of('I-30', 'I-32', 'I-33') } as const] : []),
    ],
  },
  {
    id: 'stat-discipline',
    parts: [
      { kind: 'by', id: 'discipline', by: 'form', slots: of('org.discipline') },
      { kind: 'compare', id: 'cards', slots: of('org.cards', 'org.no-card', 'I-47.given', 'I-47') },
      { kind: 'by', id: 'badges', by: 'badge', slots: of('I-47.given') },
    ],
  },
];
const REMARKS: Section = { id: 'stat-remarks', parts: [{ kind: 'free', id: 'statistics' }] };
const QUALITY: Section = {
  id: 'stat-quality',
  parts: [
    { kind: 'by', id: 'quality-organisations', by: 'level', slots: of('I-44') },
    { kind: 'by', id: 'quality-members', by: 'level', slots: of('I-43') },
  ],
};

/**
 * Basic statistics of work on Party organisations, every half-year and year. Names of the forms of 11-HD/BTCTW of 13/12/2021 are not
 * confirmed; the content is that of DOMAIN.md 7.1 [K-m]. Quality is decided once a year.
 */
export const statistics = (level: 'commune' | 'province', period: 'half' | 'year'): readonly Section[] =>
  period === 'half' ? [...stock(level), REMARKS] : [...stock(level), QUALITY, REMARKS];
