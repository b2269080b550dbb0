import { z } from 'zod';
import { Id, PlainDate } from '#platform/shapes.ts';
import { ABOVE_REASONS, CAP_BASES, CAP_ROUNDINGS, LEVELS, NOT_DUE, OUTCOMES, SUBJECTS } from './rules/values.ts';

const Paper = z.string().trim().normalize('NFC').min(1).max(120);
const Year = z.coerce.number().int().min(2000).max(2100);
const UnitName = z.object({ id: z.string(), name: z.string() });

export const EvaluationQuery = z.object({ unit: Id, year: Year.optional() });
export const Evidence = z.object({
  tasksDue: z.int(),
  tasksOnTime: z.int(),
  tasksLate: z.int(),
  tasksOpen: z.int(),
  summoned: z.int(),
  present: z.int(),
  disciplined: z.boolean(),
});
export const Proposal = z.object({
  id: z.string(),
  level: z.enum(LEVELS),
  reason: z.enum(ABOVE_REASONS).nullable(),
  document: z.string(),
  on: z.string(),
  version: z.int(),
});
/** A complaint about a decided level: days and papers, the answer owed and the result. */
export const Complaint = z.object({
  id: z.string(),
  filedOn: z.string(),
  document: z.string(),
  dueOn: z.string().nullable().describe('Last day of the answer, where the holidays are known.'),
  answeredOn: z.string().nullable(),
  outcome: z.enum(OUTCOMES).nullable(),
  level: z.enum(LEVELS).nullable().describe('Set by the answer.'),
  answerDocument: z.string().nullable(),
});
export type Complaint = z.infer<typeof Complaint>;

/** A member or an organisation in the year of a unit. */
export const EvaluationRow = z.object({
  id: z.string(),
  name: z.string().nullable(),
  /** Why it is left out; null when it is evaluated. */
  notDue: z.enum(NOT_DUE).nullable(),
  evidence: Evidence,
  /** The highest level that the records support. */
  supported: z.enum(LEVELS),
  proposal: Proposal.nullable(),
  level: z.enum(LEVELS).nullable(),
  /** The rating that counts; what a complaint is about. */
  ratingId: z.string().nullable(),
  /** Last day of complaints about it, where the holidays are known. */
  complainUntil: z.string().nullable(),
  complaint: Complaint.nullable(),
});
export type EvaluationRow = z.infer<typeof EvaluationRow>;
export const Cap = z.object({
  percent: z.number(),
  base: z.enum(CAP_BASES),
  rounding: z.enum(CAP_ROUNDINGS),
  of: z.int(),
  allowed: z.int(),
  excellent: z.int(),
  source: z.string(),
});
export const EvaluationList = z
  .object({
    unit: UnitName,
    year: z.int(),
    /** Members of a cell, or the organisations directly under a body. */
    subject: z.enum(SUBJECTS),
    rows: z.array(EvaluationRow),
    /** The unit itself, which proposes its own level. */
    own: EvaluationRow,
    decidedBy: UnitName.nullable(),
    decision: z
      .object({
        id: z.string(),
        document: z.string(),
        on: z.string(),
        outstanding: z.boolean(),
      })
      .nullable(),
    /** Of what was decided, else of what is proposed so far. */
    cap: Cap,
    mayPropose: z.boolean(),
    mayDecide: z.boolean(),
  })
  .meta({ id: 'EvaluationList' });
export type EvaluationList = z.infer<typeof EvaluationList>;

export const NewProposal = z.object({
  id: Id,
  year: z.int().min(2000).max(2100),
  unitId: Id.describe('The cell of the member, or the organisation that proposes its own level.'),
  memberId: Id.nullable().default(null),
  level: z.enum(LEVELS),
  reason: z.enum(ABOVE_REASONS).nullable().default(null),
  document: Paper,
  version: z.int().nullable().default(null).describe('Of the proposal that is changed; none when it is the first.'),
});
export type NewProposal = z.infer<typeof NewProposal>;
export const NewDecision = z.object({
  id: Id,
  year: z.int().min(2000).max(2100),
  unitId: Id.describe('The cell whose members, or the body whose organisations are decided on.'),
  document: Paper,
  on: PlainDate,
  outstanding: z.boolean().default(false).describe('An outstanding unit has a higher share of excellent.'),
});
export type NewDecision = z.infer<typeof NewDecision>;
export const NewComplaint = z.object({ id: Id, ratingId: Id, document: Paper, on: PlainDate });
export type NewComplaint = z.infer<typeof NewComplaint>;
export const ComplaintAnswer = z.object({
  on: PlainDate,
  document: Paper,
  level: z.enum(LEVELS).nullable().default(null).describe('The level from now on; none when it is kept.'),
});
export type ComplaintAnswer = z.infer<typeof ComplaintAnswer>;
export const Withdrawal = z.object({ document: Paper, on: PlainDate });
