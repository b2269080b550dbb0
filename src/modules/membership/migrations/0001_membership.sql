-- Persons, members, their dated states and movements. Membership reveals political views, so every row here is scoped.

create schema membership;
comment on schema membership is 'Who belongs where on every day, and how it came about.';
grant usage on schema membership to gandan_app;

create table membership.person (
  id                   uuid primary key default uuidv7(),
  full_name            text not null check (btrim(full_name) <> '' and length(full_name) <= 120),
  family_key           text not null collate "C",
  given_key            text not null collate "C",
  sex                  text check (sex in ('male', 'female')),
  birth_on             date,
  birth_precision      text check (birth_precision in ('day', 'month', 'year')),
  residence_village_id uuid references organisation.unit (id),
  label                int not null,
  recorded_at          timestamptz not null default now(),
  updated_at           timestamptz not null default now(),
  check ((birth_on is null) = (birth_precision is null))
);
comment on table membership.person is 'A person of the register: a member, or somebody who holds a post. No identity papers, relatives, religion, opinions or free notes.';
comment on column membership.person.label is 'Scope label of the unit where the person is kept: the home cell of a member, else the unit of the post.';
comment on column membership.person.family_key is 'Accent-free name, family name first, collation C so that a search from its start can use the index under a policy.';
comment on column membership.person.given_key is 'Accent-free name, given name first: the order of Vietnamese lists.';
create index person_label_given on membership.person (label, given_key);
create index person_given on membership.person (given_key);
create index person_family on membership.person (family_key);
create index person_name_trgm on membership.person using gin (family_key gin_trgm_ops);

create table membership.residence (
  id          uuid not null unique default uuidv7(),
  person_id   uuid not null references membership.person (id),
  village_id  uuid not null references organisation.unit (id),
  valid       daterange not null check (not isempty(valid)),
  from_precision text not null default 'day' check (from_precision in ('day', 'month', 'year', 'term')),
  label       int not null,
  constraint residence_one_at_a_time primary key (person_id, valid without overlaps)
);
comment on table membership.residence is 'In which village a person lived, by date: the blank-village test and the member density ask for it. person.residence_village_id repeats the current one.';
create index residence_village on membership.residence (village_id);
create index residence_label on membership.residence (label);

create table membership.ethnic_group (
  code  text primary key,
  name  text not null unique
);
comment on table membership.ethnic_group is 'The 54 groups of decision 121-TCTK/PPCĐ; 55 and 56 are lines of the form.';
create table membership.person_ethnicity (
  id          uuid primary key references membership.person (id),
  group_code  text not null references membership.ethnic_group (code),
  label       int not null,
  recorded_at timestamptz not null default now()
);
comment on table membership.person_ethnicity is 'Sensitive by law (91/2025/QH15): members only, own table, own right. Never for a named non-member.';
create index person_ethnicity_label on membership.person_ethnicity (label);

create table membership.member (
  id                  uuid primary key references membership.person (id),
  card_number         text unique check (card_number ~ '^[0-9A-Z.\-]{4,20}$'),
  old_card_number     text,
  decision_on         date,
  decision_precision  text check (decision_precision in ('day', 'month', 'year')),
  ceremony_on         date,
  ceremony_precision  text check (ceremony_precision in ('day', 'month', 'year')),
  recognised_on       date,
  recognised_precision text check (recognised_precision in ('day', 'month', 'year')),
  education           text check (education in ('none', 'literate', 'primary', 'lower_secondary', 'upper_secondary', 'vocational', 'college', 'university', 'postgraduate')),
  theory_level        text check (theory_level in ('none', 'elementary', 'intermediate', 'advanced')),
  occupation          text check (occupation in ('farmer', 'worker', 'civil_servant', 'public_employee', 'military', 'police', 'teacher', 'health', 'student', 'retired', 'business', 'other')),
  state               text not null,
  cell_id             uuid not null references organisation.unit (id),
  label               int not null,
  version             int not null default 1,
  recorded_at         timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  check (decision_on is null or ceremony_on is null or decision_precision <> 'day' or ceremony_precision <> 'day' or decision_on <= ceremony_on)
);
comment on table membership.member is 'A Party member. state, cell_id and label repeat the period that is current (or the last one), for lists; the truth by date is member_period.';
comment on column membership.member.decision_on is 'Decision of admission: party age counts from here.';
comment on column membership.member.ceremony_on is 'Admission ceremony: the twelve months of probation count from here.';
create index member_label on membership.member (label);
create index member_cell on membership.member (cell_id);

create table membership.member_period (
  id           uuid primary key default uuidv7(),
  member_id    uuid not null references membership.member (id) deferrable initially deferred,
  valid        daterange not null check (not isempty(valid) and lower(valid) is not null),
  from_precision text not null default 'day' check (from_precision in ('day', 'month', 'year', 'term')),
  state        text not null check (state in ('probationary', 'official', 'temporarily_away', 'temp_exempt', 'exempt', 'suspended', 'transfer_pending')),
  standing     text not null check (standing in ('probationary', 'official')),
  cell_id      uuid not null references organisation.unit (id),
  label        int not null,
  reason       text,
  basis        text,
  recorded_at  timestamptz not null default now()
);
comment on table membership.member_period is
  'Where a member belonged and in which state, in half-open ranges of days. No row means not on the roll. Never two at once (trigger: cheaper than a temporal key, and it cannot be skipped).';
comment on column membership.member_period.standing is 'Probationary or official, whatever the side state: an exempt member is still one of the two.';
create index member_period_member on membership.member_period (member_id);
create index member_period_cell on membership.member_period (cell_id);
create index member_period_label on membership.member_period (label);

create function membership.one_period_a_day() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  bad record;
begin
  -- The member rows are locked first, in one order, so that two writers cannot each miss the other's period.
  perform 1 from membership.member m where m.id in (select n.member_id from new_rows n) order by m.id for no key update;
  select n.member_id, n.cell_id, o.cell_id as other_cell, lower(n.valid * o.valid) as day into bad
  from new_rows n
  join membership.member_period o on o.member_id = n.member_id and o.id <> n.id and o.valid && n.valid
  limit 1;
  if found then
    perform platform.refuse('member.two-cells', jsonb_build_object('member', bad.member_id, 'cell', bad.cell_id, 'otherCell', bad.other_cell, 'on', bad.day));
  end if;
  return null;
end
$$;
create trigger one_period_insert after insert on membership.member_period referencing new table as new_rows for each statement execute function membership.one_period_a_day();
create trigger one_period_update after update on membership.member_period referencing new table as new_rows for each statement execute function membership.one_period_a_day();

create table membership.member_event (
  id              uuid primary key default uuidv7(),
  member_id       uuid not null references membership.member (id) deferrable initially deferred,
  kind            text not null check (kind in ('admitted', 'readmitted', 'recognised', 'transferred_in', 'transferred_out', 'struck_off', 'expelled', 'withdrawn', 'deceased')),
  on_date         date not null,
  on_precision    text not null default 'day' check (on_precision in ('day', 'month', 'year', 'term')),
  cell_id         uuid not null references organisation.unit (id),
  counterpart_cell_id uuid references organisation.unit (id),
  outside         text,
  late            boolean not null default false,
  reorganisation  uuid references organisation.unit_event (id),
  label           int not null,
  basis           text,
  transfer_id     uuid,
  recorded_at     timestamptz not null default now()
);
comment on table membership.member_event is 'What moved the roll, once per cell concerned. A transfer inside the register is two rows; inside a unit they cancel out.';
comment on column membership.member_event.counterpart_cell_id is 'The other cell of a transfer inside the register; empty when the other side is outside.';
comment on column membership.member_event.outside is 'Name of the organisation outside this register, of a transfer in or out.';
comment on column membership.member_event.reorganisation is 'Set when the move came from merging or moving cells, not from the member.';
comment on column membership.member_event.late is 'Recognition decided after month 12; it is still dated at month 12.';
create index member_event_member on membership.member_event (member_id);
create index member_event_cell on membership.member_event (cell_id, on_date);
create index member_event_label on membership.member_event (label);
create index member_event_date on membership.member_event (kind, on_date);

create table membership.transfer (
  id             uuid primary key default uuidv7(),
  member_id      uuid not null references membership.member (id),
  kind           text not null check (kind in ('permanent', 'temporary', 'internal')),
  from_cell_id   uuid references organisation.unit (id),
  to_cell_id     uuid references organisation.unit (id),
  outside        text,
  letter         text,
  state          text not null check (state in ('referred', 'accepted', 'refused', 'returned', 'withdrawn')),
  decided_on     date,
  referred_on    date not null,
  accepted_on    date,
  until_on       date,
  reason         text,
  from_label     int not null,
  to_label       int not null,
  recorded_at    timestamptz not null default now(),
  check (from_cell_id is not null or to_cell_id is not null)
);
comment on table membership.transfer is 'Transfer of membership with its two sides; both see it (from_label, to_label). A side outside the register carries the label of the other side.';
create index transfer_member on membership.transfer (member_id);
create index transfer_from on membership.transfer (from_label);
create index transfer_to on membership.transfer (to_label);

create table membership.period_outside (
  id         uuid primary key default uuidv7(),
  member_id  uuid not null references membership.member (id),
  valid      daterange not null,
  reason     text not null,
  label      int not null
);
comment on table membership.period_outside is 'Time that does not count for party age.';
create index period_outside_member on membership.period_outside (member_id);

create table membership.badge (
  id           uuid primary key default uuidv7(),
  member_id    uuid not null references membership.member (id),
  years        int not null check (years in (30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90)),
  occasion_on  date not null,
  early        boolean not null default false,
  label        int not null,
  recorded_at  timestamptz not null default now(),
  unique (member_id, years)
);
comment on table membership.badge is 'Party badges given.';

create table membership.discipline (
  id           uuid primary key default uuidv7(),
  member_id    uuid not null references membership.member (id),
  form         text not null check (form in ('reprimand', 'warning', 'removal_from_office', 'expulsion')),
  valid        daterange not null,
  document     text not null,
  label        int not null,
  recorded_at  timestamptz not null default now()
);
comment on table membership.discipline is 'Discipline decisions of members: form and document, no story. Sensitive: own right.';
create index discipline_member on membership.discipline (member_id);

create table membership.saved_view (
  id       uuid primary key default uuidv7(),
  user_id  text not null,
  name     text not null check (length(name) between 1 and 80),
  query    jsonb not null,
  unique (user_id, name)
);
comment on table membership.saved_view is 'A person''s own saved filters of the register.';

create table membership.import_profile (
  id       uuid primary key default uuidv7(),
  name     text not null unique,
  columns  jsonb not null,
  created_by text not null,
  updated_at timestamptz not null default now()
);
comment on table membership.import_profile is 'How the columns of a file were matched, remembered for the next file of the kind.';
create table membership.import_batch (
  id          uuid primary key default uuidv7(),
  file_id     uuid references platform.file (id),
  file_name   text not null,
  state       text not null check (state in ('previewed', 'applied', 'undone', 'cancelled')),
  columns     jsonb not null,
  options     jsonb not null default '{}',
  counts      jsonb not null default '{}',
  label       int not null,
  created_by  text not null,
  created_at  timestamptz not null default now(),
  applied_at  timestamptz,
  undone_at   timestamptz
);
comment on table membership.import_batch is 'One import: preview, what was taken, what can be undone as one.';
create table membership.import_row (
  id          uuid primary key default uuidv7(),
  batch_id    uuid not null references membership.import_batch (id),
  row_number  int not null,
  outcome     text not null check (outcome in ('new', 'changed', 'same', 'doubtful', 'refused')),
  problems    jsonb not null default '[]',
  given       jsonb not null,
  difference  jsonb,
  member_id   uuid,
  before      jsonb,
  label       int not null,
  unique (batch_id, row_number)
);
comment on table membership.import_row is 'A row of a file: what it would do, why it is refused (column and code), and what stood there before, for undoing.';

-- Posts name persons; the room below could not point up when it was made.
alter table organisation.post add constraint post_person_exists foreign key (person_id) references membership.person (id) deferrable initially deferred;

select platform.protect('membership.person'), platform.protect('membership.residence'), platform.protect('membership.member'), platform.protect('membership.member_period'), platform.protect('membership.member_event'),
  platform.protect('membership.period_outside'), platform.protect('membership.badge'),
  platform.protect('membership.transfer', array['from_label', 'to_label']),
  platform.protect('membership.person_ethnicity', array['label'], 'platform.has_right(''sensitive.read'')'),
  platform.protect('membership.discipline', array['label'], 'platform.has_right(''sensitive.read'')'),
  platform.protect('membership.import_batch'), platform.protect('membership.import_row');
alter table membership.saved_view enable row level security;
create policy own on membership.saved_view for all to gandan_app using (user_id = current_setting('gandan.user_id')) with check (user_id = current_setting('gandan.user_id'));

grant select on all tables in schema membership to gandan_app;
grant insert, update on membership.person, membership.residence, membership.person_ethnicity, membership.member, membership.member_period, membership.transfer, membership.badge, membership.discipline,
  membership.period_outside, membership.saved_view, membership.import_profile, membership.import_batch, membership.import_row to gandan_app;
grant insert on membership.member_event to gandan_app;
grant delete on membership.saved_view, membership.residence, membership.member_period, membership.member_event, membership.member, membership.person, membership.person_ethnicity, membership.badge to gandan_app;
comment on schema membership is 'Who belongs where on every day, and how it came about. Deleting is for undoing an import or correcting a period; audit keeps what stood there.';
select platform.track('membership.person'), platform.track('membership.residence'), platform.track('membership.person_ethnicity'), platform.track('membership.member'), platform.track('membership.member_period'),
  platform.track('membership.member_event'), platform.track('membership.transfer'), platform.track('membership.badge'), platform.track('membership.discipline'),
  platform.track('membership.period_outside'), platform.track('membership.import_batch');
