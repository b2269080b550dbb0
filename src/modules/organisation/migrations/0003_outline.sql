-- Outlines of places, when an operator has a file of them. Without one, maps draw centre points; no boundary is ever invented.

create table organisation.outline (
  id        uuid primary key default uuidv7(),
  unit_id   uuid not null unique references organisation.unit (id),
  geometry  jsonb not null,
  source    text not null,
  taken_at  timestamptz not null default now()
);
comment on table organisation.outline is 'GeoJSON geometry (longitude, latitude) of a place, from a file that the operator gave; says nothing about claims.';
grant select on organisation.outline to gandan_app;
