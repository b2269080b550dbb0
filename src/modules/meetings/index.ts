import './dependants.ts';

/** What other rooms' server code may call. */
export { meetingsRoutes } from './routes.ts';
