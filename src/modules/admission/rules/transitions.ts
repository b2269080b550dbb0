import type { Stage, StepKind } from '../contract/values.ts';
import type { AdmissionRuleKey } from './rule-tables.ts';

/** Who takes the decision of a transition. */
export type Decider =
  'cell' | 'training_centre' | 'applicant' | 'grassroots' | 'introducers' | 'superior_board' | 'computed' | 'committee';
/** `two-thirds-official`: of the official members of the cell; `two-thirds-committee`: of the committee; `half-board`: more than half. */
export type Majority = 'two-thirds-official' | 'two-thirds-committee' | 'half-board';
/** A legal time, counted from one date of the file. */
export type Limit = { rule: AdmissionRuleKey; unit: 'working-days' | 'months'; from: LimitStart };
export type LimitStart =
  | 'noticedOn'
  | 'courseOn'
  | 'requestedOn'
  | 'checkedOn'
  | 'submittedOn'
  | 'receivedOn'
  | 'ceremonyOn'
  | 'monthTwelve'
  | 'proposedOn';

/** One row of the table of transitions. */
export type Transition = {
  /** Number in DOMAIN 3.3. */
  id: `T${number}`;
  step: StepKind;
  from: readonly Stage[];
  to: Stage | null;
  decider: Decider;
  majority: Majority | null;
  limit: Limit | null;
  /** Forms and papers to record. */
  forms: readonly string[];
  /** Sources as in DOMAIN 12, and how well known. */
  source: string;
};

/**
 * The transitions T1 to T16, each with who decides, the majority and its base, the legal time and the papers.
 * @see DOMAIN 3.3
 */
export const TRANSITIONS: readonly Transition[] = [
  {
    id: 'T1',
    step: 'list',
    from: ['noticed'],
    to: 'outstanding',
    decider: 'cell',
    majority: null,
    limit: { rule: 'admission.list-review-months', unit: 'months', from: 'noticedOn' },
    forms: ['resolution'],
    source: 'S8c',
  },
  {
    id: 'T2',
    step: 'course',
    from: ['outstanding'],
    to: 'course_done',
    decider: 'training_centre',
    majority: null,
    limit: { rule: 'admission.course-valid-months', unit: 'months', from: 'courseOn' },
    forms: ['certificate'],
    source: 'S8, S10',
  },
  {
    id: 'T3',
    step: 'apply',
    from: ['course_done'],
    to: 'applied',
    decider: 'applicant',
    majority: null,
    limit: null,
    forms: ['1-KNĐ', '2-KNĐ'],
    source: 'S10',
  },
  {
    id: 'T4',
    step: 'verify',
    from: ['applied'],
    to: 'background_checked',
    decider: 'grassroots',
    majority: null,
    limit: { rule: 'admission.verification-working-days', unit: 'working-days', from: 'requestedOn' },
    forms: ['conclusion'],
    source: 'K-h',
  },
  {
    id: 'T5',
    step: 'introduce',
    from: ['background_checked'],
    to: 'introduced',
    decider: 'introducers',
    majority: null,
    limit: null,
    forms: ['3-KNĐ', '4-KNĐ', '5-KNĐ'],
    source: 'S10',
  },
  {
    id: 'T6',
    step: 'cell_vote',
    from: ['introduced'],
    to: 'cell_voted',
    decider: 'cell',
    majority: 'two-thirds-official',
    limit: { rule: 'admission.dossier-fresh-months', unit: 'months', from: 'checkedOn' },
    forms: ['6-KNĐ'],
    source: 'S9',
  },
  {
    id: 'T7',
    step: 'grassroots_vote',
    from: ['cell_voted'],
    to: 'grassroots_voted',
    decider: 'grassroots',
    majority: 'two-thirds-committee',
    limit: null,
    forms: ['8-KNĐ'],
    source: 'S9',
  },
  {
    id: 'T8',
    step: 'decide',
    from: ['grassroots_voted'],
    to: 'decided',
    decider: 'superior_board',
    majority: 'half-board',
    limit: { rule: 'admission.decision-working-days', unit: 'working-days', from: 'submittedOn' },
    forms: ['9-KNĐ'],
    source: 'K-h',
  },
  {
    id: 'T9',
    step: 'ceremony',
    from: ['decided'],
    to: 'probationary',
    decider: 'cell',
    majority: null,
    limit: { rule: 'ceremony.working-days', unit: 'working-days', from: 'receivedOn' },
    forms: ['minutes'],
    source: 'S6',
  },
  {
    id: 'T10',
    step: 'remark',
    from: ['probationary'],
    to: null,
    decider: 'computed',
    majority: null,
    limit: { rule: 'probation.months', unit: 'months', from: 'ceremonyOn' },
    forms: ['remark', 'new-member-course'],
    source: 'S11',
  },
  {
    id: 'T11',
    step: 'propose',
    from: ['probationary'],
    to: 'proposed_official',
    decider: 'cell',
    majority: 'two-thirds-official',
    limit: { rule: 'recognition.vote-working-days', unit: 'working-days', from: 'monthTwelve' },
    forms: ['resolution'],
    source: 'S6',
  },
  {
    id: 'T12',
    step: 'recognise',
    from: ['proposed_official'],
    to: 'official',
    decider: 'committee',
    majority: null,
    limit: { rule: 'recognition.decision-working-days', unit: 'working-days', from: 'proposedOn' },
    forms: ['decision'],
    source: 'S6, K-h',
  },
  {
    id: 'T13',
    step: 'report_deadlock',
    from: ['introduced', 'cell_voted', 'probationary'],
    to: null,
    decider: 'cell',
    majority: null,
    limit: null,
    forms: ['report'],
    source: 'S6',
  },
  {
    id: 'T14',
    step: 'remove',
    from: ['probationary', 'proposed_official'],
    to: 'removed',
    decider: 'committee',
    majority: null,
    limit: null,
    forms: ['decision'],
    source: 'DOMAIN 3.3',
  },
  {
    id: 'T15',
    step: 'party_age',
    from: ['official'],
    to: null,
    decider: 'computed',
    majority: null,
    limit: null,
    forms: [],
    source: 'S11, S46',
  },
  {
    id: 'T16',
    step: 'card',
    from: ['official'],
    to: null,
    decider: 'superior_board',
    majority: null,
    limit: null,
    forms: ['card'],
    source: 'S39',
  },
];

/** The row of a step; steps outside the table (nominate, drop, return …) have none. */
export function transitionOf(step: StepKind): Transition | undefined {
  return TRANSITIONS.find((row) => row.step === step);
}

/** The step that carries an application on from its stage. */
export function nextTransition(stage: Stage): Transition | undefined {
  return TRANSITIONS.find(({ from, to, id }) => to !== null && id !== 'T14' && from.includes(stage));
}
