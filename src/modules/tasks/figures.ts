import { type RawBuilder, sql } from 'kysely';
import {
  type Dimension,
  type FigureDefinition,
  type RecordColumn,
  type RecordsList,
  registerFigures,
} from '#modules/figures/index.ts';
import { LEVELS, REQUEST_TOPICS, TASK_STATES, THEMES } from './rules/index.ts';

/** The figures of tasks and requests, DOMAIN.md 7.2: I-27, I-28, I-29. A task hangs on the unit in which the work is done. */

const TASK_COLUMNS: readonly RecordColumn[] = [
  { key: 'title', label: 'tasks.column.title', kind: 'text' },
  { key: 'due_on', label: 'tasks.column.due', kind: 'date' },
  { key: 'state', label: 'tasks.column.state', kind: 'word', wordPrefix: 'tasks.state' },
  { key: 'closed_on', label: 'tasks.column.closed', kind: 'date' },
  { key: 'theme', label: 'tasks.column.theme', kind: 'word', wordPrefix: 'tasks.theme' },
];
const THEME: Dimension = { key: 'theme', label: 'tasks.column.theme', valuePrefix: 'tasks.theme', values: THEMES };
const STATE: Dimension = { key: 'state', label: 'tasks.column.state', valuePrefix: 'tasks.state', values: TASK_STATES };
const AGES = ['1-7', '8-30', '31-90', 'over-90'] as const;
const AGE: Dimension = { key: 'age', label: 'tasks.column.age', valuePrefix: 'tasks.age', values: AGES };

const COLUMNS = sql`t.id as record_id, t.id as subject_id, t.unit_id, t.due_on as on_date, 1 as weight, t.title, t.due_on, t.state, t.closed_on, coalesce(t.theme, 'other') as theme`;

/** Tasks whose deadline fell in the period, up to the as-of day. What was dropped before its deadline was not due any more. */
const due = (where: RawBuilder<unknown>): RecordsList => ({
  anchor: 'party',
  columns: TASK_COLUMNS,
  query: ({ from, to, asOf }) => sql`
    select ${COLUMNS} from tasks.task t
    where t.due_on >= ${from}::date and t.due_on < ${to}::date and t.due_on <= ${asOf}::date
      and not (t.state = 'dropped' and t.closed_on <= t.due_on) and ${where}`,
});

/** Tasks that were open at the end of the as-of day. */
const open = (overdue: boolean): RecordsList => ({
  anchor: 'party',
  columns: TASK_COLUMNS,
  query: ({ asOf }) => sql`
    select ${COLUMNS}, case when ${asOf}::date - t.due_on <= 7 then '1-7' when ${asOf}::date - t.due_on <= 30 then '8-30'
      when ${asOf}::date - t.due_on <= 90 then '31-90' else 'over-90' end as age
    from tasks.task t
    where t.assigned_on <= ${asOf}::date and (t.closed_on is null or t.closed_on > ${asOf}::date)
      ${overdue ? sql`and t.due_on < ${asOf}::date` : sql``}`,
});

/** Requests received in the period. */
const received = (where: RawBuilder<unknown>): RecordsList => ({
  anchor: 'party',
  columns: [
    { key: 'content', label: 'tasks.column.request', kind: 'text' },
    { key: 'due_on', label: 'tasks.column.due', kind: 'date' },
    { key: 'answered_on', label: 'tasks.column.answered', kind: 'date' },
    { key: 'level', label: 'tasks.column.level', kind: 'word', wordPrefix: 'tasks.level' },
  ],
  query: ({ from, to }) => sql`
    select r.id as record_id, r.id as subject_id, r.unit_id, r.received_on as on_date, 1 as weight, r.content, r.due_on, r.answered_on,
      r.owed_level as level, r.topic, r.from_whom
    from tasks.request r where r.received_on >= ${from}::date and r.received_on < ${to}::date and ${where}`,
});

const room = 'tasks';
const FIGURES: readonly FigureDefinition[] = [
  {
    room,
    id: 'I-27',
    kind: 'ratio',
    measure: 'tasks',
    base: 'P',
    records: due(sql`t.state = 'done'`),
    denominator: due(sql`true`),
    dimensions: [THEME],
    factor: 100,
    right: 'tasks.read',
  },
  {
    room,
    id: 'I-28',
    kind: 'ratio',
    measure: 'tasks',
    base: 'D',
    records: open(true),
    denominator: open(false),
    dimensions: [AGE, THEME, STATE],
    factor: 100,
    right: 'tasks.read',
  },
  {
    room,
    id: 'I-29',
    kind: 'ratio',
    measure: 'requests',
    base: 'P',
    records: received(sql`r.answered_on <= r.due_on`),
    denominator: received(sql`true`),
    dimensions: [
      { key: 'level', label: 'tasks.column.level', valuePrefix: 'tasks.level', values: LEVELS },
      { key: 'topic', label: 'tasks.column.topic', valuePrefix: 'tasks.topic', values: REQUEST_TOPICS },
      {
        key: 'from_whom',
        label: 'tasks.column.from-whom',
        valuePrefix: 'tasks.from-whom',
        values: ['members', 'people'],
      },
    ],
    factor: 100,
    right: 'tasks.read',
  },
  {
    room,
    id: 'I-29.received',
    kind: 'flow',
    measure: 'requests',
    base: 'P',
    records: received(sql`true`),
    dimensions: [
      { key: 'topic', label: 'tasks.column.topic', valuePrefix: 'tasks.topic', values: REQUEST_TOPICS },
      {
        key: 'from_whom',
        label: 'tasks.column.from-whom',
        valuePrefix: 'tasks.from-whom',
        values: ['members', 'people'],
      },
    ],
    right: 'tasks.read',
  },
  {
    room,
    id: 'I-27.given',
    kind: 'flow',
    measure: 'tasks',
    base: 'P',
    records: {
      anchor: 'party',
      columns: TASK_COLUMNS,
      query: ({ from, to }) => sql`
        select ${COLUMNS} from tasks.task t where t.assigned_on >= ${from}::date and t.assigned_on < ${to}::date`,
    },
    dimensions: [THEME],
    right: 'tasks.read',
  },
];

/** Called once by every composition that answers figures. */
export function registerTaskFigures(): void {
  registerFigures(FIGURES);
}
