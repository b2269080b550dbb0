import './field.ts';
import './notices.ts';

/** What other rooms' server code may call. */
export { admissionRoutes } from './routes.ts';
export { reduceDropped } from './changes/ends.ts';
export { refreshAllDue } from './changes/file.ts';
export { ADMISSION_RULES } from './rules/rule-tables.ts';
export { applicantFile } from './read/applicant.ts';
export { ADMISSION_LISTS } from './lists.ts';
