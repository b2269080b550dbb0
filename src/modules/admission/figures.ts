import { type RawBuilder, sql } from 'kysely';
import {
  type Dimension,
  extendFigure,
  type FigureDefinition,
  type RecordColumn,
  type RecordsList,
  type RecordsQuestion,
  registerFigures,
} from '#modules/figures/index.ts';
import { DROP_REASONS, FUNNEL_STAGES, NOMINATOR_KINDS, STAGES } from './contract/values.ts';
import { FILES } from './tally.ts';

/** The figures of admission, DOMAIN.md 7.2: I-14 to I-19, I-37, and the stages of the funnel. */

const room = 'admission';
const NAME: RecordColumn = { key: 'name', label: 'admission.column.name', kind: 'text' };
const word = (key: string, prefix: string): RecordColumn => ({
  key,
  label: `admission.column.${key.replaceAll('_', '-')}`,
  kind: 'word',
  wordPrefix: prefix,
});
const STAGE = word('stage', 'admission.stage');
const BY = word('introduced_by', 'admission.nominator');
const DIMENSIONS: Record<'by' | 'sex' | 'post' | 'month' | 'stage', Dimension> = {
  by: {
    key: 'introduced_by',
    label: 'admission.column.introduced-by',
    valuePrefix: 'admission.nominator',
    values: NOMINATOR_KINDS,
  },
  sex: { key: 'sex', label: 'admission.column.sex', valuePrefix: 'admission.sex', values: ['male', 'female'] },
  post: {
    key: 'post',
    label: 'admission.column.post',
    valuePrefix: 'admission.post',
    values: ['village_head', 'elder', 'prestige_person'],
  },
  month: { key: 'month', label: 'admission.column.month' },
  stage: { key: 'stage', label: 'admission.column.stage', valuePrefix: 'admission.stage', values: STAGES },
};

/** What every list of applicants carries: the person while he is known, else an anonymous line. */
const PERSON = sql`a.id as subject_id, coalesce(i.full_name, '') as name, a.sex, a.nominator_kind as introduced_by, a.post_held as post, a.stage, a.village_id`;
const FROM = sql`from admission.applicant a left join admission.identity i on i.id = a.id`;

/** The column that dates each stage of the funnel. */
export const DATED: Record<(typeof FUNNEL_STAGES)[number], string> = {
  nominated: 'noticed_on',
  course: 'course_on',
  applied: 'applied_on',
  checked: 'checked_on',
  cell_voted: 'voted_on',
  grassroots_voted: 'grassroots_on',
  decided: 'decided_on',
  admitted: 'ceremony_on',
};

/** The furthest stage with a day up to the as-of day, and how the way stood then. */
const reached = (asOf: string) =>
  sql`case ${sql.join(
    [...FUNNEL_STAGES].reverse().map((key) => sql`when a.${sql.ref(DATED[key])} <= ${asOf}::date then ${key}`),
    sql` `,
  )} end`;
const outcome = (asOf: string) =>
  sql`case when a.ceremony_on <= ${asOf}::date then 'admitted' when a.ended_on <= ${asOf}::date then 'ended' else 'in_process' end`;

/** The column of the tally that counts the same list. */
const tallied = (column: string | undefined): Pick<RecordsList, 'tally'> =>
  column === undefined ? {} : { tally: { of: FILES, value: column, rows: column } };

/** Persons introduced in the period, as they stood on the as-of day. */
const cohort =
  (where: RawBuilder<unknown>) =>
  ({ from, to, asOf }: RecordsQuestion): RawBuilder<unknown> => sql`
    select s.*, concat_ws('/', s.reached, s.outcome, s.reason) as way from (
      select a.id as record_id, ${PERSON}, a.nominated_cell_id as unit_id, a.noticed_on as on_date, 1 as weight, to_char(a.noticed_on, 'YYYY-MM') as month,
        ${reached(asOf)} as reached, ${outcome(asOf)} as outcome, case when a.ended_on <= ${asOf}::date then a.drop_reason end as reason
      ${FROM} where a.noticed_on >= ${from}::date and a.noticed_on < ${to}::date and a.noticed_on <= ${asOf}::date) s
    where ${where}`;

const REACHED: Dimension = {
  key: 'reached',
  label: 'admission.column.reached',
  valuePrefix: 'admission.funnel',
  values: FUNNEL_STAGES,
};
const OUTCOME: Dimension = {
  key: 'outcome',
  label: 'admission.column.outcome',
  valuePrefix: 'admission.outcome',
  values: ['in_process', 'ended', 'admitted'],
};
const REASON: Dimension = {
  key: 'reason',
  label: 'admission.column.reason',
  valuePrefix: 'admission.drop-reason',
  values: DROP_REASONS,
};
/** How far, with which outcome and for which reason, in one: what the funnel reads. */
const WAY: Dimension = { key: 'way', label: 'admission.column.outcome', isInner: true };
const COHORT_DIMENSIONS = [DIMENSIONS.by, REACHED, OUTCOME, REASON, WAY, DIMENSIONS.sex, DIMENSIONS.month];
const cohortList = (where: RawBuilder<unknown>, column?: string): RecordsList => ({
  anchor: 'party',
  ...tallied(column),
  columns: [NAME, BY, word('reached', 'admission.funnel')],
  query: cohort(where),
});

/** What happened in the period, stage by stage, whoever it happened to. */
const PERIOD: RecordsList = {
  anchor: 'party',
  columns: [NAME, BY, word('reached', 'admission.funnel')],
  query: ({ from, to }) => sql`
    select a.id::text || '/' || d.reached as record_id, ${PERSON}, a.nominated_cell_id as unit_id, d.on_date, 1 as weight, to_char(d.on_date, 'YYYY-MM') as month, d.reached
    ${FROM} cross join lateral (values ${sql.join(FUNNEL_STAGES.map((key) => sql`(${key}, a.${sql.ref(DATED[key])})`))}) d(reached, on_date)
    where d.on_date >= ${from}::date and d.on_date < ${to}::date`,
};

/** On the list of outstanding persons on the as-of day: listed, neither admitted nor ended by then. */
const LISTED: RecordsList = {
  anchor: 'party',
  ...tallied('listed'),
  columns: [NAME, BY, STAGE],
  query: ({ asOf }) => sql`
    select a.id as record_id, ${PERSON}, a.cell_id as unit_id, a.listed_on as on_date, 1 as weight
    ${FROM} where a.listed_on <= ${asOf}::date and coalesce(a.ceremony_on, a.ended_on, 'infinity') > ${asOf}::date`,
};
const CERTIFICATES: RecordsList = {
  anchor: 'party',
  ...tallied('certificates'),
  columns: [NAME, BY],
  query: ({ from, to }) => sql`
    select c.id as record_id, ${PERSON}, a.cell_id as unit_id, c.issued_on as on_date, 1 as weight, to_char(c.issued_on, 'YYYY-MM') as month
    ${FROM} join admission.certificate c on c.applicant_id = a.id where c.issued_on >= ${from}::date and c.issued_on < ${to}::date`,
};
/** From the cell's vote to the ceremony, for ceremonies of the period. */
const DAYS: RecordsList = {
  anchor: 'party',
  aggregate: 'median',
  columns: [NAME, BY, { key: 'weight', label: 'admission.column.days', kind: 'number' }],
  query: ({ from, to }) => sql`
    select a.id as record_id, ${PERSON}, a.nominated_cell_id as unit_id, a.ceremony_on as on_date, a.ceremony_on - a.voted_on as weight, to_char(a.ceremony_on, 'YYYY-MM') as month
    ${FROM} where a.ceremony_on >= ${from}::date and a.ceremony_on < ${to}::date and a.voted_on is not null`,
};
/** Steps with a legal time that were taken in the period. */
const timed = (late: RawBuilder<unknown>, column: string): RecordsList => ({
  anchor: 'party',
  ...tallied(column),
  columns: [NAME, word('step', 'admission.step'), { key: 'due_on', label: 'admission.column.due-on', kind: 'date' }],
  query: ({ from, to }) => sql`
    select s.id as record_id, ${PERSON}, a.nominated_cell_id as unit_id, s.on_date, 1 as weight, s.kind as step, s.due_on, to_char(s.on_date, 'YYYY-MM') as month
    ${FROM} join admission.step s on s.applicant_id = a.id
    where s.kind in ('decide', 'ceremony', 'propose', 'recognise') and s.due_on is not null and (s.kind <> 'propose' or s.detail = 'passed')
      and s.on_date >= ${from}::date and s.on_date < ${to}::date and ${late}`,
});
const STEP: Dimension = {
  key: 'step',
  label: 'admission.column.step',
  valuePrefix: 'admission.step',
  values: ['decide', 'ceremony', 'propose', 'recognise'],
};

/** Village heads with an application filed in the period; it hangs on the village they headed. */
const HEADS_APPLIED: RecordsList = {
  anchor: 'place',
  columns: [NAME, STAGE],
  query: ({ from, to }) => sql`
    select a.id as record_id, ${PERSON}, a.village_id as unit_id, a.applied_on as on_date, 1 as weight, to_char(a.applied_on, 'YYYY-MM') as month
    ${FROM} where a.post_held = 'village_head' and a.applied_on >= ${from}::date and a.applied_on < ${to}::date`,
};
/** Heads in office at the start who were not members then. */
const HEADS_OUTSIDE: RecordsList = {
  anchor: 'place',
  columns: [NAME],
  query: ({ asOf }) => sql`
    select p.id as record_id, p.person_id as subject_id, p.unit_id, lower(p.valid) as on_date, 1 as weight, n.full_name as name, n.sex
    from organisation.post p left join membership.person n on n.id = p.person_id
    where p.kind = 'village_head' and p.valid @> ${asOf}::date
      and not exists (select 1 from membership.member_period m where m.member_id = p.person_id and m.valid @> ${asOf}::date)`,
};

const YOUTH = sql`s.introduced_by = 'youth_union'`;
const FIGURES: readonly FigureDefinition[] = [
  {
    id: 'I-14',
    room,
    kind: 'stock',
    measure: 'people',
    base: 'D',
    records: LISTED,
    dimensions: [DIMENSIONS.by, DIMENSIONS.stage, DIMENSIONS.sex, DIMENSIONS.post],
  },
  {
    id: 'I-15',
    room,
    kind: 'ratio',
    measure: 'people',
    base: 'P',
    records: CERTIFICATES,
    denominator: LISTED,
    dimensions: [DIMENSIONS.by, DIMENSIONS.month, DIMENSIONS.sex],
    factor: 100,
  },
  {
    id: 'I-16',
    room,
    kind: 'flow',
    measure: 'people',
    base: 'P',
    records: cohortList(YOUTH, 'youth'),
    dimensions: COHORT_DIMENSIONS,
  },
  {
    id: 'I-17',
    room,
    kind: 'ratio',
    measure: 'people',
    base: 'P',
    records: cohortList(sql`${YOUTH} and s.outcome = 'admitted'`, 'youth_admitted'),
    denominator: cohortList(YOUTH, 'youth'),
    dimensions: COHORT_DIMENSIONS,
    factor: 100,
  },
  {
    id: 'I-18',
    room,
    kind: 'sum',
    measure: 'days',
    base: 'P',
    records: DAYS,
    dimensions: [DIMENSIONS.by, DIMENSIONS.month],
  },
  {
    id: 'I-19',
    room,
    kind: 'ratio',
    measure: 'cases',
    base: 'P',
    records: timed(sql`s.late`, 'late'),
    denominator: timed(sql`true`, 'timed'),
    dimensions: [STEP, DIMENSIONS.by, DIMENSIONS.month],
    factor: 100,
  },
  {
    id: 'I-37',
    room,
    kind: 'ratio',
    measure: 'people',
    base: 'P',
    records: HEADS_APPLIED,
    denominator: { ...HEADS_OUTSIDE, at: 'start' },
    dimensions: [DIMENSIONS.month, DIMENSIONS.sex],
    factor: 100,
  },
  {
    id: 'funnel.nominated',
    room,
    kind: 'flow',
    measure: 'people',
    base: 'P',
    records: cohortList(sql`true`),
    dimensions: COHORT_DIMENSIONS,
  },
  ...FUNNEL_STAGES.slice(1).map((key, at): FigureDefinition => ({
    id: `funnel.${key.replaceAll('_', '-')}`,
    room,
    kind: 'ratio',
    measure: 'people',
    base: 'P',
    records: cohortList(sql`s.reached = any(${FUNNEL_STAGES.slice(at + 1)}::text[])`),
    denominator: cohortList(sql`true`),
    dimensions: COHORT_DIMENSIONS,
    factor: 100,
  })),
  {
    id: 'funnel.period',
    room,
    kind: 'flow',
    measure: 'cases',
    base: 'P',
    records: PERIOD,
    dimensions: [DIMENSIONS.by, REACHED, DIMENSIONS.sex, DIMENSIONS.month],
  },
];

/** Called once by every composition that answers figures. */
export function registerAdmissionFigures(): void {
  registerFigures(FIGURES);
  // B11 asks which of the heads who applied (I-37) lead their village's cell now, heads still or not; the register of members
  // does not know applications.
  const applied = (asOf: string) =>
    sql`a.post_held = 'village_head' and a.applied_on <= ${asOf}::date and i.person_id is not null`;
  extendFigure('I-38', {
    dimension: { key: 'among', label: 'admission.column.among', valuePrefix: 'admission.among', values: ['I-37'] },
    column: ({ asOf }) =>
      sql`case when exists (select 1 ${FROM} where i.person_id = r.subject_id and ${applied(asOf)}) then 'I-37' end`,
    among: ({ asOf }) => sql`
      select s.id as record_id, i.person_id as subject_id, a.village_id as unit_id, lower(s.valid) as on_date, 1 as weight, i.full_name as name, a.sex, 'I-37' as among
      ${FROM} join organisation.post s on s.person_id = i.person_id and s.kind = 'cell_secretary' and s.valid @> ${asOf}::date
      join organisation.covers c on c.party_id = s.unit_id and c.place_id = a.village_id and c.valid @> ${asOf}::date
      where ${applied(asOf)}`,
  });
}
