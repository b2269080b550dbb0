-- What units tell each other: bulletins with receipts by unit, news of five topics, the register of shared channels, what was shared.

create schema channel;
comment on schema channel is 'What units tell each other and the public: bulletins, news, the register of shared channels.';
grant usage on schema channel to gandan_app;

-- ------------------------------------------------------------------------------------------------------------ bulletins
create table channel.bulletin (
  id           uuid primary key default uuidv7(),
  unit_id      uuid not null references organisation.unit (id),
  twinning_id  uuid references outreach.twinning (id),
  reach        text not null check (reach in ('twinned', 'next', 'cells', 'chosen')),
  title        text not null check (btrim(title) <> '' and length(title) <= 200),
  body         text not null check (btrim(body) <> '' and length(body) <= 8000),
  happened_on  date,
  posted_at    timestamptz not null default now(),
  posted_on    date not null,
  answer_by    date,
  pinned       boolean not null default false,
  ended_on     date,
  label        int not null,
  version      int not null default 1,
  recorded_at  timestamptz not null default now(),
  constraint bulletin_twinned check ((reach = 'twinned') = (twinning_id is not null)),
  constraint bulletin_happened_before check (happened_on is null or happened_on <= posted_on),
  constraint bulletin_ended_after check (ended_on is null or ended_on >= posted_on),
  constraint bulletin_answer_after check (answer_by is null or answer_by >= posted_on)
);
comment on table channel.bulletin is 'What a unit tells others: the other side of an agreement, the units next below it, its cells, or units it chose. Its words stay as they were sent.';
comment on column channel.bulletin.label is 'Scope label of the unit that sent it. Those it was sent to see it through bulletin_unit.';
comment on column channel.bulletin.happened_on is 'The day of the event it tells of, where there is one: from it to posted_on is how long the news took.';
create index bulletin_sender on channel.bulletin (unit_id, posted_at desc);
create index bulletin_label on channel.bulletin (label);
create index bulletin_twinning on channel.bulletin (twinning_id) where twinning_id is not null;

create table channel.bulletin_unit (
  id            uuid primary key default uuidv7(),
  bulletin_id   uuid not null references channel.bulletin (id),
  unit_id       uuid not null references organisation.unit (id),
  read_at       timestamptz,
  reminded_at   timestamptz,
  reminders     int not null default 0 check (reminders >= 0),
  answers       int not null default 0 check (answers >= 0),
  label         int not null,
  sender_label  int not null,
  constraint bulletin_once_a_unit unique (bulletin_id, unit_id)
);
comment on table channel.bulletin_unit is 'To which units a bulletin went, and when each had read it: the receipt is the unit''s, never a person''s.';
comment on column channel.bulletin_unit.read_at is 'When somebody who works for the unit first opened it.';
create index bulletin_unit_unit on channel.bulletin_unit (unit_id, bulletin_id);
create index bulletin_unit_label on channel.bulletin_unit (label);
create index bulletin_unit_sender on channel.bulletin_unit (sender_label);

create table channel.answer (
  id           uuid primary key default uuidv7(),
  bulletin_id  uuid not null references channel.bulletin (id),
  unit_id      uuid not null references organisation.unit (id),
  from_sender  boolean not null,
  body         text not null check (btrim(body) <> '' and length(body) <= 4000),
  answered_at  timestamptz not null default now(),
  label        int not null,
  sender_label int not null
);
comment on table channel.answer is 'An answer to a bulletin: the exchange of its sender with one unit (unit_id). Other units that got the bulletin do not see it.';
create index answer_bulletin on channel.answer (bulletin_id, unit_id, answered_at);
create index answer_label on channel.answer (label);
create index answer_sender on channel.answer (sender_label);

-- ------------------------------------------------------------------------------------------------------------ news
create table channel.topic (
  topic  text primary key,
  sort   int not null
);
comment on table channel.topic is 'The five topics of news. Source: the account of the twinning (claim A7): guidelines of the Party, law and policy of the State, economy and society, security, defence.';
insert into channel.topic (topic, sort) values
  ('party_guidelines', 10), ('law_policy', 20), ('economy_society', 30), ('security', 40), ('defence', 50);

create table channel.news (
  id            uuid primary key default uuidv7(),
  unit_id       uuid not null references organisation.unit (id),
  topic         text not null references channel.topic (topic),
  title_vi      text not null check (btrim(title_vi) <> '' and length(title_vi) <= 200),
  title_th      text check (btrim(title_th) <> '' and length(title_th) <= 200),
  title_en      text check (btrim(title_en) <> '' and length(title_en) <= 200),
  body_vi       text not null check (btrim(body_vi) <> '' and length(body_vi) <= 12000),
  body_th       text check (btrim(body_th) <> '' and length(body_th) <= 12000),
  body_en       text check (btrim(body_en) <> '' and length(body_en) <= 12000),
  source        text check (btrim(source) <> '' and length(source) <= 200),
  happened_on   date,
  public        boolean not null default false,
  state         text not null default 'draft' check (state in ('draft', 'published', 'withdrawn')),
  published_at  timestamptz,
  published_on  date,
  withdrawn_on  date,
  withdrawn_why text check (btrim(withdrawn_why) <> '' and length(withdrawn_why) <= 300),
  label         int not null,
  version       int not null default 1,
  recorded_at   timestamptz not null default now(),
  constraint news_published check ((state = 'draft') = (published_on is null) and (published_on is null) = (published_at is null)),
  constraint news_withdrawn check ((state = 'withdrawn') = (withdrawn_on is not null) and (withdrawn_on is null) = (withdrawn_why is null)),
  constraint news_happened_before check (happened_on is null or published_on is null or happened_on <= published_on)
);
comment on table channel.news is 'News of a unit under one of five topics, in Vietnamese and as far as translated in Thai and English. Published, everybody signed in reads it; with `public`, everybody.';
create index news_unit on channel.news (unit_id, published_at desc);
create index news_topic on channel.news (topic, published_at desc) where state = 'published';
create index news_label on channel.news (label);

create table channel.news_read (
  id          uuid primary key default uuidv7(),
  news_id     uuid not null references channel.news (id),
  unit_id     uuid not null references organisation.unit (id),
  read_at     timestamptz not null default now(),
  label       int not null,
  news_label  int not null,
  constraint news_read_once unique (news_id, unit_id)
);
comment on table channel.news_read is 'Which units have read a piece of news: once each, never by whom.';
create index news_read_label on channel.news_read (label);
create index news_read_news_label on channel.news_read (news_label);

-- A piece of news that was published stands as it was; only translations may be added, and it may be withdrawn with a reason.
create function channel.news_stands() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if old.state = 'published' and new.state in ('published', 'withdrawn')
    and (new.title_vi, new.body_vi, new.topic, new.source, new.happened_on, new.published_on) is distinct from
        (old.title_vi, old.body_vi, old.topic, old.source, old.happened_on, old.published_on) then
    perform platform.refuse('news.published');
  end if;
  if old.state = 'withdrawn' or (old.state = 'published' and new.state = 'draft') then
    perform platform.refuse('news.state', jsonb_build_object('state', old.state));
  end if;
  return new;
end
$$;
create trigger news_stands before update on channel.news for each row execute function channel.news_stands();

-- ------------------------------------------------------------------------------------------------------------ files
create table channel.attachment (
  id           uuid primary key default uuidv7(),
  bulletin_id  uuid references channel.bulletin (id),
  news_id      uuid references channel.news (id),
  file_id      uuid not null references platform.file (id),
  name         text not null,
  media_type   text not null,
  bytes        bigint not null,
  sha256       text not null,
  label        int not null,
  recorded_at  timestamptz not null default now(),
  constraint attachment_of_one check (num_nonnulls(bulletin_id, news_id) = 1)
);
comment on table channel.attachment is 'A file with a bulletin or a piece of news. Whoever may read the one may open the other.';
create index attachment_bulletin on channel.attachment (bulletin_id);
create index attachment_news on channel.attachment (news_id);
create index attachment_label on channel.attachment (label);

-- ------------------------------------------------------------------------------------------------------------ shared channels
create table channel.outlet (
  id          uuid primary key default uuidv7(),
  unit_id     uuid not null references organisation.unit (id),
  kind        text not null check (kind in ('zalo_group', 'zalo_page', 'facebook_page', 'web_page', 'loudspeaker')),
  name        text not null check (btrim(name) <> '' and length(name) <= 160),
  link        text check (link ~ '^https://[^[:space:]]+$' and length(link) <= 300),
  rules       text not null check (btrim(rules) <> '' and length(rules) <= 600),
  keeper_id   uuid references membership.person (id),
  opened_on   date not null,
  closed_on   date,
  label       int not null,
  version     int not null default 1,
  recorded_at timestamptz not null default now(),
  constraint outlet_name_once unique (unit_id, kind, name),
  constraint outlet_closed_after check (closed_on is null or closed_on >= opened_on)
);
comment on table channel.outlet is 'Register of the channels that a unit keeps outside: name, link, rules, keeper, since when. What is said in them has no column. Source: DOMAIN.md 8.3 point 6.';
create index outlet_unit on channel.outlet (unit_id);
create index outlet_label on channel.outlet (label);

create table channel.shared (
  id            uuid primary key default uuidv7(),
  bulletin_id   uuid references channel.bulletin (id),
  news_id       uuid references channel.news (id),
  outlet_id     uuid references channel.outlet (id),
  group_id      uuid references outreach.channel (id),
  way           text not null check (way in ('text', 'card', 'qr')),
  shared_on     date not null,
  unit_id       uuid not null references organisation.unit (id),
  label         int not null,
  recorded_at   timestamptz not null default now(),
  constraint shared_one_thing check (num_nonnulls(bulletin_id, news_id) = 1),
  constraint shared_one_place check (num_nonnulls(outlet_id, group_id) <= 1)
);
comment on table channel.shared is 'That something was handed on into a channel outside, in which form and on which day; never what was answered there.';
comment on column channel.shared.group_id is 'A channel of a twinning (outreach.channel) instead of one of a unit.';
create index shared_bulletin on channel.shared (bulletin_id);
create index shared_news on channel.shared (news_id);
create index shared_label on channel.shared (label);

create table channel.moved (
  event_id   uuid not null references organisation.unit_event (id),
  table_name text not null check (table_name in ('bulletin', 'bulletin_unit', 'outlet', 'news')),
  record_id  uuid not null,
  from_id    uuid not null references organisation.unit (id),
  to_id      uuid not null references organisation.unit (id),
  primary key (event_id, table_name, record_id)
);
comment on table channel.moved is 'Bulletins still running, drafts and open channels that went to a successor with an event of units, so that taking it back returns them.';

select platform.protect('channel.bulletin'), platform.protect('channel.bulletin_unit', array['label', 'sender_label']),
  platform.protect('channel.answer', array['label', 'sender_label']), platform.protect('channel.news'),
  platform.protect('channel.news_read', array['label', 'news_label']), platform.protect('channel.attachment'),
  platform.protect('channel.outlet'), platform.protect('channel.shared');
-- Whoever a bulletin was sent to reads it and its files; the receipts above have policies of their own.
create policy delivered on channel.bulletin for select to gandan_app
  using (exists (select 1 from channel.bulletin_unit d where d.bulletin_id = bulletin.id));
create policy published on channel.news for select to gandan_app using (state = 'published');
create policy with_its_record on channel.attachment for select to gandan_app using (
  exists (select 1 from channel.bulletin b where b.id = attachment.bulletin_id) or exists (select 1 from channel.news n where n.id = attachment.news_id));

grant select on all tables in schema channel to gandan_app;
grant insert, update on channel.bulletin, channel.news, channel.outlet to gandan_app;
grant insert on channel.bulletin_unit, channel.answer, channel.news_read, channel.attachment, channel.shared to gandan_app;
grant update (read_at, reminded_at, reminders, answers) on channel.bulletin_unit to gandan_app;
select platform.track('channel.bulletin'), platform.track('channel.bulletin_unit'), platform.track('channel.answer'), platform.track('channel.news'),
  platform.track('channel.attachment'), platform.track('channel.outlet'), platform.track('channel.shared');

-- A twinned unit may stand outside the caller's scope: whom a bulletin goes to is written here, for the sides of the agreement alone.
create function channel.send_to_twin(p_bulletin uuid, p_on date) returns int
  language plpgsql security definer set search_path = '' as $$
declare
  n int;
begin
  insert into channel.bulletin_unit (bulletin_id, unit_id, label, sender_label)
  select b.id, o.unit_id, u.label, b.label
  from channel.bulletin b join outreach.twinning t on t.id = b.twinning_id
    cross join lateral (select case when t.agency_id = b.unit_id then t.partner_id when t.partner_id = b.unit_id then t.agency_id end as unit_id) o
    join organisation.unit u on u.id = o.unit_id
  where b.id = p_bulletin and (t.ended_on is null or t.ended_on > p_on) and t.starts_on <= p_on
  on conflict do nothing;
  get diagnostics n = row_count;
  return n;
end
$$;
comment on function channel.send_to_twin is 'Writes the other side of the agreement as the unit to which a bulletin went; 0 when the sender is no side of it or it is over.';
revoke execute on function channel.send_to_twin from public;
grant execute on function channel.send_to_twin to gandan_app;

-- Those who hold a post at a unit to which it went are told that there is something; some of them stand outside the sender's scope.
create function channel.tell(p_bulletin uuid, p_units uuid[], p_on date, p_key text, p_at timestamptz) returns int
  language plpgsql security definer set search_path = '' as $$
declare
  people uuid[];
begin
  select array_agg(distinct o.person_id) into people
  from channel.bulletin_unit d
    cross join lateral (select d.unit_id as id union select v.parent_id from organisation.unit_version v where v.unit_id = d.unit_id and v.kind = 'office' and v.valid @> p_on) u
    join organisation.post o on o.unit_id = u.id and o.valid @> p_on
    join organisation.post_kind k on k.kind = o.kind and k.role in ('leader', 'office', 'cell', 'mass')
  where d.bulletin_id = p_bulletin and (p_units is null or d.unit_id = any(p_units)) and d.read_at is null;
  if people is null then
    return 0;
  end if;
  return platform.post_notice('{}', people, 'channel.bulletin', p_bulletin::text, '/channel/' || p_bulletin, p_key, p_at);
end
$$;
comment on function channel.tell is 'Tells those who hold a post at the units that have not read a bulletin; of all units when none is named. Answers how many people, never who.';
revoke execute on function channel.tell from public;
grant execute on function channel.tell to gandan_app;

-- ------------------------------------------------------------------------------------------------------------ successors
create function channel.follow(old_unit uuid, new_unit uuid, event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  new_label int;
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  select label into new_label from organisation.unit where id = new_unit;
  with moved as (update channel.bulletin t set unit_id = new_unit, label = new_label, version = t.version + 1
    where t.unit_id = old_unit and t.ended_on is null returning t.id),
  seen as (update channel.bulletin_unit d set sender_label = new_label from moved m where d.bulletin_id = m.id returning d.id),
  said as (update channel.answer a set sender_label = new_label from moved m where a.bulletin_id = m.id returning a.id),
  files as (update channel.attachment f set label = new_label from moved m where f.bulletin_id = m.id returning f.id)
  insert into channel.moved (event_id, table_name, record_id, from_id, to_id) select event, 'bulletin', id, old_unit, new_unit from moved;
  with moved as (update channel.bulletin_unit d set unit_id = new_unit, label = new_label
    from channel.bulletin b where b.id = d.bulletin_id and b.ended_on is null and d.unit_id = old_unit and b.unit_id <> new_unit
      and not exists (select 1 from channel.bulletin_unit o where o.bulletin_id = d.bulletin_id and o.unit_id = new_unit)
    returning d.id, d.bulletin_id),
  said as (update channel.answer a set unit_id = new_unit, label = new_label from moved m where a.bulletin_id = m.bulletin_id and a.unit_id = old_unit returning a.id)
  insert into channel.moved (event_id, table_name, record_id, from_id, to_id) select event, 'bulletin_unit', id, old_unit, new_unit from moved;
  with moved as (update channel.news t set unit_id = new_unit, label = new_label, version = t.version + 1
    where t.unit_id = old_unit and t.state = 'draft' returning t.id)
  insert into channel.moved (event_id, table_name, record_id, from_id, to_id) select event, 'news', id, old_unit, new_unit from moved;
  with moved as (update channel.outlet t set unit_id = new_unit, label = new_label, version = t.version + 1
    where t.unit_id = old_unit and t.closed_on is null
      and not exists (select 1 from channel.outlet o where o.unit_id = new_unit and o.kind = t.kind and o.name = t.name) returning t.id)
  insert into channel.moved (event_id, table_name, record_id, from_id, to_id) select event, 'outlet', id, old_unit, new_unit from moved;
end
$$;
create function channel.follow_back(event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  with back as (update channel.bulletin t set unit_id = m.from_id, label = u.label, version = t.version + 1
    from channel.moved m join organisation.unit u on u.id = m.from_id where m.event_id = event and m.table_name = 'bulletin' and t.id = m.record_id returning t.id, u.label),
  seen as (update channel.bulletin_unit d set sender_label = m.label from back m where d.bulletin_id = m.id returning d.id),
  said as (update channel.answer a set sender_label = m.label from back m where a.bulletin_id = m.id returning a.id)
  update channel.attachment f set label = m.label from back m where f.bulletin_id = m.id;
  with back as (update channel.bulletin_unit d set unit_id = m.from_id, label = u.label
    from channel.moved m join organisation.unit u on u.id = m.from_id where m.event_id = event and m.table_name = 'bulletin_unit' and d.id = m.record_id
    returning d.bulletin_id, m.to_id, m.from_id, u.label)
  update channel.answer a set unit_id = m.from_id, label = m.label from back m where a.bulletin_id = m.bulletin_id and a.unit_id = m.to_id;
  update channel.news t set unit_id = m.from_id, label = u.label, version = t.version + 1
  from channel.moved m join organisation.unit u on u.id = m.from_id where m.event_id = event and m.table_name = 'news' and t.id = m.record_id;
  update channel.outlet t set unit_id = m.from_id, label = u.label, version = t.version + 1
  from channel.moved m join organisation.unit u on u.id = m.from_id where m.event_id = event and m.table_name = 'outlet' and t.id = m.record_id;
  delete from channel.moved m where m.event_id = event;
end
$$;
comment on function channel.follow is 'What still runs goes on with the successor: bulletins sent and received, drafts, open channels. News that was published stays with the unit that published it.';
grant execute on function channel.follow, channel.follow_back to gandan_app;
revoke select on channel.moved from gandan_app;
