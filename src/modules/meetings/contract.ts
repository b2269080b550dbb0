import { z } from 'zod';
import { MonthState } from './committees-contract.ts';
import { NewEntry, NewRequest, NewTask, RequestRow, TaskRow, Theme, UnitName } from '#modules/tasks/contract.ts';
import { Id, PageQuery, PlainDate } from '#platform/shapes.ts';
import {
  AGENDA_KINDS,
  CALLS,
  DELEGATE_LEVELS,
  GRADES,
  MEETING_KINDS,
  MEETING_STATES,
  PRESENCES,
  REASONS,
  SCORE_LINES,
  SIDES,
  VISIT_REASONS,
  VOTE_SUBJECTS,
} from './rules/index.ts';

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'field.invalid' });
const PersonName = z.object({ id: z.string(), name: z.string().nullable() });
export const MeetingKind = z.enum(MEETING_KINDS);
export const MeetingState = z.enum(MEETING_STATES);
export const Side = z.enum(SIDES);
const Grade = z.enum(GRADES);
const ScoreLine = z.enum(SCORE_LINES);
const Points = z.partialRecord(ScoreLine, z.int().min(0).max(100));

export const PlannedTheme = z.object({
  id: z.string(),
  unit: UnitName,
  year: z.int(),
  quarter: z.int(),
  theme: Theme,
  title: z.string(),
  /** The meeting at which it was discussed, once there is one. */
  meeting: z.object({ id: z.string(), state: MeetingState, on: PlainDate }).nullable(),
});
export type PlannedTheme = z.infer<typeof PlannedTheme>;
export const NewTheme = z.object({
  unitId: Id,
  year: z.int().min(2000).max(2100),
  quarter: z.int().min(1).max(4),
  theme: Theme,
  title: z.string().trim().normalize('NFC').min(1).max(300),
});
export type NewTheme = z.infer<typeof NewTheme>;

export const NewMeeting = z.object({
  id: Id,
  unitId: Id,
  kind: MeetingKind,
  alsoThematic: z.boolean().default(false),
  themeId: Id.nullable().default(null),
  theme: Theme.nullable().default(null),
  themeTitle: z.string().trim().normalize('NFC').max(300).nullable().default(null),
  /** Any day of the month for which it counts; the month of the planned day when left out. */
  forMonth: PlainDate.nullable().default(null),
  plannedOn: PlainDate,
  plannedAt: Clock.nullable().default(null),
  place: z.string().trim().normalize('NFC').max(120).nullable().default(null),
});
export type NewMeeting = z.infer<typeof NewMeeting>;

/** What is noted about the meeting as a whole; only what is given changes. */
export const ChangeMeeting = z.object({
  version: z.int(),
  plannedOn: PlainDate.optional(),
  plannedAt: Clock.nullable().optional(),
  place: z.string().trim().normalize('NFC').max(120).nullable().optional(),
  startedAt: Clock.nullable().optional(),
  endedAt: Clock.nullable().optional(),
  chairId: Id.nullable().optional(),
  secretaryId: Id.nullable().optional(),
  documentsSentOn: PlainDate.nullable().optional(),
  committeeMetOn: PlainDate.nullable().optional(),
  speakers: z.int().min(0).max(500).nullable().optional(),
  guests: z.int().min(0).max(500).optional(),
});
export type ChangeMeeting = z.infer<typeof ChangeMeeting>;

export const AgendaItem = z.object({
  id: z.string(),
  position: z.int(),
  kind: z.enum(AGENDA_KINDS),
  title: z.string(),
});
export const WriteAgenda = z.object({
  version: z.int(),
  items: z
    .array(z.object({ kind: z.enum(AGENDA_KINDS), title: z.string().trim().normalize('NFC').min(1).max(300) }))
    .min(1)
    .max(60),
});
export type WriteAgenda = z.infer<typeof WriteAgenda>;

export const AttendanceLine = z.object({
  person: PersonName,
  call: z.enum(CALLS),
  standing: z.enum(['official', 'probationary']),
  presence: z.enum(PRESENCES).nullable(),
  reason: z.enum(REASONS).nullable(),
  /** Accepted absences in a row right before this meeting, in its year. */
  absentBefore: z.int(),
});
export type AttendanceLine = z.infer<typeof AttendanceLine>;
export const WriteAttendance = z.object({
  version: z.int(),
  heldOn: PlainDate,
  startedAt: Clock.nullable().default(null),
  guests: z.int().min(0).max(500).default(0),
  /** Guests on a temporary transfer who vote here on local matters, where the setting says so. */
  guestVoters: z.int().min(0).max(500).optional(),
  rows: z
    .array(z.object({ personId: Id, presence: z.enum(PRESENCES), reason: z.enum(REASONS).nullable().default(null) }))
    .max(2000),
});
export type WriteAttendance = z.infer<typeof WriteAttendance>;

export const Vote = z.object({
  id: z.string(),
  subject: z.enum(VOTE_SUBJECTS),
  title: z.string(),
  rule: z.enum(['majority', 'two_thirds']),
  base: z.int(),
  votesFor: z.int(),
  votesAgainst: z.int(),
  votesOther: z.int(),
  passed: z.boolean(),
});
export type Vote = z.infer<typeof Vote>;
export const NewVote = z.object({
  id: Id,
  subject: z.enum(VOTE_SUBJECTS),
  title: z.string().trim().normalize('NFC').min(1).max(300),
  /** The base that the cell counted against; another than the meeting's is refused. */
  base: z.int().min(0),
  votesFor: z.int().min(0),
  votesAgainst: z.int().min(0),
  votesOther: z.int().min(0),
});
export type NewVote = z.infer<typeof NewVote>;

/** Somebody of a committee above who follows a cell. */
export const Follower = z.object({
  assignmentId: z.string(),
  personId: z.string(),
  name: z.string(),
  committee: UnitName,
  /** Kind of the post he holds there. */
  post: z.string(),
  from: PlainDate,
  document: z.string(),
});
export type Follower = z.infer<typeof Follower>;
export const NewAssignment = z.object({
  id: Id,
  cellId: Id,
  committeeId: Id,
  personId: Id,
  from: PlainDate,
  document: z.string().trim().normalize('NFC').min(1).max(120),
});
export type NewAssignment = z.infer<typeof NewAssignment>;
export const EndAssignment = z.object({ to: PlainDate });
export const FollowedCell = z.object({
  cell: UnitName,
  followers: z.array(
    Follower.extend({
      /** Meetings of the cell in the year since he follows it, and those of them he was at. */
      held: z.int(),
      attended: z.int(),
    }),
  ),
});
export type FollowedCell = z.infer<typeof FollowedCell>;

export const Delegate = z.object({
  id: z.string(),
  fullName: z.string(),
  post: z.string(),
  level: z.enum(DELEGATE_LEVELS),
  remarks: z.string().nullable(),
  /** Filled where the one who follows this cell came himself. */
  personId: z.string().nullable(),
});
export const WriteDelegates = z.object({
  version: z.int(),
  items: z
    .array(
      z.object({
        fullName: z.string().trim().normalize('NFC').min(1).max(120),
        post: z.string().trim().normalize('NFC').min(1).max(120),
        level: z.enum(DELEGATE_LEVELS),
        remarks: z.string().trim().normalize('NFC').max(1000).nullable().default(null),
        personId: Id.nullable().default(null),
      }),
    )
    .max(20),
});
export type WriteDelegates = z.infer<typeof WriteDelegates>;

export const MinutesBody = z.object({
  items: z
    .array(
      z.object({
        kind: z.enum(AGENDA_KINDS),
        title: z.string().trim().normalize('NFC').min(1).max(300),
        text: z.string().trim().normalize('NFC').max(4000),
      }),
    )
    .max(60),
  conclusion: z.string().trim().normalize('NFC').max(4000),
});
export type MinutesBody = z.infer<typeof MinutesBody>;
export const Minutes = z.object({
  version: z.int(),
  body: MinutesBody,
  reason: z.string().nullable(),
  writtenAt: z.string(),
});
export type Minutes = z.infer<typeof Minutes>;
export const WriteMinutes = z.object({ version: z.int(), body: MinutesBody });
export type WriteMinutes = z.infer<typeof WriteMinutes>;
export const CorrectMinutes = z.object({
  body: MinutesBody,
  reason: z.string().trim().normalize('NFC').min(1).max(300),
  /** Version that is corrected. */
  after: z.int().min(1),
});
export type CorrectMinutes = z.infer<typeof CorrectMinutes>;

export const MoveMeeting = z.object({
  version: z.int(),
  to: z.enum(['draft', 'agreed', 'locked', 'cancelled']),
  reason: z.string().trim().normalize('NFC').max(200).nullable().default(null),
  minutesNumber: z.string().trim().normalize('NFC').max(40).nullable().default(null),
});
export type MoveMeeting = z.infer<typeof MoveMeeting>;

export const Score = z.object({
  side: Side,
  points: Points,
  reasons: z.partialRecord(ScoreLine, z.string()),
  total: z.int(),
  grade: Grade,
  note: z.string().nullable(),
  scoredOn: PlainDate,
});
export type Score = z.infer<typeof Score>;
export const WriteScore = z.object({
  points: Points,
  reasons: z.partialRecord(ScoreLine, z.string().trim().normalize('NFC').max(300)).default({}),
  note: z.string().trim().normalize('NFC').max(500).nullable().default(null),
});
export type WriteScore = z.infer<typeof WriteScore>;

export const Quality = z.object({
  rubric: z.object({
    name: z.string(),
    source: z.string(),
    lines: z.array(z.object({ key: ScoreLine, max: z.int() })),
    caps: z.array(z.object({ when: z.enum(['unexcused_absence']), grade: Grade })),
  }),
  proposed: Points,
  evidence: z.record(z.string(), z.union([z.number(), z.boolean(), z.null()])),
  own: Score.nullable(),
  superior: Score.nullable(),
  mayScoreAbove: z.boolean(),
});
export type Quality = z.infer<typeof Quality>;

const Numbers = z.object({
  roll: z.int().nullable(),
  summoned: z.int().nullable(),
  present: z.int().nullable(),
  presentOfficial: z.int().nullable(),
  presentProbationary: z.int().nullable(),
  exemptPresent: z.int().nullable(),
  excused: z.int().nullable(),
  unexcused: z.int().nullable(),
  voteBase: z.int().nullable(),
  guests: z.int(),
  guestVoters: z.int(),
});

export const MeetingRow = Numbers.extend({
  id: z.string(),
  version: z.int(),
  unit: UnitName,
  kind: MeetingKind,
  alsoThematic: z.boolean(),
  theme: Theme.nullable(),
  themeTitle: z.string().nullable(),
  forMonth: PlainDate,
  numberInMonth: z.int(),
  state: MeetingState,
  plannedOn: PlainDate,
  plannedAt: z.string().nullable(),
  place: z.string().nullable(),
  heldOn: PlainDate.nullable(),
  ownTotal: z.int().nullable(),
  superiorTotal: z.int().nullable(),
  delegates: z.int(),
});
export type MeetingRow = z.infer<typeof MeetingRow>;

export const MeetingPage = MeetingRow.extend({
  above: UnitName.nullable(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  chair: PersonName.nullable(),
  secretary: PersonName.nullable(),
  documentsSentOn: PlainDate.nullable(),
  committeeMetOn: PlainDate.nullable(),
  speakers: z.int().nullable(),
  cancelledBecause: z.string().nullable(),
  minutesNumber: z.string().nullable(),
  agreedAt: z.string().nullable(),
  lockedAt: z.string().nullable(),
  agenda: z.array(AgendaItem),
  attendance: z.array(AttendanceLine),
  votes: z.array(Vote),
  delegatesList: z.array(Delegate),
  /** Who of the committees above followed this cell on its day. */
  followers: z.array(Follower),
  minutes: z.array(Minutes),
  /** Open tasks of before, and those touched here. */
  reviewed: z.array(TaskRow.extend({ touched: z.boolean() })),
  /** Given by this meeting. */
  given: z.array(TaskRow),
  requests: z.array(RequestRow),
  quality: Quality.nullable(),
  previousId: z.string().nullable(),
  nextId: z.string().nullable(),
  attendanceLine: z.number(),
  mostExcused: z.number(),
  /** Official members on a temporary transfer vote here on local matters; and how many stay with the cell. */
  guestsVote: z.boolean(),
  hosted: z.int(),
  mayWrite: z.boolean(),
});
export type MeetingPage = z.infer<typeof MeetingPage>;

export const MeetingQuery = PageQuery.extend({
  unit: Id.optional(),
  /** Only of the unit itself. */
  own: z.enum(['true', 'false']).optional(),
  year: z.coerce.number().int().min(2000).max(2100).optional(),
  month: PlainDate.optional(),
  kind: z.enum([...MEETING_KINDS, 'any_thematic']).optional(),
  state: z.enum([...MEETING_STATES, 'done', 'unsent']).optional(),
});
export type MeetingQuery = z.infer<typeof MeetingQuery>;

export const BoardCell = z.object({
  unit: UnitName,
  setting: z.string().nullable(),
  /** By month 1 to 12: what became of it. */
  months: z.array(MonthState),
  present: z.int(),
  summoned: z.int(),
  overdueTasks: z.int(),
  /** Who of a committee above follows it today, the nearest first. */
  follower: z.object({ name: z.string(), lastOn: PlainDate.nullable() }).nullable(),
  reasons: z.array(z.object({ code: z.enum(VISIT_REASONS), weight: z.int(), value: z.number() })),
  visit: z.boolean(),
});
export type BoardCell = z.infer<typeof BoardCell>;
export const Board = z.object({
  unit: UnitName,
  year: z.int(),
  throughMonth: z.int(),
  cells: z.array(BoardCell),
});
export type Board = z.infer<typeof Board>;

export const Feed = z.object({
  id: z.string(),
  kind: z.enum(['unit', 'person']),
  unit: UnitName.nullable(),
  createdAt: z.string(),
  revokedAt: z.string().nullable(),
});
export type Feed = z.infer<typeof Feed>;
export const NewFeed = z.object({
  id: Id,
  unitId: Id.nullable().default(null),
  lang: z.enum(['vi', 'th', 'en']).default('vi'),
});
export type NewFeed = z.infer<typeof NewFeed>;
/** The address is told once; only its hash is kept. */
export const MadeFeed = z.object({ id: z.string(), path: z.string() });

export const MeetingTask = NewTask.omit({ unitId: true, documentId: true, assignedOn: true });
export type MeetingTask = z.infer<typeof MeetingTask>;
export const TouchTask = NewEntry;
export const MeetingRequest = NewRequest.omit({ unitId: true, receivedOn: true });
export type MeetingRequest = z.infer<typeof MeetingRequest>;
export const Written = z.object({ id: z.string(), version: z.int() });
export type Written = z.infer<typeof Written>;

export * from './committees-contract.ts';
export * from './sheets-contract.ts';
