import './dependants.ts';
import './notices.ts';

/** What other rooms' server code may call. */
export { recordsRoutes } from './routes.ts';
export { KEEP_SETTINGS, RECORDS_SETTINGS, SECRECY_SETTINGS } from './settings.ts';
/** How orderly a unit's papers are, with who offends: for coaching visits. */
export { type OffenderRef, offendersShown, recordsOrder } from './order.ts';
export { registerRecordsForReports } from './reports.ts';
export { RECORDS_LISTS } from './lists.ts';
export { askAgainForText, recordsTasks } from './text-task.ts';
