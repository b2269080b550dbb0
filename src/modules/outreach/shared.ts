import { type RawBuilder, sql } from 'kysely';
import { assertLabelsInScope, getUnit, type ResolvedUnit } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid, RuleBroken } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';

/** Who asks and on which day. */
export type About = { caller: Caller; today: string };

/** Name of a unit as it was called on a day. */
export const nameOn = (unit: RawBuilder<unknown>, on: RawBuilder<unknown>) => sql`
  (select v.name from organisation.unit_version v where v.unit_id = ${unit} order by v.valid @> ${on} desc, v.valid desc limit 1)`;
/** A unit with its name of a day, as JSON. */
export const namedUnit = (unit: RawBuilder<unknown>, on: RawBuilder<unknown>) =>
  sql`json_build_object('id', ${unit}, 'name', ${nameOn(unit, on)})`;
/** A person with the name as far as the caller may see it, as JSON. */
export const namedPerson = (person: RawBuilder<unknown>) =>
  sql`json_build_object('id', ${person}, 'name', (select n.full_name from membership.shown_person n where n.id = ${person}))`;
/** The posts that somebody held on a day, the highest first, as JSON. */
export const postsOn = (person: RawBuilder<unknown>, on: RawBuilder<unknown>) => sql`coalesce((
  select json_agg(json_build_object('kind', o.kind, 'unit', ${namedUnit(sql`o.unit_id`, on)}) order by k.rank, o.id)
  from organisation.post o join organisation.post_kind k on k.kind = o.kind
  where o.person_id = ${person} and o.valid @> ${on} and k.role <> 'administrator'), '[]'::json)`;

/** A unit of the caller's scope that lives on a day. @throws NotFound; RuleBroken `outreach.unit-not-alive` `{ unit, on }` */
export async function unitOn(tx: Tx, caller: Caller, id: string, on: string): Promise<ResolvedUnit> {
  // A foreign key alone would not ask about scope.
  const unit = await getUnit(tx, id, on);
  assertLabelsInScope(caller, [unit.label]);
  if (!unit.alive) throw new RuleBroken('outreach.unit-not-alive', { unit: unit.name, on });
  return unit;
}

/** An agency may stand above the caller's scope: it is named, nothing of it is opened. @throws NotFound; RuleBroken `outreach.unit-not-alive` */
export async function agencyOn(tx: Tx, id: string, on: string): Promise<ResolvedUnit> {
  const unit = await getUnit(tx, id, on);
  if (!unit.alive) throw new RuleBroken('outreach.unit-not-alive', { unit: unit.name, on });
  return unit;
}

/** Somebody of the register on a day, as far as this room asks. */
export type Cadre = { id: string; isMember: boolean; holdsPost: boolean; unitId: string | null; label: number | null };

/** @throws NotFound when the person is outside the caller's scope */
export async function cadreOn(tx: Tx, personId: string, on: string): Promise<Cadre> {
  return tx.one<Cadre>(sql`
    select p.id, m.cell_id is not null as "isMember", h.unit_id is not null as "holdsPost", coalesce(m.cell_id, h.unit_id) as "unitId", u.label
    from membership.shown_person p
    left join lateral (select r.cell_id from membership.on_roll r where r.member_id = p.id and r.valid @> ${on}::date limit 1) m on true
    left join lateral (select o.unit_id from organisation.post o where o.person_id = p.id and o.valid @> ${on}::date order by o.valid limit 1) h on true
    left join organisation.unit u on u.id = coalesce(m.cell_id, h.unit_id)
    where p.id = ${personId}`);
}

/** @throws RuleBroken `outreach.changed-meanwhile` `{ version, yours }` */
export function assertVersion(version: number, yours: number): void {
  if (version !== yours) throw new RuleBroken('outreach.changed-meanwhile', { version, yours });
}

/** The cursor that stands for a row of a list ordered by day and identity. */
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
  if (
    typeof on !== 'string' ||
    typeof id !== 'string' ||
    !/^\d{4}-\d{2}-\d{2}$/.test(on) ||
    !/^[0-9a-f-]{36}$/.test(id)
  )
    throw new Invalid('request.cursor');
  return [sql`${on}::date`, sql`${id}::uuid`];
}
