import './dependants.ts';
import './field.ts';
import './notices.ts';

/** What other rooms' server code may call. */
export { tasksRoutes } from './routes.ts';
export { enterDocument } from './documents.ts';
export { enterProgress, giveTask, listTasks } from './tasks.ts';
export { listRequests, recordRequest } from './requests.ts';
export { isBelow, livingUnit, nameOn, unitName, unitsBelow, unitsUp } from './units.ts';
export { TASK_SETTINGS } from './rules/settings.ts';
export { TASK_LISTS } from './lists.ts';
