/** The rules of admission, pure and judged by the rule of the case's own day; the browser asks the same ones. */
export * from './rule-tables.ts';
export * from './conditions.ts';
export * from './votes.ts';
export * from './transitions.ts';
export * from './readiness.ts';
export * from './timers.ts';
export * from './targets.ts';
