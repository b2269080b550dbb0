import { sql } from 'kysely';
import { registerDependants } from '#modules/organisation/index.ts';

type Hanging = { unitId: string; kind: string; count: number; sample: { id: string; name: string }[] };

/** Planned meetings, themes still to come, calendar addresses and who follows the cell go on under the successor when their unit closes. */
registerDependants({
  room: 'meetings',
  async describe(tx, unitIds, on) {
    const units = [...unitIds];
    const rows = await tx.many<Hanging>(sql`
      select m.unit_id as "unitId", 'planned_meeting' as kind, count(*) as count,
        (array_agg(json_build_object('id', m.id, 'name', to_char(m.planned_on, 'DD/MM/YYYY')) order by m.planned_on))[1:5] as sample
      from meetings.meeting m where m.unit_id = any(${units}::uuid[]) and m.state = 'planned' and m.planned_on >= ${on}::date group by m.unit_id
      union all
      select t.unit_id, 'planned_theme', count(*), (array_agg(json_build_object('id', t.id, 'name', t.title) order by t.quarter))[1:5]
      from meetings.planned_theme t where t.unit_id = any(${units}::uuid[]) and make_date(t.year, t.quarter * 3 - 2, 1) + interval '3 months' > ${on}::date
        and not exists (select 1 from meetings.meeting m where m.theme_id = t.id and m.held_on is not null)
      group by t.unit_id
      union all
      select a.cell_id, 'assignment', count(*), (array_agg(json_build_object('id', a.id, 'name', coalesce(meetings.follower_name(a.person_id), '')) order by a.id))[1:5]
      from meetings.assignment a where a.cell_id = any(${units}::uuid[]) and lower(a.valid) < ${on}::date and (upper(a.valid) is null or upper(a.valid) > ${on}::date)
      group by a.cell_id`);
    return rows.map((row) => ({ ...row, open: true }));
  },
  async move(tx, { from, to, on, eventId }) {
    await tx.run(sql`select meetings.follow(${from}::uuid, ${to}::uuid, ${on}::date, ${eventId}::uuid)`);
    await tx.run(sql`select meetings.assignments_follow(${from}::uuid, ${to}::uuid, ${on}::date, ${eventId}::uuid)`);
  },
  async moveBack(tx, { eventId }) {
    await tx.run(sql`select meetings.assignments_follow_back(${eventId}::uuid)`);
    await tx.run(sql`select meetings.follow_back(${eventId}::uuid)`);
  },
});
