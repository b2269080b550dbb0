import { sql } from 'kysely';
import { registerDependants } from '#modules/organisation/index.ts';

/**
 * What goes on with a successor: an agreement that still runs (on either side), activities still to be held, findings still to be
 * mended. What is over stays with the unit that did it.
 */
const SIDES = ['agency', 'partner'] as const;
const column = (side: (typeof SIDES)[number]) => sql.ref(side === 'agency' ? 't.agency_id' : 't.partner_id');
const labelColumn = (side: (typeof SIDES)[number]) => sql.ref(side === 'agency' ? 'agency_label' : 'label');

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
    for (const side of SIDES) {
      await tx.run(sql`
        with moved as (
          update outreach.twinning t set ${sql.ref(side === 'agency' ? 'agency_id' : 'partner_id')} = ${to}, ${labelColumn(side)} = u.label, version = t.version + 1
          from organisation.unit u where u.id = ${to} and ${column(side)} = ${from} and coalesce(t.ended_on, t.ends_on) > ${on}::date returning t.id),
        kept as (
          insert into outreach.moved (event_id, table_name, record_id, side, from_id, to_id) select ${eventId}, 'twinning', id, ${side}, ${from}, ${to} from moved)
        update outreach.side_period s set valid = daterange(lower(s.valid), ${on}::date), event_id = ${eventId}
        from moved where s.twinning_id = moved.id and s.side = ${side} and s.valid @> ${on}::date and lower(s.valid) < ${on}::date`);
      await tx.run(sql`
        insert into outreach.side_period (twinning_id, side, unit_id, valid, event_id)
        select m.record_id, ${side}, ${to}, daterange(${on}::date, null), ${eventId} from outreach.moved m
        where m.event_id = ${eventId} and m.table_name = 'twinning' and m.side = ${side} and m.from_id = ${from}`);
      await tx.run(sql`
        with moved as (
          update outreach.activity t set ${sql.ref(side === 'agency' ? 'agency_id' : 'place_id')} = ${to}, ${labelColumn(side)} = u.label, version = t.version + 1
          from organisation.unit u where u.id = ${to} and ${sql.ref(side === 'agency' ? 't.agency_id' : 't.place_id')} = ${from} and t.state = 'planned' returning t.id)
        insert into outreach.moved (event_id, table_name, record_id, side, from_id, to_id) select ${eventId}, 'activity', id, ${side}, ${from}, ${to} from moved`);
    }
    await tx.run(sql`
      with moved as (
        update outreach.finding t set unit_id = ${to}, label = u.label, version = t.version + 1
        from organisation.unit u where u.id = ${to} and t.unit_id = ${from} and t.closed_on is null returning t.id)
      insert into outreach.moved (event_id, table_name, record_id, side, from_id, to_id) select ${eventId}, 'finding', id, 'partner', ${from}, ${to} from moved`);
  },
  async moveBack(tx, { eventId }) {
    const back = (table: string, side: (typeof SIDES)[number], unit: string) => sql`
      update ${sql.table(`outreach.${table}`)} t set ${sql.ref(unit)} = m.from_id, ${labelColumn(side)} = u.label, version = t.version + 1
      from outreach.moved m join organisation.unit u on u.id = m.from_id
      where m.event_id = ${eventId} and m.table_name = ${table} and m.side = ${side} and t.id = m.record_id`;
    await tx.run(back('twinning', 'agency', 'agency_id'));
    await tx.run(back('twinning', 'partner', 'partner_id'));
    await tx.run(back('activity', 'agency', 'agency_id'));
    await tx.run(back('activity', 'partner', 'place_id'));
    await tx.run(back('finding', 'partner', 'unit_id'));
    // The period that began with the event goes; the one that it ended runs on.
    await tx.run(sql`
      delete from outreach.side_period s using outreach.moved m
      where m.event_id = ${eventId} and m.table_name = 'twinning' and s.twinning_id = m.record_id and s.side = m.side and s.unit_id = m.to_id and s.event_id = ${eventId} and upper(s.valid) is null`);
    await tx.run(sql`
      update outreach.side_period s set valid = daterange(lower(s.valid), null), event_id = null where s.event_id = ${eventId} and upper(s.valid) is not null`);
    await tx.run(sql`delete from outreach.moved where event_id = ${eventId}`);
  },
});
