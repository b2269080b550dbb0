-- Notices: that there is something to see, never what. An outbox written with the record, consent per person and way, what became of each.

create table platform.notice_way (
  id            uuid primary key default uuidv7(),
  user_id       text not null references platform.account (user_id),
  way           text not null check (way in ('mail', 'push', 'zalo')),
  address       text not null check (address <> '' and length(address) <= 1000),
  keys          jsonb,
  name          text not null check (length(name) between 1 and 120),
  given_at      timestamptz not null default now(),
  withdrawn_at  timestamptz,
  withdrawn_by  text check (withdrawn_by in ('person', 'service')),
  constraint notice_way_withdrawn check ((withdrawn_at is null) = (withdrawn_by is null)),
  constraint notice_way_keys check ((way = 'push') = (keys is not null))
);
comment on table platform.notice_way is 'By which ways a person agreed to be told, each with the day it was given and taken back. Without a row nothing is sent.';
comment on column platform.notice_way.address is 'Address of the mailbox, of the push service, or the number that Zalo gives a follower of our account.';
comment on column platform.notice_way.withdrawn_by is 'By the person, or by the service: a browser that is gone, a follower who left.';
create unique index notice_way_once on platform.notice_way (user_id, way, address) where withdrawn_at is null;
create unique index notice_way_zalo_once on platform.notice_way (address) where way = 'zalo' and withdrawn_at is null;
select platform.track('platform.notice_way');

create table platform.notice_preference (
  user_id     text primary key references platform.account (user_id),
  quiet_from  text check (quiet_from ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  quiet_to    text check (quiet_to ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  off         text[] not null default '{}',
  constraint notice_preference_both check ((quiet_from is null) = (quiet_to is null))
);
comment on table platform.notice_preference is 'A person''s own quiet hours and the kinds that are not to be sent; without a row the setting of the installation holds.';

create table platform.notice (
  id          uuid primary key default uuidv7(),
  user_id     text not null references platform.account (user_id),
  kind        text not null check (kind ~ '^[a-z]+\.[a-z-]+$'),
  record_id   text not null,
  href        text not null check (href ~ '^/[^/]' and length(href) <= 300),
  key         text not null,
  created_at  timestamptz not null default now(),
  seen_at     timestamptz,
  constraint notice_once unique (user_id, key)
);
comment on table platform.notice is 'That somebody has something to see. It names a kind and a record, and has no field for a name or a content. Source: DOMAIN.md 5.6.';
comment on column platform.notice.key is 'What this is said for: the same key is told one person once, however often a room says it.';
create index notice_of_user on platform.notice (user_id, created_at desc);

create table platform.notice_delivery (
  id             uuid primary key default uuidv7(),
  notice_id      uuid not null references platform.notice (id),
  way_id         uuid not null references platform.notice_way (id),
  way            text not null,
  state          text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'dead', 'dropped')),
  attempts       int not null default 0,
  next_at        timestamptz not null default now(),
  claimed_until  timestamptz,
  sent_at        timestamptz,
  problem        text,
  reference      text,
  constraint notice_delivery_once unique (notice_id, way_id),
  constraint notice_delivery_claimed check ((state = 'sending') = (claimed_until is not null)),
  constraint notice_delivery_sent check ((state = 'sent') = (sent_at is not null))
);
comment on table platform.notice_delivery is 'The outbox: one row for each way by which a notice goes. Written with the record it tells of, sent by the worker.';
comment on column platform.notice_delivery.problem is 'Code of what held it up last; never an answer of a service, which may name people.';
create index notice_delivery_due on platform.notice_delivery (next_at) where state = 'waiting';
create index notice_delivery_claimed on platform.notice_delivery (claimed_until) where state = 'sending';
create index notice_delivery_dead on platform.notice_delivery (id) where state = 'dead';

create table platform.notice_service (
  way           text primary key check (way in ('mail', 'push', 'zalo', 'general')),
  sealed        bytea,
  shown         jsonb not null default '{}',
  paused_until  timestamptz,
  problem       text,
  changed_at    timestamptz not null default now()
);
comment on table platform.notice_service is 'Settings of each way. What is secret is sealed with a key that lies in the data directory, outside the database.';
comment on column platform.notice_service.paused_until is 'The whole way rests until then: its quota is used up, or the service asked for a rest.';
insert into platform.notice_service (way) values ('mail'), ('push'), ('zalo'), ('general');

create table platform.notice_code (
  hash        bytea primary key,
  user_id     text not null references platform.account (user_id),
  expires_at  timestamptz not null
);
comment on table platform.notice_code is 'Codes by which a follower of the Zalo account shows which sign-in is his; for ten minutes, once.';

create table platform.notice_event (
  event_id     text primary key,
  received_at  timestamptz not null default now()
);
comment on table platform.notice_event is 'Events of Zalo that were taken in, by their identity alone, so that a repeated one changes nothing. Kept for a week.';

alter table platform.notice_way enable row level security;
alter table platform.notice_preference enable row level security;
alter table platform.notice enable row level security;
alter table platform.notice_delivery enable row level security;
create policy own on platform.notice_way for all to gandan_app
  using (user_id = current_setting('gandan.user_id', true)) with check (user_id = current_setting('gandan.user_id', true));
create policy own on platform.notice_preference for all to gandan_app
  using (user_id = current_setting('gandan.user_id', true)) with check (user_id = current_setting('gandan.user_id', true));
create policy own on platform.notice for all to gandan_app
  using (user_id = current_setting('gandan.user_id', true)) with check (user_id = current_setting('gandan.user_id', true));
create policy administrators on platform.notice for select to gandan_app using (platform.has_right('users.manage'));
create policy own on platform.notice_delivery for select to gandan_app using (exists (select 1 from platform.notice n where n.id = notice_id));
create policy administrators on platform.notice_delivery for update to gandan_app using (platform.has_right('users.manage'));
grant select on platform.notice_way, platform.notice_preference, platform.notice, platform.notice_delivery to gandan_app;
grant insert (id, user_id, way, address, keys, name), update (withdrawn_at, withdrawn_by) on platform.notice_way to gandan_app;
grant insert, update on platform.notice_preference to gandan_app;
grant update (seen_at) on platform.notice to gandan_app;
grant update (state, next_at, attempts, problem) on platform.notice_delivery to gandan_app;

create function platform.post_notice(p_users text[], p_persons uuid[], p_kind text, p_record text, p_href text, p_key text, p_at timestamptz) returns int
  language plpgsql security definer set search_path = '' as $$
declare
  n int;
begin
  with told as (
    insert into platform.notice (user_id, kind, record_id, href, key, created_at)
    select a.user_id, p_kind, p_record, p_href, p_key, p_at from platform.account a
    where (a.user_id = any(p_users) or a.person_id = any(p_persons)) and a.disabled_at is null
    on conflict (user_id, key) do nothing
    returning id, user_id),
  out as (
    insert into platform.notice_delivery (notice_id, way_id, way, next_at)
    select t.id, w.id, w.way, p_at from told t join platform.notice_way w on w.user_id = t.user_id and w.withdrawn_at is null
      left join platform.notice_preference f on f.user_id = t.user_id
    where p_kind <> all(coalesce(f.off, '{}')))
  select count(*) into n from told;
  return n;
end
$$;
comment on function platform.post_notice is 'Says within the running transaction that people have something to see. Who has no account is told nothing; the same key is told once.';
revoke execute on function platform.post_notice from public;
grant execute on function platform.post_notice to gandan_app;

create function platform.post_notice_by(p_way uuid, p_kind text, p_record text, p_href text, p_key text, p_at timestamptz) returns uuid
  language plpgsql security definer set search_path = '' as $$
declare
  made uuid;
begin
  insert into platform.notice (user_id, kind, record_id, href, key, created_at)
  select w.user_id, p_kind, p_record, p_href, p_key, p_at from platform.notice_way w where w.id = p_way and w.withdrawn_at is null
  returning id into made;
  insert into platform.notice_delivery (notice_id, way_id, way, next_at) select made, w.id, w.way, p_at from platform.notice_way w where w.id = p_way and made is not null;
  return made;
end
$$;
comment on function platform.post_notice_by is 'A notice by one way alone: the test message that a person asks for.';
revoke execute on function platform.post_notice_by from public;
grant execute on function platform.post_notice_by to gandan_app;
