import { type RawBuilder, sql } from 'kysely';
import { assertUnitsInScope } from '#modules/organisation/index.ts';
import { livingUnit, unitName } from '#modules/tasks/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { AgendaSkeleton, NewAgendaSkeleton, NewRubric, RubricRow, Sheets } from './contract.ts';
import { type AgendaKind, assertBegins, assertRubric, assertSkeleton, type SheetKind } from './rules/index.ts';

/** The province to which a unit belongs on a day, as far as the tree of Party organisations says. */
const provinceOf = (unit: RawBuilder<unknown>, on: PlainDate) => sql`(
  select p.province_id from organisation.unit_path p where p.unit_id = ${unit} and p.valid @> ${on}::date and p.province_id is not null limit 1)`;

/**
 * Score sheets and agendas that a unit's province has, the framework beside them, the latest first.
 * @throws NotFound when the unit is outside the scope
 */
export async function readSheets(
  tx: Tx,
  caller: Pick<Caller, 'ranges' | 'rights'>,
  query: { unit: string },
  today: PlainDate,
): Promise<Sheets> {
  await assertUnitsInScope(tx, caller, [query.unit]);
  const { province, seen } = await tx.one<{ province: { id: string; name: string } | null; seen: boolean | null }>(sql`
    select case when u.id is null then null else ${unitName(sql`u.id`, today)} end as province, membership.label_in_scope(u.label) as seen
    from (select coalesce(${provinceOf(sql`${query.unit}::uuid`, today)}, (
      select v.unit_id from organisation.unit_version v where v.unit_id = ${query.unit} and v.kind = 'province_body' and v.valid @> ${today}::date)) as id) p
    left join organisation.unit u on u.id = p.id and u.tree = 'party'`);
  const rubrics = await tx.many<RubricRow>(sql`
    select r.id, r.name, r.kind, lower(r.valid) as "from", upper(r.valid) as "to", r.unit_id is not null as own, r.lines, r.grades, r.caps, r.source, r.confidence,
      (select count(*) from meetings.score s where s.rubric_id = r.id) as used
    from meetings.rubric r where r.unit_id is null or r.unit_id = ${province?.id ?? null} order by r.kind, r.valid desc, r.unit_id nulls last`);
  const agendas = await tx.many<AgendaSkeleton>(sql`
    select a.id, a.kind, lower(a.valid) as "from", upper(a.valid) as "to", a.items, a.source from meetings.agenda_skeleton a
    where a.unit_id = ${province?.id ?? null} order by a.kind, a.valid desc`);
  return { province, rubrics, agendas, mayWrite: seen === true && caller.rights.includes('meetings.score') };
}

/** The province's own agenda for a kind of meeting on a day, or none. */
export async function ownAgenda(
  tx: Tx,
  given: { unitId: string; kind: SheetKind; on: PlainDate },
): Promise<{ kind: AgendaKind; title: string }[] | undefined> {
  const found = await tx.maybeOne<{ items: { kind: AgendaKind; title: string }[] }>(sql`
    select a.items from meetings.agenda_skeleton a
    where a.kind = ${given.kind} and a.valid @> ${given.on}::date and a.unit_id = ${provinceOf(sql`${given.unitId}::uuid`, given.on)}`);
  return found?.items;
}

/** A province in the caller's scope that lives on a day. @throws NotFound; RuleBroken `sheet.province-only` */
async function provinceFor(tx: Tx, caller: Pick<Caller, 'ranges'>, id: string, on: PlainDate) {
  await assertUnitsInScope(tx, caller, [id]);
  const unit = await livingUnit(tx, id, on, 'meeting.unit-not-alive');
  if (unit.kind !== 'province_body') throw new RuleBroken('sheet.province-only', { unit: unit.name });
  // Two offices beginning a sheet at the same moment wait for each other here.
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`sheets ${id}`}, 7))`);
  return unit;
}

/**
 * A province begins a score sheet of its own on a day; its sheet before ends then. Sending the same `id` again changes nothing.
 * @throws NotFound outside the scope
 * @throws RuleBroken `sheet.province-only`, `sheet.begins-too-early`, `rubric.sum-not-100`, `rubric.line-missing`, `rubric.grades-order`
 */
export async function beginRubric(tx: Tx, caller: Pick<Caller, 'ranges'>, input: NewRubric): Promise<{ id: string }> {
  const unit = await provinceFor(tx, caller, input.unitId, input.from);
  if (await tx.maybeOne(sql`select 1 from meetings.rubric where id = ${input.id}`)) return { id: input.id };
  assertRubric(input);
  const last = await tx.maybeOne<{ before: PlainDate; lastUsed: PlainDate | null }>(sql`
    select lower(r.valid) as before, (select max(m.held_on) from meetings.score s join meetings.meeting m on m.id = s.meeting_id where s.rubric_id = r.id) as "lastUsed"
    from meetings.rubric r where r.unit_id = ${input.unitId} and r.kind = ${input.kind} order by r.valid desc limit 1`);
  assertBegins({ from: input.from, before: last?.before ?? null, lastUsed: last?.lastUsed ?? null });
  await tx.run(sql`
    update meetings.rubric set valid = daterange(lower(valid), ${input.from}) where unit_id = ${input.unitId} and kind = ${input.kind} and valid @> ${input.from}::date`);
  const caps = input.absenceCaps ? [{ when: 'unexcused_absence', grade: input.absenceCaps }] : [];
  await tx.run(sql`
    insert into meetings.rubric (id, name, kind, unit_id, valid, lines, grades, caps, source, confidence, label)
    values (${input.id}, ${input.name}, ${input.kind}, ${input.unitId}, daterange(${input.from}, null), ${JSON.stringify(input.lines)}::jsonb,
      ${JSON.stringify(input.grades)}::jsonb, ${JSON.stringify(caps)}::jsonb, ${input.source}, 'set', ${unit.label})`);
  return { id: input.id };
}

/**
 * A province begins an agenda of its own on a day. Meetings planned from then on have it; those planned before keep theirs.
 * @throws NotFound outside the scope; RuleBroken `sheet.province-only`, `sheet.begins-too-early`, `agenda.item-missing`, `agenda.opening-first`, `agenda.minutes-last`
 */
export async function beginAgenda(
  tx: Tx,
  caller: Pick<Caller, 'ranges'>,
  input: NewAgendaSkeleton,
): Promise<{ id: string }> {
  const unit = await provinceFor(tx, caller, input.unitId, input.from);
  if (await tx.maybeOne(sql`select 1 from meetings.agenda_skeleton where id = ${input.id}`)) return { id: input.id };
  assertSkeleton(input.kind, input.items);
  const last = await tx.maybeOne<{ before: PlainDate }>(sql`
    select lower(valid) as before from meetings.agenda_skeleton where unit_id = ${input.unitId} and kind = ${input.kind} order by valid desc limit 1`);
  assertBegins({ from: input.from, before: last?.before ?? null, lastUsed: null });
  await tx.run(sql`
    update meetings.agenda_skeleton set valid = daterange(lower(valid), ${input.from}) where unit_id = ${input.unitId} and kind = ${input.kind} and valid @> ${input.from}::date`);
  await tx.run(sql`
    insert into meetings.agenda_skeleton (id, kind, unit_id, valid, items, source, label)
    values (${input.id}, ${input.kind}, ${input.unitId}, daterange(${input.from}, null), ${JSON.stringify(input.items)}::jsonb, ${input.source}, ${unit.label})`);
  return { id: input.id };
}
