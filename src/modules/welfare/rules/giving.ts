import { RuleBroken } from '#platform/errors.ts';
import { addMonths } from '#platform/time/dates.ts';

/** An earlier gift to the household, as far as the warning needs it. */
export type Earlier = { on: string; campaignId: string; campaign: string | null; items: readonly string[] };

/**
 * How a handover was confirmed: signed, thumbprint on a paper of which there is a photo, or a witness with name and post.
 * No thumbprint is ever taken by the program.
 * @throws RuleBroken `handover.confirmation-missing` `{ confirmation }`
 * @see DOMAIN.md 6.4 and 8.3
 */
export function assertConfirmed(given: {
  confirmation: 'signature' | 'thumb_paper' | 'witness';
  fileId: string | null;
  witness: { name: string; post: string } | null;
}): void {
  const missing =
    (given.confirmation === 'thumb_paper' && given.fileId === null) ||
    (given.confirmation === 'witness' && given.witness === null);
  if (missing) throw new RuleBroken('handover.confirmation-missing', { confirmation: given.confirmation });
}

/**
 * Earlier gifts that the giver has to be told of: in the same campaign at any time, or of the same kind within so many months.
 * Another kind in another campaign is no repetition. Payments for one house are one gift.
 */
export function repetitions(
  given: { on: string; campaignId: string; items: readonly string[] },
  earlier: readonly Earlier[],
  months: number,
): Earlier[] {
  const since = addMonths(given.on, -months);
  return earlier.filter(
    (one) =>
      one.campaignId === given.campaignId || (one.on > since && one.items.some((item) => given.items.includes(item))),
  );
}

/** @throws RuleBroken `handover.helped-before` `{ on, campaign, items }` unless the warning was answered */
export function assertRepetitionKnown(found: readonly Earlier[], acknowledged: boolean): void {
  const last = found.at(-1);
  if (last && !acknowledged)
    throw new RuleBroken('handover.helped-before', {
      on: last.on,
      campaign: last.campaign ?? '',
      items: last.items.join(','),
      count: found.length,
    });
}

/** Steps of a need. @throws RuleBroken `need.step` `{ state, after }` @see DOMAIN.md 6.3: village vote, then the commune's list */
export function assertNeedStep(from: string, to: string): void {
  const allowed: Record<string, readonly string[]> = {
    proposed: ['voted', 'withdrawn'],
    voted: ['listed', 'withdrawn'],
    listed: ['met', 'withdrawn'],
  };
  if (!(allowed[from] ?? []).includes(to)) throw new RuleBroken('need.step', { state: to, after: from });
}

/** Another purpose needs the sponsor's written consent with number and day. @throws RuleBroken `receipt.consent-missing` @see DOMAIN.md 6.4 */
export function assertPurposeConsent(given: { consentNumber: string | null; consentOn: string | null }): void {
  if (given.consentNumber === null || given.consentOn === null) throw new RuleBroken('receipt.consent-missing');
}

/** What a text's word about a number allows: nearly = below by at most 5 %, over = above, about = within 5 %. @see DOMAIN.md 7.2 */
export function wordsAllow(
  computed: number,
  comparator: 'nearly' | 'over' | 'about' | 'exactly',
  said: number,
): boolean {
  switch (comparator) {
    case 'exactly':
      return computed === said;
    case 'nearly':
      return computed < said && computed >= said * 0.95;
    case 'over':
      return computed > said;
    case 'about':
      return Math.abs(computed - said) <= said * 0.05;
  }
}
