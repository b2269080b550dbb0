-- Devices in the field: whose they are, how far each has come, what it sent, and what its copy holds.

create table platform.device (
  id             uuid primary key,
  user_id        text not null references platform.account (user_id),
  unit_id        uuid not null,
  name           text not null check (length(btrim(name)) between 1 and 60),
  label          int not null,
  registered_at  timestamptz not null default now(),
  withdrawn_at   timestamptz,
  withdrawn_by   text,
  constraint device_withdrawn_by_somebody check ((withdrawn_at is null) = (withdrawn_by is null))
);
comment on table platform.device is 'A phone that holds the copy of one cell or village and works without a network, registered by its person.';
comment on column platform.device.unit_id is 'The unit whose copy it holds (organisation.unit); after a merger its successor, looked up when the device speaks.';
comment on column platform.device.withdrawn_at is 'From then on it is refused, and wipes itself when it hears so. Never taken back: the phone is registered anew.';
create index device_user on platform.device (user_id);
create index device_label on platform.device (label);

-- Moves with every contact, so it stands in no audit trail; the hash of the token is nobody's business but the server's.
create table platform.device_state (
  device_id        uuid primary key references platform.device (id),
  token_hash       bytea not null unique,
  next_seq         int not null default 1 check (next_seq >= 1),
  last_contact_at  timestamptz,
  unsent           int not null default 0 check (unsent >= 0),
  oldest_at        timestamptz,
  app              text not null default '' check (length(app) <= 40),
  reported_at      timestamptz,
  failing_id       uuid,
  failing_times    int not null default 0,
  failing_since    timestamptz,
  pull             int not null default 0,
  full_pull        int not null default 0
);
comment on table platform.device_state is 'How far a device has come: the command that is awaited, what it last said of itself, its copy.';
comment on column platform.device_state.token_hash is 'SHA-256 of the token; also the key of the seal on an outbox carried as a file.';
comment on column platform.device_state.full_pull is 'The pull with which its copy began anew; a cursor from before it begins anew too.';

create table platform.delivery (
  device_id      uuid not null references platform.device (id),
  command_id     uuid not null,
  seq            int not null check (seq >= 1),
  type           text not null,
  entity         uuid not null,
  outcome        text not null check (outcome in ('applied', 'refused', 'conflict', 'waiting')),
  status         int not null,
  code           text,
  details        jsonb,
  result         jsonb,
  theirs         jsonb,
  waits_for      uuid,
  version_after  int,
  content        jsonb,
  content_hash   bytea not null,
  made_at        timestamptz not null,
  received_at    timestamptz not null default now(),
  taken_by       text,
  choice         text check (choice in ('mine', 'theirs', 'edited', 'dropped')),
  replacement    uuid,
  decided_at     timestamptz,
  decided_by     text,
  primary key (device_id, command_id),
  constraint delivery_in_order unique (device_id, seq),
  constraint delivery_code_of_what_failed check ((outcome = 'applied') = (code is null)),
  constraint delivery_decided_whole check ((choice is null) = (decided_at is null) and (choice is null) = (decided_by is null)),
  constraint delivery_applied_needs_no_decision check (outcome <> 'applied' or choice is null),
  constraint delivery_mine_is_sent_anew check (coalesce(choice in ('mine', 'edited'), false) = (replacement is not null))
);
comment on table platform.delivery is 'What the server answered to each command of a device, for ever: the same command gets the same answer.';
comment on column platform.delivery.content is 'What was typed, of commands that were not applied: kept until and after somebody decides.';
comment on column platform.delivery.version_after is 'Version of the record after this command, for the next one of the device on the same record.';
comment on column platform.delivery.taken_by is 'Who took it in from a file; empty when the device sent it itself.';
create index delivery_open on platform.delivery (device_id) where outcome <> 'applied' and decided_at is null;

-- The awaited command and no other: the row and the step forward are one, whatever the program does.
create function platform.take_delivery() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update platform.device_state s set next_seq = s.next_seq + 1, failing_id = null, failing_times = 0, failing_since = null
  where s.device_id = new.device_id and s.next_seq = new.seq;
  if not found then
    perform platform.refuse('sync.out-of-order', jsonb_build_object('seq', new.seq));
  end if;
  return new;
end
$$;
create trigger in_order before insert on platform.delivery for each row execute function platform.take_delivery();

create function platform.delivery_stays() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if tg_op = 'UPDATE' and old.decided_at is null
    and (to_jsonb(new) - array['choice', 'replacement', 'decided_at', 'decided_by']) = (to_jsonb(old) - array['choice', 'replacement', 'decided_at', 'decided_by'])
  then
    return new; -- the decision, once
  end if;
  perform platform.refuse('sync.delivery-stays');
  return null;
end
$$;
create trigger stays before update or delete on platform.delivery for each row execute function platform.delivery_stays();

create table platform.device_copy (
  device_id  uuid not null references platform.device (id),
  kind       text not null,
  doc_id     text not null,
  version    text,
  pull       int not null,
  primary key (device_id, kind, doc_id)
);
comment on table platform.device_copy is 'What a device may hold: the digest of each document and the pull that brought it. Certain once the device has shown a later cursor.';
comment on column platform.device_copy.version is 'Empty: the device was told that it is gone.';

-- A device is seen by whose it is and by those whose scope holds its unit.
alter table platform.device enable row level security;
do $$
declare
  slots int;
begin
  foreach slots in array array[1, 2, 4, 8, 16, 64] loop
    execute format('create policy scope_%1$s on platform.device for all to gandan_scope_%1$s using (%2$s) with check (%2$s)', slots,
      format('(%s) or user_id = current_setting(''gandan.user_id'', true)', platform.scope_condition(slots, array['label'])));
  end loop;
end
$$;
create policy everything on platform.device for all to gandan_all using (true) with check (true);
grant select, insert, update (name, withdrawn_at, withdrawn_by) on platform.device to gandan_app;
select platform.track('platform.device');

-- The device's own person gives it a token; a new one ends the old.
create function platform.give_device_token(device uuid, hash bytea) returns int
  language plpgsql security definer set search_path = '' as $$
declare
  seq int;
begin
  if not exists (select from platform.device d where d.id = device and d.withdrawn_at is null and d.user_id = current_setting('gandan.user_id', true)) then
    perform platform.refuse('device.withdrawn');
  end if;
  insert into platform.device_state as s (device_id, token_hash, last_contact_at) values (device, hash, now())
  on conflict (device_id) do update set token_hash = excluded.token_hash, last_contact_at = now()
  returning s.next_seq into seq;
  return seq;
end
$$;
revoke execute on function platform.give_device_token from public;
grant execute on function platform.give_device_token to gandan_app;
