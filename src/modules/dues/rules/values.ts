export { DUES_CLASSES, type DuesClass } from '#modules/membership/rules/index.ts';

/** Why dues are waived or reduced. All of them tell of poverty or illness. */
export const GROUNDS = ['social_pension', 'poor', 'near_poor', 'grave_illness', 'hardship'] as const;
export type Ground = (typeof GROUNDS)[number];
/** Per cent taken off; 100 waives. */
export const RELIEFS = [30, 50, 70, 100] as const;
export const CHANNELS = ['cash', 'portal'] as const;
export type Channel = (typeof CHANNELS)[number];
export const LEVELS = ['cell', 'body'] as const;
/** How far a month is: being collected, closed and handed on, confirmed by the body above. */
export const STAGES = ['open', 'closed', 'confirmed'] as const;
export type Stage = (typeof STAGES)[number];
/** Classes whose sum the clerk works out from money that is not kept. */
export const ENTERED = ['insured', 'benefit', 'pension'] as const;
