import { sql } from 'kysely';
import { askedUnit } from '#modules/figures/index.ts';
import { nameOn } from '#modules/tasks/index.ts';
import { assertLabelsInScope } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid } from '#platform/errors.ts';
import type { Asking } from '#platform/http/room-routes.ts';
import type { Settlement, SettlementQuery } from './contract.ts';

/**
 * What the units directly below a body had due, collected, kept and handed on, by month or quarter, the latest first. Of a cell its own months.
 * @throws NotFound outside the caller's scope; RuleBroken `unit.not-on-date`; Invalid `request.cursor`
 */
export async function listSettlements(
  tx: Tx,
  { caller, today }: Asking,
  query: SettlementQuery,
): Promise<{ items: Settlement[]; nextCursor: string | null; total?: number }> {
  const unit = await askedUnit(tx, query.unit, today);
  assertLabelsInScope(caller, [unit.label]);
  const isCell = unit.kind === 'party_cell' || unit.kind === 'grassroots_cell';
  const where = sql`${isCell ? sql`m.keeper_id = ${unit.id}` : sql`m.parent_id = ${unit.id}`}
    and m.month >= ${query.from ?? '1900-01-01'}::date and m.month <= ${query.to ?? today}::date`;
  const period = sql`date_trunc(${query.by}, m.month::timestamp)::date`;
  const grouped = sql`
    select ${period} as "from", m.unit_id, max(m.level) as level, count(*) as months, case when count(*) = 1 then (array_agg(m.id))[1] end as "monthId", max(m.members) as members, sum(m.due_vnd) as "dueVnd", sum(m.full_vnd - m.due_vnd) as "reliefVnd",
      sum(m.collected_vnd) as "collectedVnd", sum(m.extra_vnd) as "extraVnd", sum(m.due_vnd - m.collected_vnd) as "openVnd", sum(m.cash_vnd) as "cashVnd",
      coalesce(sum(m.kept_vnd), 0) as "keptVnd", coalesce(sum(m.handed_vnd), 0) as "handedVnd", coalesce(sum(m.received_vnd), 0) as "receivedVnd",
      case when bool_and(m.received_on is not null) then 'confirmed' when bool_and(m.closed_on is not null) then 'closed' else 'open' end as stage
    from dues.month m where ${where} group by 1, 2`;
  const after = query.cursor === undefined ? sql`true` : cursorOf(query.cursor);
  const rows = await tx.many<Omit<Settlement, 'id' | 'period'> & { unit: { id: string; name: string } }>(sql`
    select x.*, json_build_object('id', x.unit_id, 'name', x.name) as unit
    from (select g.*, coalesce(${nameOn(sql`g.unit_id`, today)}, '') as name from (${grouped}) g) x
    where ${after} order by x."from" desc, x.name collate "vi-x-icu", x.unit_id limit ${query.limit + 1}`);
  const items = rows.slice(0, query.limit).map((row): Settlement => ({
    id: `${row.unit.id}/${row.from}`,
    monthId: row.monthId,
    unit: row.unit,
    level: row.level,
    period:
      query.by === 'month'
        ? row.from.slice(0, 7)
        : `${row.from.slice(0, 4)}-Q${Math.ceil(Number(row.from.slice(5, 7)) / 3)}`,
    from: row.from,
    months: row.months,
    members: row.members,
    dueVnd: row.dueVnd,
    reliefVnd: row.reliefVnd,
    collectedVnd: row.collectedVnd,
    extraVnd: row.extraVnd,
    openVnd: row.openVnd,
    cashVnd: row.cashVnd,
    keptVnd: row.keptVnd,
    handedVnd: row.handedVnd,
    receivedVnd: row.receivedVnd,
    stage: row.stage,
  }));
  const last = items.at(-1);
  return {
    items,
    nextCursor:
      rows.length > query.limit && last
        ? Buffer.from(JSON.stringify([last.from, last.unit.name, last.unit.id])).toString('base64url')
        : null,
    ...(query.cursor === undefined
      ? { total: (await tx.one<{ n: number }>(sql`select count(*) as n from (${grouped}) g`)).n }
      : {}),
  };
}

/** @throws Invalid `request.cursor` when the text is none of ours */
function cursorOf(cursor: string) {
  let keys: unknown;
  try {
    keys = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new Invalid('request.cursor');
  }
  const [on, name, id] = Array.isArray(keys) ? (keys as unknown[]) : [];
  if (
    typeof on !== 'string' ||
    typeof name !== 'string' ||
    typeof id !== 'string' ||
    !/^\d{4}-(0[1-9]|1[0-2])-01$/.test(on) ||
    !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
  )
    throw new Invalid('request.cursor');
  return sql`(x."from" < ${on}::date or (x."from" = ${on}::date and (x.name collate "vi-x-icu", x.unit_id) > (${name}::text collate "vi-x-icu", ${id}::uuid)))`;
}
