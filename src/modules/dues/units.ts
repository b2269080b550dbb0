import { sql } from 'kysely';
import { assertLabelsInScope } from '#modules/organisation/index.ts';
import { ruleSettings } from '#modules/membership/index.ts';
import type { RuleSetting } from '#modules/membership/rules/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Forbidden, RuleBroken } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import { fromPgRange } from '#platform/time/ranges.ts';
import { DUES_SETTINGS, firstDay } from './rules/index.ts';

export type Book = {
  id: string;
  label: number;
  name: string;
  kind: string;
  setting: string | null;
  parentId: string | null;
  isCell: boolean;
  /** Lives in some part of the asked month. */
  alive: boolean;
};

/** A Party organisation as it stood in a month, in the caller's scope. @throws NotFound; RuleBroken `dues.not-party` */
export async function unitIn(tx: Tx, caller: Caller, id: string, month: string): Promise<Book> {
  const on = firstDay(month);
  const unit = await tx.one<Book & { tree: string }>(sql`
    select u.id, u.label, u.tree, v.name, v.kind, v.setting, v.parent_id as "parentId", v.kind in ('party_cell', 'grassroots_cell') as "isCell",
      v.valid && daterange(${on}::date, (${on}::date + interval '1 month')::date) as alive
    from organisation.unit u join organisation.unit_version v on v.unit_id = u.id
    where u.id = ${id}
    order by v.valid @> ${on}::date desc, v.valid && daterange(${on}::date, (${on}::date + interval '1 month')::date) desc, v.valid desc limit 1`);
  assertLabelsInScope(caller, [unit.label]);
  if (unit.tree !== 'party') throw new RuleBroken('dues.not-party', { unit: unit.name });
  return unit;
}

/** Whether the caller keeps the book of a unit: its secretary, or the office of the commune above it. */
export async function keeps(tx: Tx, caller: Caller, unitId: string): Promise<boolean> {
  if (!caller.rights.includes('dues.write')) return false;
  if (caller.ranges === 'everything') return true;
  return (await tx.maybeOne(sql`select 1 from dues.own_cells() c where c = ${unitId}::uuid`)) !== undefined;
}

/** @throws Forbidden `dues.not-the-keeper` for whoever sees the book but does not keep it */
export async function assertKeeps(tx: Tx, caller: Caller, unitId: string): Promise<void> {
  if (!(await keeps(tx, caller, unitId))) throw new Forbidden('dues.not-the-keeper');
}

export type MonthHead = {
  id: string;
  unitId: string;
  keeperId: string;
  label: number;
  level: 'cell' | 'body';
  month: string;
  cashVnd: number;
  closedOn: string | null;
  handedVnd: number | null;
  receivedOn: string | null;
};
const HEAD = sql`m.id, m.unit_id as "unitId", m.keeper_id as "keeperId", m.label, m.level, to_char(m.month, 'YYYY-MM') as month, m.cash_vnd as "cashVnd",
  m.closed_on as "closedOn", m.handed_vnd as "handedVnd", m.received_on as "receivedOn"`;

/** The book of a unit and month, locked: everyone who writes into it waits here. */
export async function findMonth(tx: Tx, unitId: string, month: string): Promise<MonthHead | undefined> {
  return tx.maybeOne<MonthHead>(
    sql`select ${HEAD} from dues.month m where m.unit_id = ${unitId} and m.month = ${firstDay(month)}::date for update`,
  );
}

/** @throws NotFound outside the caller's scope */
export async function monthById(tx: Tx, id: string): Promise<MonthHead> {
  return tx.one<MonthHead>(sql`select ${HEAD} from dues.month m where m.id = ${id} for update`);
}

/** The book of a living unit and month; made when there is none. @throws RuleBroken `dues.unit-not-alive` `{ unit, month }` */
export async function monthFor(tx: Tx, unit: Book, month: string): Promise<MonthHead> {
  const known = await findMonth(tx, unit.id, month);
  if (known) return known;
  if (!unit.alive) throw new RuleBroken('dues.unit-not-alive', { unit: unit.name, month });
  await tx.run(sql`
    insert into dues.month (unit_id, keeper_id, parent_id, level, month, label)
    values (${unit.id}, ${unit.id}, ${unit.parentId}, ${unit.isCell ? 'cell' : 'body'}, ${firstDay(month)}, ${unit.label}) on conflict (unit_id, month) do nothing`);
  const made = await findMonth(tx, unit.id, month);
  if (!made) throw new RuleBroken('dues.unit-not-alive', { unit: unit.name, month });
  return made;
}

/** Region of the minimum wage at the place of a unit: its own, else that of the nearest unit above. */
export async function regionOf(tx: Tx, unitId: string, month: string): Promise<number | null> {
  const on = firstDay(month);
  const row = await tx.maybeOne<{ region: number }>(sql`
    with recursive up as (
      select ${unitId}::uuid as id, 0 as depth
      union all
      select v.parent_id, up.depth + 1 from up join lateral (
        select o.parent_id from organisation.unit_version o where o.unit_id = up.id and o.parent_id is not null and lower(o.valid) <= (${on}::date + interval '1 month')
        order by o.valid desc limit 1) v on true where up.depth < 6)
    select r.region from up join dues.wage_region r on r.unit_id = up.id and r.valid @> ${on}::date order by up.depth limit 1`);
  return row?.region ?? null;
}

/** The administrators' values for the rates and for the shares kept. */
export async function duesSettings(tx: Tx): Promise<RuleSetting[]> {
  const keys = Object.keys(DUES_SETTINGS);
  const rows = await tx.many<{ key: string; valid: string; value: unknown; source: string }>(
    sql`select key, valid::text as valid, value, source from platform.setting where key = any(${keys}::text[])`,
  );
  const own = rows.flatMap(({ key, valid, value, source }) => {
    const range = fromPgRange(valid);
    return typeof value === 'number' && range ? [{ key, valid: range, value, source }] : [];
  });
  return [...(await ruleSettings(tx)), ...own];
}
