import type { DatedBy } from '#platform/shapes.ts';
import type { Key } from './types.ts';

export type PlanSide = 'agency' | 'partner';
export type PlanTwinning = {
  key: Key;
  title: string;
  document: string;
  starts: DatedBy;
  endsOn: string;
  /** Who stood on a side, from when to when; the last one stands today. */
  sides: { side: PlanSide; unit: Key; from: string; to: string | null }[];
  roles: { side: PlanSide; role: 'lead' | 'deputy' | 'contact'; person: Key; from: string; to: string | null }[];
  channel: { name: string; rules: string; openedOn: string } | null;
  plan: {
    key: Key;
    year: number;
    kind: string;
    title: string;
    titleTh: string | null;
    titleEn: string | null;
    wanted: number;
    dueOn: string | null;
    /** Since when it may stand on public pages. */
    publicOn: string | null;
  }[];
  /** Campaigns of welfare that belong to the agreement. */
  campaigns: Key[];
};
export type PlanActivity = {
  key: Key;
  twinning: Key;
  planItem: Key | null;
  kind: string;
  programme: string | null;
  title: string;
  titleTh: string;
  titleEn: string;
  place: Key;
  agency: Key;
  startsOn: string;
  endsOn: string;
  state: 'planned' | 'held';
  audience: string | null;
  occasion: string | null;
  costVnd: number | null;
  outcome: string | null;
  /** Key of the campaign of welfare to which a handing-over belongs. */
  campaign: Key | null;
  villages: Key[];
  quantities: { measure: string; amount: number; unit: Key }[];
  groups: { side: PlanSide; category: string; people: number; firstTime: number; days: number }[];
  visits: { class: string; village: Key; households: number }[];
  skills: string[];
  services: { service: string; done: number }[];
  stops: { name: string; at: string; note: string | null }[];
  people: { person: Key; side: PlanSide; role: string; unit: Key; here: boolean }[];
  answers: { item: number; before: boolean; after: boolean }[];
  findings: {
    key: Key;
    item: number;
    unit: Key;
    finding: string;
    remedy: string;
    dueOn: string;
    closedOn: string | null;
  }[];
  followUps: { unit: Key; what: string; doneOn: string | null }[];
  photos: PlanPhoto[];
};
export type PlanPhoto = {
  key: Key;
  /** Name of the picture in sample/photos. */
  picture: string;
  author: string;
  vi: string;
  th: string;
  en: string;
  people: 'nobody' | 'adults';
  agreed: boolean;
  public: boolean;
};
export type PlanTestimony = {
  key: Key;
  twinning: Key | null;
  activity: Key | null;
  kind: 'testimony' | 'feedback' | 'statement';
  person: Key;
  said: DatedBy;
  words: string;
  source: string | null;
  consentOn: string | null;
  public: boolean;
};
export type OutreachPlan = { twinnings: PlanTwinning[]; activities: PlanActivity[]; testimonies: PlanTestimony[] };
