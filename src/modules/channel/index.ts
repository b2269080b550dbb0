import './dependants.ts';

/** What other rooms' server code may call. */
export { channelRoutes } from './routes.ts';
