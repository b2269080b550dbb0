/** One way towards membership, as the plan tells it. */
import type { Education, Key, PlanPerson } from './types.ts';

export type NominatorKind = 'youth_union' | 'women_union' | 'farmers_union' | 'cell';
/** How far a file has come and when; `null` where it has not. Days are those of the papers. */
export type PlanApplication = {
  key: string;
  /** The member it ended in, or a head whom the register keeps; `null` for somebody the register knows from here alone. */
  person: Key | null;
  member: Key | null;
  fullName: string;
  sex: 'male' | 'female';
  birth: PlanPerson['birth'];
  education: Education;
  cell: Key;
  /** The cell that considered; `cell` is where the file is now. */
  nominatedCell: Key;
  nominator: Key;
  nominatorKind: NominatorKind;
  relaxed: 'none' | 'area';
  post: { kind: 'village_head'; village: Key } | null;
  stage: string;
  stageOn: string;
  noticedOn: string;
  listedOn: string | null;
  courseOn: string | null;
  appliedOn: string | null;
  requestedOn: string | null;
  checkedOn: string | null;
  introducedOn: string | null;
  votedOn: string | null;
  grassrootsOn: string | null;
  submittedOn: string | null;
  decidedOn: string | null;
  receivedOn: string | null;
  ceremonyOn: string | null;
  proposedOn: string | null;
  recognisedOn: string | null;
  officialOn: string | null;
  endedOn: string | null;
  dropReason: string | null;
  introducers: Key[];
  /** Official members who vote, and those for. */
  votes: { base: number; for: number } | null;
};
