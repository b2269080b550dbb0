export * from './dates.ts';
export * from './ranges.ts';
export * from './precision.ts';
export * from './working-days.ts';
export * from './holidays-vietnam.ts';
