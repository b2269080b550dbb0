/** The dues books of the plan as rows; balances and sums are made by the database, as for everybody else. */
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { type PlanDues, REGION } from './plan/dues.ts';
import { COMMUNE } from './plan/meetings-facts.ts';
import type { Key } from './plan/types.ts';

type Ids = { id: (kind: string, key: string) => string; label: (unit: Key) => number };

/** Writes books, payments and settlements: first what is due and paid, then the closing of each month in order. */
export async function loadDues(tx: Tx, dues: PlanDues, { id, label }: Ids): Promise<void> {
  if (dues.months.length === 0) return;
  const monthId = (cell: Key, month: string) => id('dues-month', `${cell}/${month}`);
  const chargeId = (member: Key, month: string) => id('dues-charge', `${member}/${month}`);
  const receiptId = (cell: Key, on: string, number: number) =>
    id('dues-receipt', `${cell}/${on.slice(0, 4)}/${number}`);
  const rows = (all: readonly object[], columns: string): RawBuilder<unknown> =>
    sql`jsonb_to_recordset(${JSON.stringify(all)}::jsonb) r(${sql.raw(columns)})`;
  const at = (cell: Key) => ({ cell: id('unit', cell), label: label(cell) });
  const commune = { id: id('unit', COMMUNE), label: label(COMMUNE) };
  const parent = await tx.maybeOne<{ id: string }>(
    sql`select parent_id as id from organisation.unit_version where unit_id = ${commune.id} and parent_id is not null order by valid desc limit 1`,
  );
  await tx.run(sql`
    insert into dues.wage_region (unit_id, region, valid, document, label)
    values (${commune.id}, ${REGION}, daterange('2026-01-01', null), 'Nghị định 293/2025/NĐ-CP', ${commune.label})`);
  const bases = dues.bases.map((one) => ({
    ...one,
    ...at(one.cell),
    id: id('dues-basis', `${one.cell}/${one.member}`),
    member: id('person', one.member),
  }));
  await tx.run(sql`
    insert into dues.basis (id, member_id, cell_id, dues_class, due_vnd, valid, label)
    select id, member, cell, "duesClass", "dueVnd", daterange("from", null), label
    from ${rows(bases, 'id uuid, member uuid, cell uuid, "duesClass" text, "dueVnd" bigint, "from" date, label int')}`);
  const reliefs = dues.reliefs.map((one) => ({
    ...one,
    ...at(one.cell),
    id: id('dues-relief', `${one.cell}/${one.member}`),
    member: id('person', one.member),
  }));
  await tx.run(sql`
    insert into dues.relief (id, member_id, cell_id, percent, valid, document, decided_on, label)
    select id, member, cell, percent, daterange("from", "to"), document, "decidedOn", label
    from ${rows(reliefs, 'id uuid, member uuid, cell uuid, percent int, "from" date, "to" date, document text, "decidedOn" date, label int')}`);
  await tx.run(sql`
    insert into dues.relief_ground (id, cell_id, ground, label)
    select id, cell, ground, label from ${rows(reliefs, 'id uuid, cell uuid, ground text, label int')}`);
  const months = dues.months.map((one) => ({
    ...one,
    ...at(one.cell),
    id: monthId(one.cell, one.month),
    month: `${one.month}-01`,
  }));
  const monthColumns =
    'id uuid, cell uuid, month date, label int, percent numeric, source text, "closedOn" date, document text, "receivedOn" date';
  await tx.run(sql`
    insert into dues.month (id, unit_id, keeper_id, parent_id, level, month, label)
    select id, cell, cell, ${commune.id}, 'cell', month, label from ${rows(months, monthColumns)}`);
  const charges = dues.charges.map((one) => ({
    id: chargeId(one.member, one.month),
    book: monthId(one.cell, one.month),
    member: id('person', one.member),
    month: `${one.month}-01`,
    fullVnd: one.fullVnd,
    dueVnd: one.dueVnd,
    relief: one.relief,
    source: one.source,
    label: label(one.cell),
  }));
  await tx.run(sql`
    insert into dues.charge (id, month_id, member_id, month, full_vnd, due_vnd, relief, rule_source, label)
    select id, book, member, month, "fullVnd", "dueVnd", relief, source, label
    from ${rows(charges, 'id uuid, book uuid, member uuid, month date, "fullVnd" bigint, "dueVnd" bigint, relief int, source text, label int')}`);
  const receipts = dues.receipts.map((one) => ({
    id: receiptId(one.cell, one.on, one.number),
    book: monthId(one.cell, one.on.slice(0, 7)),
    ...at(one.cell),
    member: id('person', one.member),
    on: one.on,
    number: one.number,
    channel: one.channel,
    amount: one.lines.reduce((sum, { amountVnd }) => sum + amountVnd, 0),
  }));
  await tx.run(sql`
    insert into dues.receipt (id, book_id, unit_id, member_id, year, number, paid_on, channel, amount_vnd, label)
    select id, book, cell, member, extract(year from "on"), number, "on", channel, amount, label
    from ${rows(receipts, 'id uuid, book uuid, cell uuid, member uuid, "on" date, number int, channel text, amount bigint, label int')}`);
  const entries = dues.receipts.flatMap((one) =>
    one.lines.map((line) => ({
      receipt: receiptId(one.cell, one.on, one.number),
      charge: chargeId(one.member, line.month),
      kind: line.kind,
      amount: line.amountVnd,
      label: label(one.cell),
    })),
  );
  await tx.run(sql`
    insert into dues.entry (receipt_id, charge_id, kind, amount_vnd, label)
    select receipt, charge, kind, amount, label from ${rows(entries, 'receipt uuid, charge uuid, kind text, amount bigint, label int')}`);
  await tx.run(sql`
    update dues.month m set closed_on = r."closedOn", document = r.document, kept_percent = r.percent, split_source = r.source,
      kept_vnd = floor(m.cash_vnd * r.percent / 100), handed_vnd = m.cash_vnd - floor(m.cash_vnd * r.percent / 100)
    from ${rows(months, monthColumns)} where m.id = r.id and r."closedOn" is not null`);
  await tx.run(sql`
    update dues.month m set received_on = r."receivedOn", received_vnd = m.handed_vnd, received_document = r.document
    from ${rows(months, monthColumns)} where m.id = r.id and r."receivedOn" is not null`);
  for (const { month, percent, source, closedOn, receivedOn } of dues.settled) {
    const head = monthId(COMMUNE, month);
    await tx.run(sql`
      insert into dues.month (id, unit_id, keeper_id, parent_id, level, month, label)
      values (${head}, ${commune.id}, ${commune.id}, ${parent?.id ?? null}, 'body', ${`${month}-01`}, ${commune.label})`);
    await tx.run(sql`select dues.sum_body(${head}::uuid)`);
    await tx.run(sql`
      update dues.month m set closed_on = ${closedOn}, document = ${`${Number(month.slice(5))}-BC/ĐU`}, kept_percent = ${percent}, split_source = ${source},
        kept_vnd = floor(m.cash_vnd * ${percent}::numeric / 100), handed_vnd = m.cash_vnd - floor(m.cash_vnd * ${percent}::numeric / 100)
      where m.id = ${head}`);
    if (receivedOn !== null)
      await tx.run(sql`
        update dues.month m set received_on = ${receivedOn}, received_vnd = m.handed_vnd, received_document = ${`${Number(month.slice(5))}-PT/TU`} where m.id = ${head}`);
  }
}
