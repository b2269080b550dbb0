import { sql } from 'kysely';
import { registerDependants } from '#modules/organisation/index.ts';

/** Open files follow when their cell closes: they go on in the successor, or the cell cannot close. */
registerDependants({
  room: 'admission',
  async describe(tx, unitIds) {
    const rows = await tx.many<{ unitId: string; count: number; sample: { id: string; name: string }[] }>(sql`
      select a.cell_id as "unitId", count(*) as count,
        (array_agg(json_build_object('id', a.id, 'name', coalesce(i.full_name, '')) order by i.given_order))[1:5] as sample
      from admission.applicant a left join admission.identity i on i.id = a.id
      where a.cell_id = any(${[...unitIds]}::uuid[]) and a.stage not in ('official', 'dropped', 'removed')
      group by a.cell_id`);
    return rows.map((row) => ({ ...row, kind: 'applicant', open: true }));
  },
  async move(tx, { from, to, on, eventId }) {
    await tx.run(sql`select admission.move_files(${from}::uuid, ${to}::uuid, ${on}::date, ${eventId}::uuid)`);
  },
  async moveBack(tx, { eventId }) {
    await tx.run(sql`select admission.move_files_back(${eventId}::uuid)`);
  },
});
