/** What returns by itself every month or year: committees that meet, the Youth Union's targets, reviews of persons of prestige. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';

/** Follows from the units and posts that are written already; the same each time, and a later day only adds. */
export async function loadYearly(tx: Tx, today: string): Promise<void> {
  // Since the reorganisation the communes' committees meet on the 8th to 12th; now and then a month is missed.
  await tx.run(sql`
    insert into meetings.meeting (id, unit_id, kind, for_month, planned_on, planned_at, place, held_on, started_at, ended_at, state,
      minutes_number, agreed_at, locked_at, label)
    select md5('committee meeting ' || c.unit_id || month.first)::uuid, c.unit_id, 'committee', month.first, month.held, '08:00', 'Trụ sở Đảng uỷ', month.held,
      '08:00', '11:00', 'locked', extract(month from month.first) || '-BB/ĐU', (month.held + time '11:00') at time zone 'Asia/Ho_Chi_Minh',
      (month.held + time '15:00') at time zone 'Asia/Ho_Chi_Minh', u.label
    from organisation.unit_version c join organisation.unit u on u.id = c.unit_id
    cross join lateral (select m::date as first, m::date + 7 + (hashtext(c.unit_id::text || m::date) & 3) as held
      from generate_series(greatest(lower(c.valid), date '2025-07-01') + interval '1 month', ${today}::date, interval '1 month') s(d)
      cross join lateral (select date_trunc('month', s.d) as m) f) month
    where c.kind = 'commune_body' and upper(c.valid) is null and month.held <= ${today}::date and hashtext(month.first || c.unit_id::text) % 11 <> 0`);
  // What was sent long ago is taken over whole: its minutes come after its state.
  await tx.run(sql`alter table meetings.minutes disable trigger keep_minutes`);
  await tx.run(sql`
    insert into meetings.minutes (meeting_id, version, body, written_at, label)
    select m.id, 1, '{"conclusion": "Đảng uỷ thống nhất nhiệm vụ tháng tới, phân công người theo dõi từng việc.", "items": []}', m.agreed_at, m.label
    from meetings.meeting m where m.kind = 'committee' and m.state = 'locked'
      and not exists (select 1 from meetings.minutes w where w.meeting_id = m.id)`);
  await tx.run(sql`alter table meetings.minutes enable trigger keep_minutes`);
  await tx.run(sql`
    insert into admission.target (id, unit_id, year, introduced, admitted, document, label)
    select md5('target ' || v.unit_id || y)::uuid, v.unit_id, y, case when y < 2025 then 40 else 15 end, case when y < 2025 then 32 else 6 end,
      (10 + y % 7) || '-CTr/ĐTN', u.label
    from organisation.unit_version v join organisation.unit u on u.id = v.unit_id
    cross join generate_series(greatest(2019, extract(year from lower(v.valid))::int), extract(year from least(${today}::date, coalesce(upper(v.valid) - 1, ${today}::date)))::int) y
    where v.kind = 'youth_union'`);
  await tx.run(sql`
    insert into villages.prestige_review (id, post_id, village_id, year, reviewed_on, outcome, decision, label)
    select md5('review ' || p.id || y)::uuid, p.id, p.unit_id, y, d.on_day, 'kept', (3 + y % 9) || '/BB-UBND', p.label
    from organisation.post p cross join generate_series(2013, extract(year from ${today}::date)::int) y
    cross join lateral (select make_date(y, 10, 5 + (hashtext(p.unit_id::text) & 15)) as on_day) d
    where p.kind = 'prestige_person' and p.valid @> d.on_day and d.on_day > lower(p.valid) and d.on_day <= ${today}::date
      and hashtext(p.unit_id::text || y) % 13 <> 0`);
}
