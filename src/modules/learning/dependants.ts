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
    for (const table of TABLES)
      await tx.run(sql`
        with moved as (
          update ${sql.table(`learning.${table}`)} t set unit_id = ${to}, label = u.label, version = t.version + 1
          from organisation.unit u where u.id = ${to} and t.unit_id = ${from} and ${OPEN[table]} returning t.id)
        insert into learning.moved (event_id, table_name, record_id, from_id, to_id) select ${eventId}, ${table}, id, ${from}, ${to} from moved`);
    await sameLabels(tx, eventId);
  },
  async moveBack(tx, { eventId }) {
    for (const table of TABLES)
      await tx.run(sql`
        update ${sql.table(`learning.${table}`)} t set unit_id = m.from_id, label = u.label, version = t.version + 1
        from learning.moved m join organisation.unit u on u.id = m.from_id
        where m.event_id = ${eventId} and m.table_name = ${table} and t.id = m.record_id`);
    await sameLabels(tx, eventId);
    await tx.run(sql`delete from learning.moved where event_id = ${eventId}`);
  },
});

/** What hangs on a course or model carries its label. */
async function sameLabels(tx: Parameters<Parameters<typeof registerDependants>[0]['moveBack']>[0], eventId: string) {
  for (const child of ['session', 'head_count', 'participant'])
    await tx.run(sql`
      update ${sql.table(`learning.${child}`)} t set label = c.label
      from learning.moved m join learning.course c on c.id = m.record_id
      where m.event_id = ${eventId} and m.table_name = 'course' and t.course_id = c.id and t.label <> c.label`);
  await tx.run(sql`
    update learning.certificate t set label = p.label from learning.moved m join learning.participant p on p.course_id = m.record_id
    where m.event_id = ${eventId} and m.table_name = 'course' and t.participant_id = p.id and t.label <> p.label`);
  await tx.run(sql`
    update learning.adoption a set model_label = r.label from learning.moved m join learning.role_model r on r.id = m.record_id
    where m.event_id = ${eventId} and m.table_name = 'role_model' and a.model_id = r.id and a.model_label <> r.label`);
}
