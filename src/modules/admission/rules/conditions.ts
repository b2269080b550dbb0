import { RuleBroken } from '#platform/errors.ts';
import type { DatedBy, PlainDate } from '#platform/shapes.ts';
import { addMonths, fullMonthsBetween } from '#platform/time/dates.ts';
import { yearsSpan } from '#platform/time/precision.ts';
import { admissionAge, type RuleSetting } from '#modules/membership/rules/index.ts';
import {
  EDUCATIONS,
  type Introduction,
  type IntroducerKind,
  type Relaxed,
  type UnionMembership,
} from '../contract/values.ts';
import { type AdmissionRuleKey, CHARTER_4, ruleOn } from './rule-tables.ts';

/** Schooling from the least to the most, the order that the rules count by. */
export const EDUCATION_ORDER = EDUCATIONS;
export type Education = (typeof EDUCATIONS)[number];

type Settings = readonly RuleSetting[];

const PERSON = 'admission.education-person-rank';
/** Which bar of schooling a ground lowers to. */
const BAR_OF: Record<Relaxed, AdmissionRuleKey> = {
  none: 'admission.education-ordinary-rank',
  area: 'admission.education-area-rank',
  elder: PERSON,
  village_head: PERSON,
  prestige: PERSON,
};

/**
 * Refuses an applicant outside the ages on the day the cell considers, counted in full months.
 * @throws RuleBroken `admission.too-young` `{ months, years, fromOn, source }`, `admission.over-age`, `admission.birth-inexact`
 * @see DOMAIN 3.2: full 18 to full 60, in months [S8][S14b]; over 60 the committee directly under the Centre decides
 */
export function assertAge(
  { bornOn, consideredOn, consent = false }: { bornOn: DatedBy | null; consideredOn: PlainDate; consent?: boolean },
  settings: Settings = [],
): void {
  const { source, value: years } = ruleOn('admission.min-age-years', consideredOn, settings);
  if (bornOn === null) throw new RuleBroken('admission.birth-inexact', { source });
  const { verdict, months } = admissionAge({ bornOn, consideredOn }, settings);
  if (verdict === 'too-young') {
    const fromOn = addMonths(bornOn.on, years * 12);
    throw new RuleBroken('admission.too-young', { months: months.atMost, years, fromOn, source });
  }
  if (verdict === 'over-age' && !consent) {
    const most = ruleOn('admission.max-age-years', consideredOn, settings);
    throw new RuleBroken('admission.over-age', { months: months.atLeast, years: most.value, source: most.source });
  }
  if (verdict === 'about') throw new RuleBroken('admission.birth-inexact', { source });
}

/**
 * Refuses schooling below the bar. Lower-secondary ordinarily; primary in mountains, border, islands and specially difficult
 * areas; reading and writing for elders, heads and persons of prestige, with the written consent of the provincial level.
 * @throws RuleBroken `admission.education-missing`, `admission.education-low` `{ education, needed, source }`,
 *   `admission.relaxed-consent-missing` `{ source }`
 * @see DOMAIN 3.2: education rows [S6b][S8b][S8d]
 */
export function assertEducation(
  given: { education: Education | null; relaxed: Relaxed; relaxedConsent: string | null; consideredOn: PlainDate },
  settings: Settings = [],
): void {
  const { education, relaxed, relaxedConsent, consideredOn } = given;
  const ordinary = ruleOn('admission.education-ordinary-rank', consideredOn, settings);
  if (education === null) throw new RuleBroken('admission.education-missing', { source: ordinary.source });
  const rank = EDUCATION_ORDER.indexOf(education);
  if (rank >= ordinary.value) return;
  const bar = ruleOn(BAR_OF[relaxed], consideredOn, settings);
  if (rank < bar.value) {
    const needed = EDUCATION_ORDER[bar.value] ?? 'lower_secondary';
    throw new RuleBroken('admission.education-low', { education, needed, source: bar.source });
  }
  if (BAR_OF[relaxed] === PERSON && relaxedConsent === null) {
    throw new RuleBroken('admission.relaxed-consent-missing', { source: bar.source });
  }
}

/** The first day on which a certificate of the awareness course is stale. @see DOMAIN 3.2: 60 months [S8][S10] */
export function courseStaleOn(issuedOn: PlainDate, settings: Settings = []): PlainDate {
  return addMonths(issuedOn, ruleOn('admission.course-valid-months', issuedOn, settings).value);
}

/** @throws RuleBroken `admission.course-missing` `{ source }`, `admission.course-stale` `{ issuedOn, staleOn, source }` */
export function assertCourse(
  { issuedOn, on }: { issuedOn: PlainDate | null; on: PlainDate },
  settings: Settings = [],
): void {
  const { source } = ruleOn('admission.course-valid-months', issuedOn ?? on, settings);
  if (issuedOn === null) throw new RuleBroken('admission.course-missing', { source });
  const staleOn = courseStaleOn(issuedOn, settings);
  if (on >= staleOn) throw new RuleBroken('admission.course-stale', { issuedOn, staleOn, source });
}

/** The first day on which verification and opinions must be supplemented before a vote. @see DOMAIN 3.2 [K-h] */
export function dossierStaleOn(checkedOn: PlainDate, settings: Settings = []): PlainDate {
  return addMonths(checkedOn, ruleOn('admission.dossier-fresh-months', checkedOn, settings).value);
}

/** @throws RuleBroken `admission.dossier-stale` `{ checkedOn, staleOn, source }` */
export function assertDossierFresh(
  { checkedOn, on }: { checkedOn: PlainDate; on: PlainDate },
  settings: Settings = [],
): void {
  const { source } = ruleOn('admission.dossier-fresh-months', checkedOn, settings);
  const staleOn = dossierStaleOn(checkedOn, settings);
  if (on >= staleOn) throw new RuleBroken('admission.dossier-stale', { checkedOn, staleOn, source });
}

/**
 * Refuses a person who may not introduce: not an official member on that day, or who has not worked, studied or lived in the
 * same place as the applicant for twelve months.
 * @throws RuleBroken `admission.introducer-probationary`, `admission.introducer-not-member`,
 *   `admission.introducer-acquaintance` `{ months, needed, fromOn, source }`
 * @see DOMAIN 3.2: introducers' acquaintance [S6b], Charter 4 [S9]
 */
export function assertIntroducer(
  given: { standing: 'probationary' | 'official' | null; knownSince: PlainDate; on: PlainDate },
  settings: Settings = [],
): void {
  const { standing, knownSince, on } = given;
  if (standing === null) throw new RuleBroken('admission.introducer-not-member', { source: CHARTER_4 });
  if (standing === 'probationary') throw new RuleBroken('admission.introducer-probationary', { source: CHARTER_4 });
  const { value: needed, source } = ruleOn('admission.introducer-months', on, settings);
  const months = fullMonthsBetween(knownSince, on);
  if (months < needed) {
    const fromOn = addMonths(knownSince, needed);
    throw new RuleBroken('admission.introducer-acquaintance', { months, needed, fromOn, source });
  }
}

/** Who has to introduce: the executive of a union and one member, or two members. */
export function introducersNeeded(
  given: { bornOn: DatedBy | null; union: UnionMembership; on: PlainDate },
  settings: Settings = [],
): { organisation: Exclude<IntroducerKind, 'member'> | null; members: number; source: string } {
  const { value: count } = ruleOn('admission.introducers', given.on, settings);
  const most = ruleOn('admission.youth-max-years', given.on, settings).value;
  const young = given.bornOn !== null && yearsSpan(given.bornOn, { on: given.on, precision: 'day' }).atLeast <= most;
  const organisation =
    given.union === 'youth' && young ? 'youth_union' : given.union === 'trade' ? 'trade_union' : null;
  return { organisation, members: organisation === null ? count : count - 1, source: CHARTER_4 };
}

/**
 * What is still missing among those who introduced: nothing when both stand.
 * @see Charter, Article 4: Youth Union executive and one official member; else trade union; else two official members [S9]
 */
export function introducersMissing(
  given: {
    introductions: readonly Pick<Introduction, 'kind'>[];
    bornOn: DatedBy | null;
    union: UnionMembership;
    on: PlainDate;
  },
  settings: Settings = [],
): { organisation: Exclude<IntroducerKind, 'member'> | null; members: number; source: string } | null {
  const needed = introducersNeeded(given, settings);
  const members = given.introductions.filter(({ kind }) => kind === 'member').length;
  const has = needed.organisation === null || given.introductions.some(({ kind }) => kind === needed.organisation);
  const left = Math.max(0, needed.members - members);
  if (has && left === 0) return null;
  return { organisation: has ? null : needed.organisation, members: left, source: needed.source };
}
