import { sql } from 'kysely';
import { registerDependants } from '#modules/organisation/index.ts';

/**
 * What goes on with a successor: an agreement that still runs (on either side), activities still to be held, findings still to be
 * mended. What is over stays with the unit that did it.
 */
registerDependants({
  room: 'outreach',
  async describe(tx, unitIds, on) {
    const units = [...unitIds];
    const runs = sql`coalesce(t.ended_on, t.ends_on) > ${on}::date`;
    const found = await tx.many<{
      unitId: string;
      kind: string;
      count: number;
      sample: { id: string; name: string }[];
    }>(sql`
      select unit_id as "unitId", kind, count(*) as count, (array_agg(json_build_object('id', id, 'name', name) order by name, id))[1:5] as sample
      from (
        select t.agency_id as unit_id, 'twinning' as kind, t.id, t.title as name from outreach.twinning t where t.agency_id = any(${units}::uuid[]) and ${runs}
        union all select t.partner_id, 'twinning', t.id, t.title from outreach.twinning t where t.partner_id = any(${units}::uuid[]) and ${runs}
        union all select a.place_id, 'activity', a.id, a.title from outreach.activity a where a.place_id = any(${units}::uuid[]) and a.state = 'planned'
        union all select a.agency_id, 'activity', a.id, a.title from outreach.activity a where a.agency_id = any(${units}::uuid[]) and a.state = 'planned'
        union all select f.unit_id, 'finding', f.id, f.finding from outreach.finding f where f.unit_id = any(${units}::uuid[]) and f.closed_on is null) r
      group by unit_id, kind`);
    return found.map((row) => ({ ...row, open: true }));
  },
  async move(tx, { from, to, on, eventId }) {
    await tx.run(sql`select outreach.follow(${from}::uuid, ${to}::uuid, ${on}::date, ${eventId}::uuid)`);
  },
  async moveBack(tx, { eventId }) {
    await tx.run(sql`select outreach.follow_back(${eventId}::uuid)`);
  },
});
