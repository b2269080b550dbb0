import { z } from 'zod';
import { Id, PageQuery, PlainDate } from '#platform/shapes.ts';
import {
  CHECK_CONCLUSIONS,
  CheckSubject,
  DROP_REASONS,
  Education,
  KNOWN_BY,
  MemberishDate,
  NominatorKind,
  OPEN_STAGES,
  OPINION_FROM,
  Relaxed,
  REMARK_FROM,
  Stage,
  StageGroup,
  UnionMembership,
} from './values.ts';

/** Number and day of a paper: what was decided, never what was said. */
const Paper = z.string().trim().normalize('NFC').min(1).max(120);
const Place = z.string().trim().normalize('NFC').min(1).max(120);
/** The version the form was opened with; a newer one is a conflict that the person sees. */
const version = z.int().min(1);
const on = PlainDate;

/** Somebody is noticed: a mass organisation or the cell names the person, who consents in writing to being listed. */
export const NewNomination = z.object({
  id: Id.describe('Made when the form opens, so that a resend is the same applicant.'),
  personId: Id.nullable().default(null).describe('Somebody the register knows already: a village head, an elder.'),
  fullName: z.string().trim().normalize('NFC').min(2).max(120),
  sex: z.enum(['male', 'female']).nullable().default(null),
  birth: MemberishDate.nullable().default(null),
  education: Education.nullable().default(null),
  union: UnionMembership.default('none'),
  relaxed: Relaxed.default('none'),
  relaxedConsent: Paper.nullable().default(null),
  overAgeConsent: Paper.nullable().default(null),
  cellId: Id,
  nominatorId: Id,
  nominatorKind: NominatorKind,
  noticedOn: on,
  consentOn: on.describe('Day of the written consent to being listed.'),
  document: Paper.nullable().default(null),
  anotherPerson: z
    .boolean()
    .default(false)
    .describe('The writer has seen that somebody of the same name and birth is another person.'),
});
export type NewNomination = z.infer<typeof NewNomination>;

/** Data of the person and the grounds of the conditions; only what is given changes. */
export const CorrectApplicant = z.object({
  version,
  changes: NewNomination.pick({
    fullName: true,
    sex: true,
    birth: true,
    education: true,
    union: true,
    relaxed: true,
    relaxedConsent: true,
    overAgeConsent: true,
  }).partial(),
});
export type CorrectApplicant = z.infer<typeof CorrectApplicant>;

export const ListApplicant = z.object({ version, on, document: Paper });
export const NewCertificate = z.object({ version, id: Id, number: Paper, issuedOn: on, issuer: Place });
export const Apply = z.object({ version, on });
export const RequestChecks = z.object({
  version,
  on,
  requests: z
    .array(z.object({ id: Id, subject: CheckSubject, place: Place, abroad: z.boolean().default(false) }))
    .min(1)
    .max(12),
});
export const AnswerCheck = z.object({
  version,
  checkId: Id,
  on,
  conclusion: z.enum(CHECK_CONCLUSIONS),
  document: Paper,
});
export const Verify = z.object({ version, on, document: Paper });
export const NewIntroduction = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('member'),
    version,
    id: Id,
    memberId: Id,
    knownSince: on,
    knownBy: z.enum(KNOWN_BY),
    on,
    document: Paper,
  }),
  z.object({ kind: z.enum(['youth_union', 'trade_union']), version, id: Id, unitId: Id, on, document: Paper }),
]);
export const NewOpinion = z.object({ version, from: z.enum(OPINION_FROM), on, document: Paper });

const count = z.int().min(0).max(2000);
const Ballot = { for: count, against: count, abstain: count, absent: count };
/** Votes of a cell. Who was excused from the whole meeting, and exempt members who came, change the base. */
export const CellVote = z.object({
  version,
  id: Id,
  on,
  ...Ballot,
  excused: count.default(0),
  exemptPresent: count.default(0),
  document: Paper,
});
/** Votes of a committee; how many it has stands in no register, so the base is said. */
export const CommitteeVote = z.object({
  version,
  id: Id,
  on,
  ...Ballot,
  members: z.int().min(1).max(200),
  document: Paper,
});
/** Votes of the direct superior in place of a cell that has too few official members (Charter 4.4). */
export const SuperiorVote = CommitteeVote;
export const Submit = z.object({ version, on, document: Paper });
export const Decide = z.object({ version, on, document: Paper, for: count, members: z.int().min(1).max(200) });
export const Receive = z.object({ version, on });
export const Ceremony = z.object({
  version,
  on,
  mentorId: Id,
  document: Paper,
  /** Report to the superior and his consent, for a ceremony after the 30 working days. */
  lateConsent: Paper.nullable().default(null),
  ethnicity: z
    .string()
    .regex(/^\d{2}$/)
    .nullable()
    .default(null),
});
export const NewRemark = z.object({ version, from: z.enum(REMARK_FROM), on, document: Paper });
export const RecogniseApplicant = z.object({ version, on, document: Paper });
export const ReportDeadlock = z.object({ version, on, document: Paper });
export const RemoveApplicant = z.object({ version, on, document: Paper });
export const RecordCard = z.object({
  version,
  on,
  cardNumber: z.string().regex(/^[0-9A-Z.-]{4,20}$/, 'member.card-number-malformed'),
});
export const DropOut = z.object({ version, on, reason: z.enum(DROP_REASONS) });
export const RETURN_REASONS = ['papers_incomplete', 'voted_down', 'superior_asks', 'stale', 'entered_wrongly'] as const;
export const ReturnTo = z.object({
  version,
  on,
  stage: z.enum(OPEN_STAGES as [Stage, ...Stage[]]),
  reason: z.enum(RETURN_REASONS),
  document: Paper.nullable().default(null),
});

export const ApplicantChanged = z
  .object({ id: z.uuid(), version: z.int(), stage: Stage })
  .meta({ id: 'ApplicantChanged' });
export type ApplicantChanged = z.infer<typeof ApplicantChanged>;

/** Narrowing of board and list. */
export const ApplicantFilter = z.object({
  unit: z.string().min(1).max(80).optional(),
  timer: z.enum(['late', 'soon']).optional(),
  nominator: NominatorKind.optional(),
  post: z.enum(['village_head', 'elder', 'prestige_person']).optional(),
  q: z.string().trim().normalize('NFC').max(80).optional(),
});
export type ApplicantFilter = z.infer<typeof ApplicantFilter>;
export const ApplicantQuery = ApplicantFilter.extend({
  ...PageQuery.shape,
  stage: Stage.optional(),
  group: StageGroup.optional(),
  state: z.enum(['open', 'ended', 'all']).default('open'),
});
export type ApplicantQuery = z.infer<typeof ApplicantQuery>;
export const FunnelQuery = z.object({
  unit: z.string().min(1).max(80).optional(),
  from: PlainDate.optional(),
  to: PlainDate.optional(),
  asOf: PlainDate.optional(),
  boundaries: z.union([z.literal('then'), z.literal('now'), PlainDate]).default('then'),
  reading: z.enum(['cohort', 'period']).default('cohort'),
  nominator: NominatorKind.optional(),
});
export type FunnelQuery = z.infer<typeof FunnelQuery>;
