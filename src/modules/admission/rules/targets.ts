import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { yearOf } from '#platform/time/dates.ts';

/** Bodies that name outstanding persons; a cell may set itself a target too. */
export const NOMINATING_KINDS = [
  'youth_union',
  'women_union',
  'farmers_union',
  'veterans',
  'fatherland_front',
  'organisation',
  'party_cell',
  'grassroots_cell',
] as const;

/**
 * Refuses a target of a year that is over, or of a unit that names nobody.
 * @throws RuleBroken `admission.target-year-over` `{ year }`, `admission.target-not-nominator`
 * @see stories.md B22: the Union holds member development as a key task; target vs done
 */
export function assertTarget(given: { year: number; kind: string; today: PlainDate }): void {
  if (given.year < yearOf(given.today)) throw new RuleBroken('admission.target-year-over', { year: given.year });
  if (!NOMINATING_KINDS.some((kind) => kind === given.kind)) throw new RuleBroken('admission.target-not-nominator');
}
