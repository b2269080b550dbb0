import './dependants.ts';

/** What other rooms' server code may call. */
export { membershipRoutes } from './routes.ts';
export { refreshCurrent } from './changes/file.ts';
export { ETHNIC_GROUPS, KINH } from './ethnic-groups.ts';
export { importTasks } from './imports/work.ts';
