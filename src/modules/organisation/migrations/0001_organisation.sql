-- Two trees (places, Party organisations) and other bodies, through time.

create schema organisation;
comment on schema organisation is 'Who and where: units through time, what became of them, posts held.';
grant usage on schema organisation to gandan_app;

create table organisation.unit_kind (
  kind   text primary key,
  tree   text not null check (tree in ('place', 'party', 'body')),
  rank   int not null,
  level  text check (level in ('province', 'district', 'commune', 'grassroots', 'section'))
);
comment on table organisation.unit_kind is
  'Kinds of unit. A parent always has a smaller rank than its child, which makes a circle impossible. `level` names the typed ancestor column.';
insert into organisation.unit_kind (kind, tree, rank, level) values
  ('province', 'place', 10, 'province'), ('city', 'place', 10, 'province'),
  ('district', 'place', 20, 'district'), ('urban_district', 'place', 20, 'district'), ('town', 'place', 20, 'district'), ('provincial_city', 'place', 20, 'district'),
  ('commune', 'place', 30, 'commune'), ('ward', 'place', 30, 'commune'), ('township', 'place', 30, 'commune'), ('special_zone', 'place', 30, 'commune'),
  ('village', 'place', 60, null), ('residential_group', 'place', 60, null), ('hamlet', 'place', 70, null),
  ('province_body', 'party', 10, 'province'), ('district_body', 'party', 20, 'district'), ('commune_body', 'party', 30, 'commune'),
  ('grassroots_body', 'party', 40, 'grassroots'), ('section_body', 'party', 50, 'section'),
  ('party_cell', 'party', 60, null), ('grassroots_cell', 'party', 60, null), ('party_group', 'party', 70, null),
  ('youth_union', 'body', 90, null), ('women_union', 'body', 90, null), ('farmers_union', 'body', 90, null), ('veterans', 'body', 90, null),
  ('fatherland_front', 'body', 90, null), ('office', 'body', 90, null), ('commission', 'body', 90, null), ('political_centre', 'body', 90, null),
  ('council', 'body', 90, null), ('peoples_committee', 'body', 90, null), ('organisation', 'body', 90, null);

create table organisation.unit (
  id          uuid primary key default uuidv7(),
  tree        text not null check (tree in ('place', 'party', 'body')),
  label       int not null unique check (label > 0),
  slug        text unique,
  created_at  timestamptz not null default now()
);
comment on table organisation.unit is 'Identity of a unit; everything that can change about it stands in unit_version.';
comment on column organisation.unit.label is 'Scope label: preorder with gaps over both trees at the time of import. Rows of a unit carry it; a merger leaves it alone.';
comment on column organisation.unit.slug is 'Readable own id where no official code exists (villages of the sample).';

create table organisation.unit_event (
  id             uuid primary key default uuidv7(),
  kind           text not null check (kind in ('import', 'establish', 'rename', 'change_kind', 'move', 'merge', 'split', 'transfer_villages', 'dissolve', 'correct', 'reorganise')),
  effective_on   date not null,
  state          text not null default 'planned' check (state in ('planned', 'carried_out', 'taken_back', 'dropped')),
  title          text,
  document       text,
  document_on    date,
  deciding_body  text,
  plan           jsonb not null default '{}',
  counter_of     uuid references organisation.unit_event (id),
  created_by     text not null default 'system',
  recorded_at    timestamptz not null default now(),
  carried_out_at timestamptz,
  taken_back_at  timestamptz
);
comment on table organisation.unit_event is 'What was decided about units: planned, shown dry, carried out in one transaction, taken back by a counter-event.';
comment on column organisation.unit_event.plan is 'The plan as agreed: sources, results, shares, what moves where, successors of open items.';

create table organisation.unit_version (
  id             uuid not null unique default uuidv7(),
  unit_id        uuid not null references organisation.unit (id),
  valid          daterange not null check (not isempty(valid) and lower(valid) is not null),
  name           text not null check (btrim(name) <> ''),
  kind           text not null references organisation.unit_kind (kind),
  parent_id      uuid,
  setting        text check (setting in ('village', 'agency', 'school', 'health', 'police', 'military', 'enterprise', 'other')),
  seat           text,
  symbol         text,
  legal_basis    text,
  lon            numeric(8, 4),
  lat            numeric(7, 4),
  approximate    boolean not null default true,
  needs_checking boolean not null default false,
  name_key       text generated always as (platform.fold(name)) stored,
  opened_by      uuid references organisation.unit_event (id),
  closed_by      uuid references organisation.unit_event (id),
  recorded_at    timestamptz not null default now(),
  constraint unit_version_one_at_a_time primary key (unit_id, valid without overlaps),
  constraint unit_version_parent_lives foreign key (parent_id, period valid) references organisation.unit_version (unit_id, period valid) deferrable initially deferred
);
comment on table organisation.unit_version is 'Name, kind and parent of a unit in a half-open range of days; no two at once; the parent must live as long.';
comment on column organisation.unit_version.setting is 'For cells: where the cell works (village, school, …); the breakdown "unit type" of DOMAIN.md 7.1.';
comment on column organisation.unit_version.opened_by is 'Event that began this version; with closed_by an event can be taken back.';
create index unit_version_parent on organisation.unit_version (parent_id);
create index unit_version_name on organisation.unit_version using gin (name_key gin_trgm_ops);
create index unit_version_opened on organisation.unit_version (opened_by);
create index unit_version_closed on organisation.unit_version (closed_by);

create table organisation.unit_code (
  id       uuid not null unique default uuidv7(),
  unit_id  uuid not null references organisation.unit (id),
  scheme   text not null default 'gso' check (scheme ~ '^[a-z][a-z0-9-]*$'),
  code     text not null check (btrim(code) <> ''),
  valid    daterange not null check (not isempty(valid)),
  opened_by uuid references organisation.unit_event (id),
  closed_by uuid references organisation.unit_event (id),
  constraint unit_code_once_per_period primary key (scheme, code, valid without overlaps)
);
comment on table organisation.unit_code is 'Codes by scheme and period: 1,823 communes of July 2025 carry the code of an old one with another name. gso = statistics office.';
create index unit_code_unit on organisation.unit_code (unit_id);

create table organisation.unit_alias (
  id        uuid primary key default uuidv7(),
  unit_id   uuid not null references organisation.unit (id),
  alias     text not null,
  kind      text not null check (kind in ('old_name', 'spelling', 'transliteration', 'short')),
  alias_key text generated always as (platform.fold(alias)) stored,
  unique (unit_id, alias)
);
comment on table organisation.unit_alias is 'Other names a person may type: spelling variants, Thai transliterations, names of before.';
create index unit_alias_key on organisation.unit_alias using gin (alias_key gin_trgm_ops);

create table organisation.unit_succession (
  id               uuid primary key default uuidv7(),
  event_id         uuid not null references organisation.unit_event (id),
  source_id        uuid not null references organisation.unit (id),
  target_id        uuid not null references organisation.unit (id),
  share            text not null default 'whole' check (share in ('whole', 'part', 'rest', 'none')),
  area_share       text check (area_share in ('whole', 'part', 'rest', 'none')),
  population_share text check (population_share in ('whole', 'part', 'rest', 'none')),
  clause           text,
  unique (event_id, source_id, target_id)
);
comment on table organisation.unit_succession is 'Which unit went into which by which event, with the shares the document states.';
create index unit_succession_source on organisation.unit_succession (source_id);
create index unit_succession_target on organisation.unit_succession (target_id);

create table organisation.covers (
  id         uuid not null unique default uuidv7(),
  party_id   uuid not null references organisation.unit (id),
  place_id   uuid not null references organisation.unit (id),
  valid      daterange not null check (not isempty(valid)),
  opened_by  uuid references organisation.unit_event (id),
  closed_by  uuid references organisation.unit_event (id),
  constraint covers_once primary key (party_id, place_id, valid without overlaps)
);
comment on table organisation.covers is 'Dated link between the trees: which place a Party organisation covers (a cell its villages, a commune body its commune).';
create index covers_place on organisation.covers (place_id);

create table organisation.unit_path (
  unit_id        uuid not null references organisation.unit (id),
  valid          daterange not null,
  tree           text not null,
  province_id    uuid,
  district_id    uuid,
  commune_id     uuid,
  grassroots_id  uuid,
  section_id     uuid,
  constraint unit_path_one_at_a_time primary key (unit_id, valid without overlaps)
);
comment on table organisation.unit_path is
  'Typed ancestors of a unit (itself included at its own level) per range of days; derived from unit_version and tested equal to the recursion over it.';
create index unit_path_province on organisation.unit_path (province_id);
create index unit_path_district on organisation.unit_path (district_id);
create index unit_path_commune on organisation.unit_path (commune_id);
create index unit_path_grassroots on organisation.unit_path (grassroots_id);

-- Lineage blocks: units that have always been, and will always be, at the same place of the tree share one block.
create table organisation.block (
  id           int generated always as identity primary key,
  fingerprint  text not null unique
);
comment on table organisation.block is 'A set of units with the same path history and the same doubt; figures of the past read the tree through it.';
create table organisation.unit_block (
  unit_id   uuid primary key references organisation.unit (id),
  block_id  int not null references organisation.block (id)
);
create index unit_block_block on organisation.unit_block (block_id);
create table organisation.block_path (
  block_id       int not null references organisation.block (id),
  valid          daterange not null,
  province_id    uuid,
  district_id    uuid,
  commune_id     uuid,
  grassroots_id  uuid,
  section_id     uuid,
  doubt          boolean not null default false,
  constraint block_path_one_at_a_time primary key (block_id, valid without overlaps)
);
comment on table organisation.block_path is
  'Where the units of a block stand on the boundaries of any day: as they were while they lived, through successors after their end, through predecessors or the parent before their beginning.';
comment on column organisation.block_path.doubt is 'True where a split leaves several candidates; levels on which they agree are filled, the others are null. Never guessed.';
create index block_path_province on organisation.block_path (province_id);
create index block_path_district on organisation.block_path (district_id);
create index block_path_commune on organisation.block_path (commune_id);
create index block_path_grassroots on organisation.block_path (grassroots_id);
create table organisation.block_candidate (
  block_id  int not null references organisation.block (id),
  valid     daterange not null,
  unit_id   uuid not null references organisation.unit (id),
  primary key (block_id, unit_id, valid)
);
comment on table organisation.block_candidate is 'The units among which a doubtful block may belong on those boundaries.';

create table organisation.epoch (
  only_one  boolean primary key default true check (only_one),
  n         bigint not null default 1
);
comment on table organisation.epoch is 'Counts changes of tree and posts; scopes kept in memory are good for one value of it.';
insert into organisation.epoch default values;

create table organisation.post_kind (
  kind      text primary key,
  role      text not null,
  singular  boolean not null default false,
  rank      int not null default 100
);
comment on table organisation.post_kind is 'Posts and the role that a holder has in the program; what a role may do stands in the code (platform rights).';
insert into organisation.post_kind (kind, role, singular, rank) values
  ('province_secretary', 'leader', true, 10), ('province_deputy_secretary', 'leader', false, 11), ('province_office_chief', 'office', true, 12), ('province_office_staff', 'office', false, 13),
  ('organisation_commission_staff', 'office', false, 14), ('inspection_staff', 'inspection', false, 15),
  ('district_secretary', 'leader', true, 20), ('district_deputy_secretary', 'leader', false, 21), ('district_office_staff', 'office', false, 22),
  ('commune_secretary', 'leader', true, 30), ('commune_deputy_secretary', 'leader', false, 31), ('commune_office_staff', 'office', false, 32), ('party_building_staff', 'office', false, 33),
  ('council_chair', 'none', true, 34), ('peoples_committee_chair', 'none', true, 35),
  ('body_secretary', 'leader', true, 40), ('body_deputy_secretary', 'leader', false, 41),
  ('cell_secretary', 'cell', true, 50), ('deputy_secretary', 'cell', false, 51), ('cell_committee_member', 'none', false, 52),
  ('village_head', 'none', true, 60), ('village_deputy_head', 'none', false, 61), ('elder', 'none', false, 62), ('prestige_person', 'none', true, 63),
  ('youth_union_secretary', 'mass', true, 70), ('women_union_chair', 'mass', true, 71), ('farmers_union_chair', 'mass', true, 72), ('veterans_chair', 'mass', true, 73), ('front_chair', 'mass', true, 74),
  ('administrator', 'administrator', false, 90);

create table organisation.post (
  id            uuid primary key default uuidv7(),
  unit_id       uuid not null references organisation.unit (id),
  kind          text not null references organisation.post_kind (kind),
  person_id     uuid not null,
  valid         daterange not null check (not isempty(valid)),
  from_precision text not null default 'day' check (from_precision in ('day', 'month', 'year', 'term')),
  to_precision  text not null default 'day' check (to_precision in ('day', 'month', 'year', 'term')),
  basis         text,
  label         int not null,
  recorded_at   timestamptz not null default now(),
  constraint post_once_per_person exclude using gist (person_id with =, unit_id with =, kind with =, valid with &&)
);
comment on table organisation.post is 'Who held which post at which unit, with dates. Posts give a person roles, and with them the scope of the unit.';
create index post_unit on organisation.post (unit_id);
create index post_person on organisation.post (person_id);
create index post_label on organisation.post (label);

-- A parent has a smaller rank than its child (no circle can arise), in the same tree, except that other bodies may hang anywhere.
create function organisation.check_parents() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  bad record;
begin
  select n.unit_id, n.parent_id, n.kind, p.kind as parent_kind into bad
  from new_rows n
  join organisation.unit_kind k on k.kind = n.kind
  join organisation.unit_version p on p.unit_id = n.parent_id and p.valid && n.valid
  join organisation.unit_kind pk on pk.kind = p.kind
  where pk.rank >= k.rank or (pk.tree <> k.tree and k.tree <> 'body')
  limit 1;
  if found then
    perform platform.refuse('unit.parent-rank', jsonb_build_object('unit', bad.unit_id, 'kind', bad.kind, 'parent', bad.parent_id, 'parentKind', bad.parent_kind));
  end if;
  select n.unit_id into bad from new_rows n join organisation.unit_kind k on k.kind = n.kind join organisation.unit u on u.id = n.unit_id where u.tree <> k.tree limit 1;
  if found then
    perform platform.refuse('unit.kind-of-other-tree', jsonb_build_object('unit', bad.unit_id));
  end if;
  return null;
end
$$;
create trigger check_parents_insert after insert on organisation.unit_version referencing new table as new_rows for each statement execute function organisation.check_parents();
create trigger check_parents_update after update on organisation.unit_version referencing new table as new_rows for each statement execute function organisation.check_parents();

create function organisation.next_epoch() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update organisation.epoch set n = n + 1;
  return null;
end
$$;
create trigger next_epoch after insert or update or delete on organisation.post for each statement execute function organisation.next_epoch();
create trigger next_epoch after insert or update or delete on organisation.unit_version for each statement execute function organisation.next_epoch();
create trigger next_epoch after insert or update or delete on organisation.covers for each statement execute function organisation.next_epoch();

-- The tree itself is known to everybody who is signed in; who holds a post is not.
select platform.protect('organisation.post');
grant select on all tables in schema organisation to gandan_app;
grant insert, update on organisation.unit, organisation.unit_version, organisation.unit_code, organisation.unit_alias, organisation.unit_event,
  organisation.covers, organisation.post to gandan_app;
grant insert on organisation.unit_succession to gandan_app;
grant delete on organisation.unit_alias, organisation.unit_version, organisation.unit_code, organisation.covers to gandan_app;
select platform.track('organisation.unit'), platform.track('organisation.unit_version'), platform.track('organisation.unit_code'), platform.track('organisation.unit_alias'),
  platform.track('organisation.unit_event'), platform.track('organisation.unit_succession'), platform.track('organisation.covers'), platform.track('organisation.post');
