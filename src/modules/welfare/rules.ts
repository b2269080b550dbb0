export * from './rules/amounts.ts';
export * from './rules/giving.ts';
export * from './rules/houses.ts';
export * from './rules/ledger.ts';
