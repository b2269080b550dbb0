import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { Forbidden, Invalid, NotFound, RuleBroken } from '#platform/errors.ts';
import type { Grant } from '#platform/http/context.ts';
import { Id } from '#platform/shapes.ts';
import { insertUnits, rebuildTree } from './bulk.ts';
import {
  type DryRun,
  EventPlan,
  type Moving,
  type NewResult,
  type NewUnitEvent,
  type UnitEvent,
  type UnitName,
} from './contract.ts';
import { endUnits, lockTree, reviseVersions, undoEvent } from './journal.ts';
import { UNIT_KINDS, type UnitKind } from './kinds.ts';
import { allDependants } from './registry.ts';
import { compilePlan, type Effects, type Facts, sizeWarnings, type UnitFact, type Verdict } from './rules.ts';
import { assertUnitsInScope } from './scope.ts';

const COLUMNS = sql`
  e.id, e.kind, e.effective_on as "effectiveOn", e.state, e.title, e.document, e.document_on as "documentOn", e.deciding_body as "decidingBody", e.plan,
  e.created_by as "createdBy", e.recorded_at as "recordedAt", e.carried_out_at as "carriedOutAt", e.taken_back_at as "takenBackAt",
  ${namesOf(
    sql`select s.source_id from organisation.unit_succession s where s.event_id = e.id
      union select x::uuid from jsonb_array_elements_text(case when jsonb_typeof(e.plan -> 'sources') = 'array' then e.plan -> 'sources' else '[]' end) x
      union select (e.plan ->> 'unitId')::uuid where e.plan ? 'unitId'
      union (select v.unit_id from organisation.unit_version v where v.closed_by = e.id
        and not exists (select from organisation.unit_succession s where s.event_id = e.id) order by v.unit_id limit 12)`,
    sql`e.effective_on - 1`,
  )} as sources,
  ${namesOf(
    sql`select s.target_id from organisation.unit_succession s where s.event_id = e.id union select (e.plan ->> 'intoId')::uuid where e.plan ? 'intoId'
      union (select v.unit_id from organisation.unit_version v where v.opened_by = e.id and not exists (select from organisation.unit_version b where b.closed_by = e.id and b.unit_id = v.unit_id)
        and not exists (select from organisation.unit_succession s where s.event_id = e.id) order by v.unit_id limit 12)`,
    sql`e.effective_on`,
  )} as results`;

/** Names of units as of a day; the nearest name where a unit did not live on it. */
function namesOf(ids: RawBuilder<unknown>, on: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`coalesce((
    select json_agg(json_build_object('id', n.unit_id, 'name', n.name, 'kind', n.kind, 'tree', n.tree) order by n.name collate "vi-x-icu", n.unit_id)
    from (${ids}) i (id) cross join lateral (
      select v.unit_id, v.name, v.kind, k.tree from organisation.unit_version v join organisation.unit_kind k on k.kind = v.kind
      where v.unit_id = i.id order by v.valid @> (${on}) desc, v.valid desc limit 1) n), '[]')`;
}

/** One event. @throws NotFound */
export function getEvent(tx: Tx, id: string): Promise<UnitEvent> {
  return tx.one<UnitEvent>(sql`select ${COLUMNS} from organisation.unit_event e where e.id = ${id}`);
}

/** Events, newest first: of a unit, in a state. @throws Invalid `request.cursor` */
export async function listEvents(
  tx: Tx,
  of: { unitId?: string; state?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<{ items: UnitEvent[]; nextCursor: string | null }> {
  if (of.cursor !== undefined && !Id.safeParse(of.cursor).success) throw new Invalid('request.cursor');
  const rows = await tx.many<UnitEvent>(sql`
    select ${COLUMNS} from organisation.unit_event e
    where (e.kind <> 'import' or e.created_by <> 'system') and (${of.state ?? null}::text is null or e.state = ${of.state ?? null})
      and (${of.unitId ?? null}::uuid is null
        or exists (select from organisation.unit_version v where v.unit_id = ${of.unitId ?? null}::uuid and e.id in (v.opened_by, v.closed_by))
        or exists (select from organisation.unit_succession s where s.event_id = e.id and ${of.unitId ?? null}::uuid in (s.source_id, s.target_id))
        or e.plan::text like '%' || ${of.unitId ?? ''} || '%')
      and (${of.cursor ?? null}::uuid is null
        or (e.effective_on, e.recorded_at, e.id) < (select c.effective_on, c.recorded_at, c.id from organisation.unit_event c where c.id = ${of.cursor ?? null}::uuid))
    order by e.effective_on desc, e.recorded_at desc, e.id desc limit ${of.limit + 1}`);
  const items = rows.slice(0, of.limit);
  return { items, nextCursor: rows.length > of.limit ? (items.at(-1)?.id ?? null) : null };
}

/**
 * Writes a plan down; nothing in the tree changes yet. Sending the same id again changes nothing.
 * @throws NotFound when a unit of the plan is absent or outside the caller's scope
 */
export async function planEvent(tx: Tx, caller: Grant & { userId: string }, input: NewUnitEvent): Promise<UnitEvent> {
  if (await tx.maybeOne(sql`select 1 from organisation.unit_event where id = ${input.id}`))
    return getEvent(tx, input.id);
  await assertPlanInScope(tx, caller, input.plan);
  await tx.run(sql`
    insert into organisation.unit_event (id, kind, effective_on, title, document, document_on, deciding_body, plan, created_by)
    values (${input.id}, ${input.plan.kind}, ${input.effectiveOn}, ${input.title}, ${input.document}, ${input.documentOn}, ${input.decidingBody},
      ${JSON.stringify(input.plan)}::jsonb, ${caller.userId})`);
  return getEvent(tx, input.id);
}

/**
 * Everything that a plan names must lie in the caller's scope. A unit without a parent lies in nobody's: only who
 * sees everything may found one, unless it comes out of units in scope that had no parent either.
 */
async function assertPlanInScope(tx: Tx, caller: Grant, plan: EventPlan): Promise<void> {
  await assertUnitsInScope(tx, caller, mentioned(plan));
  if (caller.ranges === 'everything' || resultsOf(plan).every((result) => result.parentId !== null)) return;
  const closing = 'sources' in plan ? plan.sources : 'unitId' in plan ? [plan.unitId] : [];
  const below = await tx.maybeOne(
    sql`select 1 from organisation.unit_version where unit_id = any (${closing}::uuid[]) and parent_id is not null`,
  );
  if (closing.length === 0 || below) throw new Forbidden('event.beyond-scope');
}

function resultsOf(plan: EventPlan): NewResult[] {
  return 'results' in plan ? plan.results : 'result' in plan && plan.result ? [plan.result] : [];
}

/** Units that exist already and that a plan names. */
function mentioned(plan: EventPlan): string[] {
  const results = resultsOf(plan);
  const fresh = new Set(results.map((result) => result.id));
  const ids = [
    ...results.flatMap((result) => [...(result.parentId === null ? [] : [result.parentId]), ...result.covers]),
    ...('unitId' in plan ? [plan.unitId] : []),
    ...('parentId' in plan ? [plan.parentId] : []),
    ...('sources' in plan ? plan.sources : []),
    ...('intoId' in plan && plan.intoId !== undefined ? [plan.intoId] : []),
    ...('successorId' in plan && plan.successorId !== null ? [plan.successorId] : []),
    ...('placements' in plan ? plan.placements.flatMap((placement) => [placement.unitId, placement.toId]) : []),
  ];
  return [...new Set(ids)].filter((id) => !fresh.has(id));
}

async function judge(
  tx: Tx,
  event: UnitEvent,
): Promise<{ plan: EventPlan; facts: Facts; verdict: Verdict; records: Moving[] }> {
  const plan = EventPlan.parse(event.plan);
  const on = event.effectiveOn;
  const named = mentioned(plan);
  const rows = await tx.many<UnitFact & { asked: boolean }>(sql`
    with asked as (
      select unnest(${named}::uuid[]) as id
    ), wanted as (
      select id, true as asked from asked
      union select v.unit_id, false from organisation.unit_version v where v.parent_id in (select id from asked) and v.valid @> ${on}::date and v.unit_id not in (select id from asked)
      union select v.parent_id, false from organisation.unit_version v where v.unit_id in (select id from asked) and v.valid @> ${on}::date
        and v.parent_id is not null and v.parent_id not in (select id from asked)
    )
    select w.id, w.asked, v.name, v.kind, v.parent_id as "parentId", l.begins_on as "from", l.ends_on as "to",
      (select min(lower(n.valid)) from organisation.unit_version n where n.unit_id = w.id and lower(n.valid) > ${on}::date) as "changesLaterOn"
    from wanted w join organisation.unit_life l on l.unit_id = w.id
    join lateral (select * from organisation.unit_version v where v.unit_id = w.id order by v.valid @> ${on}::date desc, v.valid desc limit 1) v on true`);
  const units = new Map(rows.map((row) => [row.id, row]));
  const children = new Map<string, UnitFact[]>();
  for (const unit of rows)
    if (unit.parentId !== null) children.set(unit.parentId, [...(children.get(unit.parentId) ?? []), unit]);
  const results = resultsOf(plan);
  const codes = await tx.many<Facts['codes'][number]>(sql`
    select c.scheme, c.code, c.unit_id as "unitId", lower(c.valid) as "from" from organisation.unit_code c
    join jsonb_to_recordset(${JSON.stringify(results.flatMap((result) => result.codes))}::jsonb) r(scheme text, code text) on (r.scheme, r.code) = (c.scheme, c.code)
    where c.valid && daterange(${on}::date, null)`);
  const closing = 'sources' in plan ? plan.sources : 'unitId' in plan ? [plan.unitId] : [];
  const hanging: (Awaited<ReturnType<ReturnType<typeof allDependants>[number]['describe']>>[number] & {
    room: string;
  })[] = [];
  for (const room of allDependants()) {
    for (const item of await room.describe(tx, closing, on)) hanging.push({ ...item, room: room.room });
  }
  const open = new Map<string, { room: string; kind: string; count: number }[]>();
  for (const item of hanging.filter((one) => one.open)) open.set(item.unitId, [...(open.get(item.unitId) ?? []), item]);
  const facts: Facts = { on, units, children, open, codes };
  const verdict = compilePlan(plan, facts);
  const target = new Map(verdict.effects.records.map((step) => [step.from, step.to]));
  const records = hanging
    .filter((item) => item.count > 0 && verdict.effects.ends.includes(item.unitId))
    .map(({ unitId, room, kind, count, sample, open: moves }) => ({
      room,
      kind,
      count,
      sample,
      from: unitId,
      to: moves ? (target.get(unitId) ?? null) : null,
    }));
  return { plan, facts, verdict: { ...verdict, warnings: warningsOf(verdict.effects, facts, records) }, records };
}

/** Cells that would come out too small or too large, by the members that would move into them. */
function warningsOf(effects: Effects, facts: Facts, records: readonly Moving[]): Verdict['warnings'] {
  const known = allDependants().length > 0;
  if (!known) return [];
  const joins = new Map<string, { official: number; all: number }>();
  for (const record of records) {
    if (record.to === null || (record.kind !== 'member' && record.kind !== 'official_member')) continue;
    const sum = joins.get(record.to) ?? { official: 0, all: 0 };
    joins.set(
      record.to,
      record.kind === 'member'
        ? { ...sum, all: sum.all + record.count }
        : { ...sum, official: sum.official + record.count },
    );
  }
  return effects.begins
    .flatMap((unit) => sizeWarnings(unit, joins.get(unit.id) ?? { official: 0, all: 0 }))
    .concat(
      effects.changes.flatMap((change) => {
        const unit = facts.units.get(change.unitId);
        return unit && change.kind
          ? [{ code: 'unit.kind-changes', details: { unit: unit.name, from: unit.kind, to: change.kind } }]
          : [];
      }),
    );
}

/** What an event would do: every unit, every record that moves, every open item without a successor. Only reads. */
export async function dryRunEvent(tx: Tx, id: string): Promise<DryRun> {
  const event = await getEvent(tx, id);
  const { facts, verdict, records } = await judge(tx, event);
  const { effects } = verdict;
  const name = (unitId: string | null | undefined): string | null =>
    unitId == null
      ? null
      : (effects.begins.find((unit) => unit.id === unitId)?.name ?? facts.units.get(unitId)?.name ?? null);
  const fact = (unitId: string): UnitName[] => {
    const unit = facts.units.get(unitId);
    return unit ? [{ id: unit.id, name: unit.name, kind: unit.kind, tree: UNIT_KINDS[unit.kind].tree }] : [];
  };
  return {
    event,
    units: [
      ...effects.begins.map((unit) => ({
        id: unit.id,
        name: unit.name,
        kind: unit.kind,
        tree: UNIT_KINDS[unit.kind].tree,
        change: 'begins' as const,
        from: null,
        to: name(unit.parentId),
      })),
      ...effects.ends.flatMap(fact).map((unit) => ({
        ...unit,
        change: 'ends' as const,
        from: null,
        to:
          effects.links
            .filter((link) => link.source === unit.id)
            .map((link) => name(link.target))
            .join(', ') || null,
      })),
      ...effects.changes.flatMap((change) =>
        fact(change.unitId).map((unit) => ({
          ...unit,
          change: change.parentId === undefined ? ('changes' as const) : ('moves' as const),
          from:
            change.parentId === undefined
              ? change.name
                ? unit.name
                : unit.kind
              : name(facts.units.get(unit.id)?.parentId),
          to: change.parentId === undefined ? (change.name ?? change.kind ?? null) : name(change.parentId),
        })),
      ),
    ],
    records,
    warnings: verdict.warnings,
    refusals: verdict.refusals,
  };
}

/**
 * Carries a planned event out, whole or not at all.
 * @throws RuleBroken the first refusal of the dry run, or `event.state` when it is not planned any more
 */
export async function carryOutEvent(tx: Tx, caller: Grant, id: string): Promise<UnitEvent> {
  await lockTree(tx);
  const event = await lockEvent(tx, id, 'planned');
  const { plan, verdict } = await judge(tx, event);
  await assertPlanInScope(tx, caller, plan);
  const [refusal, ...others] = verdict.refusals;
  if (refusal?.code === 'not-found') throw new NotFound(refusal.details);
  if (refusal) throw new RuleBroken(refusal.code, others.length > 0 ? { ...refusal.details, others } : refusal.details);
  await write(tx, event, verdict.effects);
  await tx.run(sql`update organisation.unit_event set state = 'carried_out', carried_out_at = now() where id = ${id}`);
  const touched = [
    ...verdict.effects.ends,
    ...verdict.effects.begins.map((unit) => unit.id),
    ...verdict.effects.changes.map((change) => change.unitId),
  ];
  await rebuildTree(tx, touched);
  for (const step of verdict.effects.records) {
    for (const room of allDependants()) await room.move(tx, { ...step, on: event.effectiveOn, eventId: id });
  }
  return getEvent(tx, id);
}

async function write(tx: Tx, event: UnitEvent, effects: Effects): Promise<void> {
  const { id: eventId, effectiveOn: on } = event;
  // Links of the closing units are read before they close; what they covered, or what covered them, follows.
  const links = await tx.many<{ party: string; place: string }>(sql`
    select party_id as party, place_id as place from organisation.covers
    where valid @> ${on}::date and (party_id = any (${effects.ends}::uuid[]) or place_id = any (${effects.ends}::uuid[]))`);
  await endUnits(tx, eventId, on, effects.ends);
  for (const unit of effects.begins) {
    await insertUnits(tx, [{ ...unit, from: on, legalBasis: event.document }], { eventId, rebuild: false });
  }
  await reviseVersions(tx, eventId, on, effects.changes);
  await settleDoubt(
    tx,
    event,
    effects.changes.filter((change) => change.parentId !== undefined).map((change) => change.unitId),
  );
  for (const link of effects.links) {
    await tx.run(sql`
      insert into organisation.unit_succession (event_id, source_id, target_id, share, area_share, population_share)
      values (${eventId}, ${link.source}, ${link.target}, ${link.share}, ${link.share}, ${link.share})`);
  }
  const follower = (unit: string): string | undefined => {
    if (!effects.ends.includes(unit)) return unit;
    const targets = effects.links.filter((link) => link.source === unit);
    return targets.length === 1 ? targets[0]?.target : undefined;
  };
  for (const { party, place } of links) {
    const [newParty, newPlace] = [follower(party), follower(place)];
    if (newParty === undefined || newPlace === undefined) continue;
    await tx.run(sql`
      insert into organisation.covers (party_id, place_id, valid, opened_by)
      select ${newParty}, ${newPlace}, daterange(${on}::date, null), ${eventId}
      where not exists (select from organisation.covers c where c.party_id = ${newParty} and c.place_id = ${newPlace} and c.valid && daterange(${on}::date, null))`);
  }
}

/** A unit whose place was in doubt and that is moved now stands certain from that day on; before it the doubt stays. */
async function settleDoubt(tx: Tx, event: UnitEvent, unitIds: readonly string[]): Promise<void> {
  const { id, effectiveOn: on } = event;
  await tx.run(sql`
    insert into organisation.unplaced (unit_id, valid, candidates, event_id)
    select unit_id, daterange(lower(valid), ${on}::date), candidates, ${id} from organisation.unplaced
    where unit_id = any (${[...unitIds]}::uuid[]) and resolved_by is null and lower(valid) < ${on}::date and coalesce(upper(valid) > ${on}::date, true)`);
  await tx.run(sql`
    update organisation.unplaced set resolved_by = ${id}
    where unit_id = any (${[...unitIds]}::uuid[]) and resolved_by is null and event_id is distinct from ${id} and coalesce(upper(valid) > ${on}::date, true)`);
}

/**
 * Takes a carried-out event back by a counter-event.
 * @throws RuleBroken `event.built-on` when something stands on it, `event.state` when it is not carried out
 */
export async function takeBackEvent(tx: Tx, caller: Grant & { userId: string }, id: string): Promise<UnitEvent> {
  await lockTree(tx);
  const event = await lockEvent(tx, id, 'carried_out');
  // The tree that an operator laid from the command line is what everything stands on; a list from a person is not.
  if (event.kind === 'import' && event.createdBy === 'system') throw new RuleBroken('event.state', { state: 'import' });
  const plan = EventPlan.safeParse(event.plan);
  if (event.kind === 'import') await assertUnitsInScope(tx, caller, await foundedBy(tx, id));
  else if (plan.success) await assertUnitsInScope(tx, caller, mentioned(plan.data));
  else if (caller.ranges !== 'everything') throw new NotFound();
  await undoEvent(tx, id);
  await tx.run(sql`
    insert into organisation.unit_event (kind, effective_on, state, title, counter_of, created_by, carried_out_at)
    values ('correct', ${event.effectiveOn}, 'carried_out', ${event.title}, ${id}, ${caller.userId}, now())`);
  return getEvent(tx, id);
}

async function foundedBy(tx: Tx, eventId: string): Promise<string[]> {
  const units = await tx.many<{ id: string }>(
    sql`select unit_id as id from organisation.unit_version where opened_by = ${eventId}`,
  );
  return units.map((unit) => unit.id);
}

/** Drops a plan that will not be carried out. @throws RuleBroken `event.state` */
export async function dropEvent(tx: Tx, caller: Grant, id: string): Promise<UnitEvent> {
  const event = await lockEvent(tx, id, 'planned');
  await assertUnitsInScope(tx, caller, mentioned(EventPlan.parse(event.plan)));
  await tx.run(sql`update organisation.unit_event set state = 'dropped' where id = ${id}`);
  return getEvent(tx, id);
}

async function lockEvent(tx: Tx, id: string, state: UnitEvent['state']): Promise<UnitEvent> {
  await tx.one(sql`select 1 from organisation.unit_event where id = ${id} for update`);
  const event = await getEvent(tx, id);
  if (event.state !== state) throw new RuleBroken('event.state', { state: event.state, needed: state });
  return event;
}

export type { UnitKind };
