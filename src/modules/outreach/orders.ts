import { sql } from 'kysely';
import { type OffenderRef, offendersShown, recordsOrder } from '#modules/records/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Forbidden, RuleBroken } from '#platform/errors.ts';
import { activityForWrite } from './activities.ts';
import type { Moment, OrderOfVisit, TakeOrder } from './contract.ts';
import { assertMoment, orderChange } from './rules.ts';
import { type About, namedUnit } from './shared.ts';

type Counts = { check: string; looked: number; failing: number }[];

/**
 * Cites the check “orderly and correct” of a unit's papers with a coaching visit, as it stands today: before the coaching, and after.
 * Sending the same `id` again changes nothing.
 * @throws NotFound; Forbidden `right.missing`; RuleBroken `coaching.no-checklist`, `activity.closed`, `order.unit-not-visited`,
 *   `order.visit-over`, `order.visit-not-begun`, `order.before-taken`, `order.before-missing`, `order.taken-today`
 */
export async function takeOrder(
  tx: Tx,
  { caller, today }: About,
  id: string,
  input: TakeOrder,
): Promise<{ id: string }> {
  if (!caller.rights.includes('records.read')) throw new Forbidden('right.missing', { right: 'records.read' });
  const visit = await activityForWrite(tx, caller, id);
  if (visit.checklistId === null) throw new RuleBroken('coaching.no-checklist');
  if (visit.state === 'cancelled') throw new RuleBroken('activity.closed', { state: visit.state });
  if (await tx.maybeOne(sql`select 1 from outreach.records_order where id = ${input.id}`)) return { id: input.id };
  // A place keeps no papers of its own: those of the Party organisation that covers it are meant.
  const covering = await tx.maybeOne<{ id: string }>(
    sql`select party_id as id from organisation.covers where place_id = ${input.unitId} and valid @> ${today}::date order by party_id limit 1`,
  );
  const order = await recordsOrder(tx, { caller, today }, covering?.id ?? input.unitId);
  const { unit } = order;
  const isThere = await tx.maybeOne(
    sql`select 1 where ${unit.id}::uuid in (select organisation.units_in_reach(array[${visit.placeId}]::uuid[], ${visit.startsOn}::date))`,
  );
  if (!isThere) throw new RuleBroken('order.unit-not-visited', { unit: unit.name });
  const taken = await tx.maybeOne<{ on: string }>(
    sql`select taken_on as "on" from outreach.records_order where activity_id = ${id} and unit_id = ${unit.id} and moment = 'before'`,
  );
  assertMoment(input.moment, { today, ...visit, before: taken?.on ?? null });
  const offenders: OffenderRef[] = order.offenders.map(({ check, weight, document, dossier }) => ({
    check,
    weight,
    document: document?.id ?? null,
    dossier: dossier?.id ?? null,
  }));
  await tx.run(sql`
    insert into outreach.records_order (id, activity_id, unit_id, moment, taken_on, checks, offenders)
    values (${input.id}, ${id}, ${unit.id}, ${input.moment}, ${today}, ${JSON.stringify(order.checks)}::jsonb, ${JSON.stringify(offenders)}::jsonb)`);
  return { id: input.id };
}

type Row = { unit: OrderOfVisit['unit']; moment: Moment; on: string; checks: Counts; offenders: OffenderRef[] };

/** The checks of a visit, unit by unit: what was found before, what after, what was mended, what is left. @throws NotFound */
export async function listOrders(tx: Tx, id: string): Promise<{ items: OrderOfVisit[] }> {
  await tx.one(sql`select 1 as seen from outreach.activity where id = ${id}`);
  // Of several checks afterwards the last one counts.
  const rows = await tx.many<Row>(sql`
    select distinct on (o.unit_id, o.moment) ${namedUnit(sql`o.unit_id`, sql`o.taken_on`)} as unit, o.moment, o.taken_on as "on", o.checks, o.offenders
    from outreach.records_order o where o.activity_id = ${id} order by o.unit_id, o.moment, o.taken_on desc, o.id desc`);
  const shown = await offendersShown(
    tx,
    rows.flatMap((row) => row.offenders),
  );
  const units = [...new Map(rows.map(({ unit }) => [unit.id, unit])).values()];
  return {
    items: units.map((unit) => {
      const of = (moment: Moment) => rows.find((row) => row.unit.id === unit.id && row.moment === moment);
      const [before, after] = [of('before'), of('after')];
      const { mended, left, added } = orderChange(before?.offenders ?? [], after?.offenders);
      const counted = (row: Row | undefined, check: string) => {
        const found = row?.checks.find((one) => one.check === check);
        return found ? { looked: found.looked, failing: found.failing } : null;
      };
      const known = [...new Set([...(before?.checks ?? []), ...(after?.checks ?? [])].map(({ check }) => check))];
      return {
        unit,
        before: before?.on ?? null,
        after: after?.on ?? null,
        checks: known.map((check) => ({ check, before: counted(before, check), after: counted(after, check) })),
        mended: mended.map(shown),
        left: left.map(shown),
        added: added.map(shown),
      };
    }),
  };
}
