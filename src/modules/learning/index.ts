import './dependants.ts';

/** What other rooms' server code may call. */
export { learningRoutes } from './routes.ts';
