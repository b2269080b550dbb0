import './dependants.ts';
import './field.ts';

/** What other rooms' server code may call. */
export { outreachRoutes } from './routes.ts';
export { publicPages } from './public/routes.ts';
export { publicTestimoniesOf, testimoniesById, withdrawnSince } from './for-articles.ts';
export { Html, html, type Piece } from './public/html.ts';
export { inLanguage, type Words } from './public/page-words.ts';
export { frame } from './public/page.ts';
export { absent, cached, FOR_A_WHILE, langIn } from './public/routes.ts';
export { OUTREACH_LISTS } from './lists.ts';
