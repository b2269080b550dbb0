/** Shapes of this room, in parts: words and the file that rules ask, what is read, what is written. */
export * from './contract/values.ts';
export * from './contract/applicant.ts';
export * from './contract/changes.ts';
export * from './contract/nominees.ts';
export * from './contract/targets.ts';
