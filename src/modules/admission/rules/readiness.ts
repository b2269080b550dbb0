import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { officialDueOn, type RuleSetting } from '#modules/membership/rules/index.ts';
import type { Dossier, StepKind } from '../contract/values.ts';
import { assertAge, assertCourse, assertDossierFresh, assertEducation, introducersMissing } from './conditions.ts';
import { CHARTER_4, CHARTER_5, ruleOn, SECTION_4 } from './rule-tables.ts';
import { transitionOf } from './transitions.ts';
import { assertNoDeadlock } from './votes.ts';

/** One thing that stands in the way: the code of the refusal, with the source among its details. */
export type Missing = { code: string; details: Record<string, unknown> };

type Settings = readonly RuleSetting[];
type Condition = (dossier: Dossier, on: PlainDate, settings: Settings) => void;

const refuse = (code: string, details: Record<string, unknown>): never => {
  throw new RuleBroken(code, details);
};

const ENTRY: Condition = (d, on, settings) =>
  assertAge({ bornOn: d.bornOn, consideredOn: on, consent: d.overAgeConsent !== null }, settings);
const SCHOOLING: Condition = (d, on, settings) =>
  assertEducation(
    { education: d.education, relaxed: d.relaxed, relaxedConsent: d.relaxedConsent, consideredOn: on },
    settings,
  );
const COURSE: Condition = (d, on, settings) => assertCourse({ issuedOn: d.courseOn, on }, settings);
const CHECKS: Condition = (d, on, settings) => {
  const { source } = ruleOn('admission.verification-working-days', on, settings);
  if (!d.ownAsked || !d.parentsAsked) refuse('admission.checks-missing', { source });
  if (d.checksOpen > 0) refuse('admission.checks-open', { open: d.checksOpen, source });
  if (d.checksUnfit > 0) refuse('admission.check-unfit', { source });
};
const INTRODUCERS: Condition = (d, on, settings) => {
  const missing = introducersMissing(
    { introductions: d.introductions, bornOn: d.bornOn, union: d.union, on },
    settings,
  );
  if (missing) {
    const { organisation, members, source } = missing;
    refuse('admission.introducers-missing', { organisation: organisation ?? 'none', members, source });
  }
};
const OPINIONS: Condition = (d) => {
  if (!d.opinions.residence) refuse('admission.opinion-missing', { from: 'residence', source: CHARTER_4 });
  if (!d.opinions.mass) refuse('admission.opinion-missing', { from: 'mass', source: CHARTER_4 });
};
const FRESH: Condition = (d, on, settings) => {
  if (d.checkedOn !== null) assertDossierFresh({ checkedOn: d.checkedOn, on }, settings);
};
const NO_DEADLOCK: Condition = (d, on, settings) => {
  if (d.rejected) refuse('admission.voted-down', { source: CHARTER_4 });
  assertNoDeadlock(d.undecided, on, settings);
};
const SUBMITTED: Condition = (d, on, settings) => {
  const { source } = ruleOn('admission.decision-working-days', on, settings);
  if (d.submittedOn === null) refuse('admission.dossier-not-submitted', { source });
};
const AFTER_DECISION: Condition = (d, on) => {
  if (d.decidedOn !== null && on < d.decidedOn)
    refuse('admission.ceremony-before-decision', { decidedOn: d.decidedOn, on, source: SECTION_4 });
};
const TWELVE_MONTHS: Condition = (d, on, settings) => {
  if (d.ceremonyOn === null) return;
  const dueOn = officialDueOn(d.ceremonyOn, settings);
  if (on < dueOn) refuse('admission.probation-running', { dueOn, ceremonyOn: d.ceremonyOn, source: CHARTER_5 });
};
const REMARKS: Condition = (d) => {
  for (const from of ['mentor', 'residence', 'mass', 'course'] as const)
    if (!d.remarks[from]) refuse('admission.remark-missing', { from, source: CHARTER_5 });
};

/** What each step asks for besides its stage. */
const CONDITIONS: Partial<Record<StepKind, readonly Condition[]>> = {
  apply: [COURSE],
  verify: [CHECKS],
  cell_vote: [ENTRY, SCHOOLING, COURSE, INTRODUCERS, OPINIONS, FRESH, NO_DEADLOCK],
  grassroots_vote: [COURSE, FRESH],
  decide: [SUBMITTED, COURSE],
  ceremony: [AFTER_DECISION],
  propose: [TWELVE_MONTHS, REMARKS, NO_DEADLOCK],
  recognise: [TWELVE_MONTHS],
};

/** The day that a step may not come before: the one of the step before it. */
const BEFORE: Partial<Record<StepKind, keyof Dossier>> = {
  list: 'noticedOn',
  apply: 'listedOn',
  verify: 'appliedOn',
  introduce: 'appliedOn',
  cell_vote: 'checkedOn',
  grassroots_vote: 'votedOn',
  submit: 'grassrootsOn',
  decide: 'submittedOn',
  receive: 'decidedOn',
  ceremony: 'decidedOn',
  propose: 'ceremonyOn',
  recognise: 'proposedOn',
};

/**
 * Everything that keeps a step from being taken on a day, each with its rule and source; empty when it may be taken. The page
 * of an applicant shows it, and the service refuses by its first line.
 */
export function missingFor(step: StepKind, dossier: Dossier, on: PlainDate, settings: Settings = []): Missing[] {
  const missing: Missing[] = [];
  for (const condition of CONDITIONS[step] ?? []) {
    try {
      condition(dossier, on, settings);
    } catch (problem) {
      if (!(problem instanceof RuleBroken)) throw problem;
      missing.push({ code: problem.code, details: problem.details });
    }
  }
  return missing;
}

/**
 * Refuses a step that the stage, the days or a condition do not allow.
 * @throws RuleBroken `admission.order` `{ step, stage, source }`, `admission.date-order` `{ on, after, source }`, and the codes of
 *   `missingFor`
 */
export function assertStep(step: StepKind, dossier: Dossier, on: PlainDate, settings: Settings = []): void {
  const row = transitionOf(step);
  if (row && !row.from.includes(dossier.stage) && !refreshes(step, dossier)) {
    throw new RuleBroken('admission.order', { step, stage: dossier.stage, source: row.id });
  }
  const [first] = missingFor(step, dossier, on, settings);
  if (first) throw new RuleBroken(first.code, first.details);
  const before = BEFORE[step];
  const after = before === undefined ? null : dossier[before];
  if (typeof after === 'string' && on < after) {
    throw new RuleBroken('admission.date-order', { step, on, after, source: row?.id ?? 'T1' });
  }
}

/** A course taken again, and a verification supplemented before the vote, keep the stage. */
function refreshes(step: StepKind, { stage }: Dossier): boolean {
  if (step === 'course')
    return ['course_done', 'applied', 'background_checked', 'introduced', 'cell_voted', 'grassroots_voted'].includes(
      stage,
    );
  if (step === 'verify') return stage === 'background_checked' || stage === 'introduced' || stage === 'cell_voted';
  if (step === 'introduce') return stage === 'applied';
  return false;
}

/** Whether the introduction stands: then the file goes on from `background_checked` to `introduced` by itself. */
export function isIntroduced(dossier: Dossier, on: PlainDate, settings: Settings = []): boolean {
  return (
    introducersMissing(
      { introductions: dossier.introductions, bornOn: dossier.bornOn, union: dossier.union, on },
      settings,
    ) === null &&
    dossier.opinions.residence &&
    dossier.opinions.mass
  );
}
