-- The tree at the size of a country: paths are found by a plain key, and a block keeps its number through a reorganisation.

-- Derived rows are held to the recursion over the versions by a test and by `gandan verify`; the exclusion constraint only made
-- every replay pay for it again.
alter table organisation.unit_path drop constraint unit_path_one_at_a_time;
alter table organisation.unit_path add constraint unit_path_once primary key (unit_id, valid);
alter table organisation.block_path drop constraint block_path_one_at_a_time;
alter table organisation.block_path add constraint block_path_once primary key (block_id, valid);
create index block_candidate_unit on organisation.block_candidate (unit_id);

create or replace function organisation.rebuild_tree(units uuid[] default null) returns int
  language plpgsql security definer set search_path = '' set work_mem = '64MB' as $$
declare
  blocks_changed int;
begin
  if units is null or cardinality(units) > 1000 then
    -- Much was written a moment ago; without fresh statistics the planner takes the tables for empty.
    analyze organisation.unit, organisation.unit_version, organisation.unit_succession, organisation.covers, organisation.unit_code, organisation.unplaced;
  end if;
  drop table if exists pg_temp.gd_affected, pg_temp.gd_version, pg_temp.gd_path, pg_temp.gd_edge, pg_temp.gd_origin, pg_temp.gd_key, pg_temp.gd_piece,
    pg_temp.gd_placed, pg_temp.gd_placing, pg_temp.gd_print, pg_temp.gd_heir;
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

  -- A block whose units all go the same new way keeps its number, so that nothing summed by block has to move.
  create temp table gd_heir on commit drop as
  with going as (
    select o.block_id, p.fingerprint, count(*) as n
    from pg_temp.gd_print p join organisation.unit_block o on o.unit_id = p.unit_id
    group by 1, 2
  ), staying as (
    select g.block_id from going g join organisation.block b on b.id = g.block_id and b.fingerprint = g.fingerprint
    union
    select o.block_id from organisation.unit_block o where not exists (select from pg_temp.gd_print p where p.unit_id = o.unit_id)
  ), ranked as (
    select g.block_id, g.fingerprint, row_number() over (partition by g.block_id order by g.n desc, g.fingerprint) as of_block,
      row_number() over (partition by g.fingerprint order by g.n desc, g.block_id) as of_print
    from going g
    where not exists (select from staying s where s.block_id = g.block_id)
      and not exists (select from organisation.block b where b.fingerprint = g.fingerprint)
  )
  select block_id, fingerprint from ranked where of_block = 1 and of_print = 1;
  delete from organisation.block_path o using pg_temp.gd_heir h where o.block_id = h.block_id;
  delete from organisation.block_candidate o using pg_temp.gd_heir h where o.block_id = h.block_id;
  update organisation.block b set fingerprint = h.fingerprint from pg_temp.gd_heir h where b.id = h.block_id;

  with fresh as (
    insert into organisation.block (fingerprint)
    select distinct p.fingerprint from pg_temp.gd_print p
    where not exists (select from organisation.block b where b.fingerprint = p.fingerprint)
    returning id, fingerprint
  ), example as (
    select distinct on (f.id) f.id, p.unit_id
    from (select id, fingerprint from fresh union all select block_id, fingerprint from pg_temp.gd_heir) f
    join pg_temp.gd_print p using (fingerprint) order by f.id, p.unit_id
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
