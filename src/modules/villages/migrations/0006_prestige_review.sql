-- The yearly review of persons of prestige: day and decision, kept or ended; no opinion has a column.

create table villages.prestige_review (
  id          uuid primary key,
  post_id     uuid not null references organisation.post (id),
  village_id  uuid not null references organisation.unit (id),
  year        int not null check (year between 2000 and 2100),
  reviewed_on date not null check (extract(year from reviewed_on) = year),
  outcome     text not null check (outcome in ('kept', 'ended')),
  decision    text not null check (btrim(decision) <> '' and length(decision) <= 200),
  label       int not null,
  recorded_at timestamptz not null default now()
);
comment on table villages.prestige_review is 'That a person of prestige was reviewed in a year, with day, decision and whether the recognition goes on. On what ground it ended stands in the decision, not here.';
create unique index prestige_review_once on villages.prestige_review (post_id, year);
create index prestige_review_village on villages.prestige_review (village_id);
create index prestige_review_label on villages.prestige_review (label);
select platform.protect('villages.prestige_review');
grant select, insert on villages.prestige_review to gandan_app;
select platform.track('villages.prestige_review');
