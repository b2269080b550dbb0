-- Twinning of an agency with a commune or village: plans, activities, digital help, coaching, trips, visits, photos, testimonies.

create schema outreach;
comment on schema outreach is 'Twinning of an agency with a commune or village: plans, activities, digital help, coaching, trips, visits, photos, testimonies.';
grant usage on schema outreach to gandan_app;

alter table platform.photo add constraint photo_unit_exists foreign key (unit_id) references organisation.unit (id);

-- ------------------------------------------------------------------------------------------------------------ what is done, in what measure
create table outreach.measure (
  measure  text primary key,
  whole    boolean not null,
  sort     int not null
);
comment on table outreach.measure is 'Measures of what an activity achieved. Each is summed by itself; no two are ever added.';
insert into outreach.measure (measure, whole, sort) values
  ('sessions', true, 10), ('hours', false, 20), ('metres_drain', false, 30), ('metres_road', false, 40), ('metres_flower_road', false, 50),
  ('trees', true, 60), ('streets', true, 70), ('files', true, 80), ('requests', true, 90), ('answers', true, 100), ('items', true, 110);

create table outreach.activity_kind (
  kind  text primary key,
  sort  int not null
);
comment on table outreach.activity_kind is 'Forms of outreach. Source: DOMAIN.md 6.1.';
insert into outreach.activity_kind (kind, sort) values
  ('digital_help', 10), ('records_coaching', 20), ('cleaning', 30), ('flower_road', 40), ('tree_planting', 50), ('gift', 60),
  ('household_visit', 70), ('roots_trip', 80), ('listening', 90), ('three_togethers', 100), ('exchange', 110);

create table outreach.kind_measure (
  kind     text not null references outreach.activity_kind (kind),
  measure  text not null references outreach.measure (measure),
  primary key (kind, measure)
);
comment on table outreach.kind_measure is 'Which measures a kind of activity may have; a trip has no metres of drain.';
insert into outreach.kind_measure (kind, measure) values
  ('digital_help', 'sessions'), ('digital_help', 'hours'),
  ('records_coaching', 'sessions'), ('records_coaching', 'hours'), ('records_coaching', 'files'),
  ('cleaning', 'metres_drain'), ('cleaning', 'metres_road'), ('cleaning', 'streets'), ('cleaning', 'hours'),
  ('flower_road', 'metres_flower_road'), ('flower_road', 'streets'), ('flower_road', 'trees'), ('flower_road', 'hours'),
  ('tree_planting', 'trees'), ('tree_planting', 'hours'), ('gift', 'items'),
  ('listening', 'requests'), ('listening', 'answers'), ('listening', 'sessions'),
  ('three_togethers', 'metres_drain'), ('three_togethers', 'metres_road'), ('three_togethers', 'trees'), ('three_togethers', 'hours'),
  ('exchange', 'sessions'), ('exchange', 'hours');

-- ------------------------------------------------------------------------------------------------------------ twinning
create table outreach.twinning (
  id           uuid primary key default uuidv7(),
  kind         text not null check (kind in ('twinning', 'sponsorship')),
  agency_id    uuid not null references organisation.unit (id),
  partner_id   uuid not null references organisation.unit (id),
  title        text not null check (btrim(title) <> '' and length(title) <= 200),
  document     text check (length(document) <= 160),
  starts_on    date not null,
  starts_precision text not null default 'day' check (starts_precision in ('day', 'month', 'year')),
  ends_on      date not null,
  ended_on     date,
  label        int not null,
  agency_label int not null,
  version      int not null default 1,
  recorded_at  timestamptz not null default now(),
  constraint twinning_term check (ends_on > starts_on),
  constraint twinning_ended check (ended_on is null or ended_on >= starts_on),
  constraint twinning_two_sides check (agency_id <> partner_id)
);
comment on table outreach.twinning is 'Agreement of an agency with a commune or village for a term. The partner (and the agency) is always the unit that stands for it today; who it was before stands in side_period.';
comment on column outreach.twinning.label is 'Scope label of the partner; agency_label that of the agency. Both sides see the agreement.';
create index twinning_partner on outreach.twinning (partner_id);
create index twinning_agency on outreach.twinning (agency_id);
create index twinning_label on outreach.twinning (label);
create index twinning_agency_label on outreach.twinning (agency_label);

create table outreach.side_period (
  id           uuid primary key default uuidv7(),
  twinning_id  uuid not null references outreach.twinning (id),
  side         text not null check (side in ('agency', 'partner')),
  unit_id      uuid not null references organisation.unit (id),
  valid        daterange not null check (not isempty(valid)),
  event_id     uuid references organisation.unit_event (id),
  label        int not null default 0,
  agency_label int not null default 0,
  constraint side_period_one_at_a_time exclude using gist (twinning_id with =, side with =, valid with &&)
);
comment on table outreach.side_period is 'Which unit stood on a side of the agreement and when: after a merger the successor goes on with it.';

create table outreach.twinning_role (
  id           uuid primary key default uuidv7(),
  twinning_id  uuid not null references outreach.twinning (id),
  side         text not null check (side in ('agency', 'partner')),
  role         text not null check (role in ('lead', 'deputy', 'contact')),
  person_id    uuid not null references membership.person (id),
  valid        daterange not null check (not isempty(valid)),
  label        int not null default 0,
  agency_label int not null default 0,
  constraint twinning_role_once exclude using gist (twinning_id with =, side with =, role with =, person_id with =, valid with &&)
);
comment on table outreach.twinning_role is 'Who stands for a side: members and holders of posts only. The post is read from organisation.post on the day.';

create table outreach.channel (
  id           uuid primary key default uuidv7(),
  twinning_id  uuid not null references outreach.twinning (id),
  kind         text not null check (kind in ('zalo', 'mail', 'other')),
  name         text not null check (btrim(name) <> '' and length(name) <= 160),
  rules        text not null check (btrim(rules) <> '' and length(rules) <= 600),
  agency_owner uuid references membership.person (id),
  partner_owner uuid references membership.person (id),
  opened_on    date not null,
  closed_on    date check (closed_on >= opened_on),
  label        int not null default 0,
  agency_label int not null default 0,
  version      int not null default 1,
  constraint channel_name_once unique (twinning_id, name)
);
comment on table outreach.channel is 'Register of shared channels: name, owners, rules. What is said in them has no column. Source: DOMAIN.md 8.3 point 6.';

create table outreach.plan_item (
  id           uuid primary key default uuidv7(),
  twinning_id  uuid not null references outreach.twinning (id),
  year         int not null check (year between 1990 and 2100),
  kind         text not null references outreach.activity_kind (kind),
  title        text not null check (btrim(title) <> '' and length(title) <= 200),
  wanted       int not null check (wanted > 0),
  due_on       date,
  moved_to     uuid references outreach.plan_item (id),
  label        int not null default 0,
  agency_label int not null default 0,
  version      int not null default 1,
  recorded_at  timestamptz not null default now(),
  constraint plan_item_once unique (twinning_id, year, title)
);
comment on table outreach.plan_item is 'What a year''s plan promises: so many activities of a kind. How many were held is counted from the activities that name it.';

-- ------------------------------------------------------------------------------------------------------------ activities
create table outreach.activity (
  id           uuid primary key default uuidv7(),
  twinning_id  uuid references outreach.twinning (id),
  plan_item_id uuid references outreach.plan_item (id),
  kind         text not null references outreach.activity_kind (kind),
  programme    text check (programme in ('three_togethers', 'digital_transformation', 'study_and_follow', 'poverty_reduction', 'new_rural')),
  title        text not null check (btrim(title) <> '' and length(title) <= 200),
  place_id     uuid not null references organisation.unit (id),
  agency_id    uuid not null references organisation.unit (id),
  starts_on    date not null,
  ends_on      date not null,
  on_precision text not null default 'day' check (on_precision in ('day', 'month', 'year')),
  state        text not null default 'planned' check (state in ('planned', 'held', 'cancelled')),
  document     text check (length(document) <= 160),
  outcome      text check (length(outcome) <= 400),
  occasion     text check (length(occasion) <= 200),
  cost_vnd     bigint check (cost_vnd >= 0),
  audience     text check (audience in ('cadre', 'member', 'villager', 'youth', 'mixed')),
  checklist_id uuid,
  campaign_id  uuid references welfare.campaign (id),
  label        int not null,
  agency_label int not null,
  version      int not null default 1,
  recorded_at  timestamptz not null default now(),
  constraint activity_ends_after_start check (ends_on >= starts_on),
  constraint activity_trip_only check (kind = 'roots_trip' or (occasion is null and cost_vnd is null)),
  constraint activity_audience_only check (kind in ('digital_help', 'records_coaching') or audience is null)
);
comment on table outreach.activity is 'Something an agency did with a commune or village. What it achieved stands in quantity, who came in group_count and participant.';
comment on column outreach.activity.place_id is 'The commune or village it was for, as it stood then; also for a trip to somewhere else.';
comment on column outreach.activity.outcome is 'What came of it, in a sentence. About the work, never about a person.';
comment on column outreach.activity.campaign_id is 'Campaign of the room welfare to which a handing-over belongs.';
create index activity_place on outreach.activity (place_id, starts_on);
create index activity_twinning on outreach.activity (twinning_id, starts_on);
create index activity_campaign on outreach.activity (campaign_id);
create index activity_plan_item on outreach.activity (plan_item_id);
create index activity_label on outreach.activity (label);
create index activity_agency_label on outreach.activity (agency_label);

create table outreach.activity_village (
  id           uuid primary key default uuidv7(),
  activity_id  uuid not null references outreach.activity (id),
  village_id   uuid not null references organisation.unit (id),
  label        int not null default 0,
  agency_label int not null default 0,
  constraint activity_village_once unique (activity_id, village_id)
);
comment on table outreach.activity_village is 'Villages that an activity reached.';

create table outreach.quantity (
  id           uuid primary key default uuidv7(),
  activity_id  uuid not null references outreach.activity (id),
  measure      text not null references outreach.measure (measure),
  amount       numeric(12, 2) not null check (amount > 0),
  unit_id      uuid not null references organisation.unit (id),
  label        int not null default 0,
  agency_label int not null default 0,
  constraint quantity_once unique (activity_id, measure, unit_id)
);
comment on table outreach.quantity is 'What was achieved, in its own measure, and at which village or commune.';

create table outreach.group_count (
  id           uuid primary key default uuidv7(),
  activity_id  uuid not null references outreach.activity (id),
  side         text not null check (side in ('agency', 'partner')),
  category     text not null check (category in ('cadres', 'civil_servants', 'workers', 'members', 'commune_officials', 'village_heads', 'villagers', 'youth', 'women', 'pupils', 'veterans')),
  people       int not null check (people > 0),
  first_time   int not null default 0,
  days         numeric(4, 1) not null default 1 check (days > 0),
  label        int not null default 0,
  agency_label int not null default 0,
  constraint group_count_once unique (activity_id, side, category),
  constraint group_first_time_within check (first_time between 0 and people)
);
comment on table outreach.group_count is 'How many of a category took part, and for how many days each. Never who. `first_time`: of them, those who came for the first time in the year, so that distinct persons can be summed.';

create table outreach.participant (
  id           uuid primary key default uuidv7(),
  activity_id  uuid not null references outreach.activity (id),
  person_id    uuid not null references membership.person (id),
  side         text not null check (side in ('agency', 'partner')),
  role         text not null check (role in ('leader', 'trainer', 'guide', 'member')),
  unit_id      uuid not null references organisation.unit (id),
  checked_in_at timestamptz,
  label        int not null default 0,
  agency_label int not null default 0,
  home_label   int not null,
  version      int not null default 1,
  constraint activity_participant_once unique (activity_id, person_id)
);
comment on table outreach.participant is 'Members and holders of posts by name: trainers of a session, the roster of a trip. Everybody else is a number in group_count.';
create index participant_person on outreach.participant (person_id);

create table outreach.stop (
  id           uuid primary key default uuidv7(),
  activity_id  uuid not null references outreach.activity (id),
  position     int not null check (position > 0),
  name         text not null check (btrim(name) <> '' and length(name) <= 200),
  on_date      date not null,
  at_time      time,
  note         text check (length(note) <= 300),
  label        int not null default 0,
  agency_label int not null default 0,
  constraint stop_once unique (activity_id, position)
);
comment on table outreach.stop is 'Where a trip goes, in order.';

create table outreach.visit_count (
  id           uuid primary key default uuidv7(),
  activity_id  uuid not null references outreach.activity (id),
  class        text not null check (class in ('poor', 'near_poor', 'policy', 'merit', 'disability', 'lonely_elder', 'other_hardship')),
  village_id   uuid not null references organisation.unit (id),
  households   int not null check (households > 0),
  label        int not null default 0,
  agency_label int not null default 0,
  constraint visit_count_once unique (activity_id, class, village_id)
);
comment on table outreach.visit_count is 'Households visited, by class, as a number. Which households stands in the room welfare, where a gift was given.';

create table outreach.skill_taught (
  id           uuid primary key default uuidv7(),
  activity_id  uuid not null references outreach.activity (id),
  skill        text not null check (skill in ('internet', 'public_services', 'vneid', 'payment', 'news', 'safety', 'office_software', 'document_system')),
  label        int not null default 0,
  agency_label int not null default 0,
  constraint skill_taught_once unique (activity_id, skill)
);
comment on table outreach.skill_taught is 'What a digital-help session taught.';

create table outreach.service_done (
  id           uuid primary key default uuidv7(),
  activity_id  uuid not null references outreach.activity (id),
  service      text not null check (service in ('civil_status', 'residence', 'insurance', 'land', 'electricity', 'vneid', 'payment', 'other')),
  done         int not null check (done > 0),
  label        int not null default 0,
  agency_label int not null default 0,
  constraint service_done_once unique (activity_id, service)
);
comment on table outreach.service_done is 'Online public services completed at a session, by kind. For whom has no column.';

create table outreach.follow_up (
  id           uuid primary key default uuidv7(),
  activity_id  uuid not null references outreach.activity (id),
  unit_id      uuid not null references organisation.unit (id),
  what         text not null check (btrim(what) <> '' and length(what) <= 200),
  done_on      date,
  label        int not null default 0,
  agency_label int not null default 0,
  version      int not null default 1
);
comment on table outreach.follow_up is 'What a unit did after a trip: a meeting that heard of it, something taken up.';

create table outreach.activity_photo (
  id           uuid primary key default uuidv7(),
  activity_id  uuid not null references outreach.activity (id),
  photo_id     uuid not null references platform.photo (id),
  label        int not null default 0,
  agency_label int not null default 0,
  constraint activity_photo_once unique (activity_id, photo_id)
);

-- ------------------------------------------------------------------------------------------------------------ coaching
create table outreach.checklist (
  id     uuid primary key default uuidv7(),
  code   text not null,
  title  text not null,
  source text not null,
  valid  daterange not null check (not isempty(valid)),
  constraint checklist_one_at_a_time exclude using gist (code with =, valid with &&)
);
comment on table outreach.checklist is 'A checklist of coaching as it applied in a period; a visit is judged by the one of its own day.';
create table outreach.checklist_item (
  checklist_id uuid not null references outreach.checklist (id),
  no           int not null check (no > 0),
  part         text not null check (part in ('incoming', 'outgoing', 'filing', 'storage', 'handover')),
  vi           text not null,
  th           text not null,
  en           text not null,
  primary key (checklist_id, no)
);
comment on table outreach.checklist_item is 'What is looked at, in the three languages.';
alter table outreach.activity add constraint activity_checklist foreign key (checklist_id) references outreach.checklist (id);

create table outreach.check_answer (
  id           uuid primary key default uuidv7(),
  activity_id  uuid not null references outreach.activity (id),
  item         int not null,
  before       boolean not null,
  after        boolean,
  label        int not null default 0,
  agency_label int not null default 0,
  version      int not null default 1,
  constraint check_answer_once unique (activity_id, item)
);
comment on table outreach.check_answer is 'Whether a point of the checklist was met when the visit began, and when it ended.';

create table outreach.finding (
  id           uuid primary key default uuidv7(),
  activity_id  uuid not null references outreach.activity (id),
  item         int,
  unit_id      uuid not null references organisation.unit (id),
  finding      text not null check (btrim(finding) <> '' and length(finding) <= 300),
  remedy       text not null check (btrim(remedy) <> '' and length(remedy) <= 300),
  due_on       date not null,
  closed_on    date,
  label        int not null,
  agency_label int not null default 0,
  version      int not null default 1,
  recorded_at  timestamptz not null default now()
);
comment on table outreach.finding is 'What a coaching visit found and until when it is to be mended. An open one goes on with the successor of the unit that owes it.';
create index finding_unit on outreach.finding (unit_id) where closed_on is null;

-- ------------------------------------------------------------------------------------------------------------ words of people
create table outreach.testimony (
  id           uuid primary key default uuidv7(),
  twinning_id  uuid references outreach.twinning (id),
  activity_id  uuid references outreach.activity (id),
  kind         text not null check (kind in ('testimony', 'feedback', 'statement')),
  person_id    uuid not null references membership.person (id),
  said_on      date not null,
  said_precision text not null default 'day' check (said_precision in ('day', 'month', 'year')),
  words        text not null check (btrim(words) <> '' and length(words) <= 600),
  source       text check (length(source) <= 200),
  consent_on   date,
  withdrawn_on date,
  public       boolean not null default false,
  label        int not null default 0,
  agency_label int not null default 0,
  version      int not null default 1,
  recorded_at  timestamptz not null default now(),
  constraint testimony_of_something check ((twinning_id is null) <> (activity_id is null)),
  constraint testimony_withdrawn_after check (withdrawn_on is null or (consent_on is not null and withdrawn_on >= consent_on)),
  constraint testimony_public_needs_consent check (not public or (consent_on is not null and withdrawn_on is null))
);
comment on table outreach.testimony is 'Words of a member or holder of a post, or feedback of a partner, as said on a day. The post is read from organisation.post on that day.';

-- ------------------------------------------------------------------------------------------------------------ what is public
create table outreach.publication (
  id           uuid primary key default uuidv7(),
  unit_id      uuid not null references organisation.unit (id),
  year         int not null check (year between 1990 and 2100),
  revision     int not null check (revision > 0),
  content      jsonb not null,
  reason       text check (length(reason) <= 300),
  published_on date not null,
  published_by text not null,
  withdrawn_on date,
  label        int not null,
  recorded_at  timestamptz not null default now(),
  constraint publication_revision_once unique (unit_id, year, revision),
  constraint publication_correction_has_reason check (revision = 1 or btrim(reason) <> '')
);
comment on table outreach.publication is 'What an office has published of a unit and a year, as it was published, with small counts already withheld. A correction is a further revision; the earlier ones stay.';

create function outreach.publication_is_append_only() returns trigger
  language plpgsql as $$
begin
  if (to_jsonb(new) - 'withdrawn_on' - 'label') is distinct from (to_jsonb(old) - 'withdrawn_on' - 'label') then
    perform platform.refuse('publication.fixed');
  end if;
  return new;
end
$$;
create trigger publication_is_append_only before update on outreach.publication for each row execute function outreach.publication_is_append_only();

-- ------------------------------------------------------------------------------------------------------------ labels follow the record they hang on
create function outreach.labels_of_parent() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  parent uuid := (to_jsonb(new) ->> tg_argv[1])::uuid;
begin
  if parent is null then
    return new;
  end if;
  execute format('select label, agency_label from outreach.%I where id = $1', tg_argv[0]) into new.label, new.agency_label using parent;
  if new.label is null then
    perform platform.refuse('request.value');
  end if;
  return new;
end
$$;
comment on function outreach.labels_of_parent is 'What hangs on a twinning or activity is seen by whoever sees that.';

create function outreach.labels_follow() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  child text;
  children text[] := tg_argv[1]::text[];
begin
  foreach child in array children loop
    execute format('update outreach.%I set label = $1, agency_label = $2 where %I = $3 and (label, agency_label) is distinct from ($1, $2)', child, tg_argv[0])
      using new.label, new.agency_label, new.id;
  end loop;
  return null;
end
$$;

do $$
declare
  child text;
begin
  foreach child in array array['side_period', 'twinning_role', 'channel', 'plan_item', 'testimony'] loop
    execute format('create trigger labels_of_twinning before insert on outreach.%I for each row execute function outreach.labels_of_parent(''twinning'', ''twinning_id'')', child);
    execute format('create index %1$s_twinning on outreach.%1$I (twinning_id)', child);
  end loop;
  foreach child in array array['activity_village', 'quantity', 'group_count', 'participant', 'stop', 'visit_count', 'skill_taught', 'service_done', 'follow_up',
    'activity_photo', 'check_answer', 'testimony'] loop
    execute format('create trigger labels_of_activity before insert on outreach.%I for each row execute function outreach.labels_of_parent(''activity'', ''activity_id'')', child);
  end loop;
  foreach child in array array['follow_up', 'testimony', 'finding'] loop
    execute format('create index %1$s_activity on outreach.%1$I (activity_id)', child);
  end loop;
end
$$;
create trigger labels_follow after update of label, agency_label on outreach.twinning for each row
  when (old.label <> new.label or old.agency_label <> new.agency_label)
  execute function outreach.labels_follow('twinning_id', '{side_period,twinning_role,channel,plan_item,testimony}');
create trigger labels_follow after update of label, agency_label on outreach.activity for each row
  when (old.label <> new.label or old.agency_label <> new.agency_label)
  execute function outreach.labels_follow('activity_id', '{activity_village,quantity,group_count,participant,stop,visit_count,skill_taught,service_done,follow_up,activity_photo,check_answer,testimony}');

-- ------------------------------------------------------------------------------------------------------------ the important rules, where they cannot be skipped
create function outreach.check_quantity() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  k text := (select kind from outreach.activity where id = new.activity_id);
begin
  if not exists (select 1 from outreach.kind_measure where kind = k and measure = new.measure) then
    perform platform.refuse('activity.measure-not-of-kind', jsonb_build_object('kind', k, 'measure', new.measure));
  end if;
  if (select whole from outreach.measure where measure = new.measure) and new.amount <> trunc(new.amount) then
    perform platform.refuse('activity.not-whole', jsonb_build_object('measure', new.measure));
  end if;
  return new;
end
$$;
create trigger check_quantity before insert or update on outreach.quantity for each row execute function outreach.check_quantity();

create function outreach.check_person() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select 1 from membership.member where id = new.person_id) and not exists (select 1 from organisation.post where person_id = new.person_id) then
    perform platform.refuse('activity.person-not-cadre');
  end if;
  return new;
end
$$;
comment on function outreach.check_person is 'By name only members and holders of posts. Source: DOMAIN.md 8.2, participants of sessions.';
create trigger check_person before insert on outreach.participant for each row execute function outreach.check_person();
create trigger check_person before insert on outreach.twinning_role for each row execute function outreach.check_person();
create trigger check_person before insert on outreach.testimony for each row execute function outreach.check_person();

create table outreach.moved (
  event_id    uuid not null references organisation.unit_event (id),
  table_name  text not null check (table_name in ('twinning', 'activity', 'finding')),
  record_id   uuid not null,
  side        text not null check (side in ('agency', 'partner')),
  from_id     uuid not null references organisation.unit (id),
  to_id       uuid not null references organisation.unit (id),
  primary key (event_id, table_name, record_id, side)
);
comment on table outreach.moved is 'Agreements, planned activities and open findings that went to a successor with an event of units, so that taking it back returns them.';

-- ------------------------------------------------------------------------------------------------------------ scope, grants, audit
do $$
declare
  t text;
begin
  foreach t in array array['twinning', 'side_period', 'twinning_role', 'channel', 'plan_item', 'activity', 'activity_village', 'quantity', 'group_count', 'stop',
    'visit_count', 'skill_taught', 'service_done', 'follow_up', 'activity_photo', 'check_answer', 'finding', 'testimony'] loop
    perform platform.protect(format('outreach.%I', t)::regclass, array['label', 'agency_label']);
    perform platform.track(format('outreach.%I', t)::regclass);
    execute format('grant insert, update, delete on outreach.%I to gandan_app', t);
  end loop;
  perform platform.protect('outreach.participant', array['label', 'agency_label', 'home_label']), platform.track('outreach.participant');
  perform platform.protect('outreach.publication'), platform.track('outreach.publication');
end
$$;
grant select on all tables in schema outreach to gandan_app;
grant insert, update, delete on outreach.participant, outreach.moved to gandan_app;
grant insert, update (withdrawn_on, label) on outreach.publication to gandan_app;

-- ------------------------------------------------------------------------------------------------------------ the checklist of records guidance
insert into outreach.checklist (id, code, title, source, valid) values
  ('0199aa00-0000-7000-8000-000000000001', 'records', 'Văn thư, lưu trữ của đảng uỷ xã', 'Quy định 22-QĐ/TW (2021), Luật Lưu trữ 2011; nội dung chi tiết do văn phòng đề ra', '[2021-01-01,2025-07-01)'),
  ('0199aa00-0000-7000-8000-000000000002', 'records', 'Văn thư, lưu trữ của đảng uỷ xã', 'Luật Lưu trữ 33/2024/QH15, hiệu lực 1/7/2025; nội dung chi tiết do văn phòng đề ra', '[2025-07-01,)');
insert into outreach.checklist_item (checklist_id, no, part, vi, th, en) values
  ('0199aa00-0000-7000-8000-000000000001', 1, 'incoming', 'Có sổ hoặc phần mềm đăng ký văn bản đến', 'มีทะเบียนหรือโปรแกรมลงรับหนังสือเข้า', 'Incoming papers are registered in a book or program'),
  ('0199aa00-0000-7000-8000-000000000001', 2, 'incoming', 'Văn bản đến được đăng ký trong ngày', 'ลงทะเบียนหนังสือเข้าภายในวัน', 'Incoming papers are registered on the day'),
  ('0199aa00-0000-7000-8000-000000000001', 3, 'incoming', 'Mỗi văn bản đến có người xử lý và thời hạn', 'หนังสือเข้าทุกฉบับมีผู้รับผิดชอบและกำหนดเวลา', 'Every incoming paper has somebody who handles it and a deadline'),
  ('0199aa00-0000-7000-8000-000000000001', 4, 'incoming', 'Dấu đến đóng đúng chỗ, ghi số và ngày', 'ประทับตรารับถูกที่ พร้อมเลขและวันที่', 'The stamp of receipt stands in its place, with number and day'),
  ('0199aa00-0000-7000-8000-000000000001', 5, 'outgoing', 'Văn bản đi đúng thể thức', 'หนังสือออกถูกต้องตามรูปแบบ', 'Outgoing papers have the prescribed form'),
  ('0199aa00-0000-7000-8000-000000000001', 6, 'outgoing', 'Số và ký hiệu liên tục trong năm', 'เลขและรหัสหนังสือต่อเนื่องตลอดปี', 'Numbers and symbols run through the year'),
  ('0199aa00-0000-7000-8000-000000000001', 7, 'outgoing', 'Lưu bản gốc có chữ ký', 'เก็บต้นฉบับที่ลงนาม', 'The signed original is kept'),
  ('0199aa00-0000-7000-8000-000000000001', 8, 'outgoing', 'Con dấu do một người giữ, có sổ giao nhận', 'ตราประทับมีผู้เก็บรักษาคนเดียวและมีสมุดรับส่ง', 'One person keeps the seal, with a book of handing over'),
  ('0199aa00-0000-7000-8000-000000000001', 9, 'filing', 'Có danh mục hồ sơ của năm', 'มีบัญชีแฟ้มประจำปี', 'There is a filing plan of the year'),
  ('0199aa00-0000-7000-8000-000000000001', 10, 'filing', 'Hồ sơ có tiêu đề và mục lục văn bản', 'แฟ้มมีชื่อเรื่องและสารบัญเอกสาร', 'Files have a title and a list of their papers'),
  ('0199aa00-0000-7000-8000-000000000001', 11, 'filing', 'Hồ sơ hội nghị đủ tài liệu', 'แฟ้มการประชุมมีเอกสารครบ', 'Files of meetings are complete'),
  ('0199aa00-0000-7000-8000-000000000001', 12, 'filing', 'Hồ sơ đảng viên xếp riêng, có khoá', 'แฟ้มสมาชิกพรรคแยกเก็บและล็อก', 'Files of members are kept apart, under lock'),
  ('0199aa00-0000-7000-8000-000000000001', 13, 'filing', 'Ghi thời hạn bảo quản trên hồ sơ', 'ระบุอายุการเก็บบนแฟ้ม', 'The time of keeping stands on the file'),
  ('0199aa00-0000-7000-8000-000000000001', 14, 'storage', 'Có kho hoặc tủ riêng, khô ráo', 'มีห้องหรือตู้เก็บเฉพาะ แห้งไม่ชื้น', 'There is a room or cabinet of its own, dry'),
  ('0199aa00-0000-7000-8000-000000000001', 15, 'storage', 'Có bình chữa cháy còn hạn', 'มีถังดับเพลิงที่ยังไม่หมดอายุ', 'There is a fire extinguisher in date'),
  ('0199aa00-0000-7000-8000-000000000001', 16, 'storage', 'Hộp hồ sơ có nhãn, xếp theo năm', 'กล่องแฟ้มมีป้ายและเรียงตามปี', 'Boxes are labelled and stand by year'),
  ('0199aa00-0000-7000-8000-000000000001', 17, 'storage', 'Có sổ cho mượn tài liệu', 'มีสมุดยืมเอกสาร', 'There is a book of loans'),
  ('0199aa00-0000-7000-8000-000000000001', 18, 'handover', 'Giao nộp hồ sơ vào lưu trữ đúng hạn', 'ส่งแฟ้มเข้าคลังเอกสารตรงเวลา', 'Files go to the archive in time'),
  ('0199aa00-0000-7000-8000-000000000001', 19, 'handover', 'Có biên bản giao nộp kèm mục lục', 'มีบันทึกการส่งมอบพร้อมสารบัญ', 'There are minutes of the handing over, with a list'),
  ('0199aa00-0000-7000-8000-000000000001', 20, 'handover', 'Tài liệu hết giá trị được huỷ có quyết định', 'ทำลายเอกสารหมดค่าโดยมีคำสั่ง', 'Papers without value are destroyed by a decision'),
  ('0199aa00-0000-7000-8000-000000000002', 1, 'incoming', 'Có sổ hoặc phần mềm đăng ký văn bản đến', 'มีทะเบียนหรือโปรแกรมลงรับหนังสือเข้า', 'Incoming papers are registered in a book or program'),
  ('0199aa00-0000-7000-8000-000000000002', 2, 'incoming', 'Văn bản đến được đăng ký trong ngày', 'ลงทะเบียนหนังสือเข้าภายในวัน', 'Incoming papers are registered on the day'),
  ('0199aa00-0000-7000-8000-000000000002', 3, 'incoming', 'Mỗi văn bản đến có người xử lý và thời hạn', 'หนังสือเข้าทุกฉบับมีผู้รับผิดชอบและกำหนดเวลา', 'Every incoming paper has somebody who handles it and a deadline'),
  ('0199aa00-0000-7000-8000-000000000002', 4, 'incoming', 'Dấu đến đóng đúng chỗ, ghi số và ngày', 'ประทับตรารับถูกที่ พร้อมเลขและวันที่', 'The stamp of receipt stands in its place, with number and day'),
  ('0199aa00-0000-7000-8000-000000000002', 5, 'outgoing', 'Văn bản đi đúng thể thức', 'หนังสือออกถูกต้องตามรูปแบบ', 'Outgoing papers have the prescribed form'),
  ('0199aa00-0000-7000-8000-000000000002', 6, 'outgoing', 'Số và ký hiệu liên tục trong năm', 'เลขและรหัสหนังสือต่อเนื่องตลอดปี', 'Numbers and symbols run through the year'),
  ('0199aa00-0000-7000-8000-000000000002', 7, 'outgoing', 'Lưu bản gốc có chữ ký', 'เก็บต้นฉบับที่ลงนาม', 'The signed original is kept'),
  ('0199aa00-0000-7000-8000-000000000002', 8, 'outgoing', 'Con dấu do một người giữ, có sổ giao nhận', 'ตราประทับมีผู้เก็บรักษาคนเดียวและมีสมุดรับส่ง', 'One person keeps the seal, with a book of handing over'),
  ('0199aa00-0000-7000-8000-000000000002', 9, 'filing', 'Có danh mục hồ sơ của năm', 'มีบัญชีแฟ้มประจำปี', 'There is a filing plan of the year'),
  ('0199aa00-0000-7000-8000-000000000002', 10, 'filing', 'Hồ sơ có tiêu đề và mục lục văn bản', 'แฟ้มมีชื่อเรื่องและสารบัญเอกสาร', 'Files have a title and a list of their papers'),
  ('0199aa00-0000-7000-8000-000000000002', 11, 'filing', 'Hồ sơ hội nghị đủ tài liệu', 'แฟ้มการประชุมมีเอกสารครบ', 'Files of meetings are complete'),
  ('0199aa00-0000-7000-8000-000000000002', 12, 'filing', 'Hồ sơ đảng viên xếp riêng, có khoá', 'แฟ้มสมาชิกพรรคแยกเก็บและล็อก', 'Files of members are kept apart, under lock'),
  ('0199aa00-0000-7000-8000-000000000002', 13, 'filing', 'Ghi thời hạn bảo quản trên hồ sơ', 'ระบุอายุการเก็บบนแฟ้ม', 'The time of keeping stands on the file'),
  ('0199aa00-0000-7000-8000-000000000002', 14, 'storage', 'Có kho hoặc tủ riêng, khô ráo', 'มีห้องหรือตู้เก็บเฉพาะ แห้งไม่ชื้น', 'There is a room or cabinet of its own, dry'),
  ('0199aa00-0000-7000-8000-000000000002', 15, 'storage', 'Có bình chữa cháy còn hạn', 'มีถังดับเพลิงที่ยังไม่หมดอายุ', 'There is a fire extinguisher in date'),
  ('0199aa00-0000-7000-8000-000000000002', 16, 'storage', 'Hộp hồ sơ có nhãn, xếp theo năm', 'กล่องแฟ้มมีป้ายและเรียงตามปี', 'Boxes are labelled and stand by year'),
  ('0199aa00-0000-7000-8000-000000000002', 17, 'storage', 'Có sổ cho mượn tài liệu', 'มีสมุดยืมเอกสาร', 'There is a book of loans'),
  ('0199aa00-0000-7000-8000-000000000002', 18, 'handover', 'Giao nộp hồ sơ vào lưu trữ đúng hạn', 'ส่งแฟ้มเข้าคลังเอกสารตรงเวลา', 'Files go to the archive in time'),
  ('0199aa00-0000-7000-8000-000000000002', 19, 'handover', 'Có biên bản giao nộp kèm mục lục', 'มีบันทึกการส่งมอบพร้อมสารบัญ', 'There are minutes of the handing over, with a list'),
  ('0199aa00-0000-7000-8000-000000000002', 20, 'handover', 'Tài liệu hết giá trị được huỷ có quyết định', 'ทำลายเอกสารหมดค่าโดยมีคำสั่ง', 'Papers without value are destroyed by a decision'),
  ('0199aa00-0000-7000-8000-000000000002', 21, 'handover', 'Có mục lục điện tử của hồ sơ nộp lưu', 'มีสารบัญอิเล็กทรอนิกส์ของแฟ้มที่ส่งเก็บ', 'There is an electronic list of the files handed over'),
  ('0199aa00-0000-7000-8000-000000000002', 22, 'handover', 'Tài liệu của các xã trước sáp nhập xếp riêng theo phông', 'เอกสารของตำบลก่อนการรวมจัดแยกตามกลุ่มเอกสาร', 'Papers of the communes before the merger are kept apart by fonds');

-- A photo without consent does not get into a public text, whatever the program does.
create function outreach.check_publication() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  perform platform.assert_photo_public((photo ->> 'id')::uuid) from jsonb_array_elements(new.content -> 'photos') photo;
  if exists (select 1 from jsonb_array_elements(new.content -> 'words') w join outreach.testimony t on t.id = (w ->> 'id')::uuid where not t.public) then
    perform platform.refuse('testimony.consent-missing');
  end if;
  return new;
end
$$;
create trigger check_publication before insert on outreach.publication for each row execute function outreach.check_publication();
