export * from './settings.ts';
export * from './tasks.ts';
export * from './values.ts';
