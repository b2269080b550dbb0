-- What a snapshot of a village says, what happened there in which year, which programme brought what, and what was done, as counts.

create table villages.poverty_standard (
  code        text primary key,
  valid       daterange not null,
  document    text not null,
  confidence  text not null check (confidence in ('S', 'K-h', 'K-m', 'K-l', 'set')),
  exclude using gist (valid with &&)
);
comment on table villages.poverty_standard is 'By which line households are poor or near-poor. Data, because the line changes by period: a rate is read with its standard.';
insert into villages.poverty_standard (code, valid, document, confidence) values
  ('2011-2015', '[2011-01-01,2016-01-01)', 'Quyết định 09/2011/QĐ-TTg', 'K-h'),
  ('2016-2020', '[2016-01-01,2021-01-01)', 'Quyết định 59/2015/QĐ-TTg', 'K-h'),
  ('2021-2025', '[2021-01-01,2026-01-01)', 'Nghị định 07/2021/NĐ-CP', 'K-h'),
  ('2026-2030', '[2026-01-01,2031-01-01)', 'chuẩn nghèo giai đoạn 2026-2030', 'K-m');

alter table villages.profile
  add column standard      text references villages.poverty_standard (code),
  add column signal        text check (signal in ('none', 'holes', 'good')),
  add column power         text check (power in ('none', 'partial', 'grid')),
  add column road          text check (road in ('footpath', 'motorbike', 'car_dry', 'car_all_year')),
  add column culture_house text check (culture_house in ('none', 'shared', 'own')),
  add column version       int not null default 1,
  add constraint profile_poor_of_households check (coalesce(poor, 0) + coalesce(near_poor, 0) <= households or households is null),
  add constraint profile_residents_of_households check (residents >= households),
  add constraint profile_poor_has_standard check ((poor is null and near_poor is null) or standard is not null) not valid,
  add constraint profile_says_something check (num_nonnulls(households, residents, poor, near_poor, signal, power, road, culture_house) > 0) not valid;
comment on column villages.profile.signal is 'Mobile signal: none, holes in coverage, good. A snapshot says what was looked at; what it leaves out stays as it was last known.';
comment on constraint profile_poor_has_standard on villages.profile is 'Not asked of snapshots of before: they did not name their standard.';

create table villages.fact (
  id           uuid primary key default uuidv7(),
  village_id   uuid not null references organisation.unit (id),
  topic        text not null check (topic in ('road', 'power', 'signal', 'internet', 'radio_tv', 'press', 'school', 'health', 'water', 'market', 'culture_house', 'production', 'other')),
  on_date      date not null,
  on_precision text not null default 'day' check (on_precision in ('day', 'month', 'year')),
  value        text not null check (btrim(value) <> '' and length(value) <= 200),
  source       text not null check (btrim(source) <> '' and length(source) <= 200),
  label        int not null,
  recorded_at  timestamptz not null default now(),
  unique (village_id, topic, on_date, value)
);
comment on table villages.fact is 'Timeline of a village: what came in which year, by which source. About the village, never about a person.';
create index fact_label on villages.fact (label);

create table villages.state_event (
  id           uuid primary key default uuidv7(),
  village_id   uuid not null references organisation.unit (id),
  state        text not null check (state in ('blank_members', 'blank_cell', 'combined')),
  event        text not null check (event in ('cleared', 'relapsed')),
  on_date      date not null,
  on_precision text not null default 'day' check (on_precision in ('day', 'month', 'year')),
  document     text,
  source       text not null check (btrim(source) <> '' and length(source) <= 200),
  label        int not null,
  recorded_at  timestamptz not null default now(),
  check (event = 'relapsed' or btrim(coalesce(document, '')) <> '')
);
comment on table villages.state_event is 'A state recognised as cleared by a document, or fallen back. The register says since when it was so; this is the paper to it.';
create index state_event_village on villages.state_event (village_id, state, on_date);
create index state_event_label on villages.state_event (label);

-- Cleared and relapsed take turns: a village cleared twice without a relapse between would be counted twice.
create function villages.take_turns() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  bad record;
begin
  perform pg_advisory_xact_lock(hashtextextended(n.village_id::text || n.state, 11)) from (select distinct village_id, state from new_rows order by 1, 2) n;
  select o.event, o.state, o.village_id, o.on_date, o.before_on into bad
  from (
    select e.event, e.state, e.village_id, e.on_date,
      lag(e.event) over w as before, lag(e.on_date) over w as before_on
    from villages.state_event e
    where (e.village_id, e.state) in (select n.village_id, n.state from new_rows n)
    window w as (partition by e.village_id, e.state order by e.on_date, e.recorded_at, e.id)) o
  where o.before = o.event
  limit 1;
  if found then
    perform platform.refuse(case bad.event when 'cleared' then 'village.cleared-already' else 'village.relapsed-already' end,
      jsonb_build_object('state', bad.state, 'on', bad.on_date, 'since', bad.before_on));
  end if;
  return null;
end
$$;
create trigger take_turns after insert on villages.state_event referencing new table as new_rows for each statement execute function villages.take_turns();

create table villages.programme (
  code        text primary key check (code ~ '^[a-z0-9-]+$'),
  name        text not null,
  document    text,
  first_year  int not null,
  last_year   int not null,
  about       text not null,
  confidence  text not null check (confidence in ('S', 'K-h', 'K-m', 'K-l', 'set')),
  position    int not null unique,
  check (first_year <= last_year)
);
comment on table villages.programme is 'Programmes of the State for poor and mountain villages, as data; the successor stands in programme_successor.';
create table villages.programme_successor (
  code       text not null references villages.programme (code),
  successor  text not null references villages.programme (code),
  primary key (code, successor),
  check (code <> successor)
);
insert into villages.programme (code, name, document, first_year, last_year, about, confidence, position) values
  ('134', 'Chương trình 134', '134/2004/QĐ-TTg', 2004, 2008, 'Đất sản xuất, đất ở, nhà ở và nước sinh hoạt cho hộ đồng bào dân tộc thiểu số nghèo', 'S', 10),
  ('1592', 'Chính sách tiếp nối 134 (1592, 755, 2085)', '1592/QĐ-TTg năm 2009; 755/QĐ-TTg năm 2013; 2085/QĐ-TTg năm 2016', 2009, 2020, 'Đất ở, đất sản xuất, nước sinh hoạt cho hộ dân tộc thiểu số nghèo', 'K-h', 20),
  ('135', 'Chương trình 135', '135/1998/QĐ-TTg; các giai đoạn 2006-2010, 2012-2015, 2016-2020', 1998, 2020, 'Hạ tầng, sản xuất, đào tạo ở xã, thôn, bản đặc biệt khó khăn', 'K-h', 30),
  ('30a', 'Chương trình 30a', '30a/2008/NQ-CP', 2008, 2020, 'Giảm nghèo nhanh và bền vững ở các huyện nghèo', 'S', 40),
  ('poverty-2021', 'Chương trình giảm nghèo bền vững 2021-2025', '90/QĐ-TTg năm 2022', 2021, 2025, 'Giảm nghèo bền vững', 'K-h', 50),
  ('1719', 'Chương trình 1719', '1719/QĐ-TTg ngày 14/10/2021', 2021, 2025, 'Phát triển kinh tế - xã hội vùng đồng bào dân tộc thiểu số và miền núi, giai đoạn I, 10 dự án', 'S', 60),
  ('ntp-2026', 'Chương trình mục tiêu quốc gia 2026-2035', '417/QĐ-BNNMT ngày 31/01/2026', 2026, 2035, 'Nông thôn mới, giảm nghèo bền vững, phát triển vùng đồng bào dân tộc thiểu số và miền núi trong một chương trình', 'S', 70);
insert into villages.programme_successor (code, successor) values
  ('134', '1592'), ('1592', '1719'), ('135', '1719'), ('30a', 'poverty-2021'), ('poverty-2021', 'ntp-2026'), ('1719', 'ntp-2026');

create table villages.benefit (
  id          uuid primary key default uuidv7(),
  village_id  uuid not null references organisation.unit (id),
  programme   text not null references villages.programme (code),
  component   text not null check (component in ('production_land', 'residential_land', 'housing', 'water', 'livestock', 'seed', 'road', 'power', 'irrigation', 'school', 'culture_house', 'training', 'machinery', 'other')),
  year        int not null check (year between 1990 and 2100),
  quantity    numeric(14, 2) not null check (quantity > 0),
  unit        text not null check (unit in ('household', 'house', 'plot', 'hectare', 'square_metre', 'animal', 'kilogram', 'tank', 'tap', 'metre', 'kilometre', 'work', 'person', 'piece')),
  households  int check (households > 0),
  stage       text not null default 'delivered' check (stage in ('planned', 'delivered')),
  source      text not null check (btrim(source) <> '' and length(source) <= 200),
  label       int not null,
  version     int not null default 1,
  recorded_at timestamptz not null default now(),
  unique (village_id, programme, component, year, unit, source)
);
comment on table villages.benefit is 'What a programme brought to a village in a year, as a total. Which household got it is no matter of this room.';
comment on column villages.benefit.households is 'How many households it reached, where that is known; never more than the quantity when it is counted in households.';
create index benefit_village on villages.benefit (village_id);
create index benefit_label on villages.benefit (label);
create table villages.benefit_moved (
  event_id   uuid not null references organisation.unit_event (id),
  benefit_id uuid not null references villages.benefit (id),
  from_id    uuid not null references organisation.unit (id),
  to_id      uuid not null references organisation.unit (id),
  primary key (event_id, benefit_id)
);
comment on table villages.benefit_moved is 'Planned benefits that went to a successor with an event of units, so that taking it back returns them.';

create function villages.benefit_in_programme() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  p record;
begin
  select first_year, last_year into p from villages.programme where code = new.programme;
  if new.year < p.first_year or new.year > p.last_year then
    perform platform.refuse('village.benefit-outside-programme',
      jsonb_build_object('programme', new.programme, 'year', new.year, 'first', p.first_year, 'last', p.last_year));
  end if;
  return new;
end
$$;
create trigger benefit_in_programme before insert or update of year, programme on villages.benefit for each row execute function villages.benefit_in_programme();

create table villages.work (
  id            uuid primary key default uuidv7(),
  village_id    uuid not null references organisation.unit (id),
  valid         daterange not null check (not isempty(valid) and lower(valid) is not null and upper(valid) is not null),
  mediations    int check (mediations >= 0),
  settled       int check (settled >= 0),
  talks         int check (talks >= 0),
  listeners     int check (listeners >= 0),
  members_helping int check (members_helping >= 0),
  households_helped int check (households_helped >= 0),
  households_out    int check (households_out >= 0),
  models        int check (models >= 0),
  source        text not null check (btrim(source) <> '' and length(source) <= 200),
  label         int not null,
  recorded_at   timestamptz not null default now(),
  constraint work_once_per_period exclude using gist (village_id with =, valid with &&),
  constraint work_settled_of_taken check (settled <= mediations),
  constraint work_out_of_helped check (households_out <= households_helped),
  constraint work_says_something check (num_nonnulls(mediations, settled, talks, listeners, members_helping, households_helped, households_out, models) > 0)
);
comment on table villages.work is
  'What respected people and members did in a village in a period, as counts only: disputes taken up and settled, talks held, households helped and out of poverty, members who farm as an example. Periods do not overlap, so that sums count once.';
create index work_label on villages.work (label);

select platform.protect('villages.fact'), platform.protect('villages.state_event'), platform.protect('villages.benefit'), platform.protect('villages.work');
grant select on all tables in schema villages to gandan_app;
grant insert on villages.fact, villages.state_event, villages.benefit, villages.work, villages.benefit_moved to gandan_app;
grant update on villages.benefit to gandan_app;
grant delete on villages.benefit_moved to gandan_app;
select platform.track('villages.fact'), platform.track('villages.state_event'), platform.track('villages.benefit'), platform.track('villages.work');
