import { type RawBuilder, sql } from 'kysely';
import { assertLabelsInScope, getUnit, type ResolvedUnit } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid, RuleBroken } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';

/** Who asks, and when. */
export type About = { caller: Caller; today: string; now: Date };

/** A unit with its name of a day, as JSON. */
export const namedUnit = (
  unit: RawBuilder<unknown>,
  on: RawBuilder<unknown>,
) => sql`json_build_object('id', ${unit}, 'name',
  (select v.name from organisation.unit_version v where v.unit_id = ${unit} order by v.valid @> ${on} desc, v.valid desc limit 1))`;

/** A unit of the caller's scope that lives on a day. @throws NotFound; RuleBroken `channel.unit-not-alive` `{ unit, on }` */
export async function unitOn(tx: Tx, caller: Caller, id: string, on: string): Promise<ResolvedUnit> {
  const unit = await getUnit(tx, id, on);
  assertLabelsInScope(caller, [unit.label]);
  if (!unit.alive) throw new RuleBroken('channel.unit-not-alive', { unit: unit.name, on });
  return unit;
}

/**
 * Units that the caller works for: where he holds a post today, and the offices that stand directly under such a unit, since the office of
 * a committee is where its post arrives.
 */
export const unitsOfCaller = (caller: Caller, today: string) => sql`(
  select o.unit_id from organisation.post o join platform.account a on a.person_id = o.person_id
  where a.user_id = ${caller.userId} and o.valid @> ${today}::date
  union
  select v.unit_id from organisation.post o join platform.account a on a.person_id = o.person_id
    join organisation.unit_version v on v.parent_id = o.unit_id and v.kind = 'office' and v.valid @> ${today}::date
  where a.user_id = ${caller.userId} and o.valid @> ${today}::date)`;

/** True when a label lies in the caller's scope. */
export const isInScope = ({ ranges }: Caller, label: number): boolean =>
  ranges === 'everything' || ranges.some(({ lo, hi }) => lo <= label && label < hi);

/** @throws RuleBroken `channel.changed-meanwhile` `{ version, yours }` */
export function assertVersion(version: number, yours: number): void {
  if (version !== yours) throw new RuleBroken('channel.changed-meanwhile', { version, yours });
}

/** The cursor that stands for a row of a list ordered by instant and identity. */
export const cursorOf = (...keys: string[]): string => Buffer.from(JSON.stringify(keys)).toString('base64url');

/** @throws Invalid `request.cursor` when the text is none of ours */
export function cursorKeys(cursor: string, shapes: readonly RegExp[]): string[] {
  let keys: unknown;
  try {
    keys = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new Invalid('request.cursor');
  }
  const right =
    Array.isArray(keys) &&
    keys.length === shapes.length &&
    shapes.every((shape, at) => typeof keys[at] === 'string' && shape.test(keys[at]));
  if (!right) throw new Invalid('request.cursor');
  return keys as string[];
}
export const UUID = /^[0-9a-f-]{36}$/;
export const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;
