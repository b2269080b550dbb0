/** What other rooms' server code may call. */
export { evaluationRoutes } from './routes.ts';
export { EVALUATION_RULES } from './rules/settings.ts';
