import './dependants.ts';

/** What other rooms' server code may call. */
export { outreachRoutes } from './routes.ts';
export { publicPages } from './public/routes.ts';
