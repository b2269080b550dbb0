-- What a nominating body or a cell sets itself for a year: how many to name, how many to see admitted.

create table admission.target (
  id           uuid primary key,
  unit_id      uuid not null references organisation.unit (id),
  year         int not null check (year between 2000 and 2100),
  introduced   int not null check (introduced between 1 and 10000),
  admitted     int not null check (admitted between 0 and 10000),
  document     text check (btrim(document) <> '' and length(document) <= 120),
  label        int not null,
  version      int not null default 1,
  recorded_at  timestamptz not null default now()
);
comment on table admission.target is 'Yearly target of a nominating body or of a cell, its own plan. What was reached is counted from the applications when it is read.';
create unique index target_once on admission.target (unit_id, year);
create index target_label on admission.target (label, year);
select platform.protect('admission.target');
grant select, insert on admission.target to gandan_app;
grant update (introduced, admitted, document, version) on admission.target to gandan_app;
select platform.track('admission.target');
create index applicant_nominator_unit on admission.applicant (nominator_id, noticed_on);
