-- Documents in and out, and the numbers under which they are registered.

create schema records;
comment on schema records is 'Documents in and out, numbering, filing plan, files, transfer to the archive, destruction, templates.';
grant usage on schema records to gandan_app;

-- --------------------------------------------------------------------------------------------------------- what is told as data
create table records.retention (
  code        text primary key check (code ~ '^[a-z][a-z0-9-]*$'),
  years       int check (years between 1 and 70),
  vi          text not null,
  th          text not null,
  en          text not null,
  source      text not null,
  certainty   text not null check (certainty in ('law', 'K-h', 'K-m', 'K-l', 'own')),
  place       int not null
);
comment on table records.retention is 'How long a group of papers is kept; no years means for good. Counted from the closing of the file. DOMAIN.md 5.5.';

create table records.kind (
  code        text primary key check (code ~ '^[a-z][a-z_]*$'),
  symbol      text not null check (symbol = normalize(btrim(symbol), NFC)),
  numbered    boolean not null default true,
  cell_may    boolean not null default false,
  retention   text not null references records.retention (code),
  vi          text not null,
  th          text not null,
  en          text not null,
  source      text not null,
  certainty   text not null check (certainty in ('law', 'K-h', 'K-m', 'K-l', 'own')),
  place       int not null
);
comment on table records.kind is 'Kinds of documents with the symbol in their number. DOMAIN.md 5.1 and 5.3.';
comment on column records.kind.cell_may is 'A Party cell normally issues it (DOMAIN.md 5.1, uncertain).';
comment on column records.kind.numbered is 'Slips and travel orders carry no number of a series.';

create table records.issuer (
  id          uuid primary key default uuidv7(),
  unit_id     uuid not null unique references organisation.unit (id),
  symbol      text check (symbol = normalize(btrim(symbol), NFC) and length(symbol) between 1 and 20),
  layout      text check (layout in ('party', 'state')),
  has_seal    boolean,
  seat        text check (length(seat) <= 100),
  label       int not null,
  version     int not null default 1
);
comment on table records.issuer is 'What a unit sets for its own papers where it differs from what its kind gives: symbol, layout, seal, place of issue.';

create table records.term (
  id          uuid primary key default uuidv7(),
  unit_id     uuid not null references organisation.unit (id),
  name        text not null check (btrim(name) <> '' and length(name) <= 120),
  starts_on   date not null,
  ends_on     date,
  label       int not null,
  version     int not null default 1,
  recorded_at timestamptz not null default now(),
  constraint term_ends_after_start check (ends_on is null or ends_on > starts_on),
  constraint term_one_at_a_time exclude using gist (unit_id with =, daterange(starts_on, ends_on) with &&)
);
comment on table records.term is 'Term of a committee. Numbers run through the whole of it; it starts the day after the congress closes. DOMAIN.md 5.3.';
create index term_label on records.term (label);

-- -------------------------------------------------------------------------------------------------------------------- numbers
create table records.series (
  id          uuid primary key default uuidv7(),
  unit_id     uuid not null references organisation.unit (id),
  direction   text not null check (direction in ('in', 'out')),
  kind        text references records.kind (code),
  layout      text not null check (layout in ('party', 'state')),
  from_on     date not null,
  until_on    date,
  symbol      text not null,
  last_no     int not null default 0 check (last_no >= 0),
  label       int not null,
  recorded_at timestamptz not null default now(),
  constraint series_once unique nulls not distinct (unit_id, direction, kind, layout, from_on),
  constraint series_kind_when_out check ((direction = 'out') = (kind is not null))
);
comment on table records.series is 'One run of numbers: issuer, kind and term (Party) or year (State); arrivals run per register and year. The row is the lock: who draws waits here.';
comment on column records.series.last_no is 'The last number drawn; only the trigger of records.number moves it, by one.';
create index series_label on records.series (label);

create table records.document (
  id            uuid primary key default uuidv7(),
  direction     text not null check (direction in ('in', 'out')),
  unit_id       uuid not null references organisation.unit (id),
  kind          text not null references records.kind (code),
  layout        text not null default 'party' check (layout in ('party', 'state')),
  issuer_id     uuid references organisation.unit (id),
  issuer_name   text check (length(issuer_name) <= 200),
  symbol        text check (length(symbol) <= 60),
  number_id     uuid,
  summary       text check (length(summary) <= 600),
  dated_on      date,
  urgency       text not null default 'none' check (urgency in ('none', 'urgent', 'very_urgent', 'express')),
  secrecy       text not null default 'none' check (secrecy in ('none', 'confidential', 'secret', 'top_secret')),
  custodian     text check (length(custodian) <= 120),
  kept_at       text check (length(kept_at) <= 200),
  copies        int not null default 1 check (copies between 1 and 10000),
  body          text check (length(body) <= 100000),
  signer        text check (length(signer) <= 120),
  signer_post   text check (length(signer_post) <= 200),
  drafted_by_id uuid references organisation.unit (id),
  arrival_no    int,
  arrived_on    date,
  registered_on date not null,
  received_by   text check (length(received_by) <= 120),
  state         text not null check (state in ('draft', 'issued', 'voided', 'open', 'done')),
  void_reason   text check (length(void_reason) <= 300),
  due_on        date,
  owner_unit_id uuid references organisation.unit (id),
  closed_on     date,
  answered_by   uuid references records.document (id),
  dossier_id    uuid,
  label         int not null,
  owner_label   int not null,
  version       int not null default 1,
  recorded_at   timestamptz not null default now(),
  search_key    text generated always as (platform.fold(coalesce(symbol, '') || ' ' || coalesce(summary, '') || ' ' || coalesce(issuer_name, ''))) stored,
  constraint document_state_of_direction check ((direction = 'out') = (state in ('draft', 'issued', 'voided'))),
  constraint document_incoming_whole check (direction = 'out' or (arrived_on is not null and num_nonnulls(issuer_id, issuer_name) >= 1)),
  constraint document_arrived_after_its_date check (direction = 'out' or dated_on is null or dated_on <= arrived_on),
  constraint document_registered_after_arrival check (arrived_on is null or registered_on >= arrived_on),
  constraint document_issued_whole check (state not in ('issued', 'voided') or dated_on is not null),
  constraint document_void_has_reason check ((state = 'voided') = (void_reason is not null)),
  constraint document_due_after_registered check (due_on is null or due_on >= coalesce(arrived_on, registered_on)),
  constraint document_closed_when_done check ((state = 'done') = (closed_on is not null)),
  constraint document_top_secret_bare check (secrecy <> 'top_secret' or summary is null),
  constraint document_has_summary check (secrecy = 'top_secret' or btrim(coalesce(summary, '')) <> ''),
  constraint document_stub_only check (secrecy = 'none' or (body is null and btrim(coalesce(custodian, '')) <> '' and btrim(coalesce(kept_at, '')) <> '')),
  constraint document_text_nfc check (normalize(coalesce(symbol, '') || coalesce(summary, '') || coalesce(issuer_name, ''), NFC) = coalesce(symbol, '') || coalesce(summary, '') || coalesce(issuer_name, ''))
);
comment on table records.document is 'An entry of the register of incoming or outgoing documents. A classified paper is a stub here: who keeps it, where, how many copies, and nothing of its content. DOMAIN.md 5.4, 5.6.';
comment on column records.document.unit_id is 'Whose register it stands in; for an outgoing document the issuer.';
comment on column records.document.summary is 'What it is about; empty for a top secret paper, whose abstract stands in no register.';
comment on column records.document.owner_unit_id is 'The unit that has to handle an incoming document; it sees the entry.';
comment on column records.document.search_key is 'Symbol, abstract and issuer without accents.';
create index document_register on records.document (unit_id, direction, coalesce(arrived_on, dated_on, registered_on) desc, id desc);
create index document_label on records.document (label);
create index document_owner on records.document (owner_label);
create index document_due on records.document (due_on) where state = 'open';
create index document_dossier on records.document (dossier_id);
create index document_search on records.document using gin (search_key gin_trgm_ops);
create index document_issuer on records.document (issuer_id);

create table records.number (
  id          uuid primary key default uuidv7(),
  series_id   uuid not null references records.series (id),
  no          int not null,
  document_id uuid not null references records.document (id),
  drawn_on    date not null,
  drawn_by    text not null default coalesce(nullif(current_setting('gandan.user_id', true), ''), 'system'),
  label       int not null,
  drawn_at    timestamptz not null default clock_timestamp(),
  constraint number_once unique (series_id, no),
  constraint number_one_per_document unique (document_id)
);
comment on table records.number is 'A number that was drawn. Never changed, never given back: a document that came to nothing is voided with its reason, and its number with it.';
create index number_label on records.number (label);
alter table records.document add constraint document_number foreign key (number_id) references records.number (id);

-- The next number is taken under the lock of the series' row, by whoever writes: no way in leaves a gap or gives one twice.
create function records.take_number() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  next int;
  s record;
begin
  update records.series set last_no = last_no + 1 where id = new.series_id returning last_no, from_on, until_on, label into s;
  next := s.last_no;
  if new.no is not null and new.no <> next then
    perform platform.refuse('number.gap', jsonb_build_object('no', new.no, 'next', next));
  end if;
  if new.drawn_on < s.from_on or (s.until_on is not null and new.drawn_on >= s.until_on) then
    perform platform.refuse('number.outside-term', jsonb_build_object('on', new.drawn_on, 'from', s.from_on, 'until', s.until_on));
  end if;
  new.no := next;
  new.label := s.label;
  return new;
end
$$;
create trigger take_number before insert on records.number for each row execute function records.take_number();
create function records.keep_number() returns trigger
  language plpgsql set search_path = '' as $$
begin
  perform platform.refuse('number.kept');
  return null;
end
$$;
create trigger keep_number before update or delete on records.number for each row execute function records.keep_number();

create function records.keep_document() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if tg_op = 'DELETE' then
    perform platform.refuse('document.kept');
  end if;
  if old.state = 'issued' and new.state = 'draft' or old.state = 'voided' and new.state <> 'voided' then
    perform platform.refuse('document.issued-already');
  end if;
  if old.number_id is not null and new.number_id is distinct from old.number_id then
    perform platform.refuse('number.kept');
  end if;
  -- What was issued stays as it was issued; only handling, filing and the void mark change.
  if old.state in ('issued', 'voided') and (old.kind, old.symbol, old.summary, old.dated_on, old.body, old.secrecy, old.signer)
    is distinct from (new.kind, new.symbol, new.summary, new.dated_on, new.body, new.secrecy, new.signer) then
    perform platform.refuse('document.issued-already');
  end if;
  return new;
end
$$;
create trigger keep_document before update or delete on records.document for each row execute function records.keep_document();

-- ------------------------------------------------------------------------------------------------------ what hangs on a document
create table records.addressee (
  id          uuid primary key default uuidv7(),
  document_id uuid not null references records.document (id),
  unit_id     uuid references organisation.unit (id),
  outside     text check (length(outside) <= 200),
  copies      int not null default 1 check (copies between 1 and 1000),
  arrival_id  uuid references records.document (id),
  label       int not null,
  from_label  int not null,
  constraint addressee_is_somebody check (num_nonnulls(unit_id, outside) = 1),
  constraint addressee_once unique nulls not distinct (document_id, unit_id, outside)
);
comment on table records.addressee is 'To whom a document goes. A unit of the register reads it once it is issued, and enters it into its own register of arrivals.';
comment on column records.addressee.label is 'Scope label of the addressed unit, or of the sender where it is no unit of the register; from_label is the sender''s.';
create index addressee_label on records.addressee (label);
create index addressee_from on records.addressee (from_label);
create index addressee_waiting on records.addressee (unit_id) where arrival_id is null;

create table records.link (
  id          uuid primary key default uuidv7(),
  from_id     uuid not null references records.document (id),
  to_id       uuid not null references records.document (id),
  kind        text not null check (kind in ('amends', 'replaces', 'repeals', 'answers', 'carries_out')),
  label       int not null,
  recorded_at timestamptz not null default now(),
  constraint link_once unique (from_id, to_id, kind),
  constraint link_not_itself check (from_id <> to_id)
);
comment on table records.link is 'What a document says of another: it amends, replaces or repeals it, answers it, carries it out. DOMAIN.md 5.1.';
create index link_to on records.link (to_id);
create index link_label on records.link (label);

create table records.handling (
  id            uuid primary key default uuidv7(),
  document_id   uuid not null references records.document (id),
  step          text not null check (step in ('forwarded', 'instructed', 'assigned', 'extended', 'done', 'reopened')),
  on_date       date not null,
  note          text check (length(note) <= 500),
  owner_unit_id uuid references organisation.unit (id),
  due_on        date,
  evidence_id   uuid references records.document (id),
  recorded_by   text not null default coalesce(nullif(current_setting('gandan.user_id', true), ''), 'system'),
  label         int not null,
  owner_label   int not null,
  recorded_at   timestamptz not null default now(),
  constraint handling_extended_has_reason check (step not in ('extended', 'reopened') or btrim(coalesce(note, '')) <> ''),
  constraint handling_done_has_evidence check (step <> 'done' or evidence_id is not null or btrim(coalesce(note, '')) <> '')
);
comment on table records.handling is 'The way of an incoming document through the house: put before the leader, instructed, given to a unit with a deadline, done with its evidence. Append-only.';
create index handling_document on records.handling (document_id, on_date);
create index handling_label on records.handling (label);
create index handling_owner on records.handling (owner_label);

create table records.attachment (
  id          uuid primary key default uuidv7(),
  document_id uuid not null references records.document (id),
  file_id     uuid references platform.file (id) on delete set null,
  role        text not null default 'main' check (role in ('main', 'annex', 'scan')),
  name        text not null check (btrim(name) <> '' and length(name) <= 200),
  media_type  text not null,
  bytes       bigint not null check (bytes >= 0),
  sha256      text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  text_state  text not null default 'none' check (text_state in ('whole', 'part', 'none')),
  label       int not null,
  recorded_at timestamptz not null default now()
);
comment on table records.attachment is 'A file of a document. After destruction its name, size and checksum stay and the file is gone.';
create index attachment_document on records.attachment (document_id);
create index attachment_label on records.attachment (label);
create table records.attachment_text (
  attachment_id uuid primary key references records.attachment (id),
  document_id   uuid not null references records.document (id),
  search_key    text not null,
  label         int not null
);
comment on table records.attachment_text is 'Text of a file without accents, up to a limit; text_state says whether it is whole. Apart, so that the trail of changes does not carry it a second time.';
create index attachment_text_search on records.attachment_text using gin (search_key gin_trgm_ops);
create index attachment_text_document on records.attachment_text (document_id);

create function records.no_file_of_a_stub() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if (select d.secrecy from records.document d where d.id = new.document_id) <> 'none' then
    perform platform.refuse('document.classified');
  end if;
  return new;
end
$$;
create trigger no_file_of_a_stub before insert on records.attachment for each row execute function records.no_file_of_a_stub();

-- Every word is looked for in the whole text, so that a Thai line, which has no spaces, is found by any part of it. Row policies keep
-- the index from being used, so the ids are found here and the reader's policies say afterwards which of them exist for him.
create function records.matching(words text[]) returns setof uuid
  language sql stable security definer set search_path = '' as $$
  select d.id from records.document d
  where d.search_key like all (select '%' || replace(replace(replace(w, '\', '\\'), '%', '\%'), '_', '\_') || '%' from unnest(words) w)
  union
  select a.document_id from records.attachment_text a
  where a.search_key like all (select '%' || replace(replace(replace(w, '\', '\\'), '%', '\%'), '_', '\_') || '%' from unnest(words) w)
$$;
revoke execute on function records.matching from public;
grant execute on function records.matching to gandan_app;

select platform.protect('records.issuer'), platform.protect('records.term'), platform.protect('records.series'), platform.protect('records.number'),
  platform.protect('records.document', array['label', 'owner_label']), platform.protect('records.addressee', array['label', 'from_label']), platform.protect('records.link'),
  platform.protect('records.handling', array['label', 'owner_label']), platform.protect('records.attachment'),
  platform.protect('records.attachment_text');
-- A document that was issued is read by those it was sent to, with what hangs on it.
create policy sent_to on records.document for select to gandan_app
  using (state = 'issued' and exists (select 1 from records.addressee a where a.document_id = document.id));
create policy with_document on records.attachment for select to gandan_app
  using (exists (select 1 from records.document d where d.id = attachment.document_id));
create policy with_document on records.link for select to gandan_app
  using (exists (select 1 from records.document d where d.id = link.from_id) or exists (select 1 from records.document d where d.id = link.to_id));
-- Terms say under which number a cell's paper runs, so those below read the term of those above.
create policy for_everybody on records.term for select to gandan_app using (true);
create policy for_everybody on records.issuer for select to gandan_app using (true);

grant select on all tables in schema records to gandan_app;
grant insert on records.issuer, records.term, records.series, records.number, records.document, records.addressee, records.link, records.handling, records.attachment, records.attachment_text to gandan_app;
grant delete on records.attachment_text to gandan_app;
grant update (file_id) on records.attachment to gandan_app;
grant update on records.issuer, records.term, records.document to gandan_app;
grant update (arrival_id) on records.addressee to gandan_app;
grant delete on records.addressee, records.link to gandan_app;
select platform.track('records.issuer'), platform.track('records.term'), platform.track('records.document'), platform.track('records.number'), platform.track('records.addressee'),
  platform.track('records.link'), platform.track('records.handling'), platform.track('records.attachment');

-- A new term ends the runs of the old one. Series are not the caller's to change otherwise.
create function records.end_series(unit uuid, on_day date) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  if not platform.has_right('records.keep') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  update records.series s set until_on = on_day
  where s.layout = 'party' and s.direction = 'out' and s.from_on < on_day and (s.until_on is null or s.until_on > on_day) and s.unit_id = unit
    and not exists (select 1 from records.number n where n.series_id = s.id and n.drawn_on >= on_day);
end
$$;
revoke execute on function records.end_series from public;
grant execute on function records.end_series to gandan_app;
