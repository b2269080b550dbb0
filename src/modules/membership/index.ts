import './dependants.ts';
import './field.ts';

/** What other rooms' server code may call. */
export { membershipRoutes } from './routes.ts';
export { importTasks } from './imports/work.ts';
export { cellInScope, refreshCurrent, ruleSettings } from './changes/file.ts';
export { registerMember } from './changes/register-member.ts';
export { correctMember } from './changes/correct.ts';
export { leave as memberLeaves, recognise as recogniseMember } from './changes/states.ts';
export { type CellRoll, cellRollOn, memberOn, nameHolder, personKnown, versionOf } from './joining.ts';
export { ETHNIC_GROUPS, KINH } from './ethnic-groups.ts';
export { RULE_TABLES } from './rules/index.ts';
export { readLetter } from './changes/letters.ts';
export { openMember, transfersOf } from './member/page.ts';
export { MEMBERSHIP_LISTS } from './lists.ts';
