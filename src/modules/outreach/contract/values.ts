/** Forms of outreach, as in the table outreach.activity_kind. @see DOMAIN.md 6.1 */
export const KINDS = [
  'digital_help',
  'records_coaching',
  'cleaning',
  'flower_road',
  'tree_planting',
  'gift',
  'household_visit',
  'roots_trip',
  'listening',
  'three_togethers',
  'exchange',
] as const;
export type Kind = (typeof KINDS)[number];
export const MEASURES = [
  'sessions',
  'hours',
  'metres_drain',
  'metres_road',
  'metres_flower_road',
  'trees',
  'streets',
  'files',
  'requests',
  'answers',
  'items',
] as const;
export type Measure = (typeof MEASURES)[number];
/** Which measures a kind may have, as in the table outreach.kind_measure. */
export const MEASURES_OF: Readonly<Record<Kind, readonly Measure[]>> = {
  digital_help: ['sessions', 'hours'],
  records_coaching: ['sessions', 'hours', 'files'],
  cleaning: ['metres_drain', 'metres_road', 'streets', 'hours'],
  flower_road: ['metres_flower_road', 'streets', 'trees', 'hours'],
  tree_planting: ['trees', 'hours'],
  gift: ['items'],
  household_visit: [],
  roots_trip: [],
  listening: ['requests', 'answers', 'sessions'],
  three_togethers: ['metres_drain', 'metres_road', 'trees', 'hours'],
  exchange: ['sessions', 'hours'],
};
/** Measures that may have a part: half an hour, a metre and a half. */
export const IN_PARTS: readonly Measure[] = ['hours', 'metres_drain', 'metres_road', 'metres_flower_road'];
export const PROGRAMMES = [
  'three_togethers',
  'digital_transformation',
  'study_and_follow',
  'poverty_reduction',
  'new_rural',
] as const;
export const STATES = ['planned', 'held', 'cancelled'] as const;
export const SIDES = ['agency', 'partner'] as const;
export const ROLES = ['lead', 'deputy', 'contact'] as const;
export const CATEGORIES = [
  'cadres',
  'civil_servants',
  'workers',
  'members',
  'commune_officials',
  'village_heads',
  'villagers',
  'youth',
  'women',
  'pupils',
  'veterans',
] as const;
export const AUDIENCES = ['cadre', 'member', 'villager', 'youth', 'mixed'] as const;
export const ROLES_THERE = ['leader', 'trainer', 'guide', 'member'] as const;
export const CLASSES = [
  'poor',
  'near_poor',
  'policy',
  'merit',
  'disability',
  'lonely_elder',
  'other_hardship',
] as const;
export const SKILLS = [
  'internet',
  'public_services',
  'vneid',
  'payment',
  'news',
  'safety',
  'office_software',
  'document_system',
] as const;
export const SERVICES = [
  'civil_status',
  'residence',
  'insurance',
  'land',
  'electricity',
  'vneid',
  'payment',
  'other',
] as const;
export const PARTS = ['incoming', 'outgoing', 'filing', 'storage', 'handover'] as const;
export const TESTIMONY_KINDS = ['testimony', 'feedback', 'statement'] as const;
export const CHANNEL_KINDS = ['zalo', 'mail', 'other'] as const;
export const TWINNING_KINDS = ['twinning', 'sponsorship'] as const;
