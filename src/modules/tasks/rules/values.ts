/** The words that columns of this room take; beside the contract, so that rules and pages name them too. */
export const DOCUMENT_KINDS = ['resolution', 'scheme', 'action_programme', 'plan', 'conclusion'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export const THEMES = [
  'party_building',
  'ideology',
  'livelihood',
  'culture',
  'security',
  'youth',
  'programme',
  'discipline',
  'other',
] as const;
export type Theme = (typeof THEMES)[number];

export const TASK_STATES = ['assigned', 'in_progress', 'done', 'late', 'dropped', 'carried_over'] as const;
export type TaskState = (typeof TASK_STATES)[number];
export const OPEN_STATES = ['assigned', 'in_progress'] as const;

export const COMPARES = ['at_least', 'at_most'] as const;
export type Compare = (typeof COMPARES)[number];

export const LEVELS = ['cell', 'grassroots', 'commune', 'district', 'province'] as const;
export type Level = (typeof LEVELS)[number];

export const REQUEST_TOPICS = [
  'land',
  'road',
  'power_water',
  'livelihood',
  'school_health',
  'policy',
  'party_work',
  'other',
] as const;
export type RequestTopic = (typeof REQUEST_TOPICS)[number];
