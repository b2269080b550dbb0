-- A write under audit and change log costs less: each row is rendered once, planned once per connection, and an entry that
-- waits for its number stands in no index of numbers. What is written is the same to the byte.

-- Insert and delete read one transition table from beginning to end, so a plan kept from a single row is right for a million.
create function platform.record_rows() returns trigger
  language plpgsql security definer set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
  entity_name constant text := tg_table_schema || '.' || tg_table_name;
  actor_name constant text := coalesce(nullif(current_setting('gandan.user_id', true), ''), 'system');
  via_name constant text := coalesce(nullif(current_setting('gandan.via', true), ''), 'database');
  request constant text := nullif(current_setting('gandan.request_id', true), '');
  moment constant timestamptz := clock_timestamp();
begin
  if current_setting('gandan.audit', true) = 'bulk' then
    perform platform.record_bulk(entity_name, lower(tg_op), count(*), encode(sha256(convert_to(coalesce(string_agg(r::text, E'\n'), ''), 'UTF8')), 'hex'))
    from changed_rows r;
    return null;
  end if;
  with row as materialized (
    select j ->> 'id' as id, (j ->> 'label')::int as label,
      case tg_op when 'INSERT' then json_build_object('new', j) else json_build_object('old', j) end::text as payload
    from (select to_jsonb(r) as j from changed_rows r) x
  ), logged as (
    insert into platform.change (entity, entity_id, action, label) select entity_name, coalesce(id, ''), lower(tg_op), label from row
  )
  insert into platform.audit (recorded_at, actor, via, request_id, action, entity, entity_id, label, payload, hash)
  select moment, actor_name, via_name, request, lower(tg_op), entity_name, id, label, payload,
    platform.audit_hash(actor_name, via_name, request, moment, lower(tg_op), entity_name, id, label, payload)
  from row;
  return null;
end
$$;

-- Old and new rows meet by their identity: how many there are decides how, so this one is planned anew each time.
create or replace function platform.record_change() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  entity_name constant text := tg_table_schema || '.' || tg_table_name;
  actor_name constant text := coalesce(nullif(current_setting('gandan.user_id', true), ''), 'system');
  via_name constant text := coalesce(nullif(current_setting('gandan.via', true), ''), 'database');
  request constant text := nullif(current_setting('gandan.request_id', true), '');
  moment constant timestamptz := clock_timestamp();
begin
  if current_setting('gandan.audit', true) = 'bulk' then
    perform platform.record_bulk(entity_name, 'update', count(*), encode(sha256(convert_to(coalesce(string_agg(n::text, E'\n'), ''), 'UTF8')), 'hex'))
    from new_rows n;
    return null;
  end if;
  with row as materialized (
    select n.j ->> 'id' as id, (n.j ->> 'label')::int as label, json_build_object('old', o.j, 'new', n.j)::text as payload
    from (select to_jsonb(n) as j from new_rows n) n
    join (select to_jsonb(o) as j from old_rows o) o on o.j ->> 'id' = n.j ->> 'id'
    where o.j is distinct from n.j
  ), logged as (
    insert into platform.change (entity, entity_id, action, label) select entity_name, coalesce(id, ''), 'update', label from row
  )
  insert into platform.audit (recorded_at, actor, via, request_id, action, entity, entity_id, label, payload, hash)
  select moment, actor_name, via_name, request, 'update', entity_name, id, label, payload,
    platform.audit_hash(actor_name, via_name, request, moment, 'update', entity_name, id, label, payload)
  from row;
  return null;
end
$$;

create function platform.record_bulk(entity_name text, operation text, rows bigint, digest text) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  if rows = 0 then
    return;
  end if;
  perform platform.write_audit('bulk', entity_name, null, null, json_build_object('operation', operation, 'rows', rows, 'digest', digest)::text);
  insert into platform.change (entity, entity_id, action, label) values (entity_name, '*', 'bulk', null);
end
$$;
revoke execute on function platform.record_bulk from public;
comment on function platform.record_bulk is 'Imports and reorganisations leave one record for a whole statement, with the count and a digest of its rows.';

create or replace function platform.track(tbl regclass) returns void
  language plpgsql as $$
begin
  execute format('create trigger track_insert after insert on %s referencing new table as changed_rows for each statement execute function platform.record_rows()', tbl);
  execute format('create trigger track_update after update on %s referencing old table as old_rows new table as new_rows for each statement execute function platform.record_change()', tbl);
  execute format('create trigger track_delete after delete on %s referencing old table as changed_rows for each statement execute function platform.record_rows()', tbl);
end
$$;

do $$
declare
  tbl regclass;
begin
  for tbl in select tgrelid::regclass from pg_trigger where tgname = 'track_update' loop
    execute format('drop trigger track_insert on %s', tbl);
    execute format('drop trigger track_update on %s', tbl);
    execute format('drop trigger track_delete on %s', tbl);
    perform platform.track(tbl);
  end loop;
end
$$;

alter table platform.audit drop constraint audit_position_key;
create unique index audit_position_key on platform.audit (position) where position is not null;
alter table platform.change drop constraint change_no_key;
create unique index change_no_key on platform.change (no) where no is not null;
