-- Courses, participants, certificates; commendations and role models.

create schema learning;
comment on schema learning is 'Courses, participants, certificates; commendations and role models.';
grant usage on schema learning to gandan_app;

create table learning.course (
  id           uuid primary key default uuidv7(),
  unit_id      uuid not null references organisation.unit (id),
  subject      text not null check (subject in ('secretary_skills', 'meeting_skills', 'party_work', 'new_member', 'awareness', 'theory', 'mass_work', 'law', 'digital', 'production', 'exchange', 'other')),
  audience     text not null check (audience in ('cell_secretary', 'committee', 'member', 'applicant', 'village_head', 'prestige_person', 'mass_organisation', 'villager')),
  title        text not null check (btrim(title) <> '' and length(title) <= 200),
  curriculum   text not null check (btrim(curriculum) <> '' and length(curriculum) <= 400),
  place        text check (length(place) <= 200),
  document     text check (length(document) <= 120),
  starts_on    date not null,
  ends_on      date not null,
  state        text not null default 'planned' check (state in ('planned', 'held', 'cancelled')),
  label        int not null,
  version      int not null default 1,
  recorded_at  timestamptz not null default now(),
  constraint course_ends_after_start check (ends_on >= starts_on)
);
comment on table learning.course is 'A course, meet-up or exchange of experience: subject, curriculum, who holds it, when.';
create index course_unit on learning.course (unit_id, starts_on);
create index course_label on learning.course (label);

create table learning.session (
  id         uuid primary key default uuidv7(),
  course_id  uuid not null references learning.course (id),
  on_date    date not null,
  topic      text not null check (btrim(topic) <> '' and length(topic) <= 200),
  hours      numeric(4, 1) not null check (hours > 0 and hours <= 12),
  label      int not null,
  unique (course_id, on_date, topic)
);
comment on table learning.session is 'A sitting of a course.';

create table learning.participant (
  id          uuid primary key default uuidv7(),
  course_id   uuid not null references learning.course (id),
  person_id   uuid not null references membership.person (id),
  as_what     text not null check (as_what in ('member', 'cell_secretary', 'deputy_secretary', 'committee_member', 'village_head', 'prestige_person', 'cadre')),
  unit_id     uuid not null references organisation.unit (id),
  sessions    int not null default 0 check (sessions >= 0),
  passed      boolean,
  label       int not null,
  home_label  int not null,
  version     int not null default 1,
  recorded_at timestamptz not null default now(),
  constraint participant_once unique (course_id, person_id)
);
comment on table learning.participant is 'A member or cadre who took part, by name, as what he came and from which unit. Everybody else is a number in head_count.';
comment on column learning.participant.sessions is 'How many sittings he was at; never more than the course has.';
comment on column learning.participant.home_label is 'Scope label of the unit he came from: his own people may see it, as those who hold the course may.';
create index participant_person on learning.participant (person_id);
create index participant_label on learning.participant (label);
create index participant_home on learning.participant (home_label);

create table learning.head_count (
  id          uuid primary key default uuidv7(),
  course_id   uuid not null references learning.course (id),
  "group"     text not null check ("group" in ('villagers', 'believers', 'youth', 'women', 'farmers', 'veterans', 'village_heads', 'elders', 'applicants', 'pupils')),
  people      int not null check (people > 0),
  label       int not null,
  recorded_at timestamptz not null default now(),
  constraint head_count_once unique (course_id, "group")
);
comment on table learning.head_count is 'How many of a group were there. Never who: nobody''s belief, and no villager''s name, has a field.';

create table learning.certificate (
  id             uuid primary key default uuidv7(),
  participant_id uuid not null references learning.participant (id),
  number         text not null check (btrim(number) <> '' and length(number) <= 40),
  issued_on      date not null,
  label          int not null,
  home_label     int not null,
  recorded_at    timestamptz not null default now(),
  constraint certificate_once unique (participant_id),
  constraint certificate_number_once unique (label, number, issued_on)
);
comment on table learning.certificate is 'Certificate of a course that was passed.';

-- What a certificate and a sitting rest on, where it cannot be skipped.
create function learning.check_certificate() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  c record;
begin
  select k.ends_on, k.state, p.passed into c from learning.participant p join learning.course k on k.id = p.course_id where p.id = new.participant_id;
  if c.passed is not true then
    perform platform.refuse('course.certificate-not-passed');
  end if;
  if new.issued_on < c.ends_on then
    perform platform.refuse('course.certificate-before-end', jsonb_build_object('on', new.issued_on, 'endsOn', c.ends_on));
  end if;
  return new;
end
$$;
create trigger check_certificate before insert on learning.certificate for each row execute function learning.check_certificate();
create function learning.check_session() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  c record;
begin
  select starts_on, ends_on into c from learning.course where id = new.course_id;
  if new.on_date not between c.starts_on and c.ends_on then
    perform platform.refuse('course.session-outside', jsonb_build_object('on', new.on_date, 'startsOn', c.starts_on, 'endsOn', c.ends_on));
  end if;
  return new;
end
$$;
create trigger check_session before insert on learning.session for each row execute function learning.check_session();

create table learning.commendation (
  id           uuid primary key default uuidv7(),
  unit_id      uuid not null references organisation.unit (id),
  person_id    uuid references membership.person (id),
  form         text not null check (form in ('merit', 'bravo', 'emulation_title', 'flag', 'medal', 'letter')),
  reason       text not null check (reason in ('party_building', 'cell_meetings', 'member_development', 'mass_mobilisation', 'poverty_reduction', 'mediation', 'security', 'model_following', 'other')),
  document     text not null check (btrim(document) <> '' and length(document) <= 120),
  decided_on   date not null,
  on_precision text not null default 'day' check (on_precision in ('day', 'month', 'year')),
  decided_by   text not null check (btrim(decided_by) <> '' and length(decided_by) <= 200),
  label        int not null,
  recorded_at  timestamptz not null default now(),
  constraint commendation_once unique nulls not distinct (document, decided_on, unit_id, person_id, form)
);
comment on table learning.commendation is 'Commendation of a unit, or of a member or cadre of it, by a decision. A reason is a code, never a story about a person.';
create index commendation_unit on learning.commendation (unit_id, decided_on);
create index commendation_label on learning.commendation (label);
create index commendation_person on learning.commendation (person_id);

create table learning.role_model (
  id           uuid primary key default uuidv7(),
  unit_id      uuid not null references organisation.unit (id),
  person_id    uuid references membership.person (id),
  agreed       boolean not null default false,
  kind         text not null check (kind in ('economy', 'mass_mobilisation', 'cell_meetings', 'member_development', 'village_security', 'new_rural', 'digital', 'other')),
  title        text not null check (btrim(title) <> '' and length(title) <= 200),
  document     text check (length(document) <= 120),
  named_on     date not null,
  on_precision text not null default 'day' check (on_precision in ('day', 'month', 'year')),
  ended_on     date,
  label        int not null,
  version      int not null default 1,
  recorded_at  timestamptz not null default now(),
  constraint role_model_person_agreed check (person_id is null or agreed),
  constraint role_model_ends_after_start check (ended_on is null or ended_on > named_on)
);
comment on table learning.role_model is 'A way of doing that others may take up, of a unit or of a person who agreed to be named.';
create index role_model_unit on learning.role_model (unit_id);
create index role_model_label on learning.role_model (label);

create table learning.adoption (
  id           uuid primary key default uuidv7(),
  model_id     uuid not null references learning.role_model (id),
  unit_id      uuid not null references organisation.unit (id),
  adopted_on   date not null,
  on_precision text not null default 'day' check (on_precision in ('day', 'month', 'year')),
  source       text not null check (btrim(source) <> '' and length(source) <= 200),
  label        int not null,
  model_label  int not null,
  recorded_at  timestamptz not null default now(),
  constraint adoption_once unique (model_id, unit_id)
);
comment on table learning.adoption is 'A further place that took a model up. The place itself is never its own follower.';
create index adoption_label on learning.adoption (label);
create function learning.check_adoption() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  m record;
begin
  select unit_id, named_on, on_precision into m from learning.role_model where id = new.model_id;
  if m.unit_id = new.unit_id then
    perform platform.refuse('model.own-place');
  end if;
  if m.on_precision = 'day' and new.on_precision = 'day' and new.adopted_on < m.named_on then
    perform platform.refuse('model.adopted-before', jsonb_build_object('on', new.adopted_on, 'namedOn', m.named_on));
  end if;
  return new;
end
$$;
create trigger check_adoption before insert on learning.adoption for each row execute function learning.check_adoption();

create table learning.moved (
  event_id   uuid not null references organisation.unit_event (id),
  table_name text not null check (table_name in ('course', 'role_model')),
  record_id  uuid not null,
  from_id    uuid not null references organisation.unit (id),
  to_id      uuid not null references organisation.unit (id),
  primary key (event_id, table_name, record_id)
);
comment on table learning.moved is 'Courses still to be held and models still followed that went to a successor with an event of units, so that taking it back returns them.';

select platform.protect('learning.course'), platform.protect('learning.session'), platform.protect('learning.head_count'),
  platform.protect('learning.participant', array['label', 'home_label']), platform.protect('learning.certificate', array['label', 'home_label']),
  platform.protect('learning.commendation'), platform.protect('learning.role_model'), platform.protect('learning.adoption', array['label', 'model_label']);
grant select on all tables in schema learning to gandan_app;
grant insert, update on learning.course, learning.participant, learning.head_count, learning.role_model to gandan_app;
grant insert on learning.session, learning.certificate, learning.commendation, learning.adoption, learning.moved to gandan_app;
grant update (label) on learning.session, learning.head_count, learning.certificate to gandan_app;
grant update (model_label) on learning.adoption to gandan_app;
grant delete on learning.moved to gandan_app;
select platform.track('learning.course'), platform.track('learning.session'), platform.track('learning.participant'), platform.track('learning.head_count'),
  platform.track('learning.certificate'), platform.track('learning.commendation'), platform.track('learning.role_model'), platform.track('learning.adoption');
