import './dependants.ts';

/** What other rooms' server code may call. */
export { learningRoutes } from './routes.ts';
export { LEARNING_SETTINGS } from './settings.ts';
export { LEARNING_LISTS } from './lists.ts';
