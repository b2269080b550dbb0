import { sql } from 'kysely';
import { unitsUnder } from '#modules/figures/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import type { ChangeOutlet, NewOutlet, OutletQuery, OutletRow } from './contract.ts';
import { assertOutlet } from './rules.ts';
import { type About, assertVersion, cursorKeys, cursorOf, namedUnit, unitOn, UUID } from './shared.ts';

const nameOf = (person: string) =>
  sql`(select p.full_name from membership.shown_person p where p.id = ${sql.ref(person)})`;

/**
 * The register of shared channels of units below one: those that a unit keeps, and those that stand with an agreement. Never what is said
 * in them. @throws NotFound; Invalid `request.cursor` @see DOMAIN.md 8.3
 */
export async function listOutlets(tx: Tx, about: About, query: OutletQuery) {
  const { caller, today } = about;
  const units = await unitsUnder(tx, caller, query.unit, today);
  const on = sql`${today}::date`;
  const keys = query.cursor === undefined ? null : cursorKeys(query.cursor, [/^\d{4}-\d{2}-\d{2}$/, UUID]);
  const all = sql`
    select o.id, 'unit' as of, ${namedUnit(sql`o.unit_id`, on)} as unit, null::uuid as "twinningId", o.kind, o.name, o.link, o.rules,
      array_remove(array[${nameOf('o.keeper_id')}], null) as keepers, o.opened_on as "openedOn", o.closed_on as "closedOn",
      (select count(*) from channel.shared s where s.outlet_id = o.id) as shares, o.version
    from channel.outlet o where o.unit_id in ${units}
    union all
    select c.id, 'twinning', ${namedUnit(sql`w.agency_id`, on)}, w.id, c.kind, c.name, null, c.rules,
      array_remove(array[${nameOf('c.agency_owner')}, ${nameOf('c.partner_owner')}], null), c.opened_on, c.closed_on,
      (select count(*) from channel.shared s where s.group_id = c.id), c.version
    from outreach.channel c join outreach.twinning w on w.id = c.twinning_id where w.agency_id in ${units} or w.partner_id in ${units}`;
  const rows = await tx.many<OutletRow>(sql`
    select r.* from (${all}) r ${keys ? sql`where (r."openedOn", r.id) < (${keys[0]}::date, ${keys[1]}::uuid)` : sql``}
    order by r."openedOn" desc, r.id desc limit ${query.limit + 1}`);
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > query.limit && last ? cursorOf(last.openedOn, last.id) : null };
}

/** Enters a channel. Sending the same `id` again changes nothing. @throws NotFound; RuleBroken `outlet.exists`, `outlet.dates`, `channel.unit-not-alive` */
export async function addOutlet(tx: Tx, { caller, today }: About, input: NewOutlet): Promise<{ id: string }> {
  const unit = await unitOn(tx, caller, input.unitId, input.openedOn);
  assertOutlet({ openedOn: input.openedOn, closedOn: null }, undefined, today);
  await lookUpKeeper(tx, input.keeperId);
  if (await tx.maybeOne(sql`select 1 from channel.outlet where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into channel.outlet (id, unit_id, kind, name, link, rules, keeper_id, opened_on, label)
    values (${input.id}, ${unit.id}, ${input.kind}, ${input.name}, ${input.link}, ${input.rules}, ${input.keeperId}, ${input.openedOn}, ${unit.label})`);
  return { id: input.id };
}

/** Changes link, rules or keeper of a channel, or says that it was closed. @throws NotFound; RuleBroken `outlet.closed`, `outlet.dates`, `channel.changed-meanwhile` */
export async function changeOutlet(tx: Tx, { today }: About, id: string, input: ChangeOutlet): Promise<{ id: string }> {
  const found = await tx.one<{ openedOn: string; closedOn: string | null; version: number }>(
    sql`select opened_on as "openedOn", closed_on as "closedOn", version from channel.outlet where id = ${id} for update`,
  );
  assertVersion(found.version, input.version);
  assertOutlet(found, input.closedOn, today);
  await lookUpKeeper(tx, input.keeperId ?? null);
  await tx.run(sql`
    update channel.outlet set rules = coalesce(${input.rules ?? null}, rules), closed_on = ${input.closedOn ?? null}::date,
      link = case when ${input.link !== undefined} then ${input.link ?? null} else link end,
      keeper_id = case when ${input.keeperId !== undefined} then ${input.keeperId ?? null}::uuid else keeper_id end, version = version + 1
    where id = ${id}`);
  return { id };
}

/** A keeper is somebody of the register within the caller's scope: a foreign key alone would not ask. */
async function lookUpKeeper(tx: Tx, keeperId: string | null): Promise<void> {
  if (keeperId !== null) await tx.one(sql`select 1 as found from membership.shown_person where id = ${keeperId}`);
}
