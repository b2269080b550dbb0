import { sql } from 'kysely';
import { unitsUnder } from '#modules/figures/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import { normaliseDated } from '#platform/time/precision.ts';
import type {
  Commendation,
  KnownOn,
  NewAdoption,
  NewCommendation,
  NewRoleModel,
  OfUnit,
  RoleModel,
} from './contract.ts';
import { cursorKeys, cursorOf, nameOn } from './courses.ts';
import { cadreOn, unitOn } from './people.ts';
import { assertAdoption, assertCommended, assertModel, assertPast } from './rules.ts';

type About = { caller: Caller; today: string };
const stored = (date: KnownOn): KnownOn => normaliseDated(date) as KnownOn;
const named = (unit: string, on: string) =>
  sql`json_build_object('id', ${sql.ref(unit)}, 'name', ${nameOn(sql.ref(unit), sql.ref(on))})`;
const dated = (on: string, precision: string) =>
  sql`json_build_object('on', ${sql.ref(on)}, 'precision', ${sql.ref(precision)})`;
type Page<T> = { items: T[]; nextCursor: string | null; total?: number };

/** Commendations of units below one and of their people, the latest first. @throws NotFound; Invalid `request.cursor` */
export async function listCommendations(tx: Tx, { caller, today }: About, query: OfUnit): Promise<Page<Commendation>> {
  const units = await unitsUnder(tx, caller, query.unit, today);
  const where = sql`c.unit_id in ${units} and c.decided_on >= ${query.from ?? '1900-01-01'}::date and c.decided_on <= ${query.to ?? '2200-01-01'}::date`;
  const after =
    query.cursor === undefined ? sql`` : sql`and (c.decided_on, c.id) < (${sql.join(cursorKeys(query.cursor))})`;
  const rows = await tx.many<Commendation>(sql`
    with wanted as materialized (
      select c.id from learning.commendation c where ${where} ${after} order by c.decided_on desc, c.id desc limit ${query.limit + 1})
    select c.id, ${named('c.unit_id', 'c.decided_on')} as unit, c.form, c.reason, c.document, c.decided_by as "decidedBy", ${dated('c.decided_on', 'c.on_precision')} as "on",
      case when c.person_id is not null then json_build_object('id', c.person_id, 'name', n.full_name) end as person
    from wanted w join learning.commendation c on c.id = w.id left join membership.shown_person n on n.id = c.person_id
    order by c.decided_on desc, c.id desc`);
  return page(
    rows,
    query,
    async () => (await tx.one<{ n: number }>(sql`select count(*) as n from learning.commendation c where ${where}`)).n,
  );
}

async function page<T extends { id: string; on: KnownOn }>(
  rows: readonly T[],
  query: { limit: number; cursor?: string | undefined },
  count: () => Promise<number>,
): Promise<Page<T>> {
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return {
    items,
    nextCursor: rows.length > query.limit && last ? cursorOf(last.on.on, last.id) : null,
    ...(query.cursor === undefined ? { total: await count() } : {}),
  };
}

/** Records a commendation. @throws NotFound; RuleBroken `commendation.person-not-cadre`, `commendation.exists`, `learning.in-future`, `learning.unit-not-alive` */
export async function addCommendation(
  tx: Tx,
  { caller, today }: About,
  input: NewCommendation,
): Promise<{ id: string }> {
  const { on, precision } = stored(input.on);
  const unit = await unitOn(tx, caller, input.unitId, on);
  assertPast(input.on, today);
  assertCommended(input.personId === null ? null : await cadreOn(tx, input.personId, on));
  if (await tx.maybeOne(sql`select 1 from learning.commendation where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into learning.commendation (id, unit_id, person_id, form, reason, document, decided_on, on_precision, decided_by, label)
    values (${input.id}, ${unit.id}, ${input.personId}, ${input.form}, ${input.reason}, ${input.document}, ${on}, ${precision}, ${input.decidedBy}, ${unit.label})`);
  return { id: input.id };
}

const MODEL = sql`
  m.id, ${named('m.unit_id', 'm.named_on')} as unit, m.kind, m.title, m.document, ${dated('m.named_on', 'm.on_precision')} as "on", m.ended_on as "endedOn",
  case when m.person_id is not null then json_build_object('id', m.person_id, 'name', n.full_name) end as person,
  coalesce((select json_agg(json_build_object('id', a.id, 'unit', ${named('a.unit_id', 'a.adopted_on')}, 'on', ${dated('a.adopted_on', 'a.on_precision')}, 'source', a.source)
    order by a.adopted_on, a.id) from learning.adoption a where a.model_id = m.id), '[]') as adoptions
  from learning.role_model m left join membership.shown_person n on n.id = m.person_id`;

/** Role models of units below one with the places that took them up. @throws NotFound; Invalid `request.cursor` */
export async function listRoleModels(tx: Tx, { caller, today }: About, query: OfUnit): Promise<Page<RoleModel>> {
  const units = await unitsUnder(tx, caller, query.unit, today);
  const where = sql`m.unit_id in ${units} and m.named_on >= ${query.from ?? '1900-01-01'}::date and m.named_on <= ${query.to ?? '2200-01-01'}::date`;
  const after =
    query.cursor === undefined ? sql`` : sql`and (m.named_on, m.id) < (${sql.join(cursorKeys(query.cursor))})`;
  const rows = await tx.many<RoleModel>(
    sql`select ${MODEL} where ${where} ${after} order by m.named_on desc, m.id desc limit ${query.limit + 1}`,
  );
  return page(
    rows,
    query,
    async () => (await tx.one<{ n: number }>(sql`select count(*) as n from learning.role_model m where ${where}`)).n,
  );
}

/** One role model. @throws NotFound */
export function getRoleModel(tx: Tx, id: string): Promise<RoleModel> {
  return tx.one<RoleModel>(sql`select ${MODEL} where m.id = ${id}`);
}

/** Names a role model. @throws NotFound; RuleBroken `model.not-agreed`, `commendation.person-not-cadre`, `learning.in-future` */
export async function addRoleModel(tx: Tx, { caller, today }: About, input: NewRoleModel): Promise<{ id: string }> {
  const { on, precision } = stored(input.on);
  const unit = await unitOn(tx, caller, input.unitId, on);
  assertPast(input.on, today);
  assertModel(input);
  assertCommended(input.personId === null ? null : await cadreOn(tx, input.personId, on));
  if (await tx.maybeOne(sql`select 1 from learning.role_model where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into learning.role_model (id, unit_id, person_id, agreed, kind, title, document, named_on, on_precision, label)
    values (${input.id}, ${unit.id}, ${input.personId}, ${input.agreed}, ${input.kind}, ${input.title}, ${input.document}, ${on}, ${precision}, ${unit.label})`);
  return { id: input.id };
}

/** A further place took the model up. @throws NotFound; RuleBroken `model.own-place`, `model.adopted-before`, `model.ended`, `model.adopted-already` */
export async function addAdoption(
  tx: Tx,
  { caller, today }: About,
  modelId: string,
  input: NewAdoption,
): Promise<{ id: string }> {
  const model = await tx.one<{
    unitId: string;
    on: string;
    precision: KnownOn['precision'];
    endedOn: string | null;
    label: number;
  }>(sql`
    select unit_id as "unitId", named_on as "on", on_precision as precision, ended_on as "endedOn", label from learning.role_model where id = ${modelId}`);
  const { on, precision } = stored(input.on);
  const unit = await unitOn(tx, caller, input.unitId, on);
  assertPast(input.on, today);
  assertAdoption(input, { unitId: model.unitId, on: model, endedOn: model.endedOn });
  if (await tx.maybeOne(sql`select 1 from learning.adoption where id = ${input.id}`)) return { id: input.id };
  if (await tx.maybeOne(sql`select 1 from learning.adoption where model_id = ${modelId} and unit_id = ${unit.id}`))
    throw new RuleBroken('model.adopted-already', { unit: unit.name });
  await tx.run(sql`
    insert into learning.adoption (id, model_id, unit_id, adopted_on, on_precision, source, label, model_label)
    values (${input.id}, ${modelId}, ${unit.id}, ${on}, ${precision}, ${input.source}, ${unit.label}, ${model.label})`);
  return { id: input.id };
}
