import { sql } from 'kysely';
import { registerDependants } from '#modules/organisation/index.ts';

/** What goes on with a successor: bulletins that still run, on either side, drafts of news and channels that are open. */
registerDependants({
  room: 'channel',
  async describe(tx, unitIds) {
    const units = [...unitIds];
    const found = await tx.many<{
      unitId: string;
      kind: string;
      count: number;
      sample: { id: string; name: string }[];
    }>(sql`
      select unit_id as "unitId", kind, count(*) as count, (array_agg(json_build_object('id', id, 'name', name) order by name, id))[1:5] as sample
      from (
        select b.unit_id, 'bulletin' as kind, b.id, b.title as name from channel.bulletin b where b.unit_id = any(${units}::uuid[]) and b.ended_on is null
        union all select d.unit_id, 'bulletin', b.id, b.title from channel.bulletin_unit d join channel.bulletin b on b.id = d.bulletin_id
          where d.unit_id = any(${units}::uuid[]) and b.ended_on is null
        union all select n.unit_id, 'news', n.id, n.title_vi from channel.news n where n.unit_id = any(${units}::uuid[]) and n.state = 'draft'
        union all select o.unit_id, 'outlet', o.id, o.name from channel.outlet o where o.unit_id = any(${units}::uuid[]) and o.closed_on is null) r
      group by unit_id, kind`);
    return found.map((row) => ({ ...row, open: true }));
  },
  async move(tx, { from, to, eventId }) {
    await tx.run(sql`select channel.follow(${from}::uuid, ${to}::uuid, ${eventId}::uuid)`);
  },
  async moveBack(tx, { eventId }) {
    await tx.run(sql`select channel.follow_back(${eventId}::uuid)`);
  },
});
