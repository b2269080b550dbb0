/** What the sample tells of villages beyond their snapshots. Keys are stable texts, as in `types.ts`, which builds on this. */
import type { DatedBy } from '#platform/shapes.ts';

type Key = string;

export type PlanFact = { village: Key; topic: string; on: DatedBy; value: string; source: string };
export type PlanBenefit = {
  village: Key;
  programme: string;
  component: string;
  year: number;
  quantity: number;
  unit: string;
  households: number | null;
  stage: 'planned' | 'delivered';
  source: string;
};
export type PlanWork = {
  village: Key;
  from: string;
  /** The day after the last. */
  to: string;
  mediations: number;
  settled: number;
  talks: number;
  listeners: number;
  membersHelping: number;
  householdsHelped: number;
  householdsOut: number;
  models: number;
  source: string;
};
export type PlanStateEvent = {
  village: Key;
  state: 'blank_members';
  event: 'cleared' | 'relapsed';
  on: string;
  document: string | null;
  source: string;
};
export type VillagesPlan = {
  facts: PlanFact[];
  benefits: PlanBenefit[];
  work: PlanWork[];
  stateEvents: PlanStateEvent[];
};
