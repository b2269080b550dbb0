import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import { insertUnits, rebuildTree } from './bulk.ts';
import { closeCodes, endUnits, lockTree, reviseVersions, undoEvent } from './journal.ts';
import { allDependants, type Dependants } from './registry.ts';
import { planReorganisation } from './reorganise-plan.ts';
import type { ReorganisationInput, ReorganisationPlan, ReorganisationReport } from './reorganise-state.ts';

export { planReorganisation, type ReorganisationInput, type ReorganisationPlan, type ReorganisationReport };
export type RecordsMoving = { room: string; kind: string; count: number; without: number };

/** Records of other rooms that hang directly on units which end; those without a single known successor are counted apart. */
export async function describeRecords(tx: Tx, plan: ReorganisationPlan): Promise<RecordsMoving[]> {
  return sumsOf(plan, await hangingOn(tx, plan));
}

type Hanging = { room: Dependants; kind: string; count: number; unitId: string };

/** What is open on units that end, asked of every room once. */
async function hangingOn(tx: Tx, plan: ReorganisationPlan): Promise<Hanging[]> {
  const hanging: Hanging[] = [];
  for (const room of allDependants()) {
    for (const { kind, count, unitId, open } of await room.describe(tx, plan.ends, plan.on))
      if (open && count > 0) hanging.push({ room, kind, count, unitId });
  }
  return hanging;
}

function sumsOf(plan: ReorganisationPlan, hanging: readonly Hanging[]): RecordsMoving[] {
  const follows = new Map(plan.follows.map((step) => [step.from, step.to]));
  const sums = new Map<string, RecordsMoving>();
  for (const { room, kind, count, unitId } of hanging) {
    const key = `${room.room} ${kind}`;
    const sum = sums.get(key) ?? { room: room.room, kind, count: 0, without: 0 };
    sums.set(key, { ...sum, count: sum.count + count, without: sum.without + (follows.has(unitId) ? 0 : count) });
  }
  return [...sums.values()];
}

/**
 * Carries a reorganisation out in the running transaction. A second run of the same files finds nothing to do; files
 * that bring a missing mapping resolve what the first run had to leave open.
 * @returns the event, or null when there was nothing left to do
 * @throws RuleBroken `unit.open-items-left` when records hang on a unit that ends without a single known successor
 */
export async function carryOutReorganisation(
  tx: Tx,
  input: ReorganisationInput,
  options: { actor?: string; onStep?: (step: string) => void } = {},
): Promise<{ eventId: string | null; report: ReorganisationReport; records: RecordsMoving[] }> {
  const step = options.onStep ?? (() => undefined);
  await lockTree(tx);
  step('plan');
  const plan = await planReorganisation(tx, input);
  const hanging = await hangingOn(tx, plan);
  const records = sumsOf(plan, hanging);
  const left = records.find((record) => record.without > 0);
  if (left)
    throw new RuleBroken(left.kind === 'member' ? 'unit.members-left' : 'unit.open-items-left', {
      kind: left.kind,
      count: left.without,
      unit: '',
    });
  if (isEmpty(plan)) return { eventId: null, report: plan.report, records };

  await tx.run(sql`select set_config('gandan.audit', 'bulk', true)`);
  const { id: eventId } = await tx.one<{ id: string }>(sql`
    insert into organisation.unit_event (kind, effective_on, state, title, plan, created_by, carried_out_at)
    values ('reorganise', ${plan.on}, 'carried_out', ${plan.title}, ${JSON.stringify(agreed(input))}::jsonb, ${options.actor ?? 'system'}, now()) returning id`);
  step('end');
  await endUnits(tx, eventId, plan.on, plan.ends);
  if (plan.recodes.length > 0)
    await closeCodes(
      tx,
      eventId,
      plan.on,
      plan.recodes.map((row) => row.unitId),
    );
  step('begin');
  await insertUnits(tx, plan.begins, { eventId, rebuild: false });
  await tx.run(sql`
    insert into organisation.unit_code (unit_id, code, valid, opened_by)
    select "unitId", code, daterange(${plan.on}::date, null), ${eventId} from jsonb_to_recordset(${JSON.stringify(plan.recodes)}::jsonb) r("unitId" uuid, code text)`);
  step('move');
  await reviseVersions(tx, eventId, plan.on, plan.changes);
  await writeLinks(tx, eventId, plan);
  step('paths');
  await rebuildTree(tx, null);
  step('records');
  await moveRecords(tx, eventId, plan, hanging);
  return { eventId, report: plan.report, records };
}

async function writeLinks(tx: Tx, eventId: string, plan: ReorganisationPlan): Promise<void> {
  if (plan.mapped.length > 0) {
    await tx.run(sql`
      update organisation.unit_succession set superseded_by = ${eventId}
      where doubtful and superseded_by is null and source_id = any (${plan.mapped}::uuid[])`);
  }
  await tx.run(sql`
    insert into organisation.unit_succession (event_id, source_id, target_id, share, area_share, population_share, clause, doubtful)
    select ${eventId}, source, target, share, area, population, clause, doubtful
    from jsonb_to_recordset(${JSON.stringify(plan.successions)}::jsonb) r(source uuid, target uuid, share text, area text, population text, clause text, doubtful boolean)`);
  if (plan.resolved.length > 0) {
    await tx.run(sql`
      update organisation.unplaced set resolved_by = ${eventId} where resolved_by is null and lower(valid) = ${plan.on}::date and unit_id = any (${plan.resolved}::uuid[])`);
  }
  await tx.run(sql`
    insert into organisation.unplaced (unit_id, valid, candidates, event_id)
    select "unitId", daterange(${plan.on}::date, null), candidates, ${eventId} from jsonb_to_recordset(${JSON.stringify(plan.unplaced)}::jsonb) r("unitId" uuid, candidates uuid[])`);
  await tx.run(sql`
    insert into organisation.covers (party_id, place_id, valid, opened_by)
    select distinct party, place, daterange(${plan.on}::date, null), ${eventId}::uuid from jsonb_to_recordset(${JSON.stringify(plan.covers)}::jsonb) r(party uuid, place uuid)
    where not exists (select from organisation.covers c where c.party_id = r.party and c.place_id = r.place and c.valid && daterange(${plan.on}::date, null))`);
}

async function moveRecords(
  tx: Tx,
  eventId: string,
  plan: ReorganisationPlan,
  hanging: readonly Hanging[],
): Promise<void> {
  const follows = new Map(plan.follows.map((one) => [one.from, one.to]));
  for (const room of allDependants()) {
    for (const from of new Set(hanging.filter((item) => item.room === room).map((item) => item.unitId))) {
      const to = follows.get(from);
      if (to !== undefined) await room.move(tx, { from, to, on: plan.on, eventId });
    }
  }
}

function isEmpty(plan: ReorganisationPlan): boolean {
  return [plan.begins, plan.ends, plan.changes, plan.recodes, plan.successions, plan.unplaced, plan.resolved].every(
    (list) => list.length === 0,
  );
}

function agreed(input: ReorganisationInput): unknown {
  return {
    reorganisation: true,
    provinces: input.provinces.map((row) => [row.oldCode, row.newCode]),
    communes: input.communes.map((row) => [
      row.oldCode,
      row.newCode,
      row.event,
      row.areaShare,
      row.populationShare,
      row.document,
      row.clause,
    ]),
    withList: input.after !== undefined,
  };
}

/**
 * Takes back the reorganisations of a day, the latest first, unless told which.
 * @throws RuleBroken `event.built-on` when something stands on one of them, `reorganise.none` when there is none
 */
export async function takeBackReorganisation(
  tx: Tx,
  which: { on: string; eventId?: string; actor?: string },
): Promise<{ takenBack: string[] }> {
  await lockTree(tx);
  const events = await tx.many<{ id: string }>(sql`
    select id from organisation.unit_event where kind = 'reorganise' and state = 'carried_out' and effective_on = ${which.on}
      and (${which.eventId ?? null}::uuid is null or id = ${which.eventId ?? null}::uuid) order by id desc`);
  if (events.length === 0) throw new RuleBroken('reorganise.none', { on: which.on });
  await tx.run(sql`select set_config('gandan.audit', 'bulk', true)`);
  for (const { id } of events) {
    await undoEvent(tx, id);
    await tx.run(sql`
      insert into organisation.unit_event (kind, effective_on, state, counter_of, created_by, carried_out_at)
      values ('correct', ${which.on}, 'carried_out', ${id}, ${which.actor ?? 'system'}, now())`);
  }
  return { takenBack: events.map((event) => event.id) };
}
