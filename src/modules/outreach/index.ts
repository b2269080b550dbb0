import './dependants.ts';
import './field.ts';

/** What other rooms' server code may call. */
export { outreachRoutes } from './routes.ts';
export { publicPages } from './public/routes.ts';
