import { sql } from 'kysely';
import { asOwner } from '#platform/db/database.ts';
import type { Tx } from '#platform/db/tx.ts';
import type { Installation } from '../src/server/installation.ts';
import { TODAY } from './people.ts';

export type RoomCounts = Record<'meetings' | 'attendance' | 'tasks' | 'applicants' | 'profiles', number>;

/** Five years of months, up to the one that is running. */
const FIRST_MONTH = '2020-07-01';
const LAST_MONTH = '2025-06-01';

/**
 * Five years of the rooms above the register: each cell meets every month (one in twenty months it does not), with a row for
 * each member on the roll that day; a task from each meeting; applicants over all stages; a profile of each village a year.
 * Made inside the database, without triggers: numbers and states are those that the rooms would have written.
 */
export async function writeRooms(installation: Installation, log: (line: string) => void): Promise<RoomCounts> {
  const { db } = installation;
  const began = performance.now();
  const told = (what: string): void => log(`${what}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
  const counts = await asOwner(db, 'bench', async (tx) => {
    // Secondary indexes go first and come back with the rows, in one go each; a run that fails leaves them as they were.
    const later = await takeAway(tx, ['meetings.attendance', 'meetings.meeting', 'tasks.task']);
    await tx.run(sql`set local session_replication_role = replica`);
    await tx.run(sql`set local work_mem = '256MB'`);
    const meetings = await tx.run(sql`
      insert into meetings.meeting (id, unit_id, kind, also_thematic, theme, theme_title, for_month, state, planned_on, planned_at, held_on, started_at, ended_at, speakers,
        minutes_number, agreed_at, locked_at, documents_sent_on, committee_met_on, label)
      select uuidv7(), c.id, 'regular', c.n % 12 = 5, case when c.n % 12 = 5 then 'livelihood' end, case when c.n % 12 = 5 then 'Phát triển kinh tế hộ' end,
        c.month, c.state, c.month + c.day, '19:30', case when c.state <> 'planned' then c.month + c.day end, case when c.state <> 'planned' then '19:30' end,
        case when c.state <> 'planned' then '21:00' end, case when c.state <> 'planned' then 1 + c.luck % 8 end,
        case when c.state = 'locked' then c.n || '-BB/CB' end, case when c.state = 'locked' then c.month + c.day end, case when c.state = 'locked' then c.month + c.day + 1 end,
        c.month + c.day - 3, c.month + c.day - 2, c.label
      from (
        select u.id, u.label, m.month::date, m.n, 2 + (abs(hashtext(u.id::text || m.n)) % 12)::int as day, abs(hashtext(m.n || u.id::text)) as luck,
          case when m.month < ${LAST_MONTH}::date then 'locked' else (array['locked', 'held', 'draft', 'planned'])[1 + abs(hashtext(u.id::text)) % 4] end as state
        from (select v.unit_id as id, k.label from organisation.unit_version v join organisation.unit k on k.id = v.unit_id
              where v.kind = 'party_cell' and v.valid @> ${TODAY}::date) u
        cross join (select g as month, (row_number() over (order by g))::int as n from generate_series(${FIRST_MONTH}::date, ${LAST_MONTH}::date, interval '1 month') g) m
      ) c where c.luck % 20 > 0 order by c.month, c.label`);
    told(`${meetings} meetings`);
    const attendance = await tx.run(sql`
      insert into meetings.attendance (meeting_id, person_id, held_on, call, standing, presence, reason, unit_id, label)
      select m.id, p.member_id, m.held_on,
        case p.state when 'exempt' then 'exempt' when 'temp_exempt' then 'exempt' when 'temporarily_away' then 'away' when 'suspended' then 'suspended' else 'summoned' end,
        p.standing,
        case when p.state in ('exempt', 'temp_exempt', 'temporarily_away', 'suspended') then 'not_called' when l.luck < 84 then 'present' when l.luck < 96 then 'excused' else 'unexcused' end,
        case when p.state in ('official', 'probationary') and l.luck >= 84 and l.luck < 96 then (array['work_away', 'illness', 'family', 'duty'])[1 + l.luck % 4] end, m.unit_id, m.label
      from meetings.meeting m join membership.member_period p on p.cell_id = m.unit_id and p.valid @> m.held_on
      cross join lateral (select abs(hashtext(m.id::text || p.member_id::text)) % 100 as luck) l
      where m.held_on is not null order by m.id`);
    told(`${attendance} rows of attendance`);
    await tx.run(sql`
      update meetings.meeting m set roll = r.roll, summoned = r.summoned, present = r.present, present_official = r.present_official, present_probationary = r.present_probationary,
        exempt_present = r.exempt_present, excused = r.excused, unexcused = r.unexcused, vote_base = r.vote_base
      from meetings.recount(null) r where r.meeting_id = m.id`);
    told('numbers of the meetings');
    await tx.run(sql`select meetings.sum_all_years()`);
    told('sums of cells by year');
    const tasks = await tx.run(sql`
      insert into tasks.task (unit_id, given_by_id, source_meeting_id, title, theme, owner_person_id, measure, target, assigned_on, due_on, state, closed_on, label)
      select m.unit_id, m.unit_id, m.id, 'Việc sau sinh hoạt tháng ' || to_char(m.for_month, 'MM/YYYY'), 'livelihood', a.person_id, 'hộ', 1 + l.luck % 9, m.held_on, m.held_on + 30,
        l.state, case l.state when 'assigned' then null when 'late' then m.held_on + 41 else m.held_on + 20 end, m.label
      from meetings.meeting m
      cross join lateral (select a.person_id from meetings.attendance a where a.meeting_id = m.id order by a.person_id limit 1) a
      cross join lateral (select abs(hashtext(m.id::text)) as luck) h
      cross join lateral (select h.luck, case when m.for_month >= '2025-05-01' or h.luck % 50 = 0 then 'assigned' when h.luck % 9 = 0 then 'late' else 'done' end as state) l
      where m.held_on is not null`);
    told(`${tasks} tasks`);
    const applicants = await tx.run(sql`
      insert into admission.applicant (id, cell_id, label, nominated_cell_id, nominator_id, nominator_kind, nominator_label, sex, consent_on, stage, stage_on, noticed_on, listed_on, course_on,
        applied_on, checked_on, voted_on, grassroots_on, submitted_on, decided_on, decision_no, received_on, ceremony_on, proposed_on, official_on, ended_on, drop_reason, member_id, due_on)
      select uuidv7(), c.cell_id, c.label, c.cell_id, c.cell_id, (array['youth_union', 'cell', 'women_union'])[1 + c.luck % 3], c.label, 'male', c.noticed, c.stage, c.noticed + 30 * s.n, c.noticed,
        case when s.n > 0 then c.noticed + 10 end, case when s.n > 1 then c.noticed + 40 end, case when s.n > 2 then c.noticed + 60 end, case when s.n > 3 then c.noticed + 100 end,
        case when s.n > 5 then c.noticed + 120 end, case when s.n > 6 then c.noticed + 130 end, case when s.n > 6 then c.noticed + 135 end, case when s.n > 7 then c.noticed + 160 end,
        case when s.n > 7 then c.luck % 900 || '-QĐ/HU' end, case when s.n > 7 then c.noticed + 165 end, case when s.n > 8 then c.noticed + 180 end, case when s.n > 10 then c.noticed + 550 end,
        case when s.n > 10 then c.noticed + 560 end, case when c.stage = 'dropped' then c.noticed + 60 end, case when c.stage = 'dropped' then 'moved_away' end,
        case when s.n > 8 then c.member end, case when c.stage not in ('official', 'dropped') then ${TODAY}::date + (c.luck % 60 - 20)::int end
      from (
        select cell.*, case when noticed < '2023-06-01' then (array['official', 'official', 'official', 'dropped'])[1 + luck % 4]
          else (array['noticed', 'outstanding', 'course_done', 'applied', 'background_checked', 'introduced', 'cell_voted', 'grassroots_voted', 'decided', 'probationary', 'probationary', 'dropped'])[1 + luck % 12] end as stage
        from (
          select u.id as cell_id, u.label, g.n, abs(hashtext(u.id::text || g.n)) as luck, date '2020-07-01' + (abs(hashtext(g.n || u.id::text)) % 1800)::int as noticed,
            (select p.member_id from membership.member_period p where p.cell_id = u.id order by p.member_id desc limit 1) as member
          from (select v.unit_id as id, k.label from organisation.unit_version v join organisation.unit k on k.id = v.unit_id
                where v.kind = 'party_cell' and v.valid @> ${TODAY}::date) u cross join generate_series(1, 3) g(n)
        ) cell
      ) c
      cross join lateral (select case c.stage when 'dropped' then 1 when 'official' then 11
        else array_position(array['noticed', 'outstanding', 'course_done', 'applied', 'background_checked', 'introduced', 'cell_voted', 'grassroots_voted', 'decided', 'probationary'], c.stage) - 1 end as n) s`);
    await tx.run(sql`
      insert into admission.identity (id, full_name, birth_on, birth_precision, is_open, cell_id, label, nominator_label)
      select a.id, 'Quần chúng ' || row_number() over (order by a.id), '1999-05-01', 'year', a.stage not in ('official', 'dropped'), a.cell_id, a.label, a.nominator_label
      from admission.applicant a where a.stage <> 'dropped'`);
    told(`${applicants} applicants`);
    const profiles = await tx.run(sql`
      insert into villages.profile (village_id, as_of, households, residents, poor, near_poor, standard, signal, power, road, source, label)
      select u.id, make_date(y, 12, 15), 40 + u.luck % 90, 180 + u.luck % 400, 3 + u.luck % 20, 2 + u.luck % 12, case when y <= 2020 then '2016-2020' else '2021-2025' end,
        (array['good', 'good', 'holes', 'none'])[1 + u.luck % 4], 'grid', 'car_all_year', 'Báo cáo rà soát cuối năm', u.label
      from (select v.unit_id as id, k.label, abs(hashtext(v.unit_id::text)) as luck from organisation.unit_version v join organisation.unit k on k.id = v.unit_id
            where v.kind = 'village' and v.valid @> ${TODAY}::date) u cross join generate_series(2020, 2024) y`);
    told(`${profiles} profiles`);
    for (const statement of later) await tx.run(sql.raw(statement));
    told('indexes');
    return { meetings, attendance, tasks, applicants, profiles };
  });
  await sql`vacuum (analyze) meetings.meeting, meetings.attendance, tasks.task, admission.applicant, admission.identity, villages.profile`.execute(
    db.owner,
  );
  told('statistics');
  return counts;
}

/** Takes the secondary indexes of some tables away; answers how they are made again. */
async function takeAway(tx: Tx, tables: readonly string[]): Promise<string[]> {
  const indexes = await tx.many<{ name: string; definition: string }>(sql`
    select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
    where i.indrelid = any (${[...tables]}::text[]::regclass[]) and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`);
  for (const { name } of indexes) await tx.run(sql`drop index ${sql.raw(name)}`);
  return indexes.map(({ definition }) => definition);
}
