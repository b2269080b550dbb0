import type { LEVELS, PeriodKind } from './contract.ts';
import { PERIODS } from './contract.ts';
import type { Section, Slot } from './template-shapes.ts';
import { CELL_MONTH, statistics } from './templates-more.ts';

/**
 * The templates of reports, as data: which sections, which sentences with figures in them, which tables. A template holds no
 * number and no SQL; every figure is one of the dictionary. @see DOMAIN.md 7.1
 */

export type { Part, Section, Slot } from './template-shapes.ts';

export type Template = {
  id: string;
  level: (typeof LEVELS)[number];
  period: PeriodKind;
  sections: readonly Section[];
  /** What it is called on paper, `figures.report.title.<title>`; the period where nothing is said. */
  title?: string;
};

const of = (...ids: string[]): Slot[] => ids.map((figure) => ({ figure }));

const ROLL: Section = {
  id: 'roll',
  parts: [
    {
      kind: 'say',
      say: 'roll',
      slots: {
        roll: { figure: 'I-01' },
        official: { figure: 'I-02' },
        probationary: { figure: 'I-02.probationary' },
        women: { figure: 'I-04' },
        minority: { figure: 'I-03' },
        young: { figure: 'I-05' },
      },
    },
    {
      kind: 'say',
      say: 'movement',
      slots: { came: { figure: 'I-08' }, went: { figure: 'I-09' }, identity: { figure: 'I-10' } },
    },
    {
      kind: 'compare',
      id: 'roll',
      slots: of('I-01', 'I-02', 'I-02.probationary', 'I-03', 'I-04', 'I-05', 'I-06', 'I-07', 'I-08', 'I-09'),
    },
    { kind: 'units', id: 'roll', slots: of('I-01', 'I-08', 'I-09') },
    { kind: 'free', id: 'roll' },
  ],
};
const ADMISSION: Section = {
  id: 'admission',
  parts: [
    {
      kind: 'say',
      say: 'admission',
      slots: { admitted: { figure: 'I-11' }, recognised: { figure: 'I-13' }, listed: { figure: 'I-14' } },
    },
    { kind: 'compare', id: 'admission', slots: of('I-11', 'I-12', 'I-13', 'I-14', 'I-15', 'I-16', 'I-19', 'I-37') },
    { kind: 'free', id: 'admission' },
  ],
};
const meetings = (thematic: boolean): Section => ({
  id: 'meetings',
  parts: [
    {
      kind: 'say',
      say: 'meetings',
      slots: { regular: { figure: 'I-20' }, attendance: { figure: 'I-22' }, superior: { figure: 'I-24' } },
    },
    {
      kind: 'compare',
      id: 'meetings',
      slots: of('I-20', ...(thematic ? ['I-21'] : []), 'I-22', 'I-23', 'I-24', 'I-25.good', 'I-25.weak'),
    },
    { kind: 'units', id: 'meetings', slots: of('I-20', 'I-22') },
    { kind: 'free', id: 'meetings' },
  ],
});
const TASKS: Section = {
  id: 'tasks',
  parts: [
    {
      kind: 'say',
      say: 'tasks',
      slots: { done: { figure: 'I-27' }, overdue: { figure: 'I-28' }, answered: { figure: 'I-29' } },
    },
    { kind: 'compare', id: 'tasks', slots: of('I-27', 'I-28', 'I-29', 'I-58') },
    { kind: 'free', id: 'tasks' },
  ],
};
const VILLAGES: Section = {
  id: 'villages',
  parts: [
    {
      kind: 'say',
      say: 'villages',
      slots: {
        blank: { figure: 'I-30' },
        without: { figure: 'I-32' },
        combined: { figure: 'I-33' },
        founded: { figure: 'I-34' },
      },
    },
    {
      kind: 'compare',
      id: 'villages',
      slots: of('I-30', 'I-31.cleared', 'I-32', 'I-33', 'I-34', 'I-36', 'I-38', 'I-39'),
    },
    { kind: 'units', id: 'villages', slots: of('I-30', 'I-32', 'I-33') },
    { kind: 'free', id: 'villages' },
  ],
};
const LEARNING: Section = {
  id: 'learning',
  parts: [
    {
      kind: 'say',
      say: 'learning',
      slots: { sessions: { figure: 'I-41' }, people: { figure: 'I-41.participants' }, honours: { figure: 'I-42' } },
    },
    {
      kind: 'compare',
      id: 'learning',
      slots: of('I-41', 'I-41.courses', 'I-41.participants', 'I-41.secretaries', 'I-42', 'I-42.models'),
    },
    { kind: 'free', id: 'learning' },
  ],
};
const PEOPLE: Section = {
  id: 'people',
  parts: [
    {
      kind: 'say',
      say: 'people',
      slots: {
        activities: { figure: 'I-49.activities' },
        received: { figure: 'I-53.received' },
        delivered: { figure: 'I-53.delivered' },
        traced: { figure: 'I-55' },
      },
    },
    {
      kind: 'compare',
      id: 'people',
      slots: of('I-49.activities', 'I-49', 'I-50', 'I-50.services', 'I-53.received', 'I-53.delivered', 'I-55', 'I-56'),
    },
    { kind: 'free', id: 'people' },
  ],
};
const QUALITY: Section = {
  id: 'quality',
  parts: [
    {
      kind: 'say',
      say: 'quality',
      slots: {
        members: { figure: 'I-43.excellent' },
        organisations: { figure: 'I-44.excellent' },
        poor: { figure: 'I-57' },
      },
    },
    {
      kind: 'compare',
      id: 'quality',
      slots: of(
        'I-43',
        'I-43.excellent',
        'I-43.good',
        'I-44',
        'I-44.excellent',
        'I-44.good',
        'I-47.given',
        'I-57',
        'I-57.near-poor',
      ),
    },
    { kind: 'free', id: 'quality' },
  ],
};
const AHEAD: Section = {
  id: 'ahead',
  parts: [
    { kind: 'free', id: 'difficulties' },
    { kind: 'free', id: 'tasks-ahead' },
  ],
};

const SECTIONS: Record<PeriodKind, readonly Section[]> = {
  month: [ROLL, ADMISSION, meetings(false), TASKS, AHEAD],
  quarter: [ROLL, ADMISSION, meetings(true), TASKS, VILLAGES, LEARNING, AHEAD],
  half: [ROLL, ADMISSION, meetings(true), TASKS, VILLAGES, LEARNING, PEOPLE, AHEAD],
  nine: [ROLL, ADMISSION, meetings(true), TASKS, VILLAGES, LEARNING, PEOPLE, AHEAD],
  year: [ROLL, ADMISSION, meetings(true), TASKS, VILLAGES, LEARNING, PEOPLE, QUALITY, AHEAD],
};

/** The cells of a commune are many lines of one table; a province adds its communes up. Otherwise both say the same. */
export const TEMPLATES: readonly Template[] = [
  { id: 'cell.month', level: 'cell', period: 'month', sections: CELL_MONTH, title: 'cell' },
  ...(['commune', 'province'] as const).flatMap((level) => [
    ...PERIODS.map((period) => ({ id: `${level}.${period}`, level, period, sections: SECTIONS[period] })),
    ...(['half', 'year'] as const).map((period) => ({
      id: `${level}.statistics-${period}`,
      level,
      period,
      sections: statistics(level, period),
      title: 'statistics',
    })),
  ]),
];

export const findTemplate = (id: string): Template | undefined => TEMPLATES.find((template) => template.id === id);

/** Keys of the free texts of a template. */
export const freeTexts = (template: Template): string[] =>
  template.sections.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'free' ? [part.id] : [])));

/** The key under which a figure stands in a report; the same figure asked the same way stands there once. */
export const keyOf = ({ figure, filter }: Slot, before = false): string =>
  `${figure}${filter === undefined ? '' : `?${filter}`}${before ? '@before' : ''}`;
