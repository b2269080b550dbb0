/** Shapes of this room. */
export * from './contract/values.ts';
export * from './contract/documents.ts';
export * from './contract/numbers.ts';
export * from './contract/files.ts';
export * from './contract/papers.ts';
