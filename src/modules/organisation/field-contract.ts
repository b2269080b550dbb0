import type { Right } from '#platform/rights.ts';
import type { UnitKind } from './kinds.ts';

/** Documents of the copy that a device holds, by kind. Types alone: the phone checks nothing that the server has checked. */
type Named = { id: string; name: string };

/** Kind `cell`: the home unit of the device, one document. */
export type CellDoc = {
  id: string;
  name: string;
  kind: UnitKind;
  /** Party bodies above it, the nearest first: whom a request may be owed by, who gives tasks. */
  up: (Named & { kind: UnitKind })[];
  commune: Named | null;
  /** Villages that a cell serves; of a village, itself. */
  villages: Named[];
  /** Cells that serve a village; of a cell, itself. */
  cells: Named[];
  /** Bodies of the mass organisations that may nominate here. */
  masses: (Named & { kind: UnitKind })[];
  /** Who holds a post at the unit or its villages today: secretary, deputy, village head. */
  posts: { unitId: string; kind: string; personId: string; name: string | null }[];
};

/** Kind `me`: whose device it is, one document. */
export type MeDoc = {
  userId: string;
  name: string;
  language: 'vi' | 'th' | 'en';
  personId: string | null;
  posts: { unit: Named; kind: string }[];
  rights: Right[];
};
