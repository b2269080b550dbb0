export { insertUnits, jointPreorder, rebuildTree, type NewUnit, type WrittenUnit } from './bulk.ts';
export { fieldTree } from './field.ts';
export { grantOf, grantOfPerson } from './grant.ts';
export { holdersWithSignIn } from './holders.ts';
export { UNIT_KINDS, unitKinds, type Level, type Tree, type UnitKind } from './kinds.ts';
export { getUnit, resolveUnit, type ResolvedUnit } from './resolve.ts';
export { organisationRoutes } from './routes.ts';
export {
  registerDependants,
  registerNaming,
  registerPersonNames,
  type Dependant,
  type Dependants,
} from './registry.ts';
export { createPost, endPost, listPosts } from './posts.ts';
export { carryOutEvent, dryRunEvent, planEvent, takeBackEvent } from './events.ts';
export { unitsInReach } from './reach.ts';
export { assertLabelsInScope, assertUnitsInScope } from './scope.ts';
export { importUnits, type ImportReport } from './import.ts';
export {
  carryOutReorganisation,
  planReorganisation,
  takeBackReorganisation,
  type ReorganisationInput,
  type ReorganisationReport,
} from './reorganise.ts';
export { readMerges, readPlanFile, readProvinceMerges, readSpellings, readUnits } from './unit-files.ts';
export { ORGANISATION_LISTS } from './lists.ts';
