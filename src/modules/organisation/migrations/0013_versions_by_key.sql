-- Versions are found by a plain key. That no two of a unit run at once is asked where it is asked whether parents live: at the end of
-- the transaction, once for all that its statements touched, under the same lock. The exclusion constraint asked for each row and was
-- the dearest part of a reorganisation of the country.
alter table organisation.unit_version drop constraint unit_version_one_at_a_time;
alter table organisation.unit_version add constraint unit_version_once primary key (unit_id, valid);

create or replace function organisation.check_parents_live() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  bad record;
begin
  if new.units is null and exists (select from organisation.version_touched t where t.id > new.id and t.units is null) then
    delete from organisation.version_touched where id = new.id; -- a later statement of this transaction asks about all
    return null;
  end if;
  perform pg_advisory_xact_lock(482012);
  -- In the order of their beginnings, two at once are two neighbours at once.
  execute 'select x.unit_id from (
      select v.unit_id, v.valid && lag(v.valid) over (partition by v.unit_id order by v.valid) as at_once
      from organisation.unit_version v where $1 is null or v.unit_id = any ($1)) x
    where x.at_once limit 1' into bad using new.units;
  if bad.unit_id is not null then
    perform platform.refuse('unit.version-overlaps', jsonb_build_object('unit', bad.unit_id));
  end if;
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
