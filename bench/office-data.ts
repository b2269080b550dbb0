import { sql } from 'kysely';
import { asOwner } from '#platform/db/database.ts';
import type { Installation } from '../src/server/installation.ts';
import { TODAY } from './people.ts';

/** Tables of this file, for statistics after it. */
const TABLES = [
  'membership.badge',
  'membership.member',
  'organisation.post',
  'meetings.planned_theme',
  'meetings.delegate',
  'meetings.score',
  'meetings.assignment',
  'tasks.document',
  'tasks.request',
  'villages.fact',
  'villages.state_event',
  'villages.benefit',
  'villages.work',
  'learning.course',
  'learning.participant',
  'learning.certificate',
  'learning.commendation',
  'learning.role_model',
  'learning.adoption',
  'evaluation.decision',
  'evaluation.rating',
];

/**
 * What offices write beside the meetings in five years, at the size of a province: badges, posts, themes, delegates, scores, who follows
 * which cell, documents and requests, what came to villages, courses, commendations, role models, yearly ratings. Made inside the database, without
 * triggers, after `writeRooms`.
 */
export async function writeOffices(installation: Installation, log: (line: string) => void): Promise<void> {
  const { db } = installation;
  const began = performance.now();
  await asOwner(db, 'bench', async (tx) => {
    const put = async (what: string, query: ReturnType<typeof sql>): Promise<void> => {
      const rows = await tx.run(query);
      log(`${rows} ${what}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
    };
    await tx.run(sql`set local session_replication_role = replica`);
    await tx.run(sql`set local work_mem = '256MB'`);
    await tx.run(sql`
      create temporary table living on commit drop as
      select v.unit_id as id, v.kind, v.parent_id, k.label, abs(hashtext(v.unit_id::text)) as luck, row_number() over (partition by v.kind order by k.label)::int as n
      from organisation.unit_version v join organisation.unit k on k.id = v.unit_id where v.valid @> ${TODAY}::date`);
    await tx.run(sql`
      create temporary table roll on commit drop as
      select m.id, m.cell_id, m.label, row_number() over (partition by m.cell_id order by m.id)::int as n from membership.member m where m.state in ('official', 'probationary')`);
    await tx.run(sql`create index on roll (cell_id, n)`);
    await tx.run(sql`create index on roll (id)`);
    await tx.run(sql`analyze living`);
    await tx.run(sql`analyze roll`);

    await put(
      'posts',
      sql`
      insert into organisation.post (unit_id, kind, person_id, valid, label, singular)
      select l.id, 'cell_secretary', r.id, daterange('2022-01-01', null), l.label, true from living l join roll r on r.cell_id = l.id and r.n = 1 where l.kind = 'party_cell'
      union all
      select l.id, 'village_head', r.id, daterange('2021-01-01', null), l.label, true
      from living l join organisation.covers c on c.place_id = l.id and c.valid @> ${TODAY}::date join roll r on r.cell_id = c.party_id and r.n = 2 where l.kind = 'village'
      union all
      select l.id, 'prestige_person', r.id, daterange('2021-01-01', null), l.label, true
      from living l join organisation.covers c on c.place_id = l.id and c.valid @> ${TODAY}::date join roll r on r.cell_id = c.party_id and r.n = 3 where l.kind = 'village'
      union all
      select b.id, 'committee_member', r.id, daterange('2020-06-01', null), b.label, false
      from living b join living l on l.parent_id = b.id and l.kind = 'party_cell' join roll r on r.cell_id = l.id and r.n = 1 where b.kind = 'commune_body'`,
    );
    // At the first of the four occasions of a year on which the years were full; one in fifty was forgotten.
    await put(
      'badges',
      sql`
      insert into membership.badge (member_id, years, occasion_on, label)
      select m.id, y, o.occasion_on, m.label
      from membership.member m cross join unnest(array[30, 40, 45, 50, 55, 60, 65, 70, 75]) y
      cross join lateral (select (m.decision_on + make_interval(years => y))::date as full_on) f
      cross join lateral (
        select min(d) as occasion_on from unnest(array['02-03', '05-19', '09-02', '11-07']) md, generate_series(0, 1) n,
          lateral (select ((extract(year from f.full_on) + n)::int || '-' || md)::date as d) d where d >= f.full_on) o
      where m.state = 'official' and o.occasion_on <= ${TODAY}::date and (abs(hashtext(m.id::text)) + y) % 50 > 0`,
    );
    await tx.run(sql`
      update membership.member m set badge_years = g.years from (select member_id, max(years) as years from membership.badge group by 1) g where g.member_id = m.id`);
    await put(
      'planned themes',
      sql`
      insert into meetings.planned_theme (unit_id, year, quarter, theme, title, label)
      select l.id, y, q, (array['livelihood', 'ideology', 'security', 'culture'])[q], 'Chuyên đề quý ' || q || '/' || y, l.label
      from living l cross join generate_series(2020, 2025) y cross join generate_series(1, 4) q where l.kind = 'party_cell'`,
    );
    await put(
      'delegates',
      sql`
      insert into meetings.delegate (meeting_id, full_name, post, level, remarks, label)
      select m.id, 'Đại biểu cấp trên', 'Ủy viên ban thường vụ', 'commune', 'Cần kiểm điểm rõ việc chưa làm', m.label
      from meetings.meeting m where m.held_on is not null and abs(hashtext(m.id::text)) % 10 = 0`,
    );
    await put(
      'scores',
      sql`
      insert into meetings.score (meeting_id, side, rubric_id, points, proposed, total, grade, scored_on, label)
      select m.id, s.side, r.id, p.points, p.points, 60 + s.luck % 41, case when s.luck % 41 >= 30 then 'good' when s.luck % 41 >= 10 then 'fair' else 'average' end, m.held_on + 1, m.label
      from meetings.meeting m join meetings.rubric r on r.unit_id is null and r.kind = 'regular' and r.valid @> m.held_on
      cross join (select '{"attendance":9,"preparation":17,"conduct":25,"principles":18,"result":16}'::jsonb as points) p
      cross join lateral (select 'own' as side, abs(hashtext(m.id::text)) as luck union all select 'superior', abs(hashtext('s' || m.id)) where abs(hashtext(m.id::text)) % 10 = 0) s
      where m.state = 'locked'`,
    );
    await tx.run(sql`select meetings.sum_all_years()`);
    await put(
      'assignments',
      sql`
      insert into meetings.assignment (cell_id, committee_id, person_id, post, valid, document, label, committee_label)
      select l.id, b.id, r.id, 'committee_member', daterange('2021-01-01', null), '12-QĐ/ĐU', l.label, b.label
      from living l join living b on b.id = l.parent_id and b.kind = 'commune_body' join roll r on r.cell_id = l.id and r.n = 1 where l.kind = 'party_cell'`,
    );
    await put(
      'documents',
      sql`
      insert into tasks.document (unit_id, kind, number, title, theme, issued_on, until_on, label)
      select l.id, (array['resolution', 'plan', 'action_programme'])[1 + i % 3], i || case when l.kind = 'party_cell' then '-NQ/CB' else '-NQ/ĐU' end,
        'Nhiệm vụ trọng tâm số ' || i || ' năm ' || y, 'livelihood', make_date(y, 1 + (l.luck + i) % 12, 5), make_date(y, 12, 31), l.label
      from living l cross join generate_series(2020, 2025) y cross join lateral generate_series(1, case l.kind when 'party_cell' then 2 else 12 end) i
      where l.kind in ('party_cell', 'commune_body', 'province_body') and make_date(y, 1 + (l.luck + i) % 12, 5) <= ${TODAY}::date`,
    );
    await put(
      'requests',
      sql`
      insert into tasks.request (unit_id, from_whom, topic, content, received_on, owed_by_id, owed_level, due_on, answered_on, answer, label, owed_label)
      select l.id, (array['members', 'people'])[1 + i % 2], (array['road', 'land', 'power_water', 'policy'])[1 + (l.luck + i) % 4], 'Kiến nghị số ' || i || ' của chi bộ, đề nghị trả lời', d.on_day,
        coalesce(b.id, l.id), case when b.id is null then 'cell' else 'commune' end, d.on_day + 30, case when d.open then null else d.on_day + 21 end,
        case when d.open then null else 'Đã trả lời tại hội nghị' end, l.label, coalesce(b.label, l.label)
      from living l left join living b on b.id = l.parent_id and b.kind = 'commune_body' and l.luck % 2 = 0
      cross join generate_series(1, 10) i cross join lateral (select ${TODAY}::date - (l.luck + i * 181) % 1800 as on_day) a
      cross join lateral (select a.on_day, a.on_day > ${TODAY}::date - 40 or (l.luck + i) % 40 = 0 as open) d
      where l.kind = 'party_cell'`,
    );
    await put(
      'facts of villages',
      sql`
      insert into villages.fact (village_id, topic, on_date, value, source, label)
      select l.id, (array['road', 'power', 'signal', 'school', 'water', 'culture_house'])[i], make_date(2005 + (l.luck + i * 3) % 20, 6, 1), 'Có từ năm này', 'Báo cáo của xã', l.label
      from living l cross join generate_series(1, 6) i where l.kind = 'village'`,
    );
    await put(
      'recognised states',
      sql`
      insert into villages.state_event (village_id, state, event, on_date, document, source, label)
      select l.id, 'blank_members', 'cleared', make_date(2021 + l.luck % 4, 5, 19), '15-TB/ĐU', 'Thông báo của đảng ủy', l.label from living l where l.kind = 'village' and l.luck % 5 = 0`,
    );
    await put(
      'benefits',
      sql`
      insert into villages.benefit (village_id, programme, component, year, quantity, unit, households, source, label)
      select l.id, case when y <= 2020 then '135' else '1719' end, (array['livestock', 'water', 'road', 'housing'])[i], y, 5 + (l.luck + i) % 30, 'household', 5 + (l.luck + i) % 30, 'Báo cáo giải ngân', l.label
      from living l cross join generate_series(2019, 2025) y cross join generate_series(1, 4) i where l.kind = 'village'`,
    );
    await put(
      'quarters of work',
      sql`
      insert into villages.work (village_id, valid, mediations, settled, talks, listeners, members_helping, households_helped, source, label)
      select l.id, daterange(q::date, (q + interval '3 months')::date), 3, 1 + l.luck % 3, 4, 60 + l.luck % 90, 2, 3, 'Báo cáo quý', l.label
      from living l cross join generate_series(date '2020-07-01', date '2025-03-01', interval '3 months') q where l.kind = 'village'`,
    );
    await put(
      'courses',
      sql`
      insert into learning.course (id, unit_id, subject, audience, title, curriculum, starts_on, ends_on, state, label)
      select uuidv7(), l.id, (array['secretary_skills', 'meeting_skills', 'new_member', 'theory', 'digital'])[1 + i % 5], 'member', 'Lớp bồi dưỡng số ' || i || ' năm ' || y, 'Theo hướng dẫn của tỉnh ủy',
        make_date(y, 1 + (l.luck + i) % 12, 10), make_date(y, 1 + (l.luck + i) % 12, 12), 'held', l.label
      from living l cross join generate_series(2020, 2025) y cross join generate_series(1, 6) i
      where l.kind in ('commune_body', 'province_body') and make_date(y, 1 + (l.luck + i) % 12, 12) <= ${TODAY}::date`,
    );
    await put(
      'participants',
      sql`
      insert into learning.participant (course_id, person_id, as_what, unit_id, sessions, passed, label, home_label)
      select c.id, r.id, 'member', l.id, 3, true, c.label, r.label
      from learning.course c join living b on b.id = c.unit_id join living l on l.parent_id = b.id and l.kind = 'party_cell'
      join roll r on r.cell_id = l.id and r.n = 1 + abs(hashtext(c.id::text)) % 12`,
    );
    await put(
      'certificates',
      sql`
      insert into learning.certificate (participant_id, number, issued_on, label, home_label)
      select p.id, row_number() over (order by p.id)::text, c.ends_on, p.label, p.home_label from learning.participant p join learning.course c on c.id = p.course_id`,
    );
    await put(
      'commendations',
      sql`
      insert into learning.commendation (unit_id, person_id, form, reason, document, decided_on, decided_by, label)
      select l.id, case when i = 1 then null else r.id end, 'merit', (array['party_building', 'poverty_reduction'])[i], i || '-QĐ/ĐU', make_date(y, 12, 20), 'Ban thường vụ đảng ủy', l.label
      from living l join roll r on r.cell_id = l.id and r.n = 1 cross join generate_series(2020, 2024) y cross join generate_series(1, 2) i where l.kind = 'party_cell' and (l.luck + y) % 3 = 0`,
    );
    await put(
      'role models',
      sql`
      insert into learning.role_model (id, unit_id, kind, title, named_on, label)
      select uuidv7(), l.id, (array['economy', 'cell_meetings', 'new_rural'])[1 + l.luck % 3], 'Mô hình của chi bộ', date '2021-01-01' + (l.luck % 1500)::int, l.label from living l where l.kind = 'party_cell' and l.luck % 8 = 0`,
    );
    await put(
      'adoptions',
      sql`
      insert into learning.adoption (model_id, unit_id, adopted_on, source, label, model_label)
      select m.id, l.id, m.named_on + 100 + l.luck % 90, 'Báo cáo của xã', l.label, m.label
      from learning.role_model m join living o on o.id = m.unit_id join living l on l.kind = 'party_cell' and l.n between o.n + 1 and o.n + 4`,
    );
    await put(
      'decisions on ratings',
      sql`
      insert into evaluation.decision (id, year, subject, unit_id, decided_by_id, document, decided_on, evaluated, excellent, good, allowed, cap_percent, cap_base, cap_rounding, label, by_label)
      select uuidv7(), y, s, l.id, b.id, '88-QĐ/ĐU', make_date(y, 12, 25), case s when 'member' then c.people else 1 end, 0, 1, c.people, 20, 'good_and_above', 'down', l.label, b.label
      from living l join living b on b.id = l.parent_id cross join generate_series(2020, 2024) y cross join unnest(array['member', 'organisation']) s
      cross join lateral (select count(*)::int as people from roll r where r.cell_id = l.id) c
      where l.kind = 'party_cell' and c.people > 0`,
    );
    await put(
      'ratings',
      sql`
      insert into evaluation.rating (decision_id, year, subject, member_id, unit_id, level, label)
      select d.id, d.year, 'member', r.id, d.unit_id, (array['good', 'good', 'completed', 'good', 'excellent', 'completed', 'good'])[1 + abs(hashtext(r.id::text || d.year)) % 7], d.label
      from evaluation.decision d join roll r on r.cell_id = d.unit_id where d.subject = 'member'
      union all
      select d.id, d.year, 'organisation', null, d.unit_id, (array['good', 'completed', 'excellent'])[1 + abs(hashtext(d.id::text)) % 3], d.label from evaluation.decision d where d.subject = 'organisation'`,
    );
  });
  await sql`vacuum (analyze) ${sql.raw(TABLES.join(', '))}`.execute(db.owner);
}
