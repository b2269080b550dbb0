/** What the sample tells of training and commendation. Keys are stable texts, as in `types.ts`, which builds on this. */
type Key = string;

export type PlanCourse = {
  key: Key;
  unit: Key;
  subject: string;
  audience: string;
  title: string;
  curriculum: string;
  place: string;
  document: string;
  startsOn: string;
  endsOn: string;
  sessions: { on: string; topic: string; hours: number }[];
  participants: { person: Key; as: string; unit: Key; sessions: number; passed: boolean; certificate: string | null }[];
  heads: { group: string; people: number }[];
};
export type PlanCommendation = {
  unit: Key;
  person: Key | null;
  form: string;
  reason: string;
  document: string;
  on: string;
  decidedBy: string;
};
export type PlanModel = {
  key: Key;
  unit: Key;
  kind: string;
  title: string;
  document: string;
  on: string;
  adoptions: { unit: Key; on: string; precision: 'day' | 'year'; source: string }[];
};
export type LearningPlan = { courses: PlanCourse[]; commendations: PlanCommendation[]; models: PlanModel[] };
