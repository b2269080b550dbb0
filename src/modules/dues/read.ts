import { sql } from 'kysely';
import { unitName } from '#modules/tasks/index.ts';
import { assertUnitsInScope } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import type { Asking } from '#platform/http/room-routes.ts';
import { rollOf } from './charges.ts';
import type { MemberDues, MonthBook, MonthRow } from './contract.ts';
import { firstDay, monthAfter, monthOf, paidUpTo } from './rules/index.ts';
import { keeps, regionOf, unitIn } from './units.ts';

const STAGE = sql`case when m.received_on is not null then 'confirmed' when m.closed_on is not null then 'closed' else 'open' end`;

/** The month of a cell with every member, or of a body with what it settled. @throws NotFound; RuleBroken `dues.not-party` */
export async function readMonth(
  tx: Tx,
  { caller, today }: Asking,
  asked: { unit: string; month?: string | undefined },
): Promise<MonthBook> {
  const month = asked.month ?? monthOf(today);
  const unit = await unitIn(tx, caller, asked.unit, month);
  const book = await tx.maybeOne<NonNullable<MonthBook['book']> & { keeperId: string }>(sql`
    select m.id, m.keeper_id as "keeperId", ${STAGE} as stage, m.members, m.full_vnd as "fullVnd", m.due_vnd as "dueVnd", m.collected_vnd as "collectedVnd", m.extra_vnd as "extraVnd",
      m.cash_vnd as "cashVnd", m.closed_on as "closedOn", m.document, m.kept_percent::float8 as "keptPercent", m.kept_vnd as "keptVnd", m.handed_vnd as "handedVnd",
      m.split_source as "splitSource", m.received_on as "receivedOn", m.received_vnd as "receivedVnd", m.received_document as "receivedDocument"
    from dues.month m where m.unit_id = ${unit.id} and m.month = ${firstDay(month)}::date`);
  const keeperId = book?.keeperId ?? unit.id;
  const [rows, region, unsettled, mayWrite, mayConfirm] = [
    unit.isCell ? await rowsOf(tx, { unitId: unit.id, keeperId, month, bookId: book?.id ?? null }) : [],
    await regionOf(tx, unit.id, month),
    await tx.many<MonthBook['unsettled'][number]>(sql`
      select ${unitName(sql`m.unit_id`, today)} as unit, to_char(m.month, 'YYYY-MM') as month, ${STAGE} as stage from dues.month m
      where m.keeper_id = ${keeperId} and m.received_on is null and (m.unit_id, m.month) <> (${unit.id}, ${firstDay(month)}::date) and m.month <= ${today}::date
      order by m.month, m.unit_id`),
    await keeps(tx, caller, keeperId),
    await isAbove(tx, caller, unit.parentId),
  ];
  return {
    unit: { id: unit.id, name: unit.name },
    month,
    isCell: unit.isCell,
    region,
    book: book ?? null,
    rows,
    unsettled,
    mayWrite,
    mayConfirm,
  };
}

async function isAbove(tx: Tx, caller: Caller, parentId: string | null): Promise<boolean> {
  if (parentId === null || !caller.rights.includes('dues.confirm')) return false;
  return assertUnitsInScope(tx, caller, [parentId]).then(
    () => true,
    () => false,
  );
}

type Asked = { unitId: string; keeperId: string; month: string; bookId: string | null };

/** Everybody whose dues of the month belong to the cell, by name. One question. */
async function rowsOf(tx: Tx, { unitId, keeperId, month, bookId }: Asked): Promise<MonthRow[]> {
  const first = firstDay(month);
  const rows = await tx.many<Omit<MonthRow, 'paidUpTo'> & { last: string | null; firstOpen: string | null }>(sql`
    with here as materialized (
      select r.member_id, r.state from (${rollOf(unitId, month)}) r
      where not exists (select 1 from dues.charge c where c.member_id = r.member_id and c.month = ${first}::date and c.month_id is distinct from ${bookId}::uuid)
      union
      select c.member_id, (select p.state from membership.on_roll p where p.member_id = c.member_id and p.valid @> ${first}::date limit 1) from dues.charge c
      where c.month_id = ${bookId}::uuid and c.member_id not in (select r.member_id from (${rollOf(unitId, month)}) r))
    select h.member_id as "memberId", n.full_name as name, h.state,
      case when b.id is not null then json_build_object('duesClass', b.dues_class, 'dueVnd', b.due_vnd, 'from', to_char(lower(b.valid), 'YYYY-MM')) end as basis,
      case when r.id is not null then json_build_object('id', r.id, 'percent', r.percent, 'from', to_char(lower(r.valid), 'YYYY-MM'), 'until', to_char(upper(r.valid) - 1, 'YYYY-MM'),
        'document', r.document, 'ground', g.ground) end as relief,
      case when c.id is not null then json_build_object('id', c.id, 'fullVnd', c.full_vnd, 'dueVnd', c.due_vnd, 'relief', c.relief, 'paidVnd', c.paid_vnd, 'extraVnd', c.extra_vnd,
        'settledOn', c.settled_on, 'excusedBy', c.excused_by, 'source', c.rule_source) end as charge,
      coalesce(o.open, '[]') as open, k.last, k.first_open as "firstOpen", coalesce(t.receipts, '[]') as receipts
    from here h
    left join membership.shown_person n on n.id = h.member_id
    left join dues.charge c on c.member_id = h.member_id and c.month = ${first}::date and c.month_id = ${bookId}::uuid
    left join dues.basis b on b.member_id = h.member_id and b.cell_id in (${unitId}, ${keeperId}) and b.valid @> ${first}::date
    left join dues.relief r on r.member_id = h.member_id and r.cell_id in (${unitId}, ${keeperId}) and r.valid @> ${first}::date
    left join dues.relief_ground g on g.id = r.id
    left join lateral (
      select json_agg(json_build_object('month', to_char(e.month, 'YYYY-MM'), 'openVnd', e.due_vnd - e.paid_vnd, 'excused', e.excused_by is not null) order by e.month) as open
      from dues.charge e where e.member_id = h.member_id and e.month < ${first}::date and e.due_vnd > e.paid_vnd) o on true
    left join lateral (
      select to_char(max(e.month), 'YYYY-MM') as last, to_char(min(e.month) filter (where e.due_vnd > e.paid_vnd), 'YYYY-MM') as first_open
      from dues.charge e where e.member_id = h.member_id) k on true
    left join lateral (
      select json_agg(json_build_object('id', q.id, 'number', q.number, 'year', q.year, 'on', q.paid_on, 'channel', q.channel, 'amountVnd', q.amount_vnd,
          'months', (select coalesce(json_agg(distinct to_char(x.month, 'YYYY-MM')), '[]') from dues.entry e join dues.charge x on x.id = e.charge_id where e.receipt_id = q.id),
          'reversedBy', (select z.number from dues.receipt z where z.reverses_id = q.id), 'reverses', (select z.number from dues.receipt z where z.id = q.reverses_id))
        order by q.year, q.number) as receipts
      from dues.receipt q where q.member_id = h.member_id
        and (q.book_id = ${bookId}::uuid or exists (select 1 from dues.entry e where e.receipt_id = q.id and e.charge_id = c.id))) t on true
    order by n.full_name collate "vi-x-icu", h.member_id`);
  return rows.map(({ last, firstOpen, ...row }) => ({
    ...row,
    paidUpTo: firstOpen === null ? last : monthAfter(firstOpen, -1),
  }));
}

/**
 * What a member paid up to which month, as far as the caller sees; for the member's own page and for a transfer letter.
 * @throws NotFound when the member is outside the caller's scope
 */
export async function duesOfMember(tx: Tx, memberId: string, today: string): Promise<MemberDues> {
  if (!(await tx.maybeOne(sql`select 1 from membership.shown_person where id = ${memberId}`))) throw new NotFound();
  const months = await tx.many<MemberDues['months'][number]>(sql`
    select to_char(c.month, 'YYYY-MM') as month, ${unitName(sql`m.unit_id`, today)} as unit, c.due_vnd as "dueVnd", c.relief, c.paid_vnd as "paidVnd", c.extra_vnd as "extraVnd",
      c.settled_on as "settledOn"
    from dues.charge c join dues.month m on m.id = c.month_id where c.member_id = ${memberId} order by c.month desc limit 60`);
  return {
    paidUpTo: paidUpTo(months.map(({ month, dueVnd, paidVnd }) => ({ month, openVnd: dueVnd - paidVnd }))),
    openVnd: months.reduce((sum, { dueVnd, paidVnd }) => sum + dueVnd - paidVnd, 0),
    months,
  };
}

/**
 * The month up to which a member has paid, `YYYY-MM`, for the letter of a transfer; null where no book has begun or nothing of it is seen.
 * @see DOMAIN.md 3.4: dues paid up to the month stated
 */
export async function duesPaidUpTo(tx: Tx, memberId: string): Promise<string | null> {
  const row = await tx.one<{ last: string | null; firstOpen: string | null }>(sql`
    select to_char(max(c.month), 'YYYY-MM') as last, to_char(min(c.month) filter (where c.due_vnd > c.paid_vnd), 'YYYY-MM') as "firstOpen"
    from dues.charge c where c.member_id = ${memberId}`);
  return row.firstOpen === null ? row.last : monthAfter(row.firstOpen, -1);
}
