import { type RawBuilder, sql } from 'kysely';
import { askedUnit, type AskedUnit } from '#modules/figures/index.ts';
import { assertLabelsInScope, getUnit, type ResolvedUnit, unitsInReach } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid, RuleBroken } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import type { Lang } from '#platform/format.ts';

/** For whom and on which day. */
export type About = { caller: Caller; today: string; lang: Lang };

/** `{ id, name }` of a unit on a day, as JSON; null where there is no unit. */
export const unitJson = (unit: RawBuilder<unknown>, on: RawBuilder<unknown>) => sql`
  case when ${unit} is not null then json_build_object('id', ${unit}, 'name', coalesce((
    select v.name from organisation.unit_version v where v.unit_id = ${unit} order by v.valid @> ${on}::date desc, v.valid desc limit 1), '')) end`;

/** The unit that a list is asked for. @throws NotFound outside the scope */
export async function askedIn(tx: Tx, caller: Caller, ref: string, on: string): Promise<AskedUnit> {
  const unit = await askedUnit(tx, ref, on);
  assertLabelsInScope(caller, [unit.label]);
  return unit;
}

/** Ids of a unit and what stands under it, or of itself alone, as a subquery. */
export const reachOf = async (tx: Tx, unit: AskedUnit, below: boolean, on: string): Promise<RawBuilder<unknown>> =>
  below ? unitsInReach(tx, unit.id, on) : sql`(select ${unit.id}::uuid)`;

/** A unit of the caller's scope that lives on a day. @throws NotFound; RuleBroken `records.unit-not-alive` `{ unit, on }` */
export async function livingUnit(tx: Tx, caller: Caller, id: string, on: string): Promise<ResolvedUnit> {
  const unit = await getUnit(tx, id, on);
  assertLabelsInScope(caller, [unit.label]);
  if (!unit.alive) throw new RuleBroken('records.unit-not-alive', { unit: unit.name, on });
  return unit;
}

/** The cursor that stands for a row of a list ordered by a day and the identity. */
export function cursorOf(on: string, id: string): string {
  return Buffer.from(JSON.stringify([on, id])).toString('base64url');
}

/** @throws Invalid `request.cursor` when the text is none of ours */
export function cursorKeys(cursor: string): RawBuilder<unknown>[] {
  let keys: unknown;
  try {
    keys = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new Invalid('request.cursor');
  }
  const [on, id] = Array.isArray(keys) ? (keys as unknown[]) : [];
  const isOurs =
    typeof on === 'string' && typeof id === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(on) && /^[0-9a-f-]{36}$/.test(id);
  if (!isOurs) throw new Invalid('request.cursor');
  return [sql`${on}::date`, sql`${id}::uuid`];
}

/** @throws RuleBroken `records.changed-meanwhile` `{ version, yours }` */
export function assertVersion(row: { version: number }, yours: number): void {
  if (row.version !== yours) throw new RuleBroken('records.changed-meanwhile', { version: row.version, yours });
}
