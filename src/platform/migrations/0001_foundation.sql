-- What every room stands on: roles, scope by row policies, folding for search, audit, change log, access log,
-- idempotency, settings, holidays, files and long work.

create extension if not exists unaccent with schema public;
create extension if not exists pg_trgm with schema public;
create extension if not exists btree_gist with schema public;
create extension if not exists pgcrypto with schema public;

create schema if not exists platform;
comment on schema platform is 'What every room stands on; holds no fact of the field except holidays and settings.';

-- Roles belong to the cluster, not to the database: another Gần Dân database may have made them already.
do $$
declare
  name text;
begin
  foreach name in array array['gandan_app', 'gandan_scope_1', 'gandan_scope_2', 'gandan_scope_4', 'gandan_scope_8',
    'gandan_scope_16', 'gandan_scope_64', 'gandan_all'] loop
    begin
      execute format('create role %I nologin', name);
    exception when duplicate_object or unique_violation then
      null; -- made by the other database, which is what we want
    end;
  end loop;
end
$$;
do $$
declare
  name text;
begin
  foreach name in array array['gandan_scope_1', 'gandan_scope_2', 'gandan_scope_4', 'gandan_scope_8', 'gandan_scope_16',
    'gandan_scope_64', 'gandan_all'] loop
    begin
      execute format('grant gandan_app to %I', name);
    exception when unique_violation then
      null; -- granted in this very moment by a migration of another database
    end;
  end loop;
end
$$;

revoke create on schema public from public;
grant usage on schema platform, public to gandan_app;

-- Accent-free key: `unaccent` is only stable, so an index needs this immutable wrapper. It folds đ to d.
create function platform.fold(txt text) returns text
  language sql immutable strict parallel safe
  return btrim(regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, normalize(txt, NFC))), '\s+', ' ', 'g'));
comment on function platform.fold is 'Search key without accents, lower case, single spaces. Same result as fold() in src/platform/text.';

-- One policy per number of label ranges ("slots"), each bound to its own role, so that the planner sees plain
-- comparisons with known values. A missing setting is an error, so a forgotten scope shows nothing at all.
create function platform.scope_condition(slots int, columns text[]) returns text
  language sql immutable
  return (
    select string_agg(
      format('(%1$I >= current_setting(''gandan.lo%2$s'')::int and %1$I < current_setting(''gandan.hi%2$s'')::int)', col, slot),
      ' or ' order by slot, col)
    from unnest(columns) as col, generate_series(1, slots) as slot);

create function platform.protect(tbl regclass, columns text[] default array['label'], extra text default null) returns void
  language plpgsql as $$
declare
  slots int;
  condition text;
begin
  execute format('alter table %s enable row level security', tbl);
  foreach slots in array array[1, 2, 4, 8, 16, 64] loop
    condition := platform.scope_condition(slots, columns);
    if extra is not null then
      condition := format('(%s) and (%s)', condition, extra);
    end if;
    execute format('create policy scope_%1$s on %2$s for all to gandan_scope_%1$s using (%3$s) with check (%3$s)', slots, tbl, condition);
  end loop;
  execute format('create policy everything on %s for all to gandan_all using (true) with check (true)', tbl);
end
$$;
comment on function platform.protect is
  'Row policies on a table whose rows carry scope labels. `extra` narrows further, for example by the right to sensitive data.';

-- True when the caller holds a right. Set by the server at the start of each transaction; missing means none.
create function platform.has_right(wanted text) returns boolean
  language sql stable parallel safe
  return position(' ' || wanted || ' ' in ' ' || coalesce(current_setting('gandan.rights', true), '') || ' ') > 0;

-- Refusals raised inside the database reach people with their stable code: SQLSTATE GD409, message = code, detail = JSON.
create function platform.refuse(code text, details jsonb default '{}') returns void
  language plpgsql as $$
begin
  raise exception using errcode = 'GD409', message = code, detail = details::text;
end
$$;

-- ---------------------------------------------------------------------------------------------------------------- audit
create table platform.audit (
  id           bigint generated always as identity primary key,
  recorded_at  timestamptz not null default clock_timestamp(),
  actor        text not null,
  via          text not null,
  request_id   text,
  action       text not null check (action in ('insert', 'update', 'delete', 'bulk', 'note')),
  entity       text not null,
  entity_id    text,
  label        int,
  payload      text not null,
  hash         bytea not null,
  position     bigint unique,
  chain_hash   bytea
);
comment on table platform.audit is 'Who changed what, with old and new values. Append-only; sealed into a hash chain by a job each second.';
comment on column platform.audit.payload is 'JSON text {"old":…,"new":…}; the hash is taken over these stored bytes, never over a rendering made later.';
comment on column platform.audit.position is 'Place in the chain, given when sealed; empty for a moment after the commit.';
create index audit_entity on platform.audit (entity, entity_id, id);
create index audit_unsealed on platform.audit (id) where position is null;
create index audit_recorded on platform.audit (recorded_at);

create function platform.audit_is_append_only() returns trigger
  language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.position is null and new.position is not null
    and (new.id, new.recorded_at, new.actor, new.via, new.request_id, new.action, new.entity, new.entity_id, new.label, new.payload, new.hash)
      is not distinct from
      (old.id, old.recorded_at, old.actor, old.via, old.request_id, old.action, old.entity, old.entity_id, old.label, old.payload, old.hash)
  then
    return new; -- sealing, the only change there is
  end if;
  perform platform.refuse('audit.append-only');
  return null;
end
$$;
create trigger append_only before update or delete on platform.audit for each row execute function platform.audit_is_append_only();

create function platform.audit_hash(actor text, via text, request_id text, recorded_at timestamptz, action text, entity text, entity_id text, label int, payload text) returns bytea
  language sql stable parallel safe
  return sha256(convert_to(concat_ws(E'\x1f', actor, via, coalesce(request_id, ''), (extract(epoch from recorded_at) * 1000000)::bigint::text, action, entity, coalesce(entity_id, ''), coalesce(label::text, ''), payload), 'UTF8'));

create function platform.write_audit(p_action text, p_entity text, p_entity_id text, p_label int, p_payload text) returns void
  language sql security definer set search_path = '' as $$
  insert into platform.audit (recorded_at, actor, via, request_id, action, entity, entity_id, label, payload, hash)
  select t.now, c.actor, c.via, c.request_id, p_action, p_entity, p_entity_id, p_label, p_payload,
    platform.audit_hash(c.actor, c.via, c.request_id, t.now, p_action, p_entity, p_entity_id, p_label, p_payload)
  from (select clock_timestamp() as now) t,
    (select coalesce(nullif(current_setting('gandan.user_id', true), ''), 'system') as actor, coalesce(nullif(current_setting('gandan.via', true), ''), 'database') as via,
      nullif(current_setting('gandan.request_id', true), '') as request_id) c
$$;
comment on function platform.write_audit is 'One audit record of the running transaction. The only way in for the application role.';

-- ----------------------------------------------------------------------------------------------------------- change log
create table platform.change (
  id          bigint generated always as identity primary key,
  no          bigint unique,
  changed_at  timestamptz not null default clock_timestamp(),
  entity      text not null,
  entity_id   text not null,
  action      text not null,
  label       int
);
comment on table platform.change is 'What changed, for those who follow. A sequencer numbers rows after their commit, so a cursor cannot skip a late one.';
create index change_unnumbered on platform.change (id) where no is null;
create sequence platform.change_no;
create table platform.incarnation (
  only_one  boolean primary key default true check (only_one),
  id        uuid not null default uuidv7(),
  began_at  timestamptz not null default now()
);
comment on table platform.incarnation is 'Identity of this database; a restore makes a new one, so that old cursors are refused instead of skipping.';
insert into platform.incarnation default values;

-- One statement trigger writes audit and change log together. Tables that use it carry `id` and, when scoped, `label`.
-- With gandan.audit = 'bulk' (imports, reorganisations) a statement leaves one record with the count and a digest.
create function platform.record_change() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  entity_name constant text := tg_table_schema || '.' || tg_table_name;
  bulk constant boolean := coalesce(current_setting('gandan.audit', true), '') = 'bulk';
  actor_name constant text := coalesce(nullif(current_setting('gandan.user_id', true), ''), 'system');
  via_name constant text := coalesce(nullif(current_setting('gandan.via', true), ''), 'database');
  request constant text := nullif(current_setting('gandan.request_id', true), '');
  moment constant timestamptz := clock_timestamp();
  rows bigint;
  digest text;
begin
  if bulk then
    if tg_op = 'DELETE' then
      select count(*), encode(sha256(convert_to(coalesce(string_agg(o::text, E'\n'), ''), 'UTF8')), 'hex') into rows, digest from old_rows o;
    else
      select count(*), encode(sha256(convert_to(coalesce(string_agg(n::text, E'\n'), ''), 'UTF8')), 'hex') into rows, digest from new_rows n;
    end if;
    if rows > 0 then
      perform platform.write_audit('bulk', entity_name, null, null,
        json_build_object('operation', lower(tg_op), 'rows', rows, 'digest', digest)::text);
      insert into platform.change (entity, entity_id, action, label) values (entity_name, '*', 'bulk', null);
    end if;
    return null;
  end if;
  if tg_op = 'INSERT' then
    insert into platform.audit (recorded_at, actor, via, request_id, action, entity, entity_id, label, payload, hash)
    select moment, actor_name, via_name, request, 'insert', entity_name, r.id, r.label, r.payload,
      platform.audit_hash(actor_name, via_name, request, moment, 'insert', entity_name, r.id, r.label, r.payload)
    from (select j ->> 'id' as id, (j ->> 'label')::int as label, json_build_object('new', j)::text as payload
          from (select to_jsonb(n) as j from new_rows n) x) r;
    insert into platform.change (entity, entity_id, action, label)
    select entity_name, coalesce(j ->> 'id', ''), 'insert', (j ->> 'label')::int from (select to_jsonb(n) as j from new_rows n) x;
  elsif tg_op = 'UPDATE' then
    insert into platform.audit (recorded_at, actor, via, request_id, action, entity, entity_id, label, payload, hash)
    select moment, actor_name, via_name, request, 'update', entity_name, r.id, r.label, r.payload,
      platform.audit_hash(actor_name, via_name, request, moment, 'update', entity_name, r.id, r.label, r.payload)
    from (select n.j ->> 'id' as id, (n.j ->> 'label')::int as label, json_build_object('old', o.j, 'new', n.j)::text as payload
          from (select to_jsonb(n) as j from new_rows n) n
          join (select to_jsonb(o) as j from old_rows o) o on o.j ->> 'id' = n.j ->> 'id'
          where o.j is distinct from n.j) r;
    insert into platform.change (entity, entity_id, action, label)
    select entity_name, coalesce(n.j ->> 'id', ''), 'update', (n.j ->> 'label')::int
    from (select to_jsonb(n) as j from new_rows n) n
    join (select to_jsonb(o) as j from old_rows o) o on o.j ->> 'id' = n.j ->> 'id'
    where o.j is distinct from n.j;
  else
    insert into platform.audit (recorded_at, actor, via, request_id, action, entity, entity_id, label, payload, hash)
    select moment, actor_name, via_name, request, 'delete', entity_name, r.id, r.label, r.payload,
      platform.audit_hash(actor_name, via_name, request, moment, 'delete', entity_name, r.id, r.label, r.payload)
    from (select j ->> 'id' as id, (j ->> 'label')::int as label, json_build_object('old', j)::text as payload
          from (select to_jsonb(o) as j from old_rows o) x) r;
    insert into platform.change (entity, entity_id, action, label)
    select entity_name, coalesce(j ->> 'id', ''), 'delete', (j ->> 'label')::int from (select to_jsonb(o) as j from old_rows o) x;
  end if;
  return null;
end
$$;

create function platform.track(tbl regclass) returns void
  language plpgsql as $$
begin
  execute format('create trigger track_insert after insert on %s referencing new table as new_rows for each statement execute function platform.record_change()', tbl);
  execute format('create trigger track_update after update on %s referencing old table as old_rows new table as new_rows for each statement execute function platform.record_change()', tbl);
  execute format('create trigger track_delete after delete on %s referencing old table as old_rows for each statement execute function platform.record_change()', tbl);
end
$$;
comment on function platform.track is 'Puts a table under audit and change log.';

-- Sealing and numbering run as jobs; an advisory lock keeps them single.
create function platform.seal_audit(most int default 20000) returns int
  language plpgsql security definer set search_path = '' as $$
declare
  last_position bigint;
  last_hash bytea;
  r record;
  sealed int := 0;
begin
  perform pg_advisory_xact_lock(482001);
  select a.position, a.chain_hash into last_position, last_hash from platform.audit a where a.position is not null order by a.position desc limit 1;
  last_position := coalesce(last_position, 0);
  last_hash := coalesce(last_hash, sha256('gandan'::bytea));
  for r in select a.id, a.hash from platform.audit a where a.position is null order by a.id limit most loop
    last_position := last_position + 1;
    last_hash := sha256(last_hash || r.hash);
    update platform.audit set position = last_position, chain_hash = last_hash where id = r.id;
    sealed := sealed + 1;
  end loop;
  return sealed;
end
$$;

create function platform.number_changes(most int default 50000) returns int
  language plpgsql security definer set search_path = '' as $$
declare
  numbered int;
begin
  perform pg_advisory_xact_lock(482002);
  with next as (select id from platform.change where no is null order by id limit most)
  update platform.change c set no = nextval('platform.change_no') from (select id from next order by id) n where c.id = n.id;
  get diagnostics numbered = row_count;
  return numbered;
end
$$;

-- ----------------------------------------------------------------------------------------------------------- access log
create table platform.access_log (
  id          bigint generated always as identity primary key,
  at          timestamptz not null default clock_timestamp(),
  user_id     text not null,
  kind        text not null check (kind in ('open', 'list', 'export', 'figure', 'restricted')),
  subject     text not null,
  subject_id  text,
  label       int,
  rows        int,
  purpose     text,
  request_id  text
);
comment on table platform.access_log is 'Who looked at which record or exported which list, append-only. `subject` is the entity or the route; never a name.';
create index access_log_subject on platform.access_log (subject, subject_id, id);
create index access_log_user on platform.access_log (user_id, id);

-- ------------------------------------------------------------------------------------------------- idempotency of writes
create table platform.command (
  user_id       text not null,
  key           uuid not null,
  route         text not null,
  request_hash  bytea not null,
  status        int not null,
  body          jsonb,
  done_at       timestamptz not null default now(),
  primary key (user_id, key)
);
comment on table platform.command is 'Result of every write by its Idempotency-Key, kept for ever: the same key returns the stored result.';

-- ---------------------------------------------------------------------------------------------- settings, holidays, files
create table platform.setting (
  id          uuid primary key default uuidv7(),
  key         text not null,
  valid       daterange not null,
  value       jsonb not null,
  source      text not null,
  confidence  text not null default 'set' check (confidence in ('K-h', 'K-m', 'K-l', 'set')),
  exclude using gist (key with =, valid with &&)
);
comment on table platform.setting is 'Values that an administrator may change where law or practice is uncertain, each with its validity and source.';

create table platform.holiday (
  id        uuid primary key default uuidv7(),
  on_date   date not null unique,
  name      text not null,
  kind      text not null default 'holiday' check (kind in ('holiday', 'working')),
  source    text not null default '',
  certain   boolean not null default true
);
comment on table platform.holiday is 'Public holidays, and weekend days worked in exchange, as data per year; working-day limits are counted by it.';

create table platform.file (
  id          uuid primary key default uuidv7(),
  sha256      text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  name        text not null,
  media_type  text not null,
  bytes       bigint not null check (bytes >= 0),
  label       int,
  created_by  text not null,
  created_at  timestamptz not null default now()
);
comment on table platform.file is 'Files on disk by content hash; the bytes lie in the data directory.';

create table platform.job (
  id          uuid primary key default uuidv7(),
  kind        text not null,
  state       text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  done        bigint not null default 0,
  total       bigint,
  result      jsonb,
  created_by  text not null,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now()
);
comment on table platform.job is 'Progress of long work, for the browser and the terminal.';

select platform.track('platform.setting');
select platform.track('platform.holiday');
grant select on platform.setting, platform.holiday, platform.incarnation to gandan_app;
grant insert, update, delete on platform.setting, platform.holiday to gandan_app;
grant select, insert on platform.command, platform.file to gandan_app;
grant select, insert, update on platform.job to gandan_app;
grant insert on platform.access_log to gandan_app;

-- The log of changes is scoped like the rows it speaks of; rows without a label are for everybody (settings, holidays, the tree).
grant select on platform.change to gandan_app;
alter table platform.change enable row level security;
do $$
declare
  slots int;
begin
  foreach slots in array array[1, 2, 4, 8, 16, 64] loop
    execute format('create policy scope_%1$s on platform.change for select to gandan_scope_%1$s using (label is null or %2$s)',
      slots, platform.scope_condition(slots, array['label']));
    execute format('create policy scope_%1$s on platform.audit for select to gandan_scope_%1$s using (%2$s or (label is null and platform.has_right(''audit.read'')))',
      slots, platform.scope_condition(slots, array['label']));
    execute format('create policy scope_%1$s on platform.access_log for select to gandan_scope_%1$s using (%2$s)',
      slots, platform.scope_condition(slots, array['label']));
  end loop;
end
$$;
create policy everything on platform.change for select to gandan_all using (true);
grant select on platform.audit to gandan_app;
alter table platform.audit enable row level security;
create policy everything on platform.audit for select to gandan_all using (true);
grant select on platform.access_log to gandan_app;
alter table platform.access_log enable row level security;
create policy everything on platform.access_log for select to gandan_all using (true);
create policy writing on platform.access_log for insert to gandan_app with check (true);
alter table platform.command enable row level security;
create policy own on platform.command for all to gandan_app using (user_id = current_setting('gandan.user_id', true)) with check (user_id = current_setting('gandan.user_id', true));
alter table platform.job enable row level security;
create policy own on platform.job for all to gandan_app using (created_by = current_setting('gandan.user_id', true)) with check (created_by = current_setting('gandan.user_id', true));
create policy everything on platform.job for all to gandan_all using (true) with check (true);
grant execute on all functions in schema platform to gandan_app;
revoke execute on function platform.seal_audit, platform.number_changes, platform.track, platform.protect from gandan_app, public;
