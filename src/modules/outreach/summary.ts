import { sql } from 'kysely';
import { givenIn } from '#modules/welfare/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import type { TwinningYear } from './contract.ts';
import { checklistProgress } from './pages-data.ts';
import { type About, namedUnit, nameOn } from './shared.ts';

/**
 * The year of an agreement, for the summary that both sides sign: plan and deeds, each kind in its own measure, villages, trips, gifts
 * and what is left to mend. The number of statements does not depend on how much was done. @throws NotFound
 */
export async function getTwinningYear(tx: Tx, { today }: About, id: string, year: number): Promise<TwinningYear> {
  const [from, to] = [`${year}-01-01`, `${year}-12-31`];
  const lastDay = to < today ? to : today;
  const twinning = await tx.one<TwinningYear['twinning'] & { lastYear: number }>(sql`
    select w.id, w.title, w.document, json_build_object('on', w.starts_on, 'precision', w.starts_precision) as starts, w.ends_on as "endsOn",
      extract(year from least(coalesce(w.ended_on, w.ends_on) - 1, ${today}::date))::int as "lastYear"
    from outreach.twinning w where w.id = ${id}`);
  const { lastYear, ...agreement } = twinning;
  const firstYear = Number(agreement.starts.on.slice(0, 4));
  const within = sql`a.starts_on between ${from}::date and ${to}::date`;
  const held = sql`a.twinning_id = ${id} and a.state = 'held' and ${within}`;
  const heldIds = sql`(select a.id from outreach.activity a where ${held})`;
  const sides = await tx.many<TwinningYear['sides'][number]>(sql`
    select s.side, ${namedUnit(sql`s.unit_id`, sql`greatest(lower(s.valid), ${from}::date)`)} as unit from outreach.side_period s
    where s.twinning_id = ${id} and s.valid && daterange(${from}, ${to}, '[]') order by s.side, s.valid`);
  const roles = await tx.many<TwinningYear['roles'][number]>(sql`
    select r.side, r.role, (select n.full_name from membership.shown_person n where n.id = r.person_id) as name, o.post
    from outreach.twinning_role r left join lateral (
      select json_build_object('kind', p.kind, 'unit', ${nameOn(sql`p.unit_id`, sql`${lastDay}::date`)}) as post
      from organisation.post p join organisation.post_kind k on k.kind = p.kind
      where p.person_id = r.person_id and p.valid && (r.valid * daterange(${from}, ${to}, '[]')) and k.role <> 'administrator'
      order by k.rank, p.id limit 1) o on true
    where r.twinning_id = ${id} and r.valid && daterange(${from}, ${to}, '[]')
    order by r.side, array_position(array['lead', 'deputy', 'contact'], r.role), lower(r.valid)`);
  const plan = await tx.many<TwinningYear['plan'][number]>(sql`
    select i.id, i.kind, i.title, i.wanted, (select count(*) from outreach.activity a where a.plan_item_id = i.id and a.state = 'held')::int as held
    from outreach.plan_item i where i.twinning_id = ${id} and i.year = ${year}
    order by (select k.sort from outreach.activity_kind k where k.kind = i.kind), i.title`);
  const kinds = await tx.many<TwinningYear['kinds'][number]>(sql`
    select a.kind, count(*)::int as activities, coalesce(sum(g.person_days), 0)::float8 as "personDays", coalesce(sum(g.people), 0)::int as people,
      coalesce(sum(g.first_time), 0)::int as "firstTime",
      coalesce((select json_agg(json_build_object('measure', q.measure, 'amount', q.amount) order by q.sort)
        from (select x.measure, m.sort, sum(x.amount)::float8 as amount from outreach.quantity x join outreach.activity b on b.id = x.activity_id
          join outreach.measure m on m.measure = x.measure
          where b.twinning_id = ${id} and b.state = 'held' and b.kind = a.kind and b.starts_on between ${from}::date and ${to}::date group by x.measure, m.sort) q), '[]'::json) as results
    from outreach.activity a left join lateral (
      select sum(x.people * x.days) as person_days, sum(x.people) as people, sum(x.first_time) as first_time from outreach.group_count x where x.activity_id = a.id) g on true
    where ${held} group by a.kind order by (select k.sort from outreach.activity_kind k where k.kind = a.kind)`);
  const sums = await tx.one<{
    activities: number;
    personDays: number;
    unplanned: number;
    beforeActivities: number;
    beforeDays: number;
    services: number;
    householdVisits: number;
    found: number;
    mended: number;
  }>(sql`
    with yearly as (
      select extract(year from a.starts_on)::int as year, count(*) as activities, count(*) filter (where a.plan_item_id is null) as unplanned,
        coalesce(sum((select sum(g.people * g.days) from outreach.group_count g where g.activity_id = a.id)), 0) as person_days
      from outreach.activity a where a.twinning_id = ${id} and a.state = 'held' and a.starts_on between ${`${year - 1}-01-01`}::date and ${to}::date group by 1)
    select coalesce(max(y.activities) filter (where y.year = ${year}), 0)::int as activities, coalesce(max(y.person_days) filter (where y.year = ${year}), 0)::float8 as "personDays",
      coalesce(max(y.unplanned) filter (where y.year = ${year}), 0)::int as unplanned,
      coalesce(max(y.activities) filter (where y.year <> ${year}), 0)::int as "beforeActivities",
      coalesce(max(y.person_days) filter (where y.year <> ${year}), 0)::float8 as "beforeDays",
      (select coalesce(sum(s.done), 0)::int from outreach.service_done s where s.activity_id in ${heldIds}) as services,
      (select coalesce(sum(v.households), 0)::int from outreach.visit_count v where v.activity_id in ${heldIds}) as "householdVisits",
      (select count(*)::int from outreach.finding f where f.activity_id in ${heldIds}) as found,
      (select count(*)::int from outreach.finding f where f.activity_id in ${heldIds} and f.closed_on is not null) as mended
    from yearly y`);
  const villages = await tx.many<TwinningYear['villages'][number]>(sql`
    select z.village_id as id, ${nameOn(sql`z.village_id`, sql`${lastDay}::date`)} as name, count(*)::int as activities
    from outreach.activity_village z where z.activity_id in ${heldIds} group by z.village_id order by 2, 1`);
  const trips = await tx.many<TwinningYear['trips'][number]>(sql`
    select a.id, a.title, a.title_th as "titleTh", a.title_en as "titleEn", a.starts_on as "on", a.occasion, (select coalesce(sum(g.people), 0)::int from outreach.group_count g where g.activity_id = a.id) as people,
      coalesce((select json_agg(s.name order by s.position) from outreach.stop s where s.activity_id = a.id), '[]'::json) as stops,
      (select count(*)::int from outreach.follow_up f where f.activity_id = a.id) as "followUps",
      (select count(*)::int from outreach.follow_up f where f.activity_id = a.id and f.done_on is not null) as "followUpsDone"
    from outreach.activity a where ${held} and a.kind = 'roots_trip' order by a.starts_on, a.id`);
  const words = await tx.many<TwinningYear['words'][number]>(sql`
    select t.words, coalesce(o.kind, '') as post, coalesce(${nameOn(sql`o.unit_id`, sql`t.said_on`)}, '') as unit
    from outreach.testimony t left join lateral (
      select p.kind, p.unit_id from organisation.post p join organisation.post_kind k on k.kind = p.kind
      where p.person_id = t.person_id and p.valid @> t.said_on and k.role <> 'administrator' order by k.rank limit 1) o on true
    where (t.activity_id in ${heldIds} or (t.twinning_id = ${id} and extract(year from t.said_on) = ${year})) and t.public order by t.said_on, t.id`);
  const ownCampaigns = sql`(c.twinning_id = ${id} or c.id in (select a.campaign_id from outreach.activity a where ${held} and a.campaign_id is not null))`;
  const gifts = await givenIn(tx, ownCampaigns, { from, to: lastDay });
  return {
    twinning: agreement,
    year,
    years: Array.from({ length: Math.max(0, lastYear - firstYear + 1) }, (_, at) => firstYear + at),
    asOf: lastDay,
    sides,
    roles,
    plan,
    unplanned: sums.unplanned,
    activities: sums.activities,
    personDays: sums.personDays,
    before: year > firstYear ? { activities: sums.beforeActivities, personDays: sums.beforeDays } : null,
    kinds,
    services: sums.services,
    householdVisits: sums.householdVisits,
    villages,
    checklist: await checklistProgress(tx, id, within),
    findings: { found: sums.found, mended: sums.mended },
    trips,
    gifts: gifts.map(({ state: _state, ...gift }): TwinningYear['gifts'][number] => gift),
    words,
  };
}
