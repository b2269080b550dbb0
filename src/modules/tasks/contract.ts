import { z } from 'zod';
import { Id, PageQuery, PlainDate } from '#platform/shapes.ts';
import { COMPARES, DOCUMENT_KINDS, LEVELS, REQUEST_TOPICS, TASK_STATES, THEMES } from './rules/values.ts';

const UnitName = z.object({ id: z.string(), name: z.string() });
const Title = z.string().trim().normalize('NFC').min(1).max(300);

export const DocumentKind = z.enum(DOCUMENT_KINDS);
export const Theme = z.enum(THEMES);
export const TaskState = z.enum(TASK_STATES);
export const RequestTopic = z.enum(REQUEST_TOPICS);

/** A resolution, scheme, action programme or plan, sent down to units below. */
export const NewDocument = z.object({
  id: Id,
  unitId: Id,
  kind: DocumentKind,
  /** What it carries out; null at the top of a tree. */
  parentId: Id.nullable().default(null),
  number: z.string().trim().normalize('NFC').max(60).nullable().default(null),
  title: z.string().trim().normalize('NFC').min(1).max(400),
  theme: Theme.nullable().default(null),
  issuedOn: PlainDate,
  untilOn: PlainDate.nullable().default(null),
  /** Units below to which it is sent; all in the caller's scope. */
  addresseeIds: z.array(Id).max(400).default([]),
});
export type NewDocument = z.infer<typeof NewDocument>;

export const TaskCounts = z.object({
  all: z.int(),
  open: z.int(),
  overdue: z.int(),
  done: z.int(),
  late: z.int(),
  dropped: z.int(),
  carriedOver: z.int(),
});
export type TaskCounts = z.infer<typeof TaskCounts>;

export const DocumentRow = z.object({
  id: z.string(),
  unit: UnitName,
  kind: DocumentKind,
  parentId: z.string().nullable(),
  number: z.string().nullable(),
  title: z.string(),
  theme: Theme.nullable(),
  issuedOn: PlainDate,
  untilOn: PlainDate.nullable(),
  meetingId: z.string().nullable(),
  tasks: TaskCounts,
});
export type DocumentRow = z.infer<typeof DocumentRow>;

export const NewTask = z.object({
  id: Id,
  /** The unit in which the work is done. */
  unitId: Id,
  documentId: Id.nullable().default(null),
  title: Title,
  theme: Theme.nullable().default(null),
  /** Exactly one of the two; a task without an owner is refused. */
  ownerPersonId: Id.nullable().default(null),
  ownerUnitId: Id.nullable().default(null),
  measure: z.string().trim().normalize('NFC').min(1).max(200),
  target: z.number().min(0).max(1e9).nullable().default(null),
  /** Indicator whose value the target follows. */
  figureId: z.string().max(60).nullable().default(null),
  figureCompare: z.enum(COMPARES).nullable().default(null),
  assignedOn: PlainDate,
  dueOn: PlainDate,
});
export type NewTask = z.infer<typeof NewTask>;

/** What is entered about a task: evidence on a day, and where it stands then. */
export const NewEntry = z
  .object({
    id: Id,
    version: z.int(),
    on: PlainDate,
    to: z.enum(['in_progress', 'finished', 'dropped', 'carried_over']),
    note: z.string().trim().normalize('NFC').max(500).nullable().default(null),
    amount: z.number().min(0).max(1e9).nullable().default(null),
    /** Needed to carry over: until when now. */
    dueOn: PlainDate.nullable().default(null),
    /** Identity of the task that goes on. */
    nextId: Id.nullable().default(null),
  })
  .refine((entry) => entry.to !== 'carried_over' || (entry.dueOn !== null && entry.nextId !== null), {
    error: 'task.carry-needs-deadline',
    path: ['dueOn'],
  });
export type NewEntry = z.infer<typeof NewEntry>;

export const TaskRow = z.object({
  id: z.string(),
  version: z.int(),
  unit: UnitName,
  document: z.object({ id: z.string(), title: z.string(), number: z.string().nullable() }).nullable(),
  givenBy: UnitName,
  title: z.string(),
  theme: Theme.nullable(),
  owner: z.object({ kind: z.enum(['person', 'unit']), id: z.string(), name: z.string().nullable() }),
  measure: z.string(),
  target: z.number().nullable(),
  amount: z.number().nullable(),
  figureId: z.string().nullable(),
  assignedOn: PlainDate,
  dueOn: PlainDate,
  state: TaskState,
  closedOn: PlainDate.nullable(),
  daysOverdue: z.int(),
  carriedFrom: z.string().nullable(),
  sourceMeetingId: z.string().nullable(),
  /** What was entered last. */
  last: z.object({ on: PlainDate, note: z.string().nullable(), meetingId: z.string().nullable() }).nullable(),
});
export type TaskRow = z.infer<typeof TaskRow>;

export const TaskEntry = z.object({
  id: z.string(),
  on: PlainDate,
  to: TaskState,
  note: z.string().nullable(),
  amount: z.number().nullable(),
  meetingId: z.string().nullable(),
});
export type TaskEntry = z.infer<typeof TaskEntry>;

export const TaskPage = TaskRow.extend({
  entries: z.array(TaskEntry),
  carriedTo: z.string().nullable(),
  /** The figure that the target follows, asked when the page was opened. */
  figure: z
    .object({
      id: z.string(),
      value: z.number().nullable(),
      compare: z.enum(COMPARES),
      target: z.number(),
      reached: z.boolean().nullable(),
    })
    .nullable(),
  /** Who above sees it, by days overdue: nearest first. */
  seenBy: z.array(UnitName),
});
export type TaskPage = z.infer<typeof TaskPage>;

export const TaskQuery = PageQuery.extend({
  unit: Id.optional(),
  /** Only what hangs on the unit itself, not on those below. */
  own: z.enum(['true', 'false']).optional(),
  state: z.enum(['open', 'closed', ...TASK_STATES]).optional(),
  /** `true`: past its deadline; `climbed`: overdue long enough for the unit's level to see it. */
  overdue: z.enum(['true', 'climbed']).optional(),
  mine: z.enum(['true']).optional(),
  document: Id.optional(),
  meeting: Id.optional(),
  theme: Theme.optional(),
  from: PlainDate.optional(),
  to: PlainDate.optional(),
});
export type TaskQuery = z.infer<typeof TaskQuery>;

export const DocumentPage = z.object({
  document: DocumentRow,
  /** From the top of the tree down to its parent. */
  above: z.array(DocumentRow),
  /** Everything that carries it out, each after its parent. */
  below: z.array(DocumentRow),
  addressees: z.array(UnitName),
});
export type DocumentPage = z.infer<typeof DocumentPage>;

export const NewRequest = z.object({
  id: Id,
  unitId: Id,
  fromWhom: z.enum(['members', 'people']),
  topic: RequestTopic,
  content: z.string().trim().normalize('NFC').min(1).max(500),
  receivedOn: PlainDate,
  owedById: Id,
  dueOn: PlainDate,
});
export type NewRequest = z.infer<typeof NewRequest>;

export const AnswerRequest = z.object({
  on: PlainDate,
  answer: z.string().trim().normalize('NFC').min(1).max(1000),
  document: z.string().trim().normalize('NFC').max(120).nullable().default(null),
});
export type AnswerRequest = z.infer<typeof AnswerRequest>;

export const RequestRow = z.object({
  id: z.string(),
  unit: UnitName,
  meetingId: z.string().nullable(),
  fromWhom: z.enum(['members', 'people']),
  topic: RequestTopic,
  content: z.string(),
  receivedOn: PlainDate,
  owedBy: UnitName,
  owedLevel: z.enum(LEVELS),
  dueOn: PlainDate,
  answeredOn: PlainDate.nullable(),
  answer: z.string().nullable(),
  document: z.string().nullable(),
  daysOverdue: z.int(),
  mayAnswer: z.boolean(),
});
export type RequestRow = z.infer<typeof RequestRow>;

export const RequestQuery = PageQuery.extend({
  unit: Id.optional(),
  state: z.enum(['open', 'overdue', 'answered']).optional(),
  meeting: Id.optional(),
});
export type RequestQuery = z.infer<typeof RequestQuery>;

export const Written = z.object({ id: z.string(), version: z.int() });
export type Written = z.infer<typeof Written>;
export const Made = z.object({ id: z.string() });
export { UnitName };
