/** The words that columns of this room take. */
export const MEETING_KINDS = ['regular', 'thematic', 'committee', 'congress'] as const;
export type MeetingKind = (typeof MEETING_KINDS)[number];

export const MEETING_STATES = ['planned', 'held', 'draft', 'agreed', 'locked', 'cancelled'] as const;
export type MeetingState = (typeof MEETING_STATES)[number];

export const CALLS = ['summoned', 'exempt', 'away', 'suspended'] as const;
export type Call = (typeof CALLS)[number];

export const PRESENCES = ['present', 'remote', 'excused', 'unexcused', 'special_duty', 'not_called'] as const;
export type Presence = (typeof PRESENCES)[number];

export const REASONS = ['work_away', 'illness', 'family', 'duty', 'road_weather', 'study', 'other'] as const;
export type Reason = (typeof REASONS)[number];

export const AGENDA_KINDS = [
  'opening',
  'information',
  'review',
  'self_criticism',
  'next_tasks',
  'party_work',
  'theme',
  'discussion',
  'vote',
  'conclusion',
  'minutes',
  'other',
] as const;
export type AgendaKind = (typeof AGENDA_KINDS)[number];

export const VOTE_SUBJECTS = [
  'resolution',
  'admission',
  'recognition',
  'removal',
  'discipline',
  'election',
  'other',
] as const;
export type VoteSubject = (typeof VOTE_SUBJECTS)[number];
export type VoteRule = 'majority' | 'two_thirds';

export const DELEGATE_LEVELS = ['grassroots', 'commune', 'district', 'province', 'central'] as const;
export type DelegateLevel = (typeof DELEGATE_LEVELS)[number];

export const SCORE_LINES = ['attendance', 'preparation', 'conduct', 'principles', 'result'] as const;
export type ScoreLine = (typeof SCORE_LINES)[number];
export const GRADES = ['good', 'fair', 'average', 'weak'] as const;
export type Grade = (typeof GRADES)[number];
export const SIDES = ['own', 'superior'] as const;
export type Side = (typeof SIDES)[number];
