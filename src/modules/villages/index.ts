import './dependants.ts';
import './field.ts';

/** What other rooms' server code may call. */
export { villagesRoutes } from './routes.ts';
export { VILLAGE_LISTS } from './lists.ts';
