/** Shapes of everything this room takes and answers. */
export * from './contract/values.ts';
export * from './contract/pieces.ts';
export * from './contract/sponsors.ts';
export * from './contract/campaigns.ts';
export * from './contract/ledger.ts';
export * from './contract/households.ts';
export * from './contract/handovers.ts';
export * from './contract/houses.ts';
export * from './contract/sponsor-page.ts';
export * from './contract/promises.ts';
export * from './contract/board.ts';
