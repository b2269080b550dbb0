import type { DatedBy, PlainDate } from '#platform/shapes.ts';
import { onDay, yearsSpan } from '#platform/time/precision.ts';

/** The standard breakdowns of any member count. Names are `membership.breakdown.<name>`. @see DOMAIN.md 7.1 */
export const BREAKDOWNS = [
  'sex',
  'ethnicity-group',
  'ethnicity',
  'age-band',
  'youth-union-age',
  'education',
  'theory-level',
  'occupation',
  'unit-type',
  'post',
  'region',
  'prestige-person',
  'state',
  'standing',
] as const;
export type Breakdown = (typeof BREAKDOWNS)[number];

/** Age bands in full years. Names are `membership.age-band.<band>`; `unknown` also for a year of birth that could be in two. */
export const AGE_BANDS = ['18-30', '31-40', '41-50', '51-60', 'over-60'] as const;
export type AgeBand = (typeof AGE_BANDS)[number];

/** Up to this age a member is of Youth Union age. */
export const YOUTH_UNION_AGE = 30;

function bandOf(years: number): AgeBand | null {
  if (years < 18) return null;
  if (years <= 30) return '18-30';
  if (years <= 40) return '31-40';
  if (years <= 50) return '41-50';
  return years <= 60 ? '51-60' : 'over-60';
}

/** The age band on a day; `unknown` without a birth date, below 18, or where an inexact date leaves two bands open. */
export function ageBand(bornOn: DatedBy | null, on: PlainDate): AgeBand | 'unknown' {
  if (!bornOn) return 'unknown';
  const { atLeast, atMost } = yearsSpan(bornOn, onDay(on));
  const band = bandOf(atLeast);
  return band !== null && band === bandOf(atMost) ? band : 'unknown';
}

/** Of Youth Union age on a day: at most 30 full years; `null` where that is not known. @see DOMAIN.md 7.2, I-05 */
export function isOfYouthUnionAge(bornOn: DatedBy | null, on: PlainDate): boolean | null {
  if (!bornOn) return null;
  const { atLeast, atMost } = yearsSpan(bornOn, onDay(on));
  if (atMost <= YOUTH_UNION_AGE) return true;
  return atLeast > YOUTH_UNION_AGE ? false : null;
}
