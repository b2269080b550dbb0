/** The rules of membership: pure functions of dates and states, each judged by the rule of the case's own day. */
export * from './rule-tables.ts';
export * from './states.ts';
export * from './joining.ts';
export * from './party-age.ts';
export * from './movements.ts';
export * from './letters.ts';
export * from './care.ts';
export * from './ways-out.ts';
export * from './retirement.ts';
export * from './dues.ts';
export * from './periods.ts';
export * from './breakdowns.ts';
export * from './handbook.ts';
