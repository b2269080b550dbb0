import { sql } from 'kysely';
import { registerDependants } from '#modules/organisation/index.ts';

const OPEN = {
  course: sql`t.state = 'planned'`,
  role_model: sql`t.ended_on is null`,
} as const;
type Table = keyof typeof OPEN;
const TABLES = Object.keys(OPEN) as Table[];

/** Courses still to be held and models still followed go on with the successor; what is over stays with the unit that did it. */
registerDependants({
  room: 'learning',
  async describe(tx, unitIds) {
    const found = await Promise.all(
      TABLES.map((table) =>
        tx.many<{ unitId: string; kind: string; count: number; sample: { id: string; name: string }[] }>(sql`
          select t.unit_id as "unitId", ${table} as kind, count(*) as count,
            (array_agg(json_build_object('id', t.id, 'name', t.title) order by t.title, t.id))[1:5] as sample
          from ${sql.table(`learning.${table}`)} t where ${OPEN[table]} and t.unit_id = any(${[...unitIds]}::uuid[]) group by t.unit_id`),
      ),
    );
    return found.flat().map((row) => ({ ...row, open: true }));
  },
  async move(tx, { from, to, eventId }) {
    await tx.run(sql`select learning.follow(${from}::uuid, ${to}::uuid, ${eventId}::uuid)`);
  },
  async moveBack(tx, { eventId }) {
    await tx.run(sql`select learning.follow_back(${eventId}::uuid)`);
  },
});
