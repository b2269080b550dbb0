-- What a post reaches is asked at the first request of a person after each change of the tree or of posts. The recursive queries were
-- planned for millions of rows and read all versions, all lives and all that covers: a quarter of a second for a commune of a country,
-- seconds for a province once the plans stood for any parameter. Now each generation is one look by key with the ids in hand.
-- With all that is asked in them, or the planner takes the exclusion index for a place, whose first column that is not.
create index covers_party on organisation.covers (party_id, place_id, valid);
create index covers_place_party on organisation.covers (place_id, party_id, valid);
drop index organisation.covers_place;

create function organisation.with_all_below(unit_ids uuid[], on_date date) returns uuid[]
  language plpgsql stable set search_path = '' set plan_cache_mode = force_custom_plan as $$
declare
  reached uuid[] := unit_ids;
  generation uuid[] := unit_ids;
begin
  loop
    select array_agg(v.unit_id) into generation from organisation.unit_version v where v.parent_id = any (generation) and v.valid @> on_date;
    select array_agg(x.id) into generation from (select unnest(generation) except select unnest(reached)) x (id);
    exit when generation is null;
    reached := reached || generation;
  end loop;
  return reached;
end
$$;
comment on function organisation.with_all_below is 'The units and all that hangs below them on that day, by parent only; a generation at a time.';

create or replace function organisation.units_in_reach(unit_ids uuid[], on_date date) returns setof uuid
  language plpgsql stable set search_path = '' set plan_cache_mode = force_custom_plan rows 1000 as $$
declare
  inside_ids uuid[];
  coming_ids uuid[] := '{}';
  ended_ids uuid[] := '{}';
  outside_ids uuid[] := '{}';
  generation uuid[];
begin
  inside_ids := organisation.with_all_below(unit_ids, on_date);
  select array_agg(x.id) into generation from (
    select c.place_id as id from organisation.covers c where c.party_id = any (inside_ids) and c.valid @> on_date
    union select c.party_id from organisation.covers c where c.place_id = any (inside_ids) and c.valid @> on_date) x;
  if generation is not null then
    select array_agg(distinct x.id) into inside_ids from unnest(inside_ids || organisation.with_all_below(generation, on_date)) x (id);
  end if;

  -- Units that have ended and became, in part or whole, something inside.
  generation := inside_ids;
  loop
    select array_agg(distinct e.unit_id) into generation from organisation.lineage_edge e
    where e.to_id = any (generation) and e.forward and e.unit_id <> all (ended_ids)
      and exists (select from organisation.unit_life l where l.unit_id = e.unit_id and l.ends_on <= on_date offset 0);
    exit when generation is null;
    ended_ids := ended_ids || generation;
  end loop;

  -- Of these, what became in part something outside, at once or through others that ended.
  select array_agg(distinct e.unit_id) into generation from organisation.lineage_edge e
  where e.unit_id = any (ended_ids) and e.forward and e.to_id <> all (inside_ids) and e.to_id <> all (ended_ids);
  while generation is not null loop
    outside_ids := outside_ids || generation;
    select array_agg(distinct e.unit_id) into generation from organisation.lineage_edge e
    where e.to_id = any (generation) and e.forward and e.unit_id = any (ended_ids) and e.unit_id <> all (outside_ids);
  end loop;

  generation := inside_ids;
  loop
    select array_agg(l.unit_id) into generation from organisation.unit_life l
    where l.birth_parent = any (generation) and l.begins_on > on_date and l.unit_id <> all (coming_ids);
    exit when generation is null;
    coming_ids := coming_ids || generation;
  end loop;

  return query
    select unnest(inside_ids)
    union select unnest(coming_ids)
    union select e.id from unnest(ended_ids) e (id) where e.id <> all (outside_ids);
end
$$;

-- Two neighbours belong to one range when no unit stands between them: asked for each neighbour, not by reading all labels between.
create or replace function organisation.label_ranges(unit_ids uuid[], on_date date) returns table (lo int, hi int)
  language sql stable set search_path = '' set work_mem = '64MB' as $$
  with reach as materialized (
    select u.label from organisation.units_in_reach(unit_ids, on_date) r (id) join organisation.unit u on u.id = r.id
  ), neighbours as (
    select label, lag(label) over (order by label) as before from reach
  ), islands as (
    select label, count(*) filter (where before is null or exists (
        select from organisation.unit u where u.label > n.before and u.label < n.label)) over (order by label) as island
    from neighbours n
  )
  select min(label)::int, max(label)::int + 1 from islands group by island order by 1
$$;
