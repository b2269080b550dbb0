import { RuleBroken } from '#platform/errors.ts';
import { addMonths } from '#platform/time/dates.ts';
import { STAGES } from '../contract/values.ts';

export type Stage = (typeof STAGES)[number];

/** Months after moving in before the house is looked at. @see DOMAIN.md 6.3: inspected after 12 months */
export const INSPECTION_MONTHS = 12;

/** The stage that comes next, if any. */
export function nextStage(stage: Stage | null): Stage | null {
  return STAGES[stage === null ? 0 : STAGES.indexOf(stage) + 1] ?? null;
}

/** The day from which a house may be inspected. */
export function inspectionDue(movedInOn: string): string {
  return addMonths(movedInOn, INSPECTION_MONTHS);
}

/** Stages that are nothing without their paper: decision, minutes of the three parties, minutes of the inspection. */
export const PAPER_NEEDED: readonly Stage[] = ['approved', 'handed_over', 'inspected'];

/**
 * A stage comes after the one before it, not on an earlier day, with its vote, paper or result.
 * @throws RuleBroken `house.stage-order` `{ stage, after }`, `house.stage-before`, `house.inspection-early` `{ dueOn }`, `house.paper-missing`,
 *   `house.vote-missing`, `house.result-missing`, `ledger.in-future`
 * @see DOMAIN.md 6.3: proposed → voted → approved → funded → started → roof → completed → handed over → moved in → inspected
 */
export function assertStage(
  given: {
    stage: Stage;
    on: string;
    document: string | null;
    voteFor: number | null;
    votePresent: number | null;
    result: string | null;
  },
  before: { stage: Stage; on: string } | null,
  today: string,
): void {
  const { stage, on } = given;
  if (nextStage(before?.stage ?? null) !== stage)
    throw new RuleBroken('house.stage-order', {
      stage,
      after: before?.stage ?? '',
      next: nextStage(before?.stage ?? null) ?? '',
    });
  if (before && on < before.on) throw new RuleBroken('house.stage-before', { stage, on, after: before.on });
  if (on > today) throw new RuleBroken('ledger.in-future', { on, today });
  if (stage === 'inspected' && before && on < inspectionDue(before.on))
    throw new RuleBroken('house.inspection-early', { on, dueOn: inspectionDue(before.on) });
  if (PAPER_NEEDED.includes(stage) && given.document === null) throw new RuleBroken('house.paper-missing', { stage });
  if (stage === 'voted') {
    if (given.voteFor === null || given.votePresent === null) throw new RuleBroken('house.vote-missing', { stage });
    if (given.voteFor > given.votePresent) throw new RuleBroken('house.vote-missing', { stage });
  }
  if ((stage === 'inspected') !== (given.result !== null)) throw new RuleBroken('house.result-missing', { stage });
}

/**
 * Money of the family and labour are kept beside the ledger; money of sponsors goes through it.
 * @throws RuleBroken `house.share-in-ledger`, `house.share-sponsor`, `house.share-labour`
 */
export function assertShare(share: {
  source: 'sponsor' | 'fund' | 'state' | 'family' | 'community';
  sponsorId: string | null;
  item: 'VND' | 'labour_day';
  state: 'agreed' | 'given';
}): void {
  if ((share.source === 'sponsor') !== (share.sponsorId !== null)) throw new RuleBroken('house.share-sponsor');
  const own = share.source === 'family' || share.source === 'community';
  if (share.item === 'labour_day' && !own) throw new RuleBroken('house.share-labour');
  if (share.state === 'given' && !own) throw new RuleBroken('house.share-in-ledger');
}
