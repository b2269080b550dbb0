import { sql } from 'kysely';
import { registerDependants, registerNaming, registerPersonNames } from '#modules/organisation/index.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import { nameHolder } from './joining.ts';

type Hanging = { unitId: string; members: number; official: number; sample: { id: string; name: string }[] };

/** Members follow when their cell closes: they go on in the successor, or the cell cannot close. */
registerDependants({
  room: 'membership',
  async describe(tx, unitIds, on) {
    const rows = await tx.many<Hanging>(sql`
      select p.cell_id as "unitId", count(*) as members, count(*) filter (where p.standing = 'official') as official,
        (array_agg(json_build_object('id', p.member_id, 'name', coalesce(n.full_name, '')) order by n.given_order))[1:5] as sample
      from membership.member_period p left join membership.person n on n.id = p.member_id
      where p.cell_id = any(${[...unitIds]}::uuid[]) and (upper(p.valid) is null or upper(p.valid) > ${on}::date) and lower(p.valid) <= ${on}::date
      group by p.cell_id`);
    return rows.flatMap(({ unitId, members, official, sample }) => [
      { unitId, kind: 'member', count: members, sample, open: true },
      { unitId, kind: 'official_member', count: official, sample: [], open: true },
    ]);
  },
  async move(tx, { from, to, on, eventId }) {
    const moves = JSON.stringify([{ source: from, target: to }]);
    await tx.run(
      sql`select membership.move_cells(${moves}::jsonb, ${on}::date, ${eventId}::uuid, ${todayInVietnam(new Date())}::date)`,
    );
  },
  async moveBack(tx, { eventId }) {
    await tx.run(sql`select membership.move_cells_back(${eventId}::uuid, ${todayInVietnam(new Date())}::date)`);
  },
});

registerNaming(nameHolder);

registerPersonNames(async (tx, ids) => {
  const rows = await tx.many<{ id: string; name: string }>(sql`
    select id, full_name as name from membership.person where id = any(${[...ids]}::uuid[])`);
  return new Map(rows.map(({ id, name }) => [id, name]));
});
