import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { Photo } from '#platform/photos/contract.ts';
import { listPhotos } from '#platform/photos/photos.ts';
import { campaignsOf } from '#modules/welfare/index.ts';
import { ACTIVITY_ROW, ofActivity } from './activities.ts';
import type { ActivityPage, TwinningPage } from './contract.ts';
import { checklistShare, twinningState } from './rules.ts';
import { type About, namedPerson, namedUnit, nameOn, postsOn } from './shared.ts';
import { listTestimonies } from './testimonies.ts';
import { TWINNING_ROW } from './twinnings.ts';

export const PHOTO_UNIT_NAME = nameOn(sql`p.unit_id`, sql`p.taken_on`);
const photosOf = (tx: Tx, activities: ReturnType<typeof sql>, most: number): Promise<Photo[]> =>
  listPhotos(
    tx,
    sql`p.id in (select x.photo_id from outreach.activity_photo x join platform.photo y on y.id = x.photo_id
      where x.activity_id in ${activities} order by y.taken_on desc, y.id desc limit ${most})`,
    PHOTO_UNIT_NAME,
  );

/** An activity with everything that belongs to it; the number of statements does not depend on how much that is. @throws NotFound */
export async function getActivity(tx: Tx, id: string): Promise<ActivityPage> {
  type Row = Omit<
    ActivityPage,
    | 'villages'
    | 'quantities'
    | 'groups'
    | 'visits'
    | 'skills'
    | 'services'
    | 'stops'
    | 'participants'
    | 'checklist'
    | 'findings'
    | 'followUps'
    | 'photos'
    | 'testimonies'
  > & { checklistId: string | null };
  const { checklistId, ...row } = await tx.one<Row>(sql`
    select ${ACTIVITY_ROW}, a.version, a.document, a.outcome, a.occasion, a.cost_vnd::float8 as "costVnd", a.audience, a.campaign_id as "campaignId",
      a.checklist_id as "checklistId",
      (select json_build_object('id', i.id, 'title', i.title, 'year', i.year) from outreach.plan_item i where i.id = a.plan_item_id) as "planItem"
    from outreach.activity a where a.id = ${id}`);
  const day = sql`${row.startsOn}::date`;
  const of = <T>(table: string, columns: ReturnType<typeof sql>, order: ReturnType<typeof sql>) =>
    ofActivity<T>(tx, table, id, columns, order);
  const villages = await of<ActivityPage['villages'][number]>(
    'activity_village',
    sql`t.village_id as id, ${nameOn(sql`t.village_id`, day)} as name`,
    sql`2`,
  );
  const quantities = await of<ActivityPage['quantities'][number]>(
    'quantity',
    sql`t.measure, t.amount::float8 as amount, ${namedUnit(sql`t.unit_id`, day)} as unit`,
    sql`(select m.sort from outreach.measure m where m.measure = t.measure), t.unit_id`,
  );
  const groups = await of<ActivityPage['groups'][number]>(
    'group_count',
    sql`t.id, t.side, t.category, t.people, t.first_time as "firstTime", t.days::float8 as days`,
    sql`t.side, t.category`,
  );
  const visits = await of<ActivityPage['visits'][number]>(
    'visit_count',
    sql`t.class, ${namedUnit(sql`t.village_id`, day)} as village, t.households`,
    sql`t.class, t.village_id`,
  );
  const skills = await of<{ skill: ActivityPage['skills'][number] }>('skill_taught', sql`t.skill`, sql`t.skill`);
  const services = await of<ActivityPage['services'][number]>('service_done', sql`t.service, t.done`, sql`t.service`);
  const stops = await of<ActivityPage['stops'][number]>(
    'stop',
    sql`t.position, t.name, t.on_date as "on", to_char(t.at_time, 'HH24:MI') as at, t.note`,
    sql`t.position`,
  );
  const participants = await of<ActivityPage['participants'][number]>(
    'participant',
    sql`t.id, ${namedPerson(sql`t.person_id`)} as person, t.side, t.role, ${namedUnit(sql`t.unit_id`, day)} as unit,
      to_char(t.checked_in_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "checkedInAt"`,
    sql`t.side, array_position(array['leader', 'trainer', 'guide', 'member'], t.role), t.id`,
  );
  const findings = await of<ActivityPage['findings'][number]>(
    'finding',
    sql`t.id, t.item, ${namedUnit(sql`t.unit_id`, sql`current_date`)} as unit, t.finding, t.remedy, t.due_on as "dueOn", t.closed_on as "closedOn", t.version`,
    sql`t.due_on, t.id`,
  );
  const followUps = await of<ActivityPage['followUps'][number]>(
    'follow_up',
    sql`t.id, ${namedUnit(sql`t.unit_id`, day)} as unit, t.what, t.done_on as "doneOn", t.version`,
    sql`t.done_on nulls last, t.id`,
  );
  return {
    ...row,
    villages,
    quantities,
    groups,
    visits,
    skills: skills.map(({ skill }) => skill),
    services,
    stops,
    participants,
    checklist: checklistId === null ? null : await checklistOf(tx, checklistId, id),
    findings,
    followUps,
    photos: await photosOf(tx, sql`(select ${id}::uuid)`, 60),
    testimonies: await listTestimonies(tx, sql`t.activity_id = ${id}`),
  };
}

async function checklistOf(tx: Tx, checklistId: string, activityId: string): Promise<ActivityPage['checklist']> {
  return tx.one<NonNullable<ActivityPage['checklist']>>(sql`
    select c.title, c.source, (select json_agg(json_build_object('no', i.no, 'part', i.part, 'vi', i.vi, 'th', i.th, 'en', i.en,
        'before', w.before, 'after', w.after) order by i.no)
      from outreach.checklist_item i left join outreach.check_answer w on w.activity_id = ${activityId} and w.item = i.no where i.checklist_id = c.id) as items
    from outreach.checklist c where c.id = ${checklistId}`);
}

/** An agreement with its plan, what was done year by year, the villages reached, words and photos. @throws NotFound */
export async function getTwinning(tx: Tx, { today }: About, id: string): Promise<TwinningPage> {
  const row = await tx.one<Omit<TwinningPage, 'state'>>(
    sql`select ${TWINNING_ROW(today)} from outreach.twinning w where w.id = ${id}`,
  );
  const now = sql`${today}::date`;
  const held = sql`from outreach.activity a where a.twinning_id = ${id} and a.state = 'held'`;
  const heldIds = sql`(select a.id ${held})`;
  const year = sql`extract(year from a.starts_on)::int`;
  const sides = await tx.many<TwinningPage['sides'][number]>(sql`
    select s.side, ${namedUnit(sql`s.unit_id`, sql`lower(s.valid)`)} as unit, lower(s.valid) as "from", upper(s.valid) as "to"
    from outreach.side_period s where s.twinning_id = ${id} order by s.side, s.valid`);
  const roles = await tx.many<TwinningPage['roles'][number]>(sql`
    select r.id, r.side, r.role, ${namedPerson(sql`r.person_id`)} as person, ${postsOn(sql`r.person_id`, sql`least(${now}, coalesce(upper(r.valid) - 1, ${now}))`)} as posts,
      lower(r.valid) as "from", upper(r.valid) as "to"
    from outreach.twinning_role r where r.twinning_id = ${id} order by r.side, array_position(array['lead', 'deputy', 'contact'], r.role), lower(r.valid) desc`);
  const owner = (person: string) => {
    const ref = sql.ref(`c.${person}`);
    return sql`case when ${ref} is not null then ${namedPerson(ref)} end`;
  };
  const channels = await tx.many<TwinningPage['channels'][number]>(sql`
    select c.id, c.kind, c.name, c.rules, ${owner('agency_owner')} as "agencyOwner", ${owner('partner_owner')} as "partnerOwner", c.opened_on as "openedOn", c.version
    from outreach.channel c where c.twinning_id = ${id} and c.closed_on is null order by c.opened_on`);
  const plan = await tx.many<TwinningPage['plan'][number]>(sql`
    select i.id, i.year, i.kind, i.title, i.wanted, i.due_on as "dueOn", (select m.year from outreach.plan_item m where m.id = i.moved_to) as "movedTo",
      i.title_th as "titleTh", i.title_en as "titleEn", i.public_on as "publicOn", i.version,
      (select count(*) from outreach.activity a where a.plan_item_id = i.id and a.state = 'held') as held
    from outreach.plan_item i where i.twinning_id = ${id} order by i.year desc, (select k.sort from outreach.activity_kind k where k.kind = i.kind), i.title`);
  const unplanned = await tx.many<TwinningPage['unplanned'][number]>(
    sql`select ${year} as year, count(*) as activities ${held} and a.plan_item_id is null group by 1 order by 1`,
  );
  const years = await tx.many<TwinningPage['years'][number]>(sql`
    select ${year} as year, a.kind, count(*) as activities, coalesce(sum(g.person_days), 0)::float8 as "personDays", coalesce(sum(g.people), 0)::int as people,
      coalesce(sum(g.first_time), 0)::int as "firstTime"
    from outreach.activity a left join lateral (
      select sum(x.people * x.days) as person_days, sum(x.people) as people, sum(x.first_time) as first_time from outreach.group_count x where x.activity_id = a.id) g on true
    where a.twinning_id = ${id} and a.state = 'held' group by 1, 2 order by 1, (select k.sort from outreach.activity_kind k where k.kind = a.kind)`);
  const results = await tx.many<TwinningPage['results'][number]>(sql`
    select a.kind, q.measure, ${year} as year, sum(q.amount)::float8 as amount from outreach.quantity q join outreach.activity a on a.id = q.activity_id
    where a.twinning_id = ${id} and a.state = 'held' group by 1, 2, 3 order by 1, (select m.sort from outreach.measure m where m.measure = q.measure), 3`);
  const services = await tx.many<TwinningPage['services'][number]>(sql`
    select ${year} as year, sum(s.done)::int as done from outreach.service_done s join outreach.activity a on a.id = s.activity_id
    where a.twinning_id = ${id} and a.state = 'held' group by 1 order by 1`);
  const households = await tx.many<TwinningPage['households'][number]>(sql`
    select ${year} as year, sum(v.households)::int as households from outreach.visit_count v join outreach.activity a on a.id = v.activity_id
    where a.twinning_id = ${id} and a.state = 'held' group by 1 order by 1`);
  const villages = await tx.many<TwinningPage['villages'][number]>(sql`
    select z.village_id as id, v.name, v.lon::float8 as lon, v.lat::float8 as lat, z.activities
    from (select v.village_id, count(*) as activities from outreach.activity_village v where v.activity_id in ${heldIds} group by 1) z
    cross join lateral (select x.name, x.lon, x.lat from organisation.unit_version x where x.unit_id = z.village_id order by x.valid @> ${now} desc, x.valid desc limit 1) v
    order by v.name collate "vi-x-icu"`);
  const { open } = await tx.one<{ open: number }>(sql`
    select count(*) as open from outreach.finding f where f.closed_on is null and f.activity_id in ${heldIds}`);
  const counts = await tx.one<TwinningPage['photoCounts']>(sql`
    select count(*) as "all", count(*) filter (where p.people = 'nobody') as nobody,
      count(*) filter (where p.people <> 'nobody' and p.consent_on is not null and p.withdrawn_on is null) as agreed
    from platform.photo p where p.id in (select x.photo_id from outreach.activity_photo x where x.activity_id in ${heldIds})`);
  const trip = await tx.maybeOne<NonNullable<TwinningPage['trip']>>(sql`
    select a.id, a.title, a.title_th as "titleTh", a.title_en as "titleEn", a.occasion, a.starts_on as "startsOn",
      coalesce((select sum(g.people) from outreach.group_count g where g.activity_id = a.id and g.side = 'agency'), 0)::int as "agencyPeople",
      coalesce((select sum(g.people) from outreach.group_count g where g.activity_id = a.id and g.side = 'partner'), 0)::int as "partnerPeople",
      coalesce((select json_agg(json_build_object('position', s.position, 'name', s.name, 'at', to_char(s.at_time, 'HH24:MI'), 'note', s.note) order by s.position)
        from outreach.stop s where s.activity_id = a.id), '[]'::json) as stops,
      (select count(*) from outreach.follow_up f where f.activity_id = a.id and f.done_on is not null) as "followUps"
    from outreach.activity a where a.twinning_id = ${id} and a.state = 'held' and a.kind = 'roots_trip'
    order by (select count(*) from outreach.stop s where s.activity_id = a.id) desc, a.starts_on desc limit 1`);
  const deeds = await tx.many<{ id: string }>(
    sql`select distinct a.campaign_id as id from outreach.activity a where a.twinning_id = ${id} and a.campaign_id is not null`,
  );
  const campaigns = await campaignsOf(
    tx,
    id,
    deeds.map((deed) => deed.id),
  );
  return {
    ...row,
    state: twinningState(row, today),
    sides,
    roles,
    channels,
    campaigns: campaigns.map(({ linked, ...campaign }) => ({ ...campaign, joined: linked })),
    plan,
    unplanned,
    years,
    results,
    services,
    households,
    checklist: await checklistProgress(tx, id),
    villages,
    openFindings: open,
    trip: trip ?? null,
    testimonies: await listTestimonies(tx, sql`t.twinning_id = ${id} or t.activity_id in ${heldIds}`),
    photos: await photosOf(tx, heldIds, 10),
    photoCounts: counts,
  };
}

/** Points of the checklist met at the beginning of the first visit and at the end of the last. @see scenario A9 */
export async function checklistProgress(
  tx: Tx,
  id: string,
  within: RawBuilder<unknown> = sql`true`,
): Promise<TwinningPage['checklist']> {
  const visits = await tx.many<{ before: (boolean | null)[]; after: (boolean | null)[] }>(sql`
    select array_agg(w.before) as before, array_agg(w.after) as after
    from outreach.check_answer w join outreach.activity a on a.id = w.activity_id
    where a.twinning_id = ${id} and a.state = 'held' and ${within} group by a.id, a.starts_on order by a.starts_on, a.id`);
  const first = checklistShare(visits.at(0)?.before ?? []);
  const last = checklistShare(visits.at(-1)?.after ?? []);
  return first && last
    ? { items: last.of, first: Math.round((first.met * 100) / first.of), last: Math.round((last.met * 100) / last.of) }
    : null;
}
