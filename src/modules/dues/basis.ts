import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { Asking } from '#platform/http/room-routes.ts';
import { assertLabelsInScope, getUnit } from '#modules/organisation/index.ts';
import { daysOf, workOutFrom } from './charges.ts';
import type { EndRelief, Excuse, NewBasis, NewRegion, NewRelief } from './contract.ts';
import { assertBasis, assertRelief, firstDay, monthAfter } from './rules/index.ts';
import { assertKeeps, type Book, duesSettings, unitIn } from './units.ts';

/** A cell whose book the caller keeps, in a month. @throws NotFound; Forbidden `dues.not-the-keeper`; RuleBroken `dues.not-a-cell`, `dues.unit-not-alive` */
export async function ownCell(tx: Tx, { caller }: Pick<Asking, 'caller'>, id: string, month: string): Promise<Book> {
  const cell = await unitIn(tx, caller, id, month);
  if (!cell.isCell) throw new RuleBroken('dues.not-a-cell', { unit: cell.name });
  await assertKeeps(tx, caller, id);
  return cell;
}

/**
 * Somebody on the roll of a cell in a month.
 * @throws NotFound outside the scope; RuleBroken `dues.before-admission` `{ month, on }`, `dues.after-leaving` `{ month, on }`, `dues.other-cell` `{ month }`
 */
export async function assertOnRoll(tx: Tx, memberId: string, cell: { id: string }, month: string): Promise<void> {
  const found = await tx.one<{ here: boolean; there: boolean; first: string | null; last: string | null }>(sql`
    select coalesce(bool_or(p.cell_id = ${cell.id} and p.valid && ${daysOf(month)}), false) as here, coalesce(bool_or(p.valid && ${daysOf(month)}), false) as there,
      min(lower(p.valid)) as first, case when bool_or(upper_inf(p.valid)) then null else max(upper(p.valid)) - 1 end as last
    from membership.shown_person n left join membership.on_roll p on p.member_id = n.id where n.id = ${memberId} group by n.id`);
  if (found.here) return;
  if (!found.there && (found.first === null || firstDay(monthAfter(month)) <= found.first))
    throw new RuleBroken('dues.before-admission', { month, on: found.first });
  if (!found.there) throw new RuleBroken('dues.after-leaving', { month, on: found.last });
  throw new RuleBroken('dues.other-cell', { month });
}

/** What is said counts from a month that is not closed. @throws RuleBroken `dues.month-closed` `{ month, on }` */
async function assertNotClosed(tx: Tx, cellId: string, month: string): Promise<void> {
  const closed = await tx.maybeOne<{ month: string; on: string }>(sql`
    select to_char(m.month, 'YYYY-MM') as month, m.closed_on as "on" from dues.month m
    where m.keeper_id = ${cellId} and m.level = 'cell' and m.month >= ${firstDay(month)}::date and m.closed_on is not null order by m.month desc limit 1`);
  if (closed) throw new RuleBroken('dues.month-closed', closed);
}

/**
 * Says from what the dues of a member are counted, from a month on.
 * @throws NotFound; Forbidden `dues.not-the-keeper`; RuleBroken `member.dues-no-income`, `dues.sum-by-rule`, `dues.month-closed`, `dues.before-admission`, `rule.none-on-date`
 */
export async function setBasis(tx: Tx, asking: Asking, input: NewBasis): Promise<{ id: string }> {
  const cell = await ownCell(tx, asking, input.unitId, input.from);
  await assertOnRoll(tx, input.memberId, cell, input.from);
  assertBasis(input, input.from, await duesSettings(tx));
  await assertNotClosed(tx, cell.id, input.from);
  const from = firstDay(input.from);
  const later = await tx.maybeOne<{ from: string }>(sql`
    select to_char(lower(b.valid), 'YYYY-MM') as "from" from dues.basis b
    where b.member_id = ${input.memberId} and b.cell_id = ${cell.id} and lower(b.valid) > ${from}::date limit 1`);
  if (later) throw new RuleBroken('dues.basis-later', later);
  const same = await tx.maybeOne<{ id: string }>(sql`
    update dues.basis b set dues_class = ${input.duesClass}, due_vnd = ${input.dueVnd}
    where b.member_id = ${input.memberId} and b.cell_id = ${cell.id} and lower(b.valid) = ${from}::date returning b.id`);
  if (!same) {
    await tx.run(sql`
      update dues.basis b set valid = daterange(lower(b.valid), ${from}::date)
      where b.member_id = ${input.memberId} and b.cell_id = ${cell.id} and b.valid @> ${from}::date`);
    await tx.run(sql`
      insert into dues.basis (id, member_id, cell_id, dues_class, due_vnd, valid, label)
      values (${input.id}, ${input.memberId}, ${cell.id}, ${input.duesClass}, ${input.dueVnd}, daterange(${from}::date, null), ${cell.label})`);
  }
  await workOutFrom(tx, cell.id, input.from, asking.today);
  return { id: same?.id ?? input.id };
}

/** Waives or reduces the dues of a member. @throws as {@link setBasis}, and those of `assertRelief`; RuleBroken `dues.relief-exists` */
export async function addRelief(tx: Tx, asking: Asking, input: NewRelief): Promise<{ id: string }> {
  const cell = await ownCell(tx, asking, input.unitId, input.from);
  await assertOnRoll(tx, input.memberId, cell, input.from);
  assertRelief(input, asking.today, await duesSettings(tx));
  await assertNotClosed(tx, cell.id, input.from);
  const to = input.until === null ? null : firstDay(monthAfter(input.until));
  await tx.run(sql`
    insert into dues.relief (id, member_id, cell_id, percent, valid, document, decided_on, label)
    values (${input.id}, ${input.memberId}, ${cell.id}, ${input.percent}, daterange(${firstDay(input.from)}::date, ${to}::date), ${input.document}, ${input.decidedOn}, ${cell.label})`);
  await tx.run(
    sql`insert into dues.relief_ground (id, cell_id, ground, label) values (${input.id}, ${cell.id}, ${input.ground}, ${cell.label})`,
  );
  await workOutFrom(tx, cell.id, input.from, asking.today);
  return { id: input.id };
}

/** Ends a waiver or a reduction after a month. @throws NotFound; RuleBroken `member.period-empty`, `dues.month-closed` */
export async function endRelief(
  tx: Tx,
  asking: Asking,
  id: string,
  { after }: z.infer<typeof EndRelief>,
): Promise<{ id: string }> {
  const relief = await tx.one<{ cellId: string; from: string; until: string | null }>(sql`
    select cell_id as "cellId", to_char(lower(valid), 'YYYY-MM') as "from", to_char(upper(valid) - 1, 'YYYY-MM') as until from dues.relief where id = ${id} for update`);
  await assertKeeps(tx, asking.caller, relief.cellId);
  if (after < relief.from || (relief.until !== null && after > relief.until))
    throw new RuleBroken('member.period-empty', { from: relief.from, to: after });
  await assertNotClosed(tx, relief.cellId, monthAfter(after));
  await tx.run(
    sql`update dues.relief set valid = daterange(lower(valid), ${firstDay(monthAfter(after))}::date) where id = ${id}`,
  );
  await workOutFrom(tx, relief.cellId, monthAfter(after), asking.today);
  return { id };
}

/** The cell accepts why months were not paid: they count no more towards three in a year. @throws NotFound; RuleBroken `dues.nothing-open` `{ month }` */
export async function excuse(tx: Tx, asking: Asking, input: z.infer<typeof Excuse>): Promise<{ id: string }> {
  await ownCell(tx, asking, input.unitId, input.months[0] ?? '');
  for (const month of input.months) {
    const done = await tx.run(sql`
      update dues.charge c set excused_by = ${input.document} from dues.month m
      where m.id = c.month_id and m.keeper_id = ${input.unitId} and c.member_id = ${input.memberId} and c.month = ${firstDay(month)}::date and c.due_vnd > c.paid_vnd`);
    if (done === 0) throw new RuleBroken('dues.nothing-open', { month });
  }
  return { id: input.memberId };
}

/** Says which region of the minimum wage a place belongs to, from a month on. @throws NotFound; RuleBroken `dues.region-later` `{ from }` */
export async function setRegion(
  tx: Tx,
  { caller, today }: Asking,
  input: z.infer<typeof NewRegion>,
): Promise<{ id: string }> {
  const unit = await getUnit(tx, input.unitId, today);
  assertLabelsInScope(caller, [unit.label]);
  await assertKeeps(tx, caller, unit.id);
  const from = firstDay(input.from);
  const later = await tx.maybeOne<{ from: string }>(sql`
    select to_char(lower(valid), 'YYYY-MM') as "from" from dues.wage_region where unit_id = ${unit.id} and lower(valid) >= ${from}::date limit 1`);
  if (later) throw new RuleBroken('dues.region-later', later);
  await tx.run(sql`
    update dues.wage_region set valid = daterange(lower(valid), ${from}::date) where unit_id = ${unit.id} and valid @> ${from}::date`);
  await tx.run(sql`
    insert into dues.wage_region (id, unit_id, region, valid, document, label)
    values (${input.id}, ${unit.id}, ${input.region}, daterange(${from}::date, null), ${input.document}, ${unit.label})`);
  return { id: input.id };
}
