/** What other rooms' server code may call. */
export { admissionRoutes } from './routes.ts';
