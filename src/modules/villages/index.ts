import './dependants.ts';

/** What other rooms' server code may call. */
export { villagesRoutes } from './routes.ts';
