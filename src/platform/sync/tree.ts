import type { RawBuilder } from 'kysely';
import type { LabelRange } from '../db/database.ts';
import type { Tx } from '../db/tx.ts';
import type { Caller } from '../http/context.ts';
import type { FieldPlace } from './registry.ts';

/** What the field needs to know of units; the platform knows none, so a room above brings it. */
export type FieldTree = {
  /**
   * The unit at which a device is to be at home, a living cell or village in the caller's scope.
   * @throws NotFound outside it; RuleBroken `device.unit-kind`
   */
  homeFor(tx: Tx, caller: Caller, unitId: string, today: string): Promise<{ label: number; name: string }>;
  /** Where a device is at home today, and how far its copy reaches. */
  placeOf(tx: Tx, unitId: string, today: string): Promise<FieldPlace & { ranges: LabelRange[]; label: number }>;
  /** Units that ended, with the one that each went into; units that live, or went into several, are left out. */
  successorsOf(tx: Tx, unitIds: readonly string[], today: string): Promise<Map<string, string>>;
  /** SQL that answers `{ id, name }` of a unit. */
  unitName(unit: RawBuilder<unknown>, today: string): RawBuilder<unknown>;
};
