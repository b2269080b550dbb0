/** From the lowest to the highest. @see DOMAIN.md 3.8: levels [S17] */
export const LEVELS = ['not_completed', 'completed', 'good', 'excellent'] as const;
export type Level = (typeof LEVELS)[number];
export const SUBJECTS = ['member', 'organisation'] as const;
export type Subject = (typeof SUBJECTS)[number];
/** Why a proposal stands above what the records support: a code, never a story about a person. */
export const ABOVE_REASONS = ['outside_system', 'excused_delay', 'ordered_otherwise', 'other'] as const;
/** Why somebody is not evaluated. */
export const NOT_DUE = ['exempt', 'suspended', 'too_new'] as const;
export type NotDue = (typeof NOT_DUE)[number];
/** What an answer to a complaint does: the level is kept, or changed. */
export const OUTCOMES = ['kept', 'changed'] as const;
export const CAP_BASES = ['good', 'good_and_above'] as const;
export const CAP_ROUNDINGS = ['down', 'nearest', 'up'] as const;

/** What the records of a year say: tasks with a deadline in it, meetings, and whether a discipline decision was in force. */
export type Evidence = {
  tasksDue: number;
  tasksOnTime: number;
  tasksLate: number;
  tasksOpen: number;
  /** Meetings called and attended; of an organisation present over called of all its meetings. */
  summoned: number;
  present: number;
  disciplined: boolean;
};
