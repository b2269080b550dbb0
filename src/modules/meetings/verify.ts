import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';

/**
 * Counts every meeting again from its attendance and compares with what was frozen on it, and the sums of every cell and year from
 * its meetings. Reads as the owner.
 */
export async function recountMeetings(tx: Tx): Promise<{ compared: number; different: string[] }> {
  const rows = await tx.many<{ id: string | null; compared: number }>(sql`
    with fresh as materialized (select * from meetings.recount(null)),
    wrong as (
      select m.id from meetings.meeting m join fresh f on f.meeting_id = m.id
      where (m.roll, m.summoned, m.present, m.present_official, m.present_probationary, m.exempt_present, m.excused, m.unexcused, m.vote_base)
        is distinct from (f.roll, f.summoned, f.present, f.present_official, f.present_probationary, f.exempt_present, f.excused, f.unexcused, f.vote_base))
    select w.id, c.compared from (select count(*) as compared from fresh) c left join (select id from wrong order by id limit 100) w on true`);
  const years = await tx.many<{ id: string | null; compared: number }>(sql`
    with pair as materialized (
      select coalesce(k.unit_id, e.unit_id) as unit_id, coalesce(k.year, e.year) as year,
        array[k.months, k.quarters, k.held, k.counted, k.summoned, k.present, k.superior, k.scored, k.rated, k.good, k.weak] as stored,
        array[e.months, e.quarters, e.held, e.counted, e.summoned, e.present, e.superior, e.scored, e.rated, e.good, e.weak] as counted
      from meetings.cell_year k full join meetings.expected_year e on e.unit_id = k.unit_id and e.year = k.year),
    -- A year of which nothing is left stands with zeros.
    wrong as (select b.* from pair b where b.stored is distinct from b.counted and not (b.counted[1] is null and b.stored = array_fill(0, array[11])))
    select w.unit_id || '/' || w.year as id, c.compared from (select count(*) as compared from pair) c
    left join (select * from wrong order by unit_id, year limit 100) w on true`);
  return {
    compared: (rows[0]?.compared ?? 0) + (years[0]?.compared ?? 0),
    different: [...rows, ...years].flatMap(({ id }) => (id === null ? [] : [id])),
  };
}
