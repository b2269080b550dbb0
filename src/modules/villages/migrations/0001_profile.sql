-- Village profiles through time. The other facts of this room come later; totals only, never named villagers.

create schema villages;
comment on schema villages is 'What is known of a village over time: totals with their day and source.';
grant usage on schema villages to gandan_app;

create table villages.profile (
  id            uuid primary key default uuidv7(),
  village_id    uuid not null references organisation.unit (id),
  as_of         date not null,
  precision     text not null default 'day' check (precision in ('day', 'month', 'year')),
  households    int check (households >= 0),
  residents     int check (residents >= 0),
  poor          int check (poor >= 0),
  near_poor     int check (near_poor >= 0),
  source        text not null,
  label         int not null,
  recorded_at   timestamptz not null default now(),
  unique (village_id, as_of)
);
comment on table villages.profile is 'Snapshot of a village: households, residents, poor and near-poor households on a day, with its source.';
create index profile_label on villages.profile (label);

select platform.protect('villages.profile');
grant select, insert, update on villages.profile to gandan_app;
select platform.track('villages.profile');
