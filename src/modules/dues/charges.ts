import { type RawBuilder, sql } from 'kysely';
import { type PartyTime, partyAge } from '#modules/membership/rules/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import type { DateRange } from '#platform/time/ranges.ts';
import { chargeOf, type DuesClass, firstDay } from './rules/index.ts';
import { duesSettings, type MonthHead, regionOf } from './units.ts';

/** The days of a month, as a range. */
export const daysOf = (month: string): RawBuilder<unknown> =>
  sql`daterange(${firstDay(month)}::date, (${firstDay(month)}::date + interval '1 month')::date)`;

/**
 * Members whose dues of a month belong to a cell: those who stood there on the first day of the month on which they were on the roll.
 * Who moves in the middle of a month pays it where he came from.
 */
export const rollOf = (unitId: string, month: string): RawBuilder<unknown> => sql`
  select p.member_id, p.state from membership.on_roll p
  where p.cell_id = ${unitId} and p.valid && ${daysOf(month)}
    and not exists (select 1 from membership.on_roll e where e.member_id = p.member_id and e.valid && ${daysOf(month)} and lower(e.valid) < lower(p.valid))`;

type Found = {
  memberId: string;
  duesClass: DuesClass | null;
  dueVnd: number | null;
  percent: number | null;
  decisionOn: string | null;
  precision: 'day' | 'month' | 'year' | null;
  outside: DateRange[] | null;
};

/** Full years of party age, at least; null where the day of the decision is not known at all. */
export function partyYears(given: Pick<Found, 'decisionOn' | 'precision' | 'outside'>, month: string): number | null {
  if (given.decisionOn === null || given.precision === null) return null;
  const time: PartyTime = {
    decisionOn: { on: given.decisionOn, precision: given.precision },
    outside: given.outside ?? [],
  };
  return partyAge(time, firstDay(month))?.years ?? null;
}

/**
 * Works out what everybody owes in an open month of a cell, anew: who came is added, who was not there after all and paid nothing is
 * left out. Who has no class yet stays without a sum.
 * @param ahead these members only, of a month that has not begun; nobody is left out then
 * @throws RuleBroken `member.dues-no-region`, `rule.none-on-date`, `dues.paid-already` where more was paid than would be due
 */
export async function workOut(tx: Tx, head: MonthHead, today: string, ahead?: readonly string[]): Promise<void> {
  const { month, unitId, keeperId } = head;
  const roll = ahead
    ? sql`select m as member_id from unnest(${[...ahead]}::uuid[]) m`
    : sql`select r.member_id from (${rollOf(unitId, month)}) r`;
  const found = await tx.many<Found>(sql`
    select w.member_id as "memberId", b.dues_class as "duesClass", b.due_vnd as "dueVnd", r.percent,
      t.decision_on as "decisionOn", t.decision_precision as precision, t.outside
    from (${roll}) w
    left join dues.basis b on b.member_id = w.member_id and b.cell_id in (${unitId}, ${keeperId}) and b.valid @> ${firstDay(month)}::date
    left join dues.relief r on r.member_id = w.member_id and r.cell_id in (${unitId}, ${keeperId}) and r.valid @> ${firstDay(month)}::date
    left join membership.party_time t on t.id = w.member_id`);
  const [region, settings] = [await regionOf(tx, unitId, month), await duesSettings(tx)];
  const rows = found.flatMap((one) => {
    if (one.duesClass === null) return [];
    const basis = { duesClass: one.duesClass, dueVnd: one.dueVnd };
    const asked = { month, basis, relief: one.percent ?? 0, partyYears: partyYears(one, month), region };
    return [{ member: one.memberId, ...chargeOf(asked, settings) }];
  });
  const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) g(member uuid, "fullVnd" bigint, "dueVnd" bigint, relief int, source text)`;
  if (ahead === undefined)
    await tx.run(sql`
      delete from dues.charge c where c.month_id = ${head.id} and c.paid_vnd = 0 and c.extra_vnd = 0 and not exists (select 1 from dues.entry e where e.charge_id = c.id)
        and c.member_id <> all(${found.map(({ memberId }) => memberId)}::uuid[])`);
  await tx.run(sql`
    update dues.charge c set full_vnd = g."fullVnd", due_vnd = g."dueVnd", relief = g.relief, rule_source = g.source,
      settled_on = case when g."dueVnd" > 0 and c.paid_vnd = g."dueVnd" then coalesce(c.settled_on, ${today}::date) end
    from ${given}
    where c.month_id = ${head.id} and c.member_id = g.member and (c.full_vnd, c.due_vnd, c.relief, c.rule_source) is distinct from (g."fullVnd", g."dueVnd", g.relief, g.source)`);
  await tx.run(sql`
    insert into dues.charge (month_id, member_id, month, full_vnd, due_vnd, relief, rule_source, label)
    select ${head.id}, g.member, ${firstDay(month)}::date, g."fullVnd", g."dueVnd", g.relief, g.source, ${head.label}
    from ${given} where not exists (select 1 from dues.charge c where c.month_id = ${head.id} and c.member_id = g.member)
    on conflict (member_id, month) do nothing`);
}

/** Works out anew the open months of a cell from one on: something was said of a member that counts from there. */
export async function workOutFrom(tx: Tx, keeperId: string, month: string, today: string): Promise<void> {
  const heads = await tx.many<MonthHead>(sql`
    select m.id, m.unit_id as "unitId", m.keeper_id as "keeperId", m.label, m.level, to_char(m.month, 'YYYY-MM') as month, m.cash_vnd as "cashVnd",
      m.closed_on as "closedOn", m.handed_vnd as "handedVnd", m.received_on as "receivedOn"
    from dues.month m where m.keeper_id = ${keeperId} and m.level = 'cell' and m.month >= ${firstDay(month)}::date and m.closed_on is null order by m.month for update`);
  for (const head of heads) {
    if (firstDay(head.month) <= today) await workOut(tx, head, today);
    else {
      const paid = await tx.many<{ id: string }>(
        sql`select member_id as id from dues.charge where month_id = ${head.id}`,
      );
      await workOut(
        tx,
        head,
        today,
        paid.map(({ id }) => id),
      );
    }
  }
}
