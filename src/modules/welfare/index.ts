import './dependants.ts';

/** What other rooms' server code may call. */
export { welfareRoutes } from './routes.ts';
export { verifyLedger } from './journal.ts';
export { WELFARE_SETTINGS } from './settings.ts';
