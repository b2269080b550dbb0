/** What other rooms' server code may call. */
export { welfareRoutes } from './routes.ts';
