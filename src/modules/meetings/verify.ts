import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';

/** Counts every meeting again from its attendance and compares with what was frozen on it. Reads as the owner. */
export async function recountMeetings(tx: Tx): Promise<{ compared: number; different: string[] }> {
  const rows = await tx.many<{ id: string | null; compared: number }>(sql`
    with fresh as materialized (select * from meetings.recount(null)),
    wrong as (
      select m.id from meetings.meeting m join fresh f on f.meeting_id = m.id
      where (m.roll, m.summoned, m.present, m.present_official, m.present_probationary, m.exempt_present, m.excused, m.unexcused, m.vote_base)
        is distinct from (f.roll, f.summoned, f.present, f.present_official, f.present_probationary, f.exempt_present, f.excused, f.unexcused, f.vote_base))
    select w.id, c.compared from (select count(*) as compared from fresh) c left join (select id from wrong order by id limit 100) w on true`);
  return { compared: rows[0]?.compared ?? 0, different: rows.flatMap(({ id }) => (id === null ? [] : [id])) };
}
