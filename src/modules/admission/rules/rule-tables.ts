import type { PlainDate } from '#platform/shapes.ts';
import {
  RULE_TABLES as MEMBERSHIP_RULES,
  type RuleRow,
  type RuleSetting,
  ruleOf,
  throughout,
} from '#modules/membership/rules/index.ts';

/**
 * The numbers of admission that membership does not know already. Schooling is counted in the order of `EDUCATION`; the last word
 * of a key is its unit. What is not marked `S` is a default that an administrator may change (platform settings, by the same key).
 */
export const ADMISSION_RULES = {
  'admission.introducers': throughout(2, 'Điều lệ Đảng, Điều 4', 'S', 'S'),
  'admission.youth-max-years': throughout(30, '', 'K-h'),
  'admission.dossier-fresh-months': throughout(12, '', 'K-h'),
  'admission.verification-working-days': throughout(30, '', 'K-h'),
  'admission.verification-abroad-working-days': throughout(90, '', 'K-h'),
  'admission.votes-before-report': throughout(3, 'mục 4', 'S'),
  // From how many official members a cell considers a case itself; below it the direct superior may (Charter 4.4).
  'admission.members-enough': throughout(3, 'Điều lệ Đảng, Điều 4, khoản 4', 'K-m'),
  'admission.list-review-months': throughout(1, '', 'S'),
  'admission.keep-dropped-months': [
    {
      value: 12,
      validFrom: null,
      validTo: null,
      source: 'Luật 91/2025/QH15; thời hạn do hệ thống đặt',
      confidence: 'set',
    },
  ],
  'admission.education-ordinary-rank': throughout(3, '', 'S'),
  'admission.education-area-rank': throughout(2, 'hướng dẫn của Ban Bí thư', 'K-h'),
  'admission.education-person-rank': throughout(1, 'hướng dẫn của Ban Bí thư', 'K-h'),
  // Whether those who miss the whole meeting with an accepted reason are taken out of the base of 2/3, too.
  'admission.vote-excused-out': throughout(1, 'mục 9.3.2', 'K-m'),
} satisfies Record<string, RuleRow[]>;

const ALL = { ...MEMBERSHIP_RULES, ...ADMISSION_RULES };
export type AdmissionRuleKey = keyof typeof ALL;

/** Every key whose value an administrator may set for this room. */
export const ADMISSION_RULE_KEYS: readonly string[] = Object.keys(ALL).filter((key) =>
  /^(admission|ceremony|probation|recognition)\./.test(key),
);

/** The rule of a day: value, source and how well it is known. @throws RuleBroken `rule.none-on-date` */
export function ruleOn(key: AdmissionRuleKey, on: PlainDate, settings: readonly RuleSetting[] = []): RuleRow {
  return ruleOf<AdmissionRuleKey>(ALL, key, on, settings);
}

/** Names of the regulation where the law itself is the rule and no number stands behind it. */
export const CHARTER_4 = 'Điều lệ Đảng, Điều 4';
export const CHARTER_5 = 'Điều lệ Đảng, Điều 5';
export const SECTION_4 = 'Quy định thi hành Điều lệ Đảng, mục 4';
export const SECTION_9 = 'Quy định thi hành Điều lệ Đảng, mục 9.3.2';
export const LAW_91 = 'Luật 91/2025/QH15';
