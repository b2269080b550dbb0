export * from './assignments.ts';
export * from './attendance.ts';
export * from './course.ts';
export * from './quality.ts';
export * from './settings.ts';
export * from './values.ts';
export * from './visits.ts';
export * from './votes.ts';
