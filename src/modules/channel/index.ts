import './dependants.ts';
import './notices.ts';

/** What other rooms' server code may call. */
export { channelRoutes } from './routes.ts';
export { articleRoutes } from './articles/routes.ts';
export { articlePages } from './articles/public/routes.ts';
export { newsPages } from './public-news.ts';
export { CHANNEL_LISTS } from './lists.ts';
