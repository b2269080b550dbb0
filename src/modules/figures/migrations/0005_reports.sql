-- Reports: a draft that computes everything, and what was signed, which never moves.

create table figures.report (
  id           uuid primary key,
  template     text not null,
  unit_id      uuid not null references organisation.unit (id),
  from_on      date not null,
  to_on        date not null,
  texts        jsonb not null default '{}' check (jsonb_typeof(texts) = 'object'),
  is_open      boolean not null default true,
  reason       text check (length(reason) between 1 and 400),
  version      int not null default 1,
  created_by   text not null,
  created_at   timestamptz not null default now(),
  label        int not null,
  constraint report_period check (to_on > from_on),
  constraint report_once unique (template, unit_id, from_on)
);
comment on table figures.report is 'A report of a unit for a period. Holds no number: figures are computed until it is signed, and stand in signed_report afterwards.';
comment on column figures.report.texts is 'Free text by section, as typed. About units and work, never about persons.';
comment on column figures.report.is_open is 'Being written: before the first signature, and while a revision is prepared.';
comment on column figures.report.reason is 'Why a revision is prepared.';
create index report_label on figures.report (label);
create index report_unit on figures.report (unit_id, to_on);

create table figures.signed_report (
  id             uuid primary key default uuidv7(),
  report_id      uuid not null references figures.report (id),
  number         int not null check (number >= 1),
  signed_at      timestamptz not null,
  signed_by      text not null,
  signed_name    text not null check (length(signed_name) between 1 and 120),
  signature      jsonb not null,
  as_of          date not null,
  tree_on        date not null,
  tree_epoch     text not null,
  roll_difference int not null,
  blocks         int not null,
  warnings       jsonb not null,
  documents      jsonb not null,
  content_hash   text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  reason         text,
  differences    jsonb not null default '[]',
  label          int not null,
  constraint signed_report_once unique (report_id, number),
  constraint signed_roll_agrees check (roll_difference = 0),
  constraint signed_without_blocks check (blocks = 0),
  constraint revision_with_reason check (number = 1 or btrim(coalesce(reason, '')) <> '')
);
comment on table figures.signed_report is 'A report as it was signed: words in three languages, the day and the state of the tree, who and when. Append-only. Source: DOMAIN.md 7.2, last rule.';
comment on column figures.signed_report.tree_epoch is 'Fingerprint of all events of units that had been carried out up to that day when it was signed.';
comment on column figures.signed_report.differences is 'Of a revision: what changed against the version before, figure by figure.';
create index signed_report_label on figures.signed_report (label);

create table figures.frozen_list (
  label      int not null,
  hash       text not null check (hash ~ '^[0-9a-f]{64}$'),
  records    bigint not null,
  ids        text[],
  weights    numeric[],
  units      uuid[],
  primary key (label, hash)
);
comment on table figures.frozen_list is 'The records behind signed figures, found by the hash over their sorted ids, weights and units; kept once however many figures count it.';
comment on column figures.frozen_list.ids is 'Empty for lists of over 250,000 records: then the hash and the count tell that something changed, not what.';

create table figures.frozen_figure (
  id               uuid primary key default uuidv7(),
  signed_id        uuid not null references figures.signed_report (id),
  key              text not null,
  figure           text not null,
  filter           text,
  from_on          date not null,
  to_on            date not null,
  as_of            date not null,
  boundaries_on    date not null,
  value            numeric,
  numerator        numeric,
  denominator      numeric,
  in_doubt         numeric not null,
  query_version    text not null check (query_version ~ '^[0-9a-f]{64}$'),
  record_hash      text,
  denominator_hash text,
  computed_at      timestamptz not null,
  label            int not null,
  constraint frozen_figure_once unique (signed_id, key),
  constraint frozen_roll_agrees check (figure <> 'I-10' or value = 0),
  constraint frozen_list_kept foreign key (label, record_hash) references figures.frozen_list (label, hash),
  constraint frozen_denominator_kept foreign key (label, denominator_hash) references figures.frozen_list (label, hash)
);
comment on table figures.frozen_figure is 'A signed figure: its value, the version of its query, the day, the tree, and the hash of the records it counted.';
create index frozen_figure_signed on figures.frozen_figure (signed_id);

create table figures.press_sheet (
  id           uuid primary key,
  unit_id      uuid not null references organisation.unit (id),
  title        text not null check (btrim(title) <> '' and length(title) <= 200),
  from_on      date not null,
  as_of        date not null,
  contact      text not null check (btrim(contact) <> '' and length(contact) <= 300),
  lines        jsonb not null check (jsonb_typeof(lines) = 'array' and jsonb_array_length(lines) between 1 and 40),
  version      int not null default 1,
  created_by   text not null,
  created_at   timestamptz not null default now(),
  label        int not null,
  constraint press_sheet_period check (as_of >= from_on)
);
comment on table figures.press_sheet is 'A set of figures for journalists: which, as of which day, with whom to ask. The values are computed; the words nearly and over stand beside the exact value.';
create index press_sheet_label on figures.press_sheet (label);
create index press_sheet_unit on figures.press_sheet (unit_id);

create function figures.signed_stands() returns trigger
  language plpgsql set search_path = '' as $$
begin
  perform platform.refuse('report.signed-stands');
  return null;
end
$$;
create trigger signed_stands before update or delete on figures.signed_report for each row execute function figures.signed_stands();
create trigger signed_stands before update or delete on figures.frozen_list for each row execute function figures.signed_stands();
create trigger signed_stands before update or delete on figures.frozen_figure for each row execute function figures.signed_stands();

create function figures.report_keeps() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if (new.template, new.unit_id, new.from_on, new.to_on) is distinct from (old.template, old.unit_id, old.from_on, old.to_on) then
    perform platform.refuse('report.signed-stands');
  end if;
  if new.texts is distinct from old.texts and not old.is_open then
    perform platform.refuse('report.not-open');
  end if;
  return new;
end
$$;
create trigger report_keeps before update on figures.report for each row execute function figures.report_keeps();

select platform.protect('figures.report'), platform.protect('figures.signed_report'), platform.protect('figures.frozen_list'), platform.protect('figures.frozen_figure'),
  platform.protect('figures.press_sheet');
select platform.track('figures.report'), platform.track('figures.press_sheet'), platform.track('figures.signed_report');
grant select, insert on figures.report, figures.signed_report, figures.frozen_list, figures.frozen_figure, figures.press_sheet to gandan_app;
grant update (texts, is_open, reason, version) on figures.report to gandan_app;
grant update (title, from_on, as_of, contact, lines, version) on figures.press_sheet to gandan_app;
