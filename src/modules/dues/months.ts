import { sql } from 'kysely';
import type { z } from 'zod';
import { assertUnitsInScope } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Forbidden, RuleBroken } from '#platform/errors.ts';
import type { Asking } from '#platform/http/room-routes.ts';
import { ownCell } from './basis.ts';
import { rollOf, workOut } from './charges.ts';
import type { CloseMonth, ConfirmMonth, OpenMonth, SettleBody } from './contract.ts';
import { assertBegun, assertPast, firstDay, monthOf, splitOf } from './rules/index.ts';
import { assertKeeps, type Book, duesSettings, monthById, type MonthHead, monthFor, unitIn } from './units.ts';

/**
 * Begins the month of a cell, or works it out anew: what each member owes.
 * @throws NotFound; Forbidden `dues.not-the-keeper`; RuleBroken `dues.month-not-begun`, `dues.month-closed`, `dues.unit-not-alive`, `member.dues-no-region`, `rule.none-on-date`
 */
export async function openMonth(
  tx: Tx,
  asking: Asking,
  { unitId, month }: z.infer<typeof OpenMonth>,
): Promise<{ id: string }> {
  const cell = await ownCell(tx, asking, unitId, month);
  assertBegun(month, asking.today);
  const head = await monthFor(tx, cell, month);
  if (head.closedOn !== null) throw new RuleBroken('dues.month-closed', { month, on: head.closedOn });
  await workOut(tx, head, asking.today);
  return { id: head.id };
}

/**
 * Closes the month of a cell: what came in is split into what it keeps and what it hands on.
 * @throws NotFound; Forbidden; RuleBroken `dues.month-closed`, `dues.earlier-open` `{ month }`, `dues.without-basis` `{ count }`, `dues.in-future`, `dues.month-running` `{ month }`
 */
export async function closeMonth(
  tx: Tx,
  asking: Asking,
  id: string,
  input: z.infer<typeof CloseMonth>,
): Promise<{ id: string }> {
  const head = await monthById(tx, id);
  await assertKeeps(tx, asking.caller, head.keeperId);
  assertPast(input.on, asking.today);
  if (head.closedOn !== null) throw new RuleBroken('dues.month-closed', { month: head.month, on: head.closedOn });
  if (monthOf(input.on) < head.month) throw new RuleBroken('dues.month-running', { month: head.month });
  const earlier = await tx.maybeOne<{ month: string }>(sql`
    select to_char(m.month, 'YYYY-MM') as month from dues.month m
    where m.unit_id = ${head.unitId} and m.month < ${firstDay(head.month)}::date and m.closed_on is null order by m.month limit 1`);
  if (earlier) throw new RuleBroken('dues.earlier-open', earlier);
  const unit = await unitIn(tx, asking.caller, head.unitId, head.month);
  if (head.level === 'cell') {
    await workOut(tx, head, asking.today);
    const { count } = await tx.one<{ count: number }>(sql`
      select count(*) as count from (${rollOf(head.unitId, head.month)}) r
      where not exists (select 1 from dues.charge c where c.member_id = r.member_id and c.month = ${firstDay(head.month)}::date)`);
    if (count > 0) throw new RuleBroken('dues.without-basis', { count, month: head.month });
  }
  return settle(tx, unit, head, input);
}

async function settle(tx: Tx, unit: Book, head: MonthHead, input: z.infer<typeof CloseMonth>): Promise<{ id: string }> {
  const { percent, keptVnd, handedVnd, source } = splitOf(head.cashVnd, unit, head.month, await duesSettings(tx));
  await tx.run(sql`
    update dues.month set closed_on = ${input.on}, document = ${input.document}, kept_percent = ${percent}, kept_vnd = ${keptVnd}, handed_vnd = ${handedVnd}, split_source = ${source}
    where id = ${head.id}`);
  return { id: head.id };
}

/**
 * The body above confirms what it received.
 * @throws NotFound; Forbidden `dues.not-above`; RuleBroken `dues.not-closed` `{ month }`, `dues.confirmed-already` `{ on }`, `dues.in-future`, `dues.before-closing` `{ on }`
 */
export async function confirmMonth(
  tx: Tx,
  { caller, today }: Asking,
  id: string,
  input: z.infer<typeof ConfirmMonth>,
): Promise<{ id: string }> {
  const head = await monthById(tx, id);
  const keeper = await unitIn(tx, caller, head.keeperId, monthOf(today));
  // Whoever hands on does not confirm: the unit above lies in the scope of the one who does.
  if (keeper.parentId === null) throw new Forbidden('dues.not-above');
  await assertUnitsInScope(tx, caller, [keeper.parentId]).catch(() => {
    throw new Forbidden('dues.not-above');
  });
  assertPast(input.on, today);
  if (head.closedOn === null) throw new RuleBroken('dues.not-closed', { month: head.month });
  if (head.receivedOn !== null)
    throw new RuleBroken('dues.confirmed-already', { month: head.month, on: head.receivedOn });
  if (input.on < head.closedOn) throw new RuleBroken('dues.before-closing', { on: head.closedOn });
  await tx.run(sql`
    update dues.month set received_on = ${input.on}, received_vnd = ${input.receivedVnd}, received_document = ${input.document} where id = ${id}`);
  return { id };
}

/**
 * Settles the month of a body: what its units handed on and it confirmed came in; it keeps its share and hands on the rest.
 * @throws NotFound; Forbidden; RuleBroken `dues.is-a-cell`, `dues.not-confirmed` `{ count }`, `dues.nothing-received`, `dues.month-closed`, `dues.month-running`, `dues.in-future`
 */
export async function settleBody(tx: Tx, asking: Asking, input: z.infer<typeof SettleBody>): Promise<{ id: string }> {
  const { month } = input;
  const unit = await unitIn(tx, asking.caller, input.unitId, month);
  assertPast(input.on, asking.today);
  if (unit.isCell) throw new RuleBroken('dues.is-a-cell', { unit: unit.name });
  await assertKeeps(tx, asking.caller, unit.id);
  if (monthOf(input.on) < month) throw new RuleBroken('dues.month-running', { month });
  const below = await tx.one<{ waiting: number; count: number; receivedVnd: number }>(sql`
    select count(*) filter (where m.received_on is null) as waiting, count(*) as count, coalesce(sum(m.received_vnd), 0) as "receivedVnd"
    from dues.month m where m.parent_id = ${unit.id} and m.month = ${firstDay(month)}::date`);
  if (below.count === 0) throw new RuleBroken('dues.nothing-received', { month });
  if (below.waiting > 0) throw new RuleBroken('dues.not-confirmed', { count: below.waiting, month });
  const head = await monthFor(tx, unit, month);
  if (head.closedOn !== null) throw new RuleBroken('dues.month-closed', { month, on: head.closedOn });
  await tx.run(sql`select dues.sum_body(${head.id}::uuid)`);
  return settle(tx, unit, { ...head, cashVnd: below.receivedVnd }, input);
}
