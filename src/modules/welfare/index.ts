import './dependants.ts';
import './field.ts';

/** What other rooms' server code may call. */
export { welfareRoutes } from './routes.ts';
export { verifyLedger } from './journal.ts';
export { WELFARE_SETTINGS } from './settings.ts';
export { campaignsOf, type Given, givenIn, givenInCommune, type GivenThere, joinCampaign } from './given.ts';
export { getCampaign } from './campaigns.ts';
export { getHandover } from './handovers.ts';
export { WELFARE_LISTS } from './lists.ts';
