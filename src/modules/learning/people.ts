import { sql } from 'kysely';
import { assertLabelsInScope, getUnit, type ResolvedUnit } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';

/** Somebody of the register on a day, as far as this room asks: member, or holder of a post, and from which unit. */
export type Cadre = { id: string; isMember: boolean; holdsPost: boolean; unitId: string | null; label: number | null };

/** @throws NotFound when the person is outside the caller's scope */
export async function cadreOn(tx: Tx, personId: string, on: string): Promise<Cadre> {
  // A foreign key alone would not ask about scope.
  return tx.one<Cadre>(sql`
    select p.id, m.cell_id is not null as "isMember", h.unit_id is not null as "holdsPost", coalesce(m.cell_id, h.unit_id) as "unitId", u.label
    from membership.shown_person p
    left join lateral (select r.cell_id from membership.on_roll r where r.member_id = p.id and r.valid @> ${on}::date limit 1) m on true
    left join lateral (select o.unit_id from organisation.post o where o.person_id = p.id and o.valid @> ${on}::date order by o.valid limit 1) h on true
    left join organisation.unit u on u.id = coalesce(m.cell_id, h.unit_id)
    where p.id = ${personId}`);
}

/** A unit of the caller's scope that lives on a day. @throws NotFound; RuleBroken `learning.unit-not-alive` `{ unit, on }` */
export async function unitOn(tx: Tx, caller: Caller, id: string, on: string): Promise<ResolvedUnit> {
  const unit = await getUnit(tx, id, on);
  assertLabelsInScope(caller, [unit.label]);
  if (!unit.alive) throw new RuleBroken('learning.unit-not-alive', { unit: unit.name, on });
  return unit;
}
