/** Rules of this room; nothing here asks the database, the clock or the network. */
export * from './rules/numbering.ts';
export * from './rules/papers.ts';
export * from './rules/files.ts';
export * from './rules/body.ts';
export * from './rules/due.ts';
