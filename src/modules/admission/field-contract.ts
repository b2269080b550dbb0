import type { Stage, Timer } from './contract/values.ts';

/** A legal time that runs; how many days are left the phone counts from its own day. */
export type TimerDoc = Pick<Timer, 'kind' | 'fromOn' | 'dueOn' | 'allowed' | 'unit' | 'source'>;

/** Kind `applicant`: somebody of the cell whose application is under way. Nothing of checks, votes of others or papers. */
export type ApplicantDoc = {
  id: string;
  version: number;
  name: string | null;
  cellId: string;
  nominator: { id: string; name: string };
  stage: Stage;
  stageOn: string;
  noticedOn: string;
  mentorId: string | null;
  timers: TimerDoc[];
};
