import './dependants.ts';
import './field.ts';
import './notices.ts';

/** What other rooms' server code may call. */
export { meetingsRoutes } from './routes.ts';
export { recountMeetings } from './verify.ts';
export { MEETING_RULES } from './rules/settings.ts';
export { getMeeting } from './meeting/read.ts';
export { MEETING_LISTS } from './lists.ts';
