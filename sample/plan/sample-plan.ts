/** The sample whole: what each room tells of the two places. */
import type { PlanArticle } from './articles.ts';
import type { PlanAssignment } from './assignments.ts';
import type { PlanDues } from './dues.ts';
import type { PlanDecision } from './evaluation.ts';
import type { PlanMeetings } from './meetings-facts.ts';
import type { PlanApplication } from './application.ts';
import type { ChannelPlan } from './channel.ts';
import type { OutreachPlan } from './outreach-types.ts';
import type { ReportsPlan } from './reports.ts';
import type { LearningPlan } from './learning-types.ts';
import type { RecordsPlan } from './records.ts';
import type { WelfarePlan } from './welfare-types.ts';
import type { VillagesPlan } from './village-types.ts';
import type {
  PlanBadge,
  PlanEvent,
  PlanExit,
  PlanHeadApplicant,
  PlanLink,
  PlanMember,
  PlanPerson,
  PlanPost,
  PlanProfile,
  PlanReadmission,
  PlanResidence,
  PlanState,
  PlanTransfer,
  PlanUnit,
  PlanUser,
} from './types.ts';

export type SamplePlan = {
  seed: string;
  today: string;
  meetings: PlanMeetings;
  assignments: PlanAssignment[];
  evaluation: PlanDecision[];
  dues: PlanDues;
  units: PlanUnit[];
  links: PlanLink[];
  events: PlanEvent[];
  persons: PlanPerson[];
  members: PlanMember[];
  states: PlanState[];
  transfers: PlanTransfer[];
  exits: PlanExit[];
  readmissions: PlanReadmission[];
  residences: PlanResidence[];
  badges: PlanBadge[];
  posts: PlanPost[];
  profiles: PlanProfile[];
  villages: VillagesPlan;
  learning: LearningPlan;
  records: RecordsPlan;
  welfare: WelfarePlan;
  outreach: OutreachPlan;
  channel: ChannelPlan;
  reports: ReportsPlan;
  articles: PlanArticle[];
  users: PlanUser[];
  headApplicants: PlanHeadApplicant[];
  applications: PlanApplication[];
};
