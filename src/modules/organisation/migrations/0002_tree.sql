-- Derived tables of the tree (lives, lineage, paths, blocks) and the labels and ranges of scope.

create table organisation.unplaced (
  id           uuid primary key default uuidv7(),
  unit_id      uuid not null references organisation.unit (id),
  valid        daterange not null check (not isempty(valid)),
  candidates   uuid[] not null default '{}',
  event_id     uuid references organisation.unit_event (id),
  resolved_by  uuid references organisation.unit_event (id),
  recorded_at  timestamptz not null default now()
);
comment on table organisation.unplaced is
  'Units that stand, for want of knowledge, at the lowest unit that holds all candidates (a cell of a split commune). An open item until resolved_by is set.';
comment on column organisation.unplaced.candidates is 'The units among which the true parent is; empty means any unit below the present parent.';
create index unplaced_unit on organisation.unplaced (unit_id);
create index unplaced_event on organisation.unplaced (event_id);
create unique index unplaced_once on organisation.unplaced (unit_id, valid) where resolved_by is null;

create table organisation.unit_event_undo (
  id        bigint generated always as identity primary key,
  event_id  uuid not null references organisation.unit_event (id),
  relation  text not null check (relation in ('unit_version', 'unit_code', 'covers', 'unit_succession', 'unplaced', 'post')),
  row_id    uuid not null,
  before    jsonb not null
);
comment on table organisation.unit_event_undo is 'How a row stood before an event closed or replaced it: what taking the event back restores. Append-only.';
create index unit_event_undo_event on organisation.unit_event_undo (event_id);
create index unit_event_undo_row on organisation.unit_event_undo (row_id);

alter table organisation.unit_succession add column doubtful boolean not null default false;
comment on column organisation.unit_succession.doubtful is 'The document that says where it went is missing; the target is the lowest unit known to hold it. Leads upwards only.';
alter table organisation.unit_succession add column superseded_by uuid references organisation.unit_event (id);
comment on column organisation.unit_succession.superseded_by is 'Event that brought the missing mapping; this row no longer counts.';

alter table organisation.unit_path add column unplaced_id uuid;
comment on column organisation.unit_path.unplaced_id is 'The unit itself or the ancestor whose place is in doubt (organisation.unplaced).';
create index unit_path_section on organisation.unit_path (section_id);

create table organisation.unit_life (
  unit_id       uuid primary key references organisation.unit (id),
  begins_on     date not null,
  ends_on       date,
  birth_parent  uuid,
  last_parent   uuid,
  birth_rank    int not null,
  last_rank     int not null
);
comment on table organisation.unit_life is 'First day, day after the last, and the parents then; derived from unit_version.';
create table organisation.lineage_edge (
  unit_id   uuid not null references organisation.unit (id),
  forward   boolean not null,
  to_id     uuid not null references organisation.unit (id),
  doubtful  boolean not null default false,
  primary key (unit_id, forward, to_id)
);
comment on table organisation.lineage_edge is
  'Where to look for a unit after its end (forward: its successors, else the last parent) and before its beginning (its predecessors, else the parent it was born under).';
create index lineage_edge_to on organisation.lineage_edge (to_id, forward);

-- Units whose derived rows may change: the given, all that ever hung below, and all linked by succession.
create function organisation.affected_units(units uuid[]) returns setof uuid
  language sql stable set search_path = '' rows 1000 as $$
  with recursive touched (id) as (
    select unnest(units)
    union
    select linked.id from touched t cross join lateral (
      select v.unit_id as id from organisation.unit_version v where v.parent_id = t.id
      union all select s.source_id from organisation.unit_succession s where s.target_id = t.id
      union all select s.target_id from organisation.unit_succession s where s.source_id = t.id
      union all select e.unit_id from organisation.lineage_edge e where e.to_id = t.id) linked
  )
  select id from touched
$$;

create function organisation.rebuild_tree(units uuid[] default null) returns int
  language plpgsql security definer set search_path = '' set work_mem = '64MB' as $$
declare
  blocks_changed int;
begin
  if units is null or cardinality(units) > 1000 then
    -- Much was written a moment ago; without fresh statistics the planner takes the tables for empty.
    analyze organisation.unit, organisation.unit_version, organisation.unit_succession, organisation.covers, organisation.unit_code, organisation.unplaced;
  end if;
  drop table if exists pg_temp.gd_affected, pg_temp.gd_version, pg_temp.gd_path, pg_temp.gd_edge, pg_temp.gd_origin, pg_temp.gd_key, pg_temp.gd_piece,
    pg_temp.gd_placed, pg_temp.gd_placing, pg_temp.gd_print;
  create temp table gd_affected (unit_id uuid primary key) on commit drop;
  if units is null then
    insert into pg_temp.gd_affected select id from organisation.unit;
  else
    insert into pg_temp.gd_affected select distinct a from organisation.affected_units(units) a where a is not null;
  end if;
  analyze pg_temp.gd_affected;

  -- Versions of those units, cut where a doubt about the place begins or ends.
  create temp table gd_version on commit drop as
  select v.unit_id, cut.valid, v.parent_id, k.level, k.tree, k.rank, cut.in_doubt
  from pg_temp.gd_affected a
  join organisation.unit_version v on v.unit_id = a.unit_id
  join organisation.unit_kind k on k.kind = v.kind
  left join (select d.unit_id, range_agg(d.valid) as doubt from organisation.unplaced d where d.resolved_by is null group by d.unit_id) d on d.unit_id = v.unit_id
  cross join lateral (
    select v.valid as valid, false as in_doubt where d.doubt is null
    union all select unnest(datemultirange(v.valid) - d.doubt), false where d.doubt is not null
    union all select unnest(datemultirange(v.valid) * d.doubt), true where d.doubt is not null) cut;
  create index on pg_temp.gd_version (parent_id);
  analyze pg_temp.gd_version;

  -- From the top down; a parent that is not affected gives the path it has.
  create temp table gd_path on commit drop as
  with recursive down as (
    select v.unit_id, v.valid, v.tree,
      case v.level when 'province' then v.unit_id end as province_id, case v.level when 'district' then v.unit_id end as district_id,
      case v.level when 'commune' then v.unit_id end as commune_id, case v.level when 'grassroots' then v.unit_id end as grassroots_id,
      case v.level when 'section' then v.unit_id end as section_id, case when v.in_doubt then v.unit_id end as unplaced_id
    from pg_temp.gd_version v where v.parent_id is null
    union all
    select * from (
      select v.unit_id, v.valid * p.valid, v.tree,
        case v.level when 'province' then v.unit_id else p.province_id end,
        case v.level when 'district' then v.unit_id else p.district_id end,
        case v.level when 'commune' then v.unit_id else p.commune_id end,
        case v.level when 'grassroots' then v.unit_id else p.grassroots_id end,
        case v.level when 'section' then v.unit_id else p.section_id end,
        case when v.in_doubt then v.unit_id else p.unplaced_id end
      from pg_temp.gd_version v
      join organisation.unit_path p on p.unit_id = v.parent_id and p.valid && v.valid
      where not exists (select from pg_temp.gd_affected a where a.unit_id = v.parent_id)) from_outside
    union all
    select c.unit_id, c.valid * d.valid, c.tree,
      case c.level when 'province' then c.unit_id else d.province_id end,
      case c.level when 'district' then c.unit_id else d.district_id end,
      case c.level when 'commune' then c.unit_id else d.commune_id end,
      case c.level when 'grassroots' then c.unit_id else d.grassroots_id end,
      case c.level when 'section' then c.unit_id else d.section_id end,
      case when c.in_doubt then c.unit_id else d.unplaced_id end
    from down d join pg_temp.gd_version c on c.parent_id = d.unit_id and c.valid && d.valid
  )
  select unit_id, unnest(range_agg(valid)) as valid, tree, province_id, district_id, commune_id, grassroots_id, section_id, unplaced_id
  from down
  group by unit_id, tree, province_id, district_id, commune_id, grassroots_id, section_id, unplaced_id;
  create index on pg_temp.gd_path (unit_id);
  analyze pg_temp.gd_path;

  delete from organisation.unit_path o using pg_temp.gd_affected a
  where a.unit_id = o.unit_id and not exists (
    select from pg_temp.gd_path n where n.unit_id = o.unit_id and n.valid = o.valid and n.tree = o.tree
      and (n.province_id, n.district_id, n.commune_id, n.grassroots_id, n.section_id, n.unplaced_id)
        is not distinct from (o.province_id, o.district_id, o.commune_id, o.grassroots_id, o.section_id, o.unplaced_id));
  insert into organisation.unit_path (unit_id, valid, tree, province_id, district_id, commune_id, grassroots_id, section_id, unplaced_id)
  select n.unit_id, n.valid, n.tree, n.province_id, n.district_id, n.commune_id, n.grassroots_id, n.section_id, n.unplaced_id
  from pg_temp.gd_path n
  where not exists (select from organisation.unit_path o where o.unit_id = n.unit_id and o.valid = n.valid);

  -- Lives and the edges along which the past and the future of a unit are looked up.
  delete from organisation.unit_life l using pg_temp.gd_affected a
  where a.unit_id = l.unit_id and not exists (select from pg_temp.gd_version v where v.unit_id = l.unit_id);
  insert into organisation.unit_life as l (unit_id, begins_on, ends_on, birth_parent, last_parent, birth_rank, last_rank)
  select v.unit_id, min(lower(v.valid)), nullif(max(coalesce(upper(v.valid), 'infinity')), 'infinity'),
    (array_agg(v.parent_id order by v.valid))[1], (array_agg(v.parent_id order by v.valid desc))[1],
    (array_agg(v.rank order by v.valid))[1], (array_agg(v.rank order by v.valid desc))[1]
  from pg_temp.gd_version v group by v.unit_id
  on conflict (unit_id) do update set begins_on = excluded.begins_on, ends_on = excluded.ends_on, birth_parent = excluded.birth_parent,
    last_parent = excluded.last_parent, birth_rank = excluded.birth_rank, last_rank = excluded.last_rank
  where (l.begins_on, l.ends_on, l.birth_parent, l.last_parent, l.birth_rank, l.last_rank) is distinct from
    (excluded.begins_on, excluded.ends_on, excluded.birth_parent, excluded.last_parent, excluded.birth_rank, excluded.last_rank);

  create temp table gd_edge (unit_id uuid, forward boolean, to_id uuid, doubtful boolean not null default false) on commit drop;
  create index on pg_temp.gd_edge (unit_id, forward);
  if units is null or cardinality(units) > 1000 then
    analyze organisation.unit_life;
  end if;
  insert into pg_temp.gd_edge (unit_id, forward, to_id, doubtful)
  select s.source_id, true, s.target_id, bool_and(s.doubtful)
  from pg_temp.gd_affected a
  join organisation.unit_life source on source.unit_id = a.unit_id
  join organisation.unit_succession s on s.source_id = a.unit_id and s.superseded_by is null and s.share <> 'none' and s.target_id <> s.source_id
  join organisation.unit_event e on e.id = s.event_id and e.state = 'carried_out' and e.effective_on = source.ends_on
  join organisation.unit_life target on target.unit_id = s.target_id and (target.ends_on is null or target.ends_on > source.ends_on)
  where not s.doubtful or target.birth_rank <= source.last_rank
  group by s.source_id, s.target_id;
  insert into pg_temp.gd_edge (unit_id, forward, to_id, doubtful)
  select s.target_id, false, s.source_id, bool_and(s.doubtful)
  from pg_temp.gd_affected a
  join organisation.unit_life target on target.unit_id = a.unit_id
  join organisation.unit_succession s on s.target_id = a.unit_id and s.superseded_by is null and s.share <> 'none' and s.target_id <> s.source_id
  join organisation.unit_event e on e.id = s.event_id and e.state = 'carried_out' and e.effective_on = target.begins_on
  join organisation.unit_life source on source.unit_id = s.source_id and source.begins_on < target.begins_on
  where not s.doubtful or source.last_rank <= target.birth_rank
  group by s.target_id, s.source_id;
  insert into pg_temp.gd_edge (unit_id, forward, to_id)
  select l.unit_id, true, l.last_parent from pg_temp.gd_affected a join organisation.unit_life l on l.unit_id = a.unit_id
  where l.ends_on is not null and l.last_parent is not null
    and not exists (select from pg_temp.gd_edge e where e.unit_id = l.unit_id and e.forward);
  insert into pg_temp.gd_edge (unit_id, forward, to_id)
  select l.unit_id, false, l.birth_parent from pg_temp.gd_affected a join organisation.unit_life l on l.unit_id = a.unit_id
  where l.birth_parent is not null and not exists (select from pg_temp.gd_edge e where e.unit_id = l.unit_id and not e.forward);

  delete from organisation.lineage_edge o using pg_temp.gd_affected a
  where a.unit_id = o.unit_id and not exists (
    select from pg_temp.gd_edge n where (n.unit_id, n.forward, n.to_id, n.doubtful) = (o.unit_id, o.forward, o.to_id, o.doubtful));
  insert into organisation.lineage_edge (unit_id, forward, to_id, doubtful)
  select n.unit_id, n.forward, n.to_id, n.doubtful from pg_temp.gd_edge n
  where not exists (select from organisation.lineage_edge o where (o.unit_id, o.forward, o.to_id) = (n.unit_id, n.forward, n.to_id));
  if units is null or cardinality(units) > 1000 then
    analyze organisation.lineage_edge, organisation.unit_path;
  end if;

  -- Outside its life a unit stands where its origins stand. Units with the same origins and the same day share a key.
  create temp table gd_origin on commit drop as
  select l.unit_id, side.forward, side.bound,
    coalesce((select array_agg(e.to_id order by e.to_id) from organisation.lineage_edge e where e.unit_id = l.unit_id and e.forward = side.forward), '{}') as origins,
    coalesce((select bool_or(e.doubtful) from organisation.lineage_edge e where e.unit_id = l.unit_id and e.forward = side.forward), true) as doubtful
  from pg_temp.gd_affected a join organisation.unit_life l on l.unit_id = a.unit_id
  cross join lateral (select false as forward, l.begins_on as bound union all select true, l.ends_on where l.ends_on is not null) side;
  create temp table gd_key on commit drop as
  select row_number() over () as key, k.*,
    case when k.forward then daterange(k.bound, null) else daterange(null, k.bound) end as valid
  from (select distinct forward, bound, origins, doubtful from pg_temp.gd_origin) k;
  analyze pg_temp.gd_origin;
  analyze pg_temp.gd_key;

  create temp table gd_piece on commit drop as
  with recursive walk (key, forward, valid, cur, doubtful) as (
    select k.key, k.forward, k.valid, o.id, k.doubtful from pg_temp.gd_key k left join lateral unnest(k.origins) o (id) on true
    union
    select w.key, w.forward, rest.valid, e.to_id, w.doubtful or coalesce(e.doubtful, true)
    from walk w
    join organisation.unit_life l on l.unit_id = w.cur
    cross join lateral (select case
      when not w.forward then w.valid * daterange(null, l.begins_on)
      when l.ends_on is null then 'empty'::daterange
      else w.valid * daterange(l.ends_on, null) end as valid) rest
    left join organisation.lineage_edge e on e.unit_id = w.cur and e.forward = w.forward
    where not isempty(rest.valid)
  ), leaf as (
    select w.key, w.cur, w.doubtful,
      case when w.cur is null or (w.forward and l.ends_on is null) then w.valid
        when w.forward then w.valid * daterange(null, l.ends_on)
        else w.valid * daterange(l.begins_on, null) end as valid
    from walk w left join organisation.unit_life l on l.unit_id = w.cur
  ), held as (
    -- A gap in or before a life is read as the nearest path of that unit.
    select p.*, daterange(
      case when lag(p.valid) over life is null then null else lower(p.valid) end,
      case when lead(p.valid) over life is null then null else lower(lead(p.valid) over life) end) as held
    from organisation.unit_path p where p.unit_id in (select cur from leaf)
    window life as (partition by p.unit_id order by p.valid)
  )
  select f.key, f.valid * coalesce(h.held, '(,)') as valid, f.cur,
    h.province_id, h.district_id, h.commune_id, h.grassroots_id, h.section_id,
    f.doubtful or h.unplaced_id is not null as doubt, h.unplaced_id
  from leaf f left join held h on h.unit_id = f.cur and h.held && f.valid
  where not isempty(f.valid);
  analyze pg_temp.gd_piece;

  -- Where several origins speak of the same days: what they agree on stands, the rest is doubt.
  create temp table gd_placed on commit drop as
  with ordered as (
    select p.*, coalesce(lower(p.valid), '-infinity') < max(coalesce(upper(p.valid), 'infinity')) over (
      partition by p.key order by p.valid rows between unbounded preceding and 1 preceding) as laps
    from pg_temp.gd_piece p
  ), several as (
    select distinct key from ordered where laps
  ), cut as (
    select key, at, lead(at) over (partition by key order by at) as until from (
      select distinct p.key, b.at from pg_temp.gd_piece p join several using (key)
      cross join lateral (values (coalesce(lower(p.valid), '-infinity'::date)), (coalesce(upper(p.valid), 'infinity'::date))) b (at)) cuts
  ), part as (
    select c.key, daterange(nullif(c.at, '-infinity'), nullif(c.until, 'infinity')) as valid from cut c where c.until is not null
  )
  select p.key, p.valid, p.province_id, p.district_id, p.commune_id, p.grassroots_id, p.section_id, p.doubt,
    case when p.doubt and p.unplaced_id is null and p.cur is not null then array[p.cur] else '{}'::uuid[] end as candidates,
    case when p.unplaced_id is null then '{}'::uuid[] else array[p.unplaced_id] end as unplaced
  from pg_temp.gd_piece p where p.key not in (select key from several)
  union all
  select s.key, s.valid,
    case when cardinality(s.province) = 1 then s.province[1] end, case when cardinality(s.district) = 1 then s.district[1] end,
    case when cardinality(s.commune) = 1 then s.commune[1] end, case when cardinality(s.grassroots) = 1 then s.grassroots[1] end,
    case when cardinality(s.section) = 1 then s.section[1] end, s.doubt,
    case when s.doubt then s.candidates else '{}' end, case when s.doubt then s.unplaced else '{}' end
  from (
    select x.*, x.doubted or greatest(cardinality(x.province), cardinality(x.district), cardinality(x.commune), cardinality(x.grassroots),
      cardinality(x.section)) > 1 as doubt
    from (
      select part.key, part.valid, array_agg(distinct p.province_id) as province, array_agg(distinct p.district_id) as district,
        array_agg(distinct p.commune_id) as commune, array_agg(distinct p.grassroots_id) as grassroots, array_agg(distinct p.section_id) as section,
        bool_or(p.doubt) as doubted,
        coalesce(array_agg(distinct p.cur) filter (where p.unplaced_id is null and p.cur is not null), '{}') as candidates,
        coalesce(array_agg(distinct p.unplaced_id) filter (where p.unplaced_id is not null), '{}') as unplaced
      from part join pg_temp.gd_piece p on p.key = part.key and p.valid && part.valid
      group by part.key, part.valid) x) s;
  create index on pg_temp.gd_placed (key);
  analyze pg_temp.gd_placed;

  -- The candidates of a unit that stands in doubt while it lives are those written down with the doubt.
  create temp table gd_placing on commit drop as
  with whole as (
    select o.unit_id, p.valid, p.province_id, p.district_id, p.commune_id, p.grassroots_id, p.section_id, p.doubt, p.candidates, p.unplaced
    from pg_temp.gd_origin o
    join pg_temp.gd_key k on (k.forward, k.bound, k.origins, k.doubtful) = (o.forward, o.bound, o.origins, o.doubtful)
    join pg_temp.gd_placed p on p.key = k.key
    union all
    select p.unit_id, daterange(lower(p.valid), coalesce(lower(lead(p.valid) over (partition by p.unit_id order by p.valid)), upper(p.valid))),
      p.province_id, p.district_id, p.commune_id, p.grassroots_id, p.section_id, p.unplaced_id is not null, '{}',
      case when p.unplaced_id is null then '{}'::uuid[] else array[p.unplaced_id] end
    from pg_temp.gd_path p
  ), named as (
    select w.*, w.candidates as named from whole w where w.unplaced = '{}'
    union all
    select w.*, coalesce((select array_agg(distinct c.id order by c.id) from (
      select unnest(w.candidates) as id
      union select unnest(case when d.candidates = '{}' then array[coalesce(w.section_id, w.grassroots_id, w.commune_id, w.district_id, w.province_id)] else d.candidates end)
      from organisation.unplaced d where d.unit_id = any (w.unplaced) and d.resolved_by is null and d.valid && w.valid) c where c.id is not null), '{}')
    from whole w where w.unplaced <> '{}'
  )
  select unit_id, unnest(range_agg(valid)) as valid, province_id, district_id, commune_id, grassroots_id, section_id, doubt, named as candidates
  from named
  group by unit_id, province_id, district_id, commune_id, grassroots_id, section_id, doubt, named;

  create temp table gd_print on commit drop as
  select unit_id, md5(string_agg(concat_ws('|', valid::text, coalesce(province_id::text, '-'), coalesce(district_id::text, '-'), coalesce(commune_id::text, '-'),
    coalesce(grassroots_id::text, '-'), coalesce(section_id::text, '-'), doubt::text, array_to_string(candidates, ',')), ';' order by valid)) as fingerprint
  from pg_temp.gd_placing group by unit_id;
  create index on pg_temp.gd_print (fingerprint);
  analyze pg_temp.gd_print;

  with fresh as (
    insert into organisation.block (fingerprint)
    select distinct p.fingerprint from pg_temp.gd_print p
    where not exists (select from organisation.block b where b.fingerprint = p.fingerprint)
    returning id, fingerprint
  ), example as (
    select distinct on (f.id) f.id, p.unit_id from fresh f join pg_temp.gd_print p using (fingerprint) order by f.id, p.unit_id
  ), paths as (
    insert into organisation.block_path (block_id, valid, province_id, district_id, commune_id, grassroots_id, section_id, doubt)
    select e.id, g.valid, g.province_id, g.district_id, g.commune_id, g.grassroots_id, g.section_id, g.doubt
    from example e join pg_temp.gd_placing g using (unit_id)
  )
  insert into organisation.block_candidate (block_id, valid, unit_id)
  select e.id, g.valid, c.id from example e join pg_temp.gd_placing g using (unit_id) cross join lateral unnest(g.candidates) c (id);

  delete from organisation.unit_block o using pg_temp.gd_affected a
  where a.unit_id = o.unit_id and not exists (select from pg_temp.gd_print p where p.unit_id = o.unit_id);
  insert into organisation.unit_block as o (unit_id, block_id)
  select p.unit_id, b.id from pg_temp.gd_print p join organisation.block b using (fingerprint)
  on conflict (unit_id) do update set block_id = excluded.block_id where o.block_id <> excluded.block_id;
  get diagnostics blocks_changed = row_count;
  if units is null or cardinality(units) > 1000 then
    analyze organisation.unit_path, organisation.unit_life, organisation.lineage_edge, organisation.block, organisation.block_path, organisation.unit_block;
  end if;
  update organisation.epoch set n = n + 1;
  return blocks_changed;
end
$$;
comment on function organisation.rebuild_tree is
  'Brings unit_path, unit_life, lineage_edge and the blocks up to date for the given units and all they reach (null: everything). Answers how many units changed block.';

create function organisation.units_under(unit uuid, on_date date) returns setof uuid
  language sql stable set search_path = '' rows 200 as $$
  with recursive down (id) as (
    select unit
    union
    select v.unit_id from down d join organisation.unit_version v on v.parent_id = d.id and v.valid @> on_date
  )
  select id from down
$$;
comment on function organisation.units_under is 'The unit and everything that hangs below it on that day, by parent only.';

-- What a post at these units reaches: all below today; a body brings the places it covers and what is below them, a
-- place the bodies that cover it and what is below them (one step over, never back again); then units that have ended
-- when all that became of them lies inside, and units yet to begin under a parent inside.
-- In steps with the ids in hand: as one query its recursive parts are estimated at millions of rows, and setting up the joins
-- for so many took two seconds on every fresh connection.
create function organisation.units_in_reach(unit_ids uuid[], on_date date) returns setof uuid
  language plpgsql stable set search_path = '' rows 1000 as $$
declare
  inside_ids uuid[];
  coming_ids uuid[];
  ended_ids uuid[];
  outside_ids uuid[];
begin
  with recursive own (id) as (
    select unnest(unit_ids)
    union
    select v.unit_id from own o join organisation.unit_version v on v.parent_id = o.id and v.valid @> on_date
  ), over (id) as (
    select c.id from (
      select c.place_id as id from own o join organisation.covers c on c.party_id = o.id and c.valid @> on_date
      union select c.party_id from own o join organisation.covers c on c.place_id = o.id and c.valid @> on_date) c
    union
    select v.unit_id from over o join organisation.unit_version v on v.parent_id = o.id and v.valid @> on_date
  )
  select coalesce(array_agg(x.id), '{}') into inside_ids from (select id from own union select id from over) x;

  with recursive ended (id) as (
    select e.unit_id from unnest(inside_ids) i (id) join organisation.lineage_edge e on e.to_id = i.id and e.forward
      join organisation.unit_life l on l.unit_id = e.unit_id and l.ends_on <= on_date
    union
    select e.unit_id from ended d join organisation.lineage_edge e on e.to_id = d.id and e.forward
      join organisation.unit_life l on l.unit_id = e.unit_id and l.ends_on <= on_date
  )
  select coalesce(array_agg(id), '{}') into ended_ids from ended;

  -- Ended units that became, in part, something outside.
  with recursive became (id, cur) as (
    select e.id, f.to_id from unnest(ended_ids) e (id) join organisation.lineage_edge f on f.unit_id = e.id and f.forward
    union
    select b.id, f.to_id from became b join organisation.unit_life l on l.unit_id = b.cur and l.ends_on <= on_date
      join organisation.lineage_edge f on f.unit_id = b.cur and f.forward
  )
  select coalesce(array_agg(distinct b.id), '{}') into outside_ids
  from became b join organisation.unit_life l on l.unit_id = b.cur
  where (l.ends_on is null or l.ends_on > on_date or not exists (
      select from organisation.lineage_edge f where f.unit_id = b.cur and f.forward))
    and b.cur not in (select unnest(inside_ids));

  with recursive coming (id) as (
    select l.unit_id from unnest(inside_ids) i (id) join organisation.unit_life l on l.birth_parent = i.id and l.begins_on > on_date
    union
    select l.unit_id from coming c join organisation.unit_life l on l.birth_parent = c.id and l.begins_on > on_date
  )
  select coalesce(array_agg(id), '{}') into coming_ids from coming;

  return query
    select unnest(inside_ids)
    union select unnest(coming_ids)
    union select e.id from unnest(ended_ids) e (id) where e.id not in (select unnest(outside_ids));
end
$$;
create index unit_life_birth_parent on organisation.unit_life (birth_parent);
comment on function organisation.units_in_reach is
  'The units whose records a post at the given units may see. An ended unit whose successors lie partly outside stays outside: its records are seen from the level that holds all.';

create function organisation.label_ranges(unit_ids uuid[], on_date date) returns table (lo int, hi int)
  language sql stable set search_path = '' set work_mem = '64MB' as $$
  with reach as materialized (
    select u.label from organisation.units_in_reach(unit_ids, on_date) r (id) join organisation.unit u on u.id = r.id
  ), ordered as (
    select u.label, row_number() over (order by u.label) as place, r.label is not null as inside
    from organisation.unit u left join reach r on r.label = u.label
    where u.label between (select min(label) from reach) and (select max(label) from reach)
  ), island as (
    select label, place - row_number() over (order by label) as island from ordered where inside
  )
  select min(label)::int, max(label)::int + 1 from island group by island order by 1
$$;
comment on function organisation.label_ranges is 'The labels of units_in_reach as few half-open ranges: gaps that belong to nobody are closed.';

create function organisation.next_label(parent uuid) returns int
  language plpgsql security definer set search_path = '' as $$
declare
  gap constant int := 64;
  own int;
  next_other int;
  last_own int;
begin
  perform pg_advisory_xact_lock(482010);
  select u.label into own from organisation.unit u where u.id = parent;
  if own is not null then
    with recursive below (id) as (
      select parent
      union
      select v.unit_id from below b join organisation.unit_version v on v.parent_id = b.id
    ), covering (id) as (
      select c.party_id from below b join organisation.covers c on c.place_id = b.id
      union
      select v.unit_id from covering b join organisation.unit_version v on v.parent_id = b.id
    ), family as materialized (select id from below union select id from covering)
    select min(u.label) filter (where f.id is null), max(u.label) filter (where f.id is not null) into next_other, last_own
    from (
      select u.id, u.label, count(*) filter (where f.id is null) over (order by u.label) as strangers
      from organisation.unit u left join family f on f.id = u.id where u.label >= own) u
    left join family f on f.id = u.id
    where u.strangers = 0 or (u.strangers = 1 and f.id is null);
    if next_other is null then
      return last_own + gap;
    elsif next_other - last_own > 1 then
      return last_own + greatest(1, least(gap, (next_other - last_own) / 2));
    end if;
  end if;
  return coalesce((select max(u.label) from organisation.unit u), 0) + gap;
end
$$;
comment on function organisation.next_label is 'A free scope label for a new unit: in the block of its parent while there is room, else behind all.';

create function organisation.allocate_labels(wanted int, gap int default 64) returns int
  language plpgsql security definer set search_path = '' as $$
begin
  perform pg_advisory_xact_lock(482010);
  return coalesce((select max(u.label) from organisation.unit u), 0) + gap;
end
$$;
comment on function organisation.allocate_labels is
  'First of `wanted` labels, `gap` apart, behind all others, for a bulk import in joint preorder. The lock holds until the caller has inserted them and ends.';

grant select on all tables in schema organisation to gandan_app;
grant insert, update on organisation.unplaced to gandan_app;
grant delete on organisation.unplaced, organisation.unit_succession to gandan_app;
grant update on organisation.unit_succession to gandan_app;
grant insert on organisation.unit_event_undo to gandan_app;
revoke execute on function organisation.rebuild_tree, organisation.next_label, organisation.allocate_labels from public;
grant execute on function organisation.rebuild_tree, organisation.next_label, organisation.allocate_labels to gandan_app;
select platform.track('organisation.unplaced');
