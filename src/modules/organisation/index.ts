export { insertUnits, jointPreorder, rebuildTree, type NewUnit, type WrittenUnit } from './bulk.ts';
export { grantOf } from './grant.ts';
export { UNIT_KINDS, unitKinds, type Level, type Tree, type UnitKind } from './kinds.ts';
export { getUnit, resolveUnit, type ResolvedUnit } from './resolve.ts';
