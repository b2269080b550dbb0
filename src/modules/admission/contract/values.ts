import { z } from 'zod';
import { EDUCATION, Education } from '#modules/membership/contract.ts';
import { PlainDate } from '#platform/shapes.ts';

/** Schooling in the words of the register, from the least to the most. */
export { EDUCATION as EDUCATIONS, Education };

/** From noticed to official, in order, and the two ends. @see DOMAIN 3.1 */
export const STAGES = [
  'noticed',
  'outstanding',
  'course_done',
  'applied',
  'background_checked',
  'introduced',
  'cell_voted',
  'grassroots_voted',
  'decided',
  'probationary',
  'proposed_official',
  'official',
  'dropped',
  'removed',
] as const;
export const Stage = z.enum(STAGES);
export type Stage = z.infer<typeof Stage>;
/** Stages in which an application is under way. */
export const OPEN_STAGES = STAGES.slice(0, 11);

/** Columns of the board: stages that wait for the same thing. */
export const STAGE_GROUPS = {
  learning: ['noticed', 'outstanding', 'course_done'],
  verification: ['applied'],
  cell: ['background_checked', 'introduced'],
  grassroots: ['cell_voted'],
  decision: ['grassroots_voted'],
  ceremony: ['decided'],
  probation: ['probationary', 'proposed_official'],
} as const satisfies Record<string, readonly Stage[]>;
export type StageGroup = keyof typeof STAGE_GROUPS;
export const StageGroup = z.enum(Object.keys(STAGE_GROUPS) as [StageGroup, ...StageGroup[]]);

/** What a file passes on its way, as the funnel counts it. */
export const FUNNEL_STAGES = [
  'nominated',
  'course',
  'applied',
  'checked',
  'cell_voted',
  'grassroots_voted',
  'decided',
  'admitted',
] as const;

export const STEP_KINDS = [
  'nominate',
  'list',
  'course',
  'apply',
  'request_verification',
  'answer_verification',
  'verify',
  'introduce',
  'opinion',
  'cell_vote',
  'grassroots_vote',
  'submit',
  'decide',
  'receive',
  'ceremony',
  'remark',
  'propose',
  'recognise',
  'report_deadlock',
  'remove',
  'card',
  'party_age',
  'drop',
  'return',
  'move',
] as const;
export const StepKind = z.enum(STEP_KINDS);
export type StepKind = z.infer<typeof StepKind>;

export const NOMINATOR_KINDS = [
  'youth_union',
  'women_union',
  'farmers_union',
  'veterans',
  'trade_union',
  'front',
  'cell',
] as const;
export const NominatorKind = z.enum(NOMINATOR_KINDS);
export type NominatorKind = z.infer<typeof NominatorKind>;

/** Ground for a lower bar of schooling. */
export const RELAXED = ['none', 'area', 'elder', 'village_head', 'prestige'] as const;
export const Relaxed = z.enum(RELAXED);
export type Relaxed = z.infer<typeof Relaxed>;

export const UNION_MEMBERSHIPS = ['none', 'youth', 'trade'] as const;
export const UnionMembership = z.enum(UNION_MEMBERSHIPS);
export type UnionMembership = z.infer<typeof UnionMembership>;

export const INTRODUCER_KINDS = ['member', 'youth_union', 'trade_union'] as const;
export const IntroducerKind = z.enum(INTRODUCER_KINDS);
export type IntroducerKind = z.infer<typeof IntroducerKind>;
export const KNOWN_BY = ['worked', 'studied', 'lived'] as const;

export const CHECK_SUBJECTS = ['applicant', 'parents', 'raised_by', 'parents_in_law', 'spouse', 'children'] as const;
export const CheckSubject = z.enum(CHECK_SUBJECTS);
export const CHECK_CONCLUSIONS = ['fit', 'unfit', 'more_needed'] as const;
export const OPINION_FROM = ['residence', 'mass'] as const;
export const REMARK_FROM = ['mentor', 'residence', 'mass', 'course'] as const;
export const DROP_REASONS = ['moved_away', 'not_eligible', 'withdrew', 'not_accepted', 'deceased', 'other'] as const;
export const VOTE_BODIES = ['cell', 'superior', 'grassroots', 'board'] as const;
export const VOTE_PURPOSES = ['admission', 'recognition'] as const;
export const VOTE_RESULTS = ['passed', 'rejected', 'undecided'] as const;

export const TIMER_KINDS = [
  'list_review',
  'course_expiry',
  'verification',
  'dossier_refresh',
  'decision',
  'ceremony',
  'probation',
  'proposal',
  'recognition',
] as const;
export const TimerKind = z.enum(TIMER_KINDS);
export type TimerKind = z.infer<typeof TimerKind>;

export const MemberishDate = z.object({ on: PlainDate, precision: z.enum(['day', 'month', 'year']) });
export type MemberishDate = z.infer<typeof MemberishDate>;
/** A running legal time: from when, until when, and how it stands today. */
export const Timer = z.object({
  kind: TimerKind,
  fromOn: z.string(),
  /** Empty where the holidays of that year are not known. */
  dueOn: z.string().nullable(),
  state: z.enum(['fine', 'soon', 'late', 'unknown']),
  /** Days used and allowed, in the unit of the rule. */
  used: z.int(),
  allowed: z.int(),
  unit: z.enum(['working-days', 'months', 'days']),
  /** Days left, negative when over; working days where the unit says so, else calendar days. */
  left: z.int().nullable(),
  source: z.string(),
});
export type Timer = z.infer<typeof Timer>;

/** What a rule asks of a file: dates and counts, never a name. Shared with the browser. */
export type Dossier = {
  stage: Stage;
  bornOn: MemberishDate | null;
  education: z.infer<typeof Education> | null;
  relaxed: Relaxed;
  relaxedConsent: string | null;
  overAgeConsent: string | null;
  union: UnionMembership;
  noticedOn: string;
  listedOn: string | null;
  courseOn: string | null;
  appliedOn: string | null;
  /** Of the earliest verification request without an answer. */
  requestedOn: string | null;
  requestedAbroad: boolean;
  checksAsked: number;
  checksOpen: number;
  checksUnfit: number;
  ownAsked: boolean;
  parentsAsked: boolean;
  checkedOn: string | null;
  introductions: { kind: IntroducerKind }[];
  opinions: { residence: boolean; mass: boolean };
  votedOn: string | null;
  /** Votes of the running round without 2/3 either way since the last report, and whether one refused by 2/3. */
  undecided: number;
  rejected: boolean;
  grassrootsOn: string | null;
  submittedOn: string | null;
  decidedOn: string | null;
  receivedOn: string | null;
  ceremonyOn: string | null;
  remarks: { mentor: boolean; residence: boolean; mass: boolean; course: boolean };
  proposedOn: string | null;
  officialOn: string | null;
};
export type Introduction = { kind: IntroducerKind };
