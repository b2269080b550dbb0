/** What the sample tells of gifts. Keys are stable texts, as in `types.ts`. */
import type { JournalLine } from '#modules/welfare/rules.ts';

type Key = string;

export type PlanSponsor = {
  key: Key;
  keeper: Key;
  kind: 'organisation' | 'branch' | 'person' | 'collective';
  name: string;
  parent: Key | null;
  inPublic: 'named' | 'anonymous';
};
export type PlanCampaign = {
  key: Key;
  unit: Key;
  place: Key;
  kind: 'environment' | 'lighting' | 'gift' | 'house' | 'livelihood' | 'school' | 'relief' | 'other';
  title: string;
  titleTh: string;
  titleEn: string;
  purpose: string;
  purposeTh: string;
  purposeEn: string;
  document: string;
  startsOn: string;
  endsOn: string | null;
  items: { item: string; goal: number | null }[];
  closedOn: string | null;
  closingDocument: string | null;
};
export type PlanPledge = {
  key: Key;
  campaign: Key;
  sponsor: Key;
  item: string;
  quantity: number;
  on: string;
  valueVnd: number | null;
  document: string;
  agreement?: Key;
  dueOn?: string;
};
export type PlanHousehold = {
  key: Key;
  village: Key;
  code: string;
  headName: string;
  classes: { class: string; from: string; listNumber: string; listOn: string }[];
  eligibility: { kind: string; certificate: string | null; since: string }[];
  consents: { what: string; givenOn: string; withdrawnOn: string | null }[];
};
export type PlanNeed = {
  key: Key;
  village: Key;
  household: Key | null;
  item: string;
  quantity: number;
  title: string;
  criteria: string[];
  proposedOn: string;
  votedOn: string | null;
  voteFor: number | null;
  votePresent: number | null;
  listedOn: string | null;
  listNumber: string | null;
  state: 'proposed' | 'voted' | 'listed' | 'met';
  metOn: string | null;
};
export type PlanHouse = {
  key: Key;
  household: Key;
  village: Key;
  campaign: Key;
  need: Key;
  areaM2: number;
  stages: {
    stage: string;
    on: string;
    document: string | null;
    voteFor?: number;
    votePresent?: number;
    result?: string;
  }[];
  shares: {
    source: string;
    sponsor: Key | null;
    item: 'VND' | 'labour_day';
    quantity: number;
    state: 'agreed' | 'given';
    on: string;
    document: string | null;
  }[];
};
/** An entry of the journal; `handover` says to whom, and how it was confirmed. */
export type PlanPosting = {
  key: Key;
  campaign: Key;
  kind: 'receipt' | 'purchase' | 'handover' | 'return' | 'write_off' | 'reversal';
  on: string;
  purpose: string | null;
  document: string | null;
  pledge: Key | null;
  reverses: Key | null;
  /** Sponsors, villages, households and houses by key. */
  lines: JournalLine[];
  handover: {
    village: Key;
    household: Key | null;
    house: Key | null;
    allocation: Key | null;
    receiptNumber: string;
    confirmation: 'signature' | 'witness';
    witnessName: string | null;
    /** The signed paper is kept; of what was given of late some are still to come. */
    paper: boolean;
    handedBy: string;
  } | null;
};
export type PlanAllocation = {
  key: Key;
  campaign: Key;
  item: string;
  quantity: number;
  village: Key;
  on: string;
  document: string;
};
export type PlanReported = {
  campaign: Key;
  what: 'pledged' | 'received' | 'delivered';
  item: string;
  comparator: string;
  value: number;
  source: string;
  on: string;
};
export type WelfarePlan = {
  sponsors: PlanSponsor[];
  agreements: { key: Key; sponsor: Key; number: string; purpose: string; signedOn: string; endsOn: string }[];
  campaigns: PlanCampaign[];
  pledges: PlanPledge[];
  households: PlanHousehold[];
  needs: PlanNeed[];
  houses: PlanHouse[];
  allocations: PlanAllocation[];
  postings: PlanPosting[];
  reported: PlanReported[];
  closedPeriods: { unit: Key; from: string; to: string; document: string }[];
};
