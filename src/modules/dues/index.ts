import './dependants.ts';

/** What other rooms' server code may call. */
export { duesRoutes } from './routes.ts';
export { DUES_LISTS } from './lists.ts';
export { duesPaidUpTo } from './read.ts';
export { DUES_SETTINGS } from './rules/index.ts';
