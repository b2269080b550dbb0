import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound, RuleBroken } from '#platform/errors.ts';
import type { Asking } from '#platform/http/room-routes.ts';
import { assertOnRoll } from './basis.ts';
import { daysOf, workOut } from './charges.ts';
import type { MadeReceipts, NewPayments, Reversal } from './contract.ts';
import { assertPast, firstDay, monthOf, type Owed, paymentOf } from './rules/index.ts';
import { assertKeeps, type Book, findMonth, monthFor, type MonthHead, unitIn } from './units.ts';

type Charge = Owed & { id: string; memberId: string };
type Receipts = z.infer<typeof MadeReceipts>;

type Place = { cell: Book; keeperId: string; head: MonthHead };

/** The book into which money of a day goes: that of the cell, or of its successor where it lives no more in that month. */
async function bookOf(tx: Tx, asking: Asking, unitId: string, on: string): Promise<Place> {
  const asked = await unitIn(tx, asking.caller, unitId, monthOf(on));
  assertPast(on, asking.today);
  const last = await tx.maybeOne<{ id: string }>(
    sql`select keeper_id as id from dues.month where unit_id = ${unitId} order by month desc limit 1`,
  );
  const keeperId = last?.id ?? unitId;
  const cell = asked.alive ? asked : await unitIn(tx, asking.caller, keeperId, monthOf(on));
  if (!cell.isCell) throw new RuleBroken('dues.not-a-cell', { unit: cell.name });
  await assertKeeps(tx, asking.caller, keeperId);
  const head = await monthFor(tx, cell, monthOf(on));
  if (head.closedOn !== null) throw new RuleBroken('dues.month-closed', { month: head.month, on: head.closedOn });
  return { cell, keeperId, head };
}

/** What the members owe for the months that are paid, locked until it is paid. */
async function owedBy(
  tx: Tx,
  asking: Asking,
  { cell, keeperId }: Place,
  lines: NewPayments['lines'],
): Promise<Map<string, Charge>> {
  const wanted = JSON.stringify(lines.map(({ memberId, month }) => ({ member: memberId, month: firstDay(month) })));
  const find = async () =>
    new Map(
      (
        await tx.many<Charge>(sql`
          select c.id, c.member_id as "memberId", to_char(c.month, 'YYYY-MM') as month, c.due_vnd as "dueVnd", c.paid_vnd as "paidVnd", c.settled_on as "settledOn", c.relief
          from jsonb_to_recordset(${wanted}::jsonb) w(member uuid, month date)
          join dues.charge c on c.member_id = w.member and c.month = w.month
          join dues.month m on m.id = c.month_id and m.keeper_id = ${keeperId} order by c.id for update of c`)
      ).map((one) => [`${one.memberId} ${one.month}`, one]),
    );
  const found = await find();
  const missing = lines.filter(({ memberId, month }) => !found.has(`${memberId} ${month}`));
  if (missing.length === 0) return found;
  for (const [month, members] of grouped(missing, (line) => line.month)) {
    for (const { memberId } of members) await assertOnRoll(tx, memberId, cell, month);
    const ahead = firstDay(month) > asking.today;
    const head = ahead
      ? await monthFor(tx, await unitIn(tx, asking.caller, cell.id, month), month)
      : await findMonth(tx, cell.id, month);
    if (!head) throw new RuleBroken('dues.month-not-open', { month });
    if (head.closedOn !== null) throw new RuleBroken('dues.month-closed', { month, on: head.closedOn });
    await workOut(
      tx,
      head,
      asking.today,
      members.map(({ memberId }) => memberId),
    );
  }
  const again = await find();
  for (const { memberId, month } of missing)
    if (!again.has(`${memberId} ${month}`)) throw new RuleBroken('dues.no-basis', { month });
  return again;
}

/** When the members are temporarily exempt: the only ones who may pay ahead. */
async function exemptions(
  tx: Tx,
  members: readonly string[],
  on: string,
): Promise<Map<string, { from: string; to: string }>> {
  const rows = await tx.many<{ id: string; from: string; to: string | null }>(sql`
    select p.member_id as id, lower(p.valid) as "from", coalesce(upper(p.valid), (lower(p.valid) + interval '12 months')::date) as "to" from membership.on_roll p
    where p.member_id = any(${[...members]}::uuid[]) and p.state = 'temp_exempt' and (p.valid @> ${on}::date or p.valid && ${daysOf(monthOf(on))})`);
  return new Map(rows.map(({ id, from, to }) => [id, { from, to: to ?? from }]));
}

/**
 * Records who paid for which months. Members who paid several months get one receipt each.
 * @throws NotFound; Forbidden `dues.not-the-keeper`; RuleBroken `dues.month-closed`, `dues.month-not-open`, `dues.no-basis`, `dues.before-admission`, `dues.after-leaving`,
 *   `dues.other-cell`, `dues.in-future`, `dues.twice-in-list` `{ month }`, and those of `paymentOf`
 */
export async function pay(tx: Tx, asking: Asking, input: NewPayments): Promise<Receipts> {
  const place = await bookOf(tx, asking, input.unitId, input.on);
  const seen = new Set<string>();
  for (const { memberId, month } of input.lines) {
    if (seen.has(`${memberId} ${month}`)) throw new RuleBroken('dues.twice-in-list', { month });
    seen.add(`${memberId} ${month}`);
  }
  const charges = await owedBy(tx, asking, place, input.lines);
  const exempt = await exemptions(tx, [...new Set(input.lines.map(({ memberId }) => memberId))], input.on);
  const entries = input.lines.flatMap((line) => {
    const charge = charges.get(`${line.memberId} ${line.month}`);
    if (!charge) throw new NotFound();
    const { dueVnd, extraVnd } = paymentOf(line, charge, { on: input.on, exempt: exempt.get(line.memberId) ?? null });
    const of = { member: line.memberId, charge: charge.id };
    return [
      { ...of, kind: 'due', amount: dueVnd },
      { ...of, kind: 'extra', amount: extraVnd },
    ].filter(({ amount }) => amount > 0);
  });
  return write(tx, { ...place, on: input.on, channel: input.channel, entries });
}

function grouped<K, T>(all: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}

type Entry = { member: string; charge: string; kind: string; amount: number };
async function write(
  tx: Tx,
  given: {
    cell: Book;
    head: MonthHead;
    on: string;
    channel: string;
    entries: readonly Entry[];
    reverses?: { id: string; document: string };
  },
): Promise<Receipts> {
  const { cell, head, on } = given;
  const year = Number(on.slice(0, 4));
  // One writer at a time draws numbers of a cell and year: the book of the month is locked, and its neighbours by the unit.
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`dues ${cell.id} ${year}`}, 0))`);
  const sums = [...grouped(given.entries, ({ member }) => member)].map(([member, entries]) => ({
    member,
    amount: entries.reduce((sum, { amount }) => sum + amount, 0),
  }));
  const items = await tx.many<Receipts['items'][number]>(sql`
    insert into dues.receipt (book_id, unit_id, member_id, year, number, paid_on, channel, amount_vnd, reverses_id, document, label)
    select ${head.id}, ${cell.id}, g.member, ${year}, (select coalesce(max(r.number), 0) from dues.receipt r where r.unit_id = ${cell.id} and r.year = ${year}) + g.n,
      ${on}, ${given.channel}, g.amount, ${given.reverses?.id ?? null}, ${given.reverses?.document ?? null}, ${head.label}
    from (select s.member, s.amount, row_number() over () as n from jsonb_to_recordset(${JSON.stringify(sums)}::jsonb) s(member uuid, amount bigint)) g
    returning id, member_id as "memberId", number, year, amount_vnd as "amountVnd"`);
  const receiptOf = new Map(items.map(({ id, memberId }) => [memberId, id]));
  const rows = given.entries.map((entry) => ({ ...entry, receipt: receiptOf.get(entry.member) }));
  await tx.run(sql`
    insert into dues.entry (receipt_id, charge_id, kind, amount_vnd, label)
    select receipt, charge, kind, amount, ${head.label} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) g(receipt uuid, charge uuid, kind text, amount bigint)`);
  return { items: items.sort((a, b) => a.number - b.number) };
}

/**
 * Takes a receipt back by a further one; nothing is overwritten.
 * @throws NotFound; Forbidden; RuleBroken `dues.reversed-already` `{ number }`, `dues.is-a-reversal`, `dues.before-receipt` `{ on }`, `dues.month-closed`, `dues.in-future`
 */
export async function reverse(tx: Tx, asking: Asking, id: string, input: z.infer<typeof Reversal>): Promise<Receipts> {
  const receipt = await tx.one<{
    unitId: string;
    keeperId: string;
    paidOn: string;
    channel: string;
    amountVnd: number;
    reversedBy: number | null;
  }>(sql`
    select r.unit_id as "unitId", m.keeper_id as "keeperId", r.paid_on as "paidOn", r.channel, r.amount_vnd as "amountVnd",
      (select t.number from dues.receipt t where t.reverses_id = r.id) as "reversedBy"
    from dues.receipt r join dues.month m on m.id = r.book_id where r.id = ${id}`);
  await assertKeeps(tx, asking.caller, receipt.keeperId);
  if (receipt.amountVnd < 0) throw new RuleBroken('dues.is-a-reversal');
  if (receipt.reversedBy !== null) throw new RuleBroken('dues.reversed-already', { number: receipt.reversedBy });
  if (input.on < receipt.paidOn) throw new RuleBroken('dues.before-receipt', { on: receipt.paidOn });
  const { cell, head } = await bookOf(tx, asking, receipt.keeperId, input.on);
  const entries = await tx.many<Entry>(sql`
    select r.member_id as member, e.charge_id as charge, e.kind, -e.amount_vnd as amount
    from dues.entry e join dues.receipt r on r.id = e.receipt_id where r.id = ${id}`);
  return write(tx, {
    cell,
    head,
    on: input.on,
    channel: receipt.channel,
    entries,
    reverses: { id, document: input.document },
  });
}
