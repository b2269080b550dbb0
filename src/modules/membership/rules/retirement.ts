import type { DatedBy, PlainDate } from '#platform/shapes.ts';
import { addMonths, yearOf } from '#platform/time/dates.ts';
import { earliest } from '#platform/time/precision.ts';
import { type RuleSetting, ruleTable } from './rule-tables.ts';

/** Whose working age is asked for. */
export type Worker = { sex: 'male' | 'female'; birth: DatedBy };

/** Months of life at which working age ends for whoever reaches it in a year, in ordinary conditions, with the source. */
export function retirementMonths(
  sex: Worker['sex'],
  year: number,
  settings: readonly RuleSetting[] = [],
): { months: number; source: string } {
  const { value, source } = ruleTable(`retirement.${sex}-months`, `${year}-01-01`, settings);
  return { months: value, source };
}

/**
 * The first day past working age. The age rises from year to year, so it is the age of the year in which it is reached.
 * @param worker a birth known only by its month or year counts from its first day, in favour of the member
 * @see Labour Code 2019, Article 169; Decree 135/2020/NĐ-CP, Article 4 [K-h]
 */
export function retirementOn(
  { sex, birth }: Worker,
  settings: readonly RuleSetting[] = [],
): { fromOn: PlainDate; source: string } {
  const bornOn = earliest(birth);
  for (let year = yearOf(bornOn) + 50; ; year += 1) {
    const { months, source } = retirementMonths(sex, year, settings);
    const fromOn = addMonths(bornOn, months);
    // Whoever is still too young at the end of a year waits for the age of the next.
    if (yearOf(fromOn) <= year) return { fromOn, source };
  }
}
