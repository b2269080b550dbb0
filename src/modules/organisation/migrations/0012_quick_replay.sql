-- A reorganisation of the whole country in less time: what is checked is checked once for a statement and not once for a row, names are
-- indexed once each, and units that always had the same parents are worked out together.

-- ------------------------------------------------------------------------------------------------------------------------- names
-- Names repeat (ten thousand cells are called "Chi bộ 1") and a move leaves them alone, so the search key stands with the name.
create table organisation.unit_name (
  name      text primary key,
  name_key  text not null generated always as (platform.fold(name)) stored
);
comment on table organisation.unit_name is 'Every name that a version of a unit has or had, once, with its search key; kept by unit_version.';
grant select on organisation.unit_name to gandan_app;
insert into organisation.unit_name (name) select distinct name from organisation.unit_version;
create index unit_name_key on organisation.unit_name using gin (name_key gin_trgm_ops);
drop index organisation.unit_version_name;
alter table organisation.unit_version drop column name_key;
create index unit_version_name on organisation.unit_version (name);

-- --------------------------------------------------------------------------------------------------------- what a version refers to
-- Most versions are opened and closed by no event, most paths name no section: those rows stand in no index of them.
drop index organisation.unit_version_opened;
create index unit_version_opened on organisation.unit_version (opened_by) where opened_by is not null;
drop index organisation.unit_version_closed;
create index unit_version_closed on organisation.unit_version (closed_by) where closed_by is not null;
drop index organisation.unit_path_district;
create index unit_path_district on organisation.unit_path (district_id) where district_id is not null;
drop index organisation.unit_path_grassroots;
create index unit_path_grassroots on organisation.unit_path (grassroots_id) where grassroots_id is not null;
drop index organisation.unit_path_section;
create index unit_path_section on organisation.unit_path (section_id) where section_id is not null;

-- Rows of these tables are written by rebuild_tree alone, from versions that refer to units themselves.
alter table organisation.unit_path drop constraint unit_path_unit_id_fkey;
alter table organisation.unit_life drop constraint unit_life_unit_id_fkey;
alter table organisation.lineage_edge drop constraint lineage_edge_unit_id_fkey;
alter table organisation.lineage_edge drop constraint lineage_edge_to_id_fkey;

-- The keys of a version are asked for once a statement (check_parents below); what they name cannot go while a version names it.
alter table organisation.unit_version drop constraint unit_version_unit_id_fkey;
alter table organisation.unit_version drop constraint unit_version_kind_fkey;
alter table organisation.unit_version drop constraint unit_version_opened_by_fkey;
alter table organisation.unit_version drop constraint unit_version_closed_by_fkey;
create function organisation.keep_named() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if (case tg_table_name
    when 'unit' then exists (select from organisation.unit_version v where v.unit_id = old.id)
    when 'unit_kind' then exists (select from organisation.unit_version v where v.kind = old.kind)
    else exists (select from organisation.unit_version v where v.opened_by = old.id) or exists (select from organisation.unit_version v where v.closed_by = old.id)
  end) then
    raise foreign_key_violation using message = format('%s is still named by a version of a unit', tg_table_name), schema = 'organisation', table = tg_table_name;
  end if;
  return null;
end
$$;
create trigger keep_named after delete or update of id on organisation.unit for each row execute function organisation.keep_named();
create trigger keep_named after delete or update of id on organisation.unit_event for each row execute function organisation.keep_named();
create trigger keep_named after delete or update of kind on organisation.unit_kind for each row execute function organisation.keep_named();

create function organisation.check_named() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  missing text;
begin
  -- By the distinct values: a reorganisation writes four hundred thousand versions of one event.
  select x.what into missing from (
    select 'unit_version_unit_id_fkey' as what from new_rows n where not exists (select from organisation.unit u where u.id = n.unit_id)
    union all
    select 'unit_version_kind_fkey' from (select distinct kind from new_rows) n where not exists (select from organisation.unit_kind k where k.kind = n.kind)
    union all
    select 'unit_version_opened_by_fkey' from (select distinct opened_by as id from new_rows where opened_by is not null) n
      where not exists (select from organisation.unit_event e where e.id = n.id)
    union all
    select 'unit_version_closed_by_fkey' from (select distinct closed_by as id from new_rows where closed_by is not null) n
      where not exists (select from organisation.unit_event e where e.id = n.id)) x limit 1;
  if found then
    raise foreign_key_violation using message = 'a version of a unit names what is not there', schema = 'organisation', table = 'unit_version', constraint = missing;
  end if;
  insert into organisation.unit_name (name) select distinct name from new_rows on conflict do nothing;
  return null;
end
$$;
create trigger check_named_insert after insert on organisation.unit_version referencing new table as new_rows for each statement execute function organisation.check_named();
create trigger check_named_update after update on organisation.unit_version referencing new table as new_rows for each statement execute function organisation.check_named();

-- Planned for how many rows there are: a plan kept from one row would walk hundreds of thousands one by one. A version that only became
-- shorter has the parent it had.
create or replace function organisation.check_parents() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  changed text := 'new_rows n';
  bad record;
begin
  if tg_op = 'UPDATE' then
    changed := '(select n.* from new_rows n left join old_rows o on o.id = n.id and o.unit_id = n.unit_id and o.kind = n.kind
      and o.parent_id is not distinct from n.parent_id and o.valid @> n.valid where o.id is null) n';
  end if;
  execute format('select n.unit_id, n.parent_id, n.kind, p.kind as parent_kind
    from %s
    join organisation.unit_kind k on k.kind = n.kind
    join organisation.unit_version p on p.unit_id = n.parent_id and p.valid && n.valid
    join organisation.unit_kind pk on pk.kind = p.kind
    where pk.rank >= k.rank or (pk.tree <> k.tree and k.tree <> ''body'')
    limit 1', changed) into bad;
  if bad.unit_id is not null then
    perform platform.refuse('unit.parent-rank', jsonb_build_object('unit', bad.unit_id, 'kind', bad.kind, 'parent', bad.parent_id, 'parentKind', bad.parent_kind));
  end if;
  execute format('select n.unit_id from %s join organisation.unit_kind k on k.kind = n.kind join organisation.unit u on u.id = n.unit_id where u.tree <> k.tree limit 1', changed)
    into bad;
  if bad.unit_id is not null then
    perform platform.refuse('unit.kind-of-other-tree', jsonb_build_object('unit', bad.unit_id));
  end if;
  return null;
end
$$;
drop trigger check_parents_update on organisation.unit_version;
create trigger check_parents_update after update on organisation.unit_version referencing old table as old_rows new table as new_rows
  for each statement execute function organisation.check_parents();

-- ----------------------------------------------------------------------------------------------------- a parent lives as long as its child
-- As before it is asked at the end of the transaction, but once for all that a statement touched: the foreign key asked three times for
-- every version, 1.2 million questions for July 2025. Who asks holds a lock to the end, so two that commit at once see each other.
alter table organisation.unit_version drop constraint unit_version_parent_lives;
create table organisation.version_touched (
  id     bigint generated always as identity primary key,
  units  uuid[]
);
comment on table organisation.version_touched is
  'Units whose versions the running transaction wrote, until its end asks whether all parents live as long as their children; null: too many to name, all are asked.';
create function organisation.note_touched() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  many bigint;
begin
  select count(*) into many from touched;
  if many > 0 then
    insert into organisation.version_touched (units) values (case when many <= 1000 then (select array_agg(distinct unit_id) from touched) end);
  end if;
  return null;
end
$$;
create trigger touched_insert after insert on organisation.unit_version referencing new table as touched for each statement execute function organisation.note_touched();
create trigger touched_update after update on organisation.unit_version referencing new table as touched for each statement execute function organisation.note_touched();
create trigger touched_update_old after update on organisation.unit_version referencing old table as touched for each statement execute function organisation.note_touched();
create trigger touched_delete after delete on organisation.unit_version referencing old table as touched for each statement execute function organisation.note_touched();
create function organisation.check_parents_live() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  bad record;
begin
  if new.units is null and exists (select from organisation.version_touched t where t.id > new.id and t.units is null) then
    delete from organisation.version_touched where id = new.id; -- a later statement of this transaction asks about all
    return null;
  end if;
  perform pg_advisory_xact_lock(482012);
  if new.units is null then
    execute 'with parent as materialized (
        select p.unit_id, range_agg(p.valid) as lives from organisation.unit_version p
        where p.unit_id in (select c.parent_id from organisation.unit_version c) group by p.unit_id)
      select c.unit_id, c.parent_id from organisation.unit_version c left join parent p on p.unit_id = c.parent_id
      where c.parent_id is not null and (p.lives @> c.valid) is not true limit 1' into bad;
  else
    select c.unit_id, c.parent_id into bad
    from (
      select v.unit_id, v.parent_id, v.valid from organisation.unit_version v where v.unit_id = any (new.units) and v.parent_id is not null
      union all
      select v.unit_id, v.parent_id, v.valid from organisation.unit_version v where v.parent_id = any (new.units)) c
    where (select range_agg(p.valid) @> c.valid from organisation.unit_version p where p.unit_id = c.parent_id) is not true
    limit 1;
  end if;
  if bad.unit_id is not null then
    perform platform.refuse('unit.parent-not-alive', jsonb_build_object('unit', bad.unit_id, 'parent', bad.parent_id));
  end if;
  delete from organisation.version_touched where id = new.id;
  return null;
end
$$;
create constraint trigger parents_live after insert on organisation.version_touched deferrable initially deferred
  for each row execute function organisation.check_parents_live();

-- --------------------------------------------------------------------------------------------------------------------- derived tables
create or replace function organisation.rebuild_tree(units uuid[] default null) returns int
  language plpgsql security definer set search_path = '' set work_mem = '64MB' as $$
declare
  blocks_changed int;
  blocks_new int;
begin
  if units is null or cardinality(units) > 1000 then
    -- Much was written a moment ago; without fresh statistics the planner takes the tables for empty.
    analyze organisation.unit, organisation.unit_version, organisation.unit_succession, organisation.covers, organisation.unit_code, organisation.unplaced;
  end if;
  drop table if exists pg_temp.gd_affected, pg_temp.gd_alike, pg_temp.gd_life, pg_temp.gd_version, pg_temp.gd_path, pg_temp.gd_edge, pg_temp.gd_origin, pg_temp.gd_key, pg_temp.gd_piece,
    pg_temp.gd_placed, pg_temp.gd_placing, pg_temp.gd_print, pg_temp.gd_heir;
  create temp table gd_affected (unit_id uuid primary key) on commit drop;
  if units is null then
    insert into pg_temp.gd_affected select id from organisation.unit;
  else
    insert into pg_temp.gd_affected select distinct a from organisation.affected_units(units) a where a is not null;
  end if;
  analyze pg_temp.gd_affected;

  -- Units that name no level, are nobody's parent, stand in no succession and no doubt of their own, and had the same parents on the
  -- same days, have the same paths and the same block: one of them is worked out for all. Two hashes of 64 bits each tell them.
  create temp table gd_alike (unit_id uuid primary key, chief uuid not null) on commit drop;
  if units is null or (select count(*) from pg_temp.gd_affected) > 1000 then
    insert into pg_temp.gd_alike (unit_id, chief)
    with told as (
      select v.unit_id, bool_and(k.level is null) as plain, count(*) as n,
        bit_xor(hash_record_extended(row(v.valid, v.parent_id, k.tree, k.rank), 0)) as one,
        bit_xor(hash_record_extended(row(v.valid, v.parent_id, k.tree, k.rank), 1)) as two
      from pg_temp.gd_affected a
      join organisation.unit_version v on v.unit_id = a.unit_id
      join organisation.unit_kind k on k.kind = v.kind
      group by v.unit_id
    ), alone as (
      select v.parent_id as unit_id from organisation.unit_version v where v.parent_id is not null
      union select s.source_id from organisation.unit_succession s
      union select s.target_id from organisation.unit_succession s
      union select d.unit_id from organisation.unplaced d where d.resolved_by is null
      union select e.to_id from organisation.lineage_edge e
    ), plain as (
      select t.unit_id, first_value(t.unit_id) over (partition by t.one, t.two, t.n order by t.unit_id) as chief
      from told t where t.plain and not exists (select from alone o where o.unit_id = t.unit_id)
    )
    select a.unit_id, coalesce(p.chief, a.unit_id) from pg_temp.gd_affected a left join plain p on p.unit_id = a.unit_id;
  else
    insert into pg_temp.gd_alike (unit_id, chief) select a.unit_id, a.unit_id from pg_temp.gd_affected a;
  end if;
  create index on pg_temp.gd_alike (chief);
  analyze pg_temp.gd_alike;

  -- Versions of the chiefs, cut where a doubt about the place begins or ends.
  create temp table gd_version on commit drop as
  select v.unit_id, cut.valid, v.parent_id, k.level, k.tree, k.rank, cut.in_doubt
  from (select distinct chief as unit_id from pg_temp.gd_alike) a
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

  delete from organisation.unit_path o using pg_temp.gd_alike a
  where a.unit_id = o.unit_id and not exists (
    select from pg_temp.gd_path n where n.unit_id = a.chief and n.valid = o.valid and n.tree = o.tree
      and (n.province_id, n.district_id, n.commune_id, n.grassroots_id, n.section_id, n.unplaced_id)
        is not distinct from (o.province_id, o.district_id, o.commune_id, o.grassroots_id, o.section_id, o.unplaced_id));
  insert into organisation.unit_path (unit_id, valid, tree, province_id, district_id, commune_id, grassroots_id, section_id, unplaced_id)
  select a.unit_id, n.valid, n.tree, n.province_id, n.district_id, n.commune_id, n.grassroots_id, n.section_id, n.unplaced_id
  from pg_temp.gd_alike a join pg_temp.gd_path n on n.unit_id = a.chief
  where not exists (select from organisation.unit_path o where o.unit_id = a.unit_id and o.valid = n.valid);

  -- Lives and the edges along which the past and the future of a unit are looked up.
  create temp table gd_life on commit drop as
  select v.unit_id, min(lower(v.valid)) as begins_on, nullif(max(coalesce(upper(v.valid), 'infinity')), 'infinity') as ends_on,
    (array_agg(v.parent_id order by v.valid))[1] as birth_parent, (array_agg(v.parent_id order by v.valid desc))[1] as last_parent,
    (array_agg(v.rank order by v.valid))[1] as birth_rank, (array_agg(v.rank order by v.valid desc))[1] as last_rank
  from pg_temp.gd_version v group by v.unit_id;
  create index on pg_temp.gd_life (unit_id);
  analyze pg_temp.gd_life;
  delete from organisation.unit_life l using pg_temp.gd_alike a
  where a.unit_id = l.unit_id and not exists (select from pg_temp.gd_life n where n.unit_id = a.chief);
  update organisation.unit_life l set begins_on = n.begins_on, ends_on = n.ends_on, birth_parent = n.birth_parent, last_parent = n.last_parent,
    birth_rank = n.birth_rank, last_rank = n.last_rank
  from pg_temp.gd_alike a join pg_temp.gd_life n on n.unit_id = a.chief
  where a.unit_id = l.unit_id and (l.begins_on, l.ends_on, l.birth_parent, l.last_parent, l.birth_rank, l.last_rank)
    is distinct from (n.begins_on, n.ends_on, n.birth_parent, n.last_parent, n.birth_rank, n.last_rank);
  insert into organisation.unit_life (unit_id, begins_on, ends_on, birth_parent, last_parent, birth_rank, last_rank)
  select a.unit_id, n.begins_on, n.ends_on, n.birth_parent, n.last_parent, n.birth_rank, n.last_rank
  from pg_temp.gd_alike a join pg_temp.gd_life n on n.unit_id = a.chief
  where not exists (select from organisation.unit_life l where l.unit_id = a.unit_id);

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
  select l.unit_id, true, l.last_parent from pg_temp.gd_life l
  where l.ends_on is not null and l.last_parent is not null
    and not exists (select from pg_temp.gd_edge e where e.unit_id = l.unit_id and e.forward);
  insert into pg_temp.gd_edge (unit_id, forward, to_id)
  select l.unit_id, false, l.birth_parent from pg_temp.gd_life l
  where l.birth_parent is not null and not exists (select from pg_temp.gd_edge e where e.unit_id = l.unit_id and not e.forward);

  analyze pg_temp.gd_edge;
  delete from organisation.lineage_edge o using pg_temp.gd_alike a
  where a.unit_id = o.unit_id and not exists (
    select from pg_temp.gd_edge n where (n.unit_id, n.forward, n.to_id, n.doubtful) = (a.chief, o.forward, o.to_id, o.doubtful));
  insert into organisation.lineage_edge (unit_id, forward, to_id, doubtful)
  select a.unit_id, n.forward, n.to_id, n.doubtful from pg_temp.gd_alike a join pg_temp.gd_edge n on n.unit_id = a.chief
  where not exists (select from organisation.lineage_edge o where (o.unit_id, o.forward, o.to_id) = (a.unit_id, n.forward, n.to_id));
  if units is null or cardinality(units) > 1000 then
    analyze organisation.lineage_edge, organisation.unit_path;
  end if;

  -- Outside its life a unit stands where its origins stand. Units with the same origins and the same day share a key.
  create temp table gd_origin on commit drop as
  select l.unit_id, side.forward, side.bound,
    coalesce((select array_agg(e.to_id order by e.to_id) from organisation.lineage_edge e where e.unit_id = l.unit_id and e.forward = side.forward), '{}') as origins,
    coalesce((select bool_or(e.doubtful) from organisation.lineage_edge e where e.unit_id = l.unit_id and e.forward = side.forward), true) as doubtful
  from pg_temp.gd_life l
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
    from pg_temp.gd_print p join pg_temp.gd_alike a on a.chief = p.unit_id join organisation.unit_block o on o.unit_id = a.unit_id
    group by 1, 2
  ), staying as (
    select g.block_id from going g join organisation.block b on b.id = g.block_id and b.fingerprint = g.fingerprint
    union
    select o.block_id from organisation.unit_block o where not exists (
      select from pg_temp.gd_alike a join pg_temp.gd_print p on p.unit_id = a.chief where a.unit_id = o.unit_id)
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

  delete from organisation.unit_block o using pg_temp.gd_alike a
  where a.unit_id = o.unit_id and not exists (select from pg_temp.gd_print p where p.unit_id = a.chief);
  update organisation.unit_block o set block_id = b.id
  from pg_temp.gd_alike a join pg_temp.gd_print p on p.unit_id = a.chief join organisation.block b using (fingerprint)
  where a.unit_id = o.unit_id and o.block_id <> b.id;
  get diagnostics blocks_changed = row_count;
  insert into organisation.unit_block (unit_id, block_id)
  select a.unit_id, b.id from pg_temp.gd_alike a join pg_temp.gd_print p on p.unit_id = a.chief join organisation.block b using (fingerprint)
  where not exists (select from organisation.unit_block o where o.unit_id = a.unit_id);
  get diagnostics blocks_new = row_count;
  if units is null or cardinality(units) > 1000 then
    analyze organisation.unit_path, organisation.unit_life, organisation.lineage_edge, organisation.block, organisation.block_path, organisation.unit_block;
  end if;
  update organisation.epoch set n = n + 1;
  return blocks_changed + blocks_new;
end
$$;
