import { type RawBuilder, sql } from 'kysely';
import { asOwner, type Database } from '#platform/db/database.ts';
import type { Tx } from '#platform/db/tx.ts';

export type RoomRows = Record<'meetings' | 'attendance' | 'tasks' | 'requests' | 'gifts', number>;
/** Marks what this case wrote, so that it goes again. */
const MARK = 'bench-devices';
/** A conclusion as long as a cell writes one, no two alike. */
const prose = (seed: RawBuilder<unknown>, words: number) => sql`
  (select string_agg((array['chi bộ', 'thống nhất', 'vận động', 'hộ dân', 'vệ sinh', 'đường bản', 'sửa cầu', 'nương ngô', 'mùa mưa', 'học sinh', 'đến lớp', 'phòng cháy'])
    [1 + abs(hashtext(${seed}::text || g)) % 12], ' ') from generate_series(1, ${words}) g)`;

/**
 * What a phone carries of its cell beside the register: the meetings of the last months with roll, agenda, vote and minutes and the one
 * of this month that is planned, open and finished tasks, requests, the village's profile, gifts that wait for households.
 * @param on the day of the phones: what is older than three months they do not carry
 */
export async function writeDeviceRooms(db: Database, cellIds: readonly string[], on: string): Promise<RoomRows> {
  const cells = sql`(select u.id, u.label from organisation.unit u where u.id = any(${[...cellIds]}::uuid[]))`;
  return asOwner(db, 'bench', async (tx) => {
    await tx.run(sql`set local session_replication_role = replica`);
    const meetings = await tx.run(sql`
      insert into meetings.meeting (unit_id, kind, for_month, state, planned_on, planned_at, place, held_on, started_at, ended_at, speakers, minutes_number, documents_sent_on, label)
      select c.id, 'regular', m.month::date, case when m.n = 0 then 'planned' else 'locked' end, m.month::date + 4, '19:30', ${MARK}, case when m.n > 0 then m.month::date + 4 end,
        case when m.n > 0 then '19:30' end, case when m.n > 0 then '21:00' end, case when m.n > 0 then 5 end, case when m.n > 0 then m.n || '-BB/CB' end, m.month::date + 1, c.label
      from ${cells} c cross join (select n, date_trunc('month', ${on}::date) - make_interval(months => n) as month from generate_series(0, 3) n) m`);
    const mine = sql`(select * from meetings.meeting where place = ${MARK})`;
    await tx.run(sql`
      insert into meetings.agenda_item (meeting_id, position, kind, title, label)
      select m.id, p, (array['opening', 'information', 'review', 'next_tasks', 'discussion', 'vote', 'conclusion', 'minutes'])[p], 'Nội dung số ' || p || ' của chi bộ', m.label
      from ${mine} m cross join generate_series(1, 8) p`);
    const attendance = await tx.run(sql`
      insert into meetings.attendance (meeting_id, person_id, held_on, call, standing, presence, reason, unit_id, label)
      select m.id, p.member_id, m.held_on, 'summoned', p.standing, case when l.luck < 88 then 'present' else 'excused' end, case when l.luck >= 88 then 'work_away' end, m.unit_id, m.label
      from ${mine} m join membership.member_period p on p.cell_id = m.unit_id and p.valid @> current_date and p.state in ('official', 'probationary')
      cross join lateral (select abs(hashtext(m.id::text || p.member_id::text)) % 100 as luck) l where m.held_on is not null`);
    await tx.run(sql`
      insert into meetings.vote (meeting_id, subject, title, rule, base, votes_for, votes_against, votes_other, label)
      select m.id, 'resolution', 'Nghị quyết tháng', 'majority', 12, 11, 0, 1, m.label from ${mine} m where m.held_on is not null`);
    await tx.run(sql`
      insert into meetings.minutes (meeting_id, version, body, label)
      select m.id, 1, jsonb_build_object('items', (select jsonb_agg(jsonb_build_object('kind', 'review', 'title', 'Nội dung ' || n, 'text', ${prose(sql`m.id::text || n`, 40)}))
        from generate_series(1, 6) n), 'conclusion', ${prose(sql`m.id`, 40)}), m.label from ${mine} m where m.held_on is not null`);
    const tasks = await tx.run(sql`
      insert into tasks.task (unit_id, given_by_id, title, owner_unit_id, measure, assigned_on, due_on, state, closed_on, label)
      select c.id, c.id, 'Vận động hộ dân chỉnh trang nhà cửa, đợt ' || n, c.id, ${MARK}, ${on}::date - 40, ${on}::date - 40 + 5 * n, case when n > 8 then 'assigned' else 'done' end,
        case when n > 8 then null else ${on}::date - 38 end, c.label
      from ${cells} c cross join generate_series(1, 20) n`);
    const requests = await tx.run(sql`
      insert into tasks.request (unit_id, from_whom, topic, content, received_on, owed_by_id, owed_level, due_on, document, label, owed_label)
      select c.id, 'people', 'road', 'Đề nghị sửa đoạn đường vào bản bị sạt lở, số ' || n, ${on}::date - n, c.id, 'cell', ${on}::date + 20, ${MARK}, c.label, c.label
      from ${cells} c cross join generate_series(1, 6) n`);
    const gifts = await writeGifts(tx, cells, on);
    return { meetings, attendance, tasks, requests, gifts };
  });
}

/** A campaign of each cell's unit with gifts for ten households of its first village; nothing where a cell covers none. */
async function writeGifts(tx: Tx, cells: RawBuilder<unknown>, on: string): Promise<number> {
  await tx.run(sql`
    insert into welfare.campaign (unit_id, place_id, first_unit_id, first_place_id, kind, title, purpose, starts_on, document, label, place_label)
    select c.id, v.place_id, c.id, v.place_id, 'gift', 'Quà của bản', 'Hộ khó khăn', ${on}::date - 30, ${MARK}, c.label, p.label
    from ${cells} c cross join lateral (select k.place_id from organisation.covers k where k.party_id = c.id and k.valid @> ${on}::date order by k.place_id limit 1) v
    join organisation.unit p on p.id = v.place_id`);
  await tx.run(sql`
    insert into welfare.campaign_item (campaign_id, item, goal, label, place_label)
    select id, 'gift', 20, label, place_label from welfare.campaign where document = ${MARK}`);
  await tx.run(sql`
    insert into welfare.household (village_id, code, head_name, label)
    select place_id, 'BD-' || (900 + n), 'Chủ hộ số ' || n, place_label from welfare.campaign cross join generate_series(1, 10) n where document = ${MARK}
    on conflict do nothing`);
  return tx.run(sql`
    insert into welfare.allocation (campaign_id, item, quantity, village_id, household_id, decided_on, document, label, place_label, village_label)
    select c.id, 'gift', 2, c.place_id, h.id, ${on}::date - 20, ${MARK}, c.label, c.place_label, c.place_label
    from welfare.campaign c join welfare.household h on h.village_id = c.place_id and h.code like 'BD-%' where c.document = ${MARK}`);
}

/** Everything of `writeDeviceRooms` goes again. */
export async function forgetDeviceRooms(db: Database): Promise<void> {
  await asOwner(db, 'bench', async (tx) => {
    await tx.run(sql`set local session_replication_role = replica`);
    const mine = sql`(select id from meetings.meeting where place = ${MARK})`;
    for (const table of ['minutes', 'vote', 'attendance', 'agenda_item'])
      await tx.run(sql`delete from ${sql.raw(`meetings.${table}`)} where meeting_id in ${mine}`);
    await tx.run(sql`delete from meetings.meeting where place = ${MARK}`);
    await tx.run(sql`delete from tasks.task where measure = ${MARK}`);
    await tx.run(sql`delete from tasks.request where document = ${MARK}`);
    await tx.run(sql`delete from welfare.allocation where document = ${MARK}`);
    await tx.run(sql`
      delete from welfare.household h using welfare.campaign c where c.document = ${MARK} and h.village_id = c.place_id and h.code like 'BD-9%'`);
    await tx.run(
      sql`delete from welfare.campaign_item where campaign_id in (select id from welfare.campaign where document = ${MARK})`,
    );
    await tx.run(sql`delete from welfare.campaign where document = ${MARK}`);
  });
}
