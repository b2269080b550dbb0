import { sql } from 'kysely';
import { registerDependants } from '#modules/organisation/index.ts';

/** Months not yet settled go on with the successor, with what the members of the unit pay from; what was confirmed and paid stays where it was. */
registerDependants({
  room: 'dues',
  async describe(tx, unitIds) {
    const rows = await tx.many<{ unitId: string; count: number; sample: { id: string; name: string }[] }>(sql`
      select m.keeper_id as "unitId", count(*) as count,
        (array_agg(json_build_object('id', m.id, 'name', to_char(m.month, 'MM/YYYY')) order by m.month))[1:5] as sample
      from dues.month m where m.keeper_id = any(${[...unitIds]}::uuid[]) and dues.is_open(m) group by m.keeper_id`);
    return rows.map((row) => ({ ...row, kind: 'dues_month', open: true }));
  },
  async move(tx, { from, to, on, eventId }) {
    await tx.run(sql`select dues.follow(${from}::uuid, ${to}::uuid, ${on}::date, ${eventId}::uuid)`);
  },
  async moveBack(tx, { eventId }) {
    await tx.run(sql`select dues.follow_back(${eventId}::uuid)`);
  },
});
