import { z } from 'zod';
import {
  CHECK_CONCLUSIONS,
  CHECK_SUBJECTS,
  DROP_REASONS,
  Education,
  FUNNEL_STAGES,
  INTRODUCER_KINDS,
  KNOWN_BY,
  MemberishDate,
  NominatorKind,
  Relaxed,
  Stage,
  StageGroup,
  StepKind,
  Timer,
  UnionMembership,
  VOTE_BODIES,
  VOTE_PURPOSES,
  VOTE_RESULTS,
} from './values.ts';

export const NamedUnit = z.object({ id: z.uuid(), name: z.string() });

/** A card of the board. The name is empty once a file has been reduced to a count. */
export const ApplicantCard = z
  .object({
    id: z.uuid(),
    fullName: z.string().nullable(),
    cell: NamedUnit,
    nominator: NamedUnit,
    nominatorKind: NominatorKind,
    stage: Stage,
    stageOn: z.string(),
    postHeld: z.enum(['village_head', 'elder', 'prestige_person']).nullable(),
    /** The last vote of the running round, where one was taken. */
    lastVote: z
      .object({
        for: z.int(),
        base: z.int(),
        needed: z.int(),
        result: z.enum(VOTE_RESULTS),
        body: z.enum(VOTE_BODIES),
        round: z.int(),
        on: z.string(),
      })
      .nullable(),
    courseOn: z.string().nullable(),
    checkedOn: z.string().nullable(),
    submittedOn: z.string().nullable(),
    decisionNo: z.string().nullable(),
    decidedOn: z.string().nullable(),
    ceremonyOn: z.string().nullable(),
    timers: z.array(Timer),
  })
  .meta({ id: 'ApplicantCard' });
export type ApplicantCard = z.infer<typeof ApplicantCard>;

export const Board = z.object({
  asOf: z.string(),
  columns: z.array(z.object({ group: StageGroup, total: z.int(), items: z.array(ApplicantCard) })),
  late: z.int(),
  soon: z.int(),
});
export type Board = z.infer<typeof Board>;

export const ApplicantPage = z.object({
  items: z.array(ApplicantCard),
  nextCursor: z.string().nullable(),
  total: z.int(),
});
export type ApplicantPage = z.infer<typeof ApplicantPage>;

/** Something that stands in the way of the next step: code of the refusal, with rule and source among the details. */
export const MissingItem = z.object({ code: z.string(), details: z.record(z.string(), z.unknown()) });

export const Vote = z.object({
  id: z.uuid(),
  body: z.enum(VOTE_BODIES),
  purpose: z.enum(VOTE_PURPOSES),
  round: z.int(),
  on: z.string(),
  official: z.int(),
  base: z.int(),
  for: z.int(),
  against: z.int(),
  abstain: z.int(),
  absent: z.int(),
  excused: z.int(),
  needed: z.int(),
  result: z.enum(VOTE_RESULTS),
  document: z.string(),
  void: z.boolean(),
});
export const Step = z.object({
  id: z.uuid(),
  kind: StepKind,
  on: z.string(),
  fromStage: Stage.nullable(),
  toStage: Stage.nullable(),
  document: z.string().nullable(),
  detail: z.string().nullable(),
  dueOn: z.string().nullable(),
  late: z.boolean(),
  recordedAt: z.string(),
  recordedBy: z.string(),
});
export type Step = z.infer<typeof Step>;

/** Everything of one applicant that the reader may see. */
export const ApplicantFile = ApplicantCard.extend({
  version: z.int(),
  personId: z.uuid().nullable(),
  memberId: z.uuid().nullable(),
  sex: z.enum(['male', 'female']).nullable(),
  birth: MemberishDate.nullable(),
  education: Education.nullable(),
  union: UnionMembership,
  relaxed: Relaxed,
  relaxedConsent: z.string().nullable(),
  overAgeConsent: z.string().nullable(),
  consentOn: z.string(),
  noticedOn: z.string(),
  listedOn: z.string().nullable(),
  appliedOn: z.string().nullable(),
  receivedOn: z.string().nullable(),
  proposedOn: z.string().nullable(),
  officialOn: z.string().nullable(),
  /** How exactly decision and ceremony are known. */
  joinedPrecision: z.enum(['day', 'month', 'year']),
  /** Party age counts from the decision once recognised; the ceremony stands beside it. */
  partyAgeFrom: z.string().nullable(),
  endedOn: z.string().nullable(),
  dropReason: z.enum(DROP_REASONS).nullable(),
  reducedAt: z.string().nullable(),
  mentor: z.object({ id: z.uuid(), name: z.string().nullable() }).nullable(),
  certificates: z.array(
    z.object({ id: z.uuid(), number: z.string(), issuedOn: z.string(), staleOn: z.string(), issuer: z.string() }),
  ),
  checks: z.array(
    z.object({
      id: z.uuid(),
      subject: z.enum(CHECK_SUBJECTS),
      place: z.string(),
      abroad: z.boolean(),
      requestedOn: z.string(),
      dueOn: z.string().nullable(),
      answeredOn: z.string().nullable(),
      conclusion: z.enum(CHECK_CONCLUSIONS).nullable(),
      document: z.string().nullable(),
    }),
  ),
  introductions: z.array(
    z.object({
      id: z.uuid(),
      kind: z.enum(INTRODUCER_KINDS),
      name: z.string().nullable(),
      knownSince: z.string().nullable(),
      knownBy: z.enum(KNOWN_BY).nullable(),
      on: z.string(),
      document: z.string(),
    }),
  ),
  opinions: z.object({ residence: z.boolean(), mass: z.boolean() }),
  remarks: z.object({ mentor: z.boolean(), residence: z.boolean(), mass: z.boolean(), course: z.boolean() }),
  votes: z.array(Vote),
  steps: z.array(Step),
  /** The step that comes next, and what is missing for it today. */
  next: z.object({ step: StepKind, transition: z.string(), missing: z.array(MissingItem) }).nullable(),
  /** The base of a cell's vote today, from the register; with fewer official members than `enough` the superior may consider. */
  roll: z
    .object({
      official: z.int(),
      away: z.int(),
      suspended: z.int(),
      exempt: z.int(),
      probationary: z.int(),
      enough: z.int(),
    })
    .nullable(),
}).meta({ id: 'ApplicantFile' });
export type ApplicantFile = z.infer<typeof ApplicantFile>;

/** How many of the persons introduced reached each stage. */
export const FunnelStage = z.object({
  key: z.enum(FUNNEL_STAGES),
  reached: z.int(),
  /** Of those who reached it: still at it, and ended there. */
  waiting: z.int(),
  ended: z.int(),
  percent: z.number().nullable(),
});
export type FunnelStage = z.infer<typeof FunnelStage>;
export const Funnel = z
  .object({
    unit: NamedUnit,
    reading: z.enum(['cohort', 'period']),
    from: z.string(),
    to: z.string(),
    asOf: z.string(),
    stages: z.array(FunnelStage),
    introduced: z.int(),
    admitted: z.int(),
    inProcess: z.int(),
    ended: z.int(),
    endedBy: z.array(z.object({ reason: z.enum(DROP_REASONS), count: z.int() })),
  })
  .meta({ id: 'AdmissionFunnel' });
export type Funnel = z.infer<typeof Funnel>;
