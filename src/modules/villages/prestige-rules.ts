import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { addMonths } from '#platform/time/dates.ts';

/** Decision of the Prime Minister that asks for the review; the one before it was 12/2018/QĐ-TTg. [K-m] */
export const PRESTIGE_SOURCE = '28/2023/QĐ-TTg';

/**
 * The day by which a person of prestige is to be reviewed again: a year after the last review, or after the recognition.
 * @see DOMAIN.md 6.5: recognised by the province, reviewed [K-m]
 */
export const reviewDueOn = (recognisedOn: PlainDate, reviews: readonly { on: PlainDate }[]): PlainDate =>
  addMonths(
    reviews.reduce((last, { on }) => (on > last ? on : last), recognisedOn),
    12,
  );

/**
 * Refuses a review before the recognition, of a day to come, of somebody who no longer is one, or a second one in a year.
 * @throws RuleBroken `village.in-future` `{ on }`, `village.review-before-recognition` `{ from }`, `village.review-ended` `{ to }`,
 *   `village.review-once` `{ year, on, source }`,
 *   `village.review-later` `{ on }` when it was reviewed again after the day on which it is said to have ended
 */
export function assertReview(given: {
  on: PlainDate;
  today: PlainDate;
  from: PlainDate;
  to: PlainDate | null;
  reviews: readonly { on: PlainDate }[];
  outcome?: 'kept' | 'ended';
}): void {
  const { on, today, from, to, reviews } = given;
  if (on > today) throw new RuleBroken('village.in-future', { on, today });
  if (on <= from) throw new RuleBroken('village.review-before-recognition', { from });
  if (to !== null && on >= to) throw new RuleBroken('village.review-ended', { to });
  const year = on.slice(0, 4);
  const same = reviews.find((one) => one.on.startsWith(year));
  if (same) throw new RuleBroken('village.review-once', { year, on: same.on, source: PRESTIGE_SOURCE });
  const later = reviews.find((one) => one.on > on);
  if (given.outcome === 'ended' && later) throw new RuleBroken('village.review-later', { on: later.on });
}
