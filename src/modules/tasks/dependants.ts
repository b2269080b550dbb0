import { sql } from 'kysely';
import { registerDependants } from '#modules/organisation/index.ts';

type Hanging = { unitId: string; kind: string; count: number; sample: { id: string; name: string }[] };

/** Open tasks and unanswered requests follow when their unit closes, with the documents they come from. */
registerDependants({
  room: 'tasks',
  async describe(tx, unitIds, on) {
    const units = [...unitIds];
    const rows = await tx.many<Hanging>(sql`
      select t.unit_id as "unitId", 'open_task' as kind, count(*) as count,
        (array_agg(json_build_object('id', t.id, 'name', t.title) order by t.due_on))[1:5] as sample
      from tasks.task t where t.unit_id = any(${units}::uuid[]) and t.closed_on is null and t.assigned_on <= ${on}::date group by t.unit_id
      union all
      select u.id, 'open_request', count(*), (array_agg(json_build_object('id', r.id, 'name', r.content) order by r.due_on))[1:5]
      from unnest(${units}::uuid[]) u(id) join tasks.request r on (r.unit_id = u.id or r.owed_by_id = u.id) and r.answered_on is null and r.received_on <= ${on}::date
      group by u.id`);
    return rows.map((row) => ({ ...row, open: true }));
  },
  async move(tx, { from, to, eventId }) {
    await tx.run(sql`select tasks.follow(${from}::uuid, ${to}::uuid, ${eventId}::uuid)`);
  },
  async moveBack(tx, { eventId }) {
    await tx.run(sql`select tasks.follow_back(${eventId}::uuid)`);
  },
});
