import type { RawBuilder } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';

/** What a room looks at before a report of a unit is signed. */
export type CheckAsked = {
  /** Units that stand under the asked one on the last day, itself included, as a subquery of ids. */
  units: RawBuilder<unknown>;
  /** The period, both days included. */
  from: string;
  to: string;
};
/** What stands in the way, or should be known: `figures.report.check.<code>` says it, with the values of `details`. */
export type RoomFinding = {
  code: string;
  severity: 'block' | 'warning';
  details: Record<string, string | number>;
  units: { id: string; name: string }[];
  href: string | null;
};
export type RoomCheck = (tx: Tx, asked: CheckAsked) => Promise<RoomFinding[]>;

const checks = new Map<string, RoomCheck>();

/** A room tells once what must hold among its records before a report of a unit may be signed. */
export function registerReportCheck(name: string, check: RoomCheck): void {
  checks.set(name, check);
}

export const roomChecks = (): readonly RoomCheck[] => [...checks.values()];
