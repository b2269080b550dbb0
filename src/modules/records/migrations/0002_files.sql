-- Filing plan, files, what is kept how long, transfer to the archive, destruction, templates.

create table records.filing_plan (
  id           uuid primary key default uuidv7(),
  unit_id      uuid not null references organisation.unit (id),
  year         int not null check (year between 1900 and 2200),
  approved_on  date,
  approved_by  text check (length(approved_by) <= 120),
  label        int not null,
  version      int not null default 1,
  recorded_at  timestamptz not null default now(),
  constraint filing_plan_once unique (unit_id, year),
  constraint filing_plan_approved_whole check ((approved_on is null) = (approved_by is null))
);
comment on table records.filing_plan is 'The list of files that a unit will open in a year, made in December of the year before. DOMAIN.md 5.5.';
create index filing_plan_label on records.filing_plan (label);

create table records.dossier (
  id           uuid primary key default uuidv7(),
  unit_id      uuid not null references organisation.unit (id),
  year         int not null check (year between 1900 and 2200),
  code         text not null check (code = normalize(btrim(code), NFC) and length(code) between 1 and 30),
  title        text not null check (btrim(title) <> '' and length(title) <= 300),
  retention    text not null references records.retention (code),
  years        int check (years between 1 and 70),
  keeper       text not null check (btrim(keeper) <> '' and length(keeper) <= 120),
  state        text not null default 'planned' check (state in ('planned', 'open', 'closed', 'archived', 'destroyed')),
  opened_on    date,
  closed_on    date,
  expires_on   date,
  box          text check (length(box) <= 80),
  sheets       int check (sheets between 0 and 100000),
  label        int not null,
  version      int not null default 1,
  recorded_at  timestamptz not null default now(),
  constraint dossier_code_once unique (unit_id, year, code),
  constraint dossier_opened check ((state = 'planned') = (opened_on is null)),
  constraint dossier_closed check ((state in ('closed', 'archived', 'destroyed')) = (closed_on is not null)),
  constraint dossier_closed_after_opened check (closed_on is null or closed_on >= opened_on),
  constraint dossier_expires check (expires_on is null or (closed_on is not null and years is not null))
);
comment on table records.dossier is 'A file (hồ sơ): planned, open, closed, in the archive, destroyed. Kept as long as the paper in it that is kept longest, counted from its closing.';
comment on column records.dossier.years is 'The longest period among its papers, fixed when it is closed; null means for good.';
comment on column records.dossier.box is 'Where the paper lies.';
create index dossier_label on records.dossier (label);
create index dossier_unit on records.dossier (unit_id, year);
create index dossier_expires on records.dossier (expires_on) where state in ('closed', 'archived');
alter table records.document add constraint document_in_dossier foreign key (dossier_id) references records.dossier (id);

create function records.keep_filing() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  d record;
begin
  if new.dossier_id is not distinct from old.dossier_id then
    return new;
  end if;
  for d in select state, code from records.dossier where id in (old.dossier_id, new.dossier_id) loop
    if d.state <> 'open' then
      perform platform.refuse('dossier.not-open', jsonb_build_object('code', d.code, 'state', d.state));
    end if;
  end loop;
  return new;
end
$$;
comment on function records.keep_filing is 'Papers go into and out of open files only: a closed file stays as it was closed.';
create trigger keep_filing before update of dossier_id on records.document for each row execute function records.keep_filing();

create table records.transfer (
  id            uuid primary key default uuidv7(),
  unit_id       uuid not null references organisation.unit (id),
  archive       text not null check (archive in ('office', 'historical')),
  archive_name  text not null check (btrim(archive_name) <> '' and length(archive_name) <= 200),
  state         text not null default 'prepared' check (state in ('prepared', 'accepted', 'withdrawn')),
  prepared_on   date not null,
  accepted_on   date,
  accepted_by   text check (length(accepted_by) <= 120),
  manifest      text check (manifest ~ '^[0-9a-f]{64}$'),
  label         int not null,
  version       int not null default 1,
  recorded_at   timestamptz not null default now(),
  constraint transfer_accepted_whole check ((state = 'accepted') = (accepted_on is not null and accepted_by is not null)),
  constraint transfer_accepted_after check (accepted_on is null or accepted_on >= prepared_on)
);
comment on table records.transfer is 'List of files handed to an archive, with the package that goes with it.';
comment on column records.transfer.manifest is 'SHA-256 of the list of checksums of the package that was fetched last.';
create index transfer_label on records.transfer (label);
create table records.transfer_item (
  id           uuid primary key default uuidv7(),
  transfer_id  uuid not null references records.transfer (id),
  dossier_id   uuid not null references records.dossier (id),
  label        int not null,
  constraint transfer_item_once unique (transfer_id, dossier_id)
);
create index transfer_item_dossier on records.transfer_item (dossier_id);

create table records.destruction (
  id            uuid primary key default uuidv7(),
  unit_id       uuid not null references organisation.unit (id),
  reason        text not null check (btrim(reason) <> '' and length(reason) <= 400),
  council       text not null check (btrim(council) <> '' and length(council) <= 400),
  opinion       text check (length(opinion) <= 200),
  state         text not null default 'proposed' check (state in ('proposed', 'approved', 'carried_out', 'withdrawn')),
  proposed_on   date not null,
  proposed_by   text not null default coalesce(nullif(current_setting('gandan.user_id', true), ''), 'system'),
  list_hash     text not null check (list_hash ~ '^[0-9a-f]{64}$'),
  approved_on   date,
  approved_by   text,
  decision      text check (length(decision) <= 120),
  carried_out_on date,
  minutes       text check (length(minutes) <= 120),
  label         int not null,
  version       int not null default 1,
  recorded_at   timestamptz not null default now(),
  constraint destruction_two_persons check (approved_by is null or approved_by <> proposed_by),
  constraint destruction_approved_whole check ((state in ('approved', 'carried_out')) = (approved_on is not null and approved_by is not null and decision is not null and opinion is not null)),
  constraint destruction_done_whole check ((state = 'carried_out') = (carried_out_on is not null and minutes is not null))
);
comment on table records.destruction is 'Destruction of files whose time is over: list, valuation council, opinion of the superior archive, decision by somebody else than who proposed, minutes. DOMAIN.md 5.5.';
comment on column records.destruction.list_hash is 'SHA-256 of the list as it was proposed; carrying out compares it again.';
create index destruction_label on records.destruction (label);
create table records.destruction_item (
  id             uuid primary key default uuidv7(),
  destruction_id uuid not null references records.destruction (id),
  dossier_id     uuid not null references records.dossier (id),
  label          int not null,
  constraint destruction_item_once unique (destruction_id, dossier_id)
);
create index destruction_item_dossier on records.destruction_item (dossier_id);

create table records.tombstone (
  id             uuid primary key default uuidv7(),
  dossier_id     uuid not null unique references records.dossier (id),
  destruction_id uuid not null references records.destruction (id),
  code           text not null,
  title          text not null,
  year           int not null,
  documents      int not null,
  files          int not null,
  checksums      text not null check (checksums ~ '^[0-9a-f]{64}$'),
  destroyed_on   date not null,
  keep_until     date not null,
  label          int not null
);
comment on table records.tombstone is 'What stays of a destroyed file: that it was, how much was in it, and the hash over its checksums. Kept for at least 20 years.';
create index tombstone_label on records.tombstone (label);

create function records.keep_destruction() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if new.list_hash <> old.list_hash or new.proposed_by <> old.proposed_by then
    perform platform.refuse('destruction.list-frozen');
  end if;
  if old.state in ('carried_out', 'withdrawn') then
    perform platform.refuse('destruction.over');
  end if;
  if new.state = 'carried_out' and old.state <> 'approved' then
    perform platform.refuse('destruction.not-approved');
  end if;
  return new;
end
$$;
create trigger keep_destruction before update on records.destruction for each row execute function records.keep_destruction();

create function records.keep_dossier() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if old.state = 'destroyed' then
    perform platform.refuse('dossier.destroyed');
  end if;
  if new.state = 'destroyed' and not exists (
    select 1 from records.destruction_item i join records.destruction d on d.id = i.destruction_id where i.dossier_id = new.id and d.state = 'approved') then
    perform platform.refuse('destruction.not-approved');
  end if;
  if new.state = 'destroyed' and (old.expires_on is null or old.expires_on > current_date) and session_user <> current_user then
    perform platform.refuse('dossier.not-expired', jsonb_build_object('code', old.code, 'expiresOn', old.expires_on));
  end if;
  return new;
end
$$;
comment on function records.keep_dossier is 'Nothing is destroyed without an approved list, nothing before its time is over.';
create trigger keep_dossier before update on records.dossier for each row execute function records.keep_dossier();

-- ------------------------------------------------------------------------------------------------------------------ templates
create table records.template (
  id          uuid primary key default uuidv7(),
  unit_id     uuid not null references organisation.unit (id),
  paper       text not null check (paper ~ '^[a-z][a-z0-9_]*$'),
  name        text not null check (btrim(name) <> '' and length(name) <= 200),
  file_id     uuid not null references platform.file (id),
  sha256      text not null,
  state       text not null default 'tried' check (state in ('tried', 'active', 'retired')),
  label       int not null,
  version     int not null default 1,
  recorded_at timestamptz not null default now(),
  recorded_by text not null default coalesce(nullif(current_setting('gandan.user_id', true), ''), 'system')
);
comment on table records.template is 'A Word template of a unit for a kind of paper, tried with example data before it may be used. Units below use it too where they have none of their own.';
create unique index template_active on records.template (unit_id, paper) where state = 'active';
create index template_label on records.template (label);

select platform.protect('records.filing_plan'), platform.protect('records.dossier'), platform.protect('records.transfer'), platform.protect('records.transfer_item'),
  platform.protect('records.destruction'), platform.protect('records.destruction_item'), platform.protect('records.tombstone'), platform.protect('records.template');
create policy for_everybody on records.template for select to gandan_app using (state = 'active');
grant select on all tables in schema records to gandan_app;
grant insert, update on records.filing_plan, records.dossier, records.transfer, records.destruction, records.template to gandan_app;
grant insert on records.transfer_item, records.destruction_item, records.tombstone to gandan_app;
select platform.track('records.filing_plan'), platform.track('records.dossier'), platform.track('records.transfer'), platform.track('records.transfer_item'),
  platform.track('records.destruction'), platform.track('records.destruction_item'), platform.track('records.tombstone'), platform.track('records.template');
