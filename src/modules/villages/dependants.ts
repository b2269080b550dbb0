import { sql } from 'kysely';
import { registerDependants } from '#modules/organisation/index.ts';

/** What was promised to a village that ends goes on in its successor; what happened there stays with it as history. */
registerDependants({
  room: 'villages',
  async describe(tx, unitIds) {
    const rows = await tx.many<{ unitId: string; count: number; sample: { id: string; name: string }[] }>(sql`
      select b.village_id as "unitId", count(*) as count,
        (array_agg(json_build_object('id', b.id, 'name', p.name || ' ' || b.year) order by b.year, b.id))[1:5] as sample
      from villages.benefit b join villages.programme p on p.code = b.programme
      where b.stage = 'planned' and b.village_id = any(${[...unitIds]}::uuid[])
      group by b.village_id`);
    return rows.map((row) => ({ ...row, kind: 'planned_benefit', open: true }));
  },
  async move(tx, { from, to, eventId }) {
    await tx.run(sql`select villages.benefits_follow(${from}::uuid, ${to}::uuid, ${eventId}::uuid)`);
  },
  async moveBack(tx, { eventId }) {
    await tx.run(sql`select villages.benefits_follow_back(${eventId}::uuid)`);
  },
});
