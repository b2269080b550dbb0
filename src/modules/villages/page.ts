import { sql } from 'kysely';
import { assertLabelsInScope, listPosts, resolveUnit, type ResolvedUnit } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import type { DateRange } from '#platform/time/ranges.ts';
import { reviewDueOn } from './prestige-rules.ts';
import type {
  PrestigeReview,
  Benefit,
  Cover,
  Fact,
  KnownOn,
  LifePath,
  Profile,
  Programme,
  Standard,
  VillagePage,
  Work,
} from './contract.ts';
import { type Days, happeningsOf, type History, historyOf, statesOn } from './rules.ts';

/** A village of the caller's scope, as it stood on a day. @throws NotFound when it is none, or outside */
export async function getVillage(tx: Tx, caller: Caller, ref: string, on: string): Promise<ResolvedUnit> {
  const village = await resolveUnit(tx, ref, on);
  assertLabelsInScope(caller, [village.label]);
  if (village.kind !== 'village' && village.kind !== 'residential_group') throw new NotFound();
  return village;
}

/** Everything that is known of one village. @throws NotFound outside the caller's scope */
export async function getVillagePage(
  tx: Tx,
  caller: Caller,
  ref: string,
  query: { asOf?: string | undefined },
  today: string,
): Promise<VillagePage> {
  const asOf = query.asOf ?? today;
  const village = await getVillage(tx, caller, ref, asOf);
  const { id } = village;
  const profiles = await profilesOf(tx, id);
  const { days, history, life } = await stateHistory(tx, id);
  const posts = await listPosts(tx, { unitId: id });
  const heads = posts.filter((post) => post.kind === 'village_head');
  const prestige = posts.filter((post) => post.kind === 'prestige_person');
  const reviews = prestige.length > 0 ? await reviewsOf(tx, id) : [];
  const membersToday = new Set(
    (
      await tx.many<{ id: string }>(sql`
        select distinct member_id as id from membership.on_roll
        where member_id = any(${prestige.map((post) => post.personId)}::uuid[]) and valid @> ${asOf}::date`)
    ).map((row) => row.id),
  );
  const held = ({ id: post, personId, personName, from, fromPrecision, to, toPrecision }: (typeof posts)[number]) => ({
    id: post,
    personId,
    personName,
    from,
    fromPrecision,
    to,
    toPrecision,
  });
  const { path, former } = await placesOf(tx, id, asOf);
  const membersByYear = await membersByYearOf(tx, id, life[0]?.from ?? asOf, asOf);
  const [first, last] = [life[0], life.at(-1)];
  return {
    id,
    slug: village.slug,
    name: village.name,
    kind: village.kind,
    asOf,
    alive: village.alive,
    from: first?.from ?? asOf,
    to: last?.to ?? null,
    path,
    formerCommunes: former,
    states: statesOn(history, asOf),
    ...knownOn(profiles, asOf),
    profiles,
    members: membersByYear.at(-1)?.members ?? 0,
    membersByYear,
    history,
    happenings: happeningsOf(history, days.life),
    recorded: await recordedOf(tx, id),
    covers: await coversOf(tx, id, asOf, today),
    prestige: prestige.map((post) => ({
      ...held(post),
      decision: post.basis,
      isMember: membersToday.has(post.personId),
      reviews: reviews.flatMap(({ postId, ...review }) => (postId === post.id ? [review] : [])),
      reviewDueOn:
        post.to === null || post.to > today
          ? reviewDueOn(
              post.from,
              reviews.filter(({ postId }) => postId === post.id),
            )
          : null,
    })),
    heads: heads.map(held),
    paths: await pathsOf(tx, id, asOf, new Map(heads.map((post) => [post.personId, post.personName]))),
    facts: await factsOf(tx, id),
    benefits: await benefitsOf(tx, id),
    work: await workOf(tx, id),
  };
}

/** Reviews of the persons of prestige of a village, newest first. */
function reviewsOf(tx: Tx, villageId: string): Promise<(PrestigeReview & { postId: string })[]> {
  return tx.many(sql`
    select r.id, r.post_id as "postId", r.year, r.reviewed_on as "on", r.outcome, r.decision
    from villages.prestige_review r where r.village_id = ${villageId} order by r.reviewed_on desc`);
}

const dated = (on: string, precision: string): KnownOn => ({ on, precision: precision as KnownOn['precision'] });

async function profilesOf(tx: Tx, id: string): Promise<Profile[]> {
  const rows = await tx.many<Omit<Profile, 'asOf'> & { on: string; precision: string }>(sql`
    select id, as_of as "on", precision, households, residents, poor, near_poor as "nearPoor", standard, signal, power, road, culture_house as "cultureHouse", source, version
    from villages.profile where village_id = ${id} order by as_of`);
  return rows.map(({ on, precision, ...row }) => ({ ...row, asOf: dated(on, precision) }));
}

/** The last value known of each thing, with the day and source of the snapshot that says so. */
export function knownOn(profiles: readonly Profile[], asOf: string): Pick<VillagePage, 'known' | 'standard'> {
  const until = profiles.filter((profile) => profile.asOf.on <= asOf);
  const last = <K extends keyof VillagePage['known']>(key: K): VillagePage['known'][K] => {
    const found = until.findLast((profile) => profile[key] !== null);
    return (found ? { value: found[key], asOf: found.asOf, source: found.source } : null) as VillagePage['known'][K];
  };
  return {
    known: {
      households: last('households'),
      residents: last('residents'),
      poor: last('poor'),
      nearPoor: last('nearPoor'),
      signal: last('signal'),
      power: last('power'),
      road: last('road'),
      cultureHouse: last('cultureHouse'),
    },
    standard: until.findLast((profile) => profile.poor !== null || profile.nearPoor !== null)?.standard ?? null,
  };
}

/** The three states over time, as the caller sees them. */
export async function stateHistory(tx: Tx, id: string): Promise<{ days: Days; history: History; life: DateRange[] }> {
  const row = await tx.one<Days & { established: boolean }>(sql`
    select ${spans('life')} as life, ${spans('member')} as member, ${spans('covered')} as covered, ${spans('own')} as own,
      exists (select 1 from organisation.unit_version v join organisation.unit_event e on e.id = v.opened_by and e.kind <> 'import'
        where v.unit_id = s.village_id and not exists (select 1 from organisation.unit_version b where b.unit_id = v.unit_id and b.valid << v.valid)) as established
    from villages.state_ranges(array[${id}]::uuid[]) s`);
  const { established, ...days } = row;
  const history = historyOf(days);
  // A village whose founding is on record was in its first state from then on; before an import nobody knows.
  if (established)
    for (const stretches of Object.values(history)) for (const stretch of stretches) stretch.sinceBefore = false;
  return { days, history, life: days.life };
}

const spans = (column: string) => sql`
  coalesce((select json_agg(json_build_object('from', lower(x), 'to', upper(x)) order by x) from unnest(${sql.ref(`s.${column}`)}) as x), '[]')`;

async function placesOf(tx: Tx, id: string, asOf: string) {
  const rows = await tx.many<{
    valid: string;
    id: string;
    name: string;
    level: number;
    to: string | null;
    now: boolean;
  }>(sql`
    select a.id, a.level, upper(p.valid) as "to", p.valid @> ${asOf}::date as now,
      (select v.name from organisation.unit_version v where v.unit_id = a.id order by v.valid && p.valid desc, v.valid desc limit 1) as name
    from organisation.unit_path p cross join lateral (values (p.province_id, 1), (p.district_id, 2), (p.commune_id, 3)) as a (id, level)
    where p.unit_id = ${id} and a.id is not null order by p.valid, a.level`);
  const path = rows.filter((row) => row.now).map((row) => ({ id: row.id, name: row.name }));
  const commune = path.at(-1)?.id;
  const former = new Map<string, { id: string; name: string; to: string }>();
  for (const row of rows)
    if (row.level === 3 && row.id !== commune && row.to !== null && row.to <= asOf)
      former.set(row.id, { id: row.id, name: row.name, to: row.to });
  return { path, former: [...former.values()] };
}

/** Members on the roll who lived in the village at the end of each year, and on the day asked. */
function membersByYearOf(tx: Tx, id: string, from: string, asOf: string): Promise<{ on: string; members: number }[]> {
  return tx.many(sql`
    select d.on_date as "on", count(o.id) as members
    from (select make_date(y, 12, 31) as on_date from generate_series(extract(year from ${from}::date)::int, extract(year from ${asOf}::date)::int - 1) y
          union all select ${asOf}::date) d
    left join membership.lived_in l on l.village_id = ${id} and l.valid @> d.on_date
    left join membership.on_roll o on o.member_id = l.person_id and o.valid @> d.on_date
    group by d.on_date order by d.on_date`);
}

async function recordedOf(tx: Tx, id: string): Promise<VillagePage['recorded']> {
  const rows = await tx.many<Omit<VillagePage['recorded'][number], 'on'> & { onDate: string; precision: string }>(sql`
    select e.id, e.state, e.event, e.on_date as "onDate", e.on_precision as precision, e.document, e.source,
      (select json_build_object('on', json_build_object('on', w.on_date, 'precision', w.on_precision), 'document', w.document, 'reason', e.reason)
        from villages.state_event w where w.id = e.corrects) as corrected
    from villages.standing_event e where e.village_id = ${id} order by e.on_date, e.recorded_at, e.id`);
  return rows.map(({ onDate, precision, ...row }) => ({ ...row, on: dated(onDate, precision) }));
}

/** Which cells covered the village when, and how the cell began: with how many, and how many of them from here. */
function coversOf(tx: Tx, id: string, asOf: string, today: string): Promise<Cover[]> {
  return tx.many<Cover>(sql`
    select json_build_object('id', c.party_id, 'name', cell.name) as cell, lower(c.valid) as "from", upper(c.valid) as "to",
      (select count(*) from organisation.covers o where o.party_id = c.party_id and o.valid @> d.last_day) as villages,
      case when c.valid @> ${asOf}::date then (select count(*) from membership.on_roll p where p.cell_id = c.party_id and p.valid @> ${asOf}::date) end as members,
      f.on_date as "foundedOn", f.decision,
      case when f.on_date is not null then (select count(*) from membership.on_roll p where p.cell_id = c.party_id and p.valid @> f.on_date and p.standing = 'official') end as founders,
      case when f.on_date is not null then (
        select count(distinct p.member_id) from membership.on_roll p
        join membership.lived_in l on l.person_id = p.member_id and l.valid @> f.on_date
        join organisation.covers o on o.party_id = c.party_id and o.place_id = l.village_id and o.valid @> f.on_date
        where p.cell_id = c.party_id and p.valid @> f.on_date and p.standing = 'official') end as "localFounders"
    from organisation.covers c
    cross join lateral (select least(coalesce(upper(c.valid) - 1, ${today}::date), greatest(${asOf}::date, lower(c.valid))) as last_day) d
    join lateral (select v.name from organisation.unit_version v where v.unit_id = c.party_id order by v.valid @> d.last_day desc, v.valid desc limit 1) cell on true
    left join lateral (
      select lower(v.valid) as on_date, coalesce(e.document, v.legal_basis) as decision
      from organisation.unit_version v join organisation.unit_event e on e.id = v.opened_by and e.kind = 'establish' and e.state = 'carried_out'
      where v.unit_id = c.party_id order by v.valid limit 1) f on true
    where c.place_id = ${id} order by c.valid desc, cell.name`);
}

/** Heads of this village who later led a cell that covers it, with the day of joining as exactly as it is known. */
async function pathsOf(
  tx: Tx,
  id: string,
  asOf: string,
  names: ReadonlyMap<string, string | null>,
): Promise<LifePath[]> {
  const rows = await tx.many<Omit<LifePath, 'name'>>(sql`
    select h.person_id as "personId",
      json_build_object('from', lower(h.valid), 'precision', h.from_precision, 'to', upper(h.valid)) as head,
      case when m.ceremony_on is not null then json_build_object('on', m.ceremony_on, 'precision', m.ceremony_precision) end as joined,
      json_build_object('from', lower(s.valid), 'precision', s.from_precision, 'to', upper(s.valid)) as secretary,
      h.valid @> ${asOf}::date and s.valid @> ${asOf}::date as "bothNow"
    from (select distinct on (person_id) * from organisation.post where unit_id = ${id} and kind = 'village_head' order by person_id, valid) h
    join lateral (
      select p.* from organisation.post p
      where p.person_id = h.person_id and p.kind = 'cell_secretary' and lower(p.valid) >= lower(h.valid)
        and p.unit_id in (select c.party_id from organisation.covers c where c.place_id = ${id})
      order by p.valid limit 1) s on true
    left join membership.shown_member m on m.id = h.person_id
    order by lower(s.valid) desc, h.person_id`);
  return rows.map((row) => ({ ...row, name: names.get(row.personId) ?? null }));
}

async function factsOf(tx: Tx, id: string): Promise<Fact[]> {
  const rows = await tx.many<Omit<Fact, 'on'> & { onDate: string; precision: string }>(sql`
    select id, topic, on_date as "onDate", on_precision as precision, value, source from villages.fact where village_id = ${id} order by on_date, topic`);
  return rows.map(({ onDate, precision, ...row }) => ({ ...row, on: dated(onDate, precision) }));
}

function benefitsOf(tx: Tx, id: string): Promise<Benefit[]> {
  return tx.many<Benefit>(sql`
    select b.id, b.programme, b.component, b.year, b.quantity::float8 as quantity, b.unit, b.households, b.stage, b.source, b.version
    from villages.benefit b join villages.programme p on p.code = b.programme where b.village_id = ${id} order by p.position, b.year, b.component`);
}

function workOf(tx: Tx, id: string): Promise<Work[]> {
  return tx.many<Work>(sql`
    select id, lower(valid) as "from", upper(valid) - 1 as "to", mediations, settled, talks, listeners, members_helping as "membersHelping",
      households_helped as "householdsHelped", households_out as "householdsOut", models, source
    from villages.work where village_id = ${id} order by valid desc`);
}

/** Programmes with their successors, in the order in which they came. */
export function listProgrammes(tx: Tx): Promise<Programme[]> {
  return tx.many<Programme>(sql`
    select p.code, p.name, p.document, p.first_year as "firstYear", p.last_year as "lastYear", p.about, p.confidence,
      coalesce((select json_agg(s.successor order by s.successor) from villages.programme_successor s where s.code = p.code), '[]') as successors
    from villages.programme p order by p.position`);
}

/** Poverty standards with their periods. */
export function listStandards(tx: Tx): Promise<Standard[]> {
  return tx.many<Standard>(sql`
    select code, lower(valid) as "from", upper(valid) as "to", document, confidence from villages.poverty_standard order by valid`);
}
