export * from './complaints.ts';
export * from './evaluation.ts';
export * from './settings.ts';
export * from './values.ts';
