import { type RawBuilder, sql } from 'kysely';
import { registerDependants } from '#modules/organisation/index.ts';

/**
 * What goes on under the successor: open campaigns (their organiser and their place), sponsors, households with what hangs on them,
 * needs and houses that are not over, and what is still to be handed over. The journal stays as it was written.
 * `welfare.follow` moves the same.
 */
type Following = {
  name: string;
  table: string;
  column: string;
  open: RawBuilder<unknown>;
  title: RawBuilder<unknown>;
};
const FOLLOWING: readonly Following[] = [
  {
    name: 'campaign_unit',
    table: 'campaign',
    column: 'unit_id',
    open: sql`t.state = 'open'`,
    title: sql`t.title`,
  },
  {
    name: 'campaign_place',
    table: 'campaign',
    column: 'place_id',
    open: sql`t.state = 'open'`,
    title: sql`t.title`,
  },
  { name: 'sponsor', table: 'sponsor', column: 'keeper_id', open: sql`true`, title: sql`t.name` },
  {
    name: 'household',
    table: 'household',
    column: 'village_id',
    open: sql`t.left_on is null`,
    title: sql`t.code`,
  },
  {
    name: 'need',
    table: 'need',
    column: 'village_id',
    open: sql`t.state in ('proposed', 'voted', 'listed')`,
    title: sql`t.title`,
  },
  {
    name: 'house',
    table: 'house',
    column: 'village_id',
    open: sql`t.stage <> 'inspected'`,
    title: sql`t.kind`,
  },
  {
    name: 'allocation',
    table: 'allocation',
    column: 'village_id',
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
    await tx.run(sql`select welfare.follow(${from}::uuid, ${to}::uuid, ${eventId}::uuid)`);
  },
  async moveBack(tx, { eventId }) {
    await tx.run(sql`select welfare.follow_back(${eventId}::uuid)`);
  },
});
