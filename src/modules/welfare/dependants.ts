import { type RawBuilder, sql } from 'kysely';
import { registerDependants } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';

/**
 * What goes on under the successor: open campaigns (their organiser and their place), sponsors, households with what hangs on them,
 * needs and houses that are not over, and what is still to be handed over. The journal stays as it was written.
 */
type Following = {
  name: string;
  table: string;
  column: string;
  label: string;
  open: RawBuilder<unknown>;
  title: RawBuilder<unknown>;
};
const FOLLOWING: readonly Following[] = [
  {
    name: 'campaign_unit',
    table: 'campaign',
    column: 'unit_id',
    label: 'label',
    open: sql`t.state = 'open'`,
    title: sql`t.title`,
  },
  {
    name: 'campaign_place',
    table: 'campaign',
    column: 'place_id',
    label: 'place_label',
    open: sql`t.state = 'open'`,
    title: sql`t.title`,
  },
  { name: 'sponsor', table: 'sponsor', column: 'keeper_id', label: 'label', open: sql`true`, title: sql`t.name` },
  {
    name: 'household',
    table: 'household',
    column: 'village_id',
    label: 'label',
    open: sql`t.left_on is null`,
    title: sql`t.code`,
  },
  {
    name: 'need',
    table: 'need',
    column: 'village_id',
    label: 'label',
    open: sql`t.state in ('proposed', 'voted', 'listed')`,
    title: sql`t.title`,
  },
  {
    name: 'house',
    table: 'house',
    column: 'village_id',
    label: 'label',
    open: sql`t.stage <> 'inspected'`,
    title: sql`t.kind`,
  },
  {
    name: 'allocation',
    table: 'allocation',
    column: 'village_id',
    label: 'village_label',
    open: sql`t.given < t.quantity`,
    title: sql`t.item`,
  },
];
const tableOf = ({ table }: Following) => sql.table(`welfare.${table}`);

registerDependants({
  room: 'welfare',
  async describe(tx, unitIds) {
    const found = await Promise.all(
      FOLLOWING.map((one) =>
        tx.many<{ unitId: string; kind: string; count: number; sample: { id: string; name: string }[] }>(sql`
          select t.${sql.ref(one.column)} as "unitId", ${one.name}::text as kind, count(*) as count,
            (array_agg(json_build_object('id', t.id, 'name', ${one.title}) order by t.id))[1:5] as sample
          from ${tableOf(one)} t where ${one.open} and t.${sql.ref(one.column)} = any(${[...unitIds]}::uuid[]) group by 1`),
      ),
    );
    return found.flat().map((row) => ({ ...row, open: true }));
  },
  async move(tx, { from, to, eventId }) {
    for (const one of FOLLOWING)
      await tx.run(sql`
        with moved as (
          update ${tableOf(one)} t set ${sql.ref(one.column)} = ${to}, ${sql.ref(one.label)} = u.label, version = t.version + 1
          from organisation.unit u where u.id = ${to} and t.${sql.ref(one.column)} = ${from} and ${one.open} returning t.id)
        insert into welfare.moved (event_id, table_name, record_id, from_id, to_id) select ${eventId}, ${one.name}, id, ${from}, ${to} from moved`);
    await sameLabels(tx, eventId);
  },
  async moveBack(tx, { eventId }) {
    for (const one of FOLLOWING)
      await tx.run(sql`
        update ${tableOf(one)} t set ${sql.ref(one.column)} = m.from_id, ${sql.ref(one.label)} = u.label, version = t.version + 1
        from welfare.moved m join organisation.unit u on u.id = m.from_id
        where m.event_id = ${eventId} and m.table_name = ${one.name} and t.id = m.record_id`);
    await sameLabels(tx, eventId);
    await tx.run(sql`delete from welfare.moved where event_id = ${eventId}`);
  },
});

/** What hangs on a record that moved carries its label: balances, classes, consents, stages. */
async function sameLabels(tx: Tx, eventId: string): Promise<void> {
  const moved = (name: string) =>
    sql`select m.record_id from welfare.moved m where m.event_id = ${eventId} and m.table_name like ${name}`;
  for (const child of ['campaign_item', 'stock', 'pledge'])
    await tx.run(sql`
      update ${sql.table(`welfare.${child}`)} t set label = c.label, place_label = c.place_label from welfare.campaign c
      where c.id = t.campaign_id and c.id in (${moved('campaign%')}) and (t.label, t.place_label) <> (c.label, c.place_label)`);
  for (const child of ['household_class', 'eligibility', 'consent'])
    await tx.run(sql`
      update ${sql.table(`welfare.${child}`)} t set label = h.label from welfare.household h
      where h.id = t.household_id and h.id in (${moved('household')}) and t.label <> h.label`);
  for (const child of ['house_stage', 'house_share'])
    await tx.run(sql`
      update ${sql.table(`welfare.${child}`)} t set label = o.label from welfare.house o
      where o.id = t.house_id and o.id in (${moved('house')}) and t.label <> o.label`);
  await tx.run(sql`
    update welfare.agreement t set label = s.label from welfare.sponsor s where s.id = t.sponsor_id and s.id in (${moved('sponsor')}) and t.label <> s.label`);
}
