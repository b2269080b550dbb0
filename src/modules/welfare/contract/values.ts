/** Coded values of the room; the words stand in the catalogues. */
/** Kinds of campaign: the values of the dimension `campaign` of the figures I-52 and I-53. */
export const CAMPAIGN_KINDS = [
  'environment',
  'lighting',
  'gift',
  'house',
  'livelihood',
  'school',
  'relief',
  'other',
] as const;
export const ITEM_KINDS = ['money', 'goods', 'work'] as const;
/** The measures that the program brings along; an office may add others (`POST /welfare-items`). */
export const ITEMS = [
  'VND',
  'bin',
  'solar_pole',
  'gift',
  'sign',
  'flag',
  'blanket',
  'rice',
  'seedling',
  'livestock',
  'notebook',
  'water_tank',
  'cement',
  'house',
  'labour_day',
] as const;
export const SPONSOR_KINDS = ['organisation', 'branch', 'person', 'collective'] as const;
export const IN_PUBLIC = ['named', 'anonymous'] as const;
export const CLASSES = ['poor', 'near_poor', 'policy', 'merit', 'difficulty'] as const;
/** Yes or not there at all: never a diagnosis. @see DOMAIN.md 8.3 */
export const ELIGIBILITIES = [
  'disability',
  'long_illness',
  'labour_shortage',
  'lone_elder',
  'orphan',
  'house_unsafe',
  'disaster_loss',
] as const;
export const CONSENTS = ['name_public', 'name_sponsor', 'photo_public', 'photo_sponsor'] as const;
export const NEED_STATES = ['proposed', 'voted', 'listed', 'met', 'withdrawn'] as const;
export const NEED_WITHDRAWALS = ['moved_away', 'helped_elsewhere', 'no_longer_needed', 'not_approved'] as const;
export const HOUSE_KINDS = ['unity', 'gratitude'] as const;
/** In the one order there is. @see DOMAIN.md 6.3 */
export const STAGES = [
  'proposed',
  'voted',
  'approved',
  'funded',
  'started',
  'roof',
  'completed',
  'handed_over',
  'moved_in',
  'inspected',
] as const;
export const SHARE_SOURCES = ['sponsor', 'fund', 'state', 'family', 'community'] as const;
export const POSTING_KINDS = ['receipt', 'purchase', 'handover', 'return', 'write_off', 'reversal'] as const;
export const ACCOUNTS = ['source', 'stock', 'exchange', 'delivered', 'returned', 'written_off'] as const;
export const CONFIRMATIONS = ['signature', 'thumb_paper', 'witness'] as const;
export const WITNESS_POSTS = [
  'village_head',
  'village_deputy_head',
  'cell_secretary',
  'front_chair',
  'elder',
  'prestige_person',
] as const;
export const RESULTS = ['good', 'needs_repair', 'not_in_use'] as const;
export const COMPARATORS = ['nearly', 'over', 'about', 'exactly'] as const;
export const FIGURE_KINDS = ['pledged', 'received', 'delivered'] as const;
/** Late: promised for a day that has passed, and not all has come. */
export const PLEDGE_STATES = ['waiting', 'late', 'kept', 'withdrawn'] as const;
