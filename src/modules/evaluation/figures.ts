import { type RawBuilder, sql } from 'kysely';
import {
  type Dimension,
  type FigureDefinition,
  type RecordColumn,
  type RecordsList,
  registerFigures,
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

const rated = (subject: Subject, where: RawBuilder<unknown> = sql`true`): RecordsList => ({
  anchor: 'party',
  columns: COLUMNS,
  query: ({ from, to }) => sql`
    select r.id as record_id, ${subject === 'member' ? sql`r.member_id` : sql`r.unit_id`} as subject_id, r.unit_id, make_date(r.year, 12, 31) as on_date, 1 as weight,
      r.level, d.decided_on, d.document
    from evaluation.rating r join evaluation.decision d on d.id = r.decision_id
    where not r.is_void and r.subject = ${subject} and make_date(r.year, 12, 31) >= ${from}::date and make_date(r.year, 12, 31) < ${to}::date and ${where}`,
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
    records: rated(subject, sql`r.level = ${level}`),
    denominator: rated(subject),
    dimensions: [],
  })),
]);

/** Called once by every composition that answers figures. */
export function registerEvaluationFigures(): void {
  registerFigures(FIGURES);
}

export { registerEvaluationReportCheck } from './report-check.ts';
