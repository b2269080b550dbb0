import { type RawBuilder, sql } from 'kysely';
import {
  type Dimension,
  type FigureDefinition,
  type RecordColumn,
  type RecordsList,
  type RecordsQuestion,
  registerFigures,
  type Tally,
} from '#modules/figures/index.ts';
import { LEVELS, type Subject } from './rules/index.ts';

/**
 * The figures of evaluation, DOMAIN.md 7.2: I-43 and I-44 with each level over those evaluated. A rating counts on the last day of
 * its year, at the cell of the member or at the organisation itself.
 */

const LEVEL: Dimension = {
  key: 'level',
  label: 'evaluation.column.level',
  valuePrefix: 'evaluation.level',
  values: LEVELS,
};
const COLUMNS: readonly RecordColumn[] = [
  { key: 'level', label: 'evaluation.column.level', kind: 'word', wordPrefix: 'evaluation.level' },
  { key: 'decided_on', label: 'evaluation.column.decided-on', kind: 'date' },
  { key: 'document', label: 'evaluation.column.document', kind: 'text' },
];

/** Ratings that stand, of the years whose last day lies in the period. */
const standing = (subject: Subject, { from, to }: Pick<RecordsQuestion, 'from' | 'to'>): RawBuilder<unknown> =>
  sql`not r.is_void and r.subject = ${subject} and r.year >= ${Number(from.slice(0, 4))}::int and r.year < ${Number(to.slice(0, 4))}::int`;

/** Organisations with a rating, and of each level, in one reading. Members are counted as persons, which asks the records. */
const ORGANISATIONS: Tally = {
  anchor: 'party',
  columns: ['evaluated', ...LEVELS],
  query: ({ from, to, near }) => sql`
    select n.key, n.sure, count(*) as evaluated, ${sql.join(LEVELS.map((level) => sql`count(*) filter (where r.level = ${level}) as ${sql.ref(level)}`))}
    from evaluation.rating r join evaluation.decision d on d.id = r.decision_id join ${near} n on n.unit_id = r.unit_id
    where ${standing('organisation', { from, to })} group by n.key, n.sure`,
};

const rated = (subject: Subject, level?: (typeof LEVELS)[number]): RecordsList => ({
  anchor: 'party',
  columns: COLUMNS,
  ...(subject === 'organisation'
    ? { tally: { of: ORGANISATIONS, value: level ?? 'evaluated', rows: level ?? 'evaluated' } }
    : {}),
  query: ({ from, to }) => sql`
    select r.id as record_id, ${subject === 'member' ? sql`r.member_id` : sql`r.unit_id`} as subject_id, r.unit_id, make_date(r.year, 12, 31) as on_date, 1 as weight,
      r.level, d.decided_on, d.document
    from evaluation.rating r join evaluation.decision d on d.id = r.decision_id
    where ${standing(subject, { from, to })} and ${level === undefined ? sql`true` : sql`r.level = ${level}`}`,
});

const FIGURES: readonly FigureDefinition[] = (
  [
    ['I-43', 'member', 'people'],
    ['I-44', 'organisation', 'organisations'],
  ] as const
).flatMap(([id, subject, measure]): FigureDefinition[] => [
  {
    id,
    room: 'evaluation',
    kind: 'flow',
    base: 'P',
    right: 'evaluation.read',
    measure,
    records: rated(subject),
    dimensions: [LEVEL],
  },
  ...LEVELS.map((level): FigureDefinition => ({
    id: `${id}.${level}`,
    room: 'evaluation',
    kind: 'ratio',
    base: 'P',
    right: 'evaluation.read',
    measure,
    factor: 100,
    records: rated(subject, level),
    denominator: rated(subject),
    dimensions: [],
  })),
]);

/** Called once by every composition that answers figures. */
export function registerEvaluationFigures(): void {
  registerFigures(FIGURES);
}

export { registerEvaluationReportCheck } from './report-check.ts';
