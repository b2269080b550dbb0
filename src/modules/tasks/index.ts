/** What other rooms' server code may call. */
export { tasksRoutes } from './routes.ts';
