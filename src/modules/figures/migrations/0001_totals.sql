-- Totals of today, per cell and per body, and signed sums per day for any past date. What they hold is derived: `gandan verify`
-- recounts from the records and compares, `figures.rebuild()` makes them anew.

create schema figures;
comment on schema figures is 'Figures: totals with deltas, reported figures, frozen reports. Knows no room but the tree.';
grant usage on schema figures to gandan_app;

create table figures.delta (
  id           bigint generated always as identity primary key,
  effective_on date not null,
  unit_id      uuid not null,
  measure      text not null,
  n            int not null,
  label        int not null
);
comment on table figures.delta is 'What a write changed, appended in its own transaction: from that day on the unit counts n more. It names the cell, so it follows it through any reorganisation. Folded into the sums by a job.';
create index delta_unit on figures.delta (unit_id, measure);
create index delta_label on figures.delta (label);

create table figures.unit_day (
  unit_id  uuid not null,
  measure  text not null,
  on_date  date not null,
  n        int not null,
  label    int not null,
  primary key (unit_id, measure, on_date)
);
comment on table figures.unit_day is 'Signed sum per cell, measure and day: the stock on a day is the sum up to it. Days ahead of today are future-dated changes.';
create index unit_day_label on figures.unit_day (label);
create index unit_day_measure on figures.unit_day (measure, on_date);

create table figures.cell_total (
  unit_id  uuid not null,
  measure  text not null,
  n        bigint not null,
  label    int not null,
  primary key (unit_id, measure)
);
comment on table figures.cell_total is 'Stock of a cell on the day of figures.fold_state: the truth that bodies are rolled up from.';
create table figures.body_total (
  unit_id  uuid not null,
  measure  text not null,
  n        bigint not null,
  label    int not null,
  primary key (unit_id, measure)
);
comment on table figures.body_total is 'Stock of every body above the cells on that day, through the live path.';
create table figures.fold_state (
  only_one   boolean primary key default true check (only_one),
  folded_on  date not null default '1800-01-01',
  tree_stale boolean not null default false
);
comment on column figures.fold_state.tree_stale is 'The tree changed since the bodies were rolled up; until the next fold they are summed from their cells.';
insert into figures.fold_state default values;

create function figures.tree_changed() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update figures.fold_state set tree_stale = true where not tree_stale;
  return null;
end
$$;
create trigger figures_tree_changed after insert or update or delete on organisation.unit_path for each statement execute function figures.tree_changed();

create function figures.ancestors_on(day date) returns table (unit_id uuid, ancestor_id uuid)
  language sql stable
  begin atomic
    select p.unit_id, a.ancestor_id
    from organisation.unit_path p
    cross join lateral (select distinct x.id as ancestor_id from (values (p.province_id), (p.district_id), (p.commune_id), (p.grassroots_id), (p.section_id)) as x(id)
                        where x.id is not null and x.id <> p.unit_id) a
    where p.valid @> day;
  end;
comment on function figures.ancestors_on is 'The bodies above every unit on a day. The day is given, never taken from the server''s clock: Vietnam is seven hours ahead of it.';

create function figures.roll_up_bodies(day date) returns void
  language sql security definer set search_path = '' as $$
  delete from figures.body_total;
  insert into figures.body_total (unit_id, measure, n, label)
  select a.ancestor_id, t.measure, sum(t.n), min(u.label)
  from figures.cell_total t join figures.ancestors_on(day) a on a.unit_id = t.unit_id join organisation.unit u on u.id = a.ancestor_id
  group by 1, 2;
$$;

create function figures.fold(today date) returns bigint
  language plpgsql security definer set search_path = '' as $$
declare
  state record;
  taken bigint;
begin
  -- Most of the time there is nothing to do; a ticker asks several times a second.
  if not exists (select from figures.delta) and exists (select from figures.fold_state f where f.folded_on >= today and not f.tree_stale) then
    return 0;
  end if;
  perform pg_advisory_xact_lock(482003);
  select * into state from figures.fold_state for update;
  create temporary table if not exists folding (unit_id uuid, measure text, on_date date, n int, label int) on commit drop;
  truncate folding;
  with gone as (delete from figures.delta returning unit_id, measure, effective_on, n, label)
  insert into pg_temp.folding select unit_id, measure, effective_on, sum(n), min(label) from gone group by 1, 2, 3;
  select count(*) into taken from pg_temp.folding;
  insert into figures.unit_day as d (unit_id, measure, on_date, n, label)
  select unit_id, measure, on_date, n, label from pg_temp.folding where n <> 0
  on conflict (unit_id, measure, on_date) do update set n = d.n + excluded.n;
  -- What became effective since the last fold, and what changed at or before its day.
  delete from pg_temp.folding where on_date > state.folded_on or n = 0;
  if today > state.folded_on then
    insert into pg_temp.folding select unit_id, measure, on_date, n, label from figures.unit_day where on_date > state.folded_on and on_date <= today;
  end if;
  insert into figures.cell_total as t (unit_id, measure, n, label)
  select unit_id, measure, sum(n), min(label) from pg_temp.folding group by 1, 2
  on conflict (unit_id, measure) do update set n = t.n + excluded.n;
  if state.tree_stale or today > state.folded_on then
    perform figures.roll_up_bodies(greatest(today, state.folded_on));
  else
    insert into figures.body_total as t (unit_id, measure, n, label)
    select a.ancestor_id, f.measure, sum(f.n), min(u.label)
    from pg_temp.folding f join figures.ancestors_on(state.folded_on) a on a.unit_id = f.unit_id join organisation.unit u on u.id = a.ancestor_id
    group by 1, 2
    on conflict (unit_id, measure) do update set n = t.n + excluded.n;
  end if;
  update figures.fold_state set folded_on = greatest(today, folded_on), tree_stale = false;
  delete from figures.unit_day where n = 0;
  return taken;
end
$$;
comment on function figures.fold is 'Takes the pending deltas into the sums; one at a time. Returns how many unit-measure-days they were.';

create table figures.reported (
  id            uuid primary key default uuidv7(),
  case_id       text not null unique,
  indicator     text not null,
  unit_ref      text not null,
  unit_name     text not null,
  period_from   text,
  period_to     text,
  precision     text not null,
  comparator    text not null check (comparator in ('nearly', 'over', 'about', 'exactly')),
  value         numeric not null,
  measure       text not null,
  filter        text,
  said          text not null,
  source        text not null,
  published_on  date
);
comment on table figures.reported is 'A figure as somebody published it: never enters a sum, is only set beside the computed one.';

select platform.protect('figures.delta'), platform.protect('figures.unit_day'), platform.protect('figures.cell_total'), platform.protect('figures.body_total');
grant select on figures.delta, figures.unit_day, figures.cell_total, figures.body_total, figures.fold_state, figures.reported to gandan_app;
grant execute on function figures.ancestors_on to gandan_app;
revoke execute on function figures.fold, figures.roll_up_bodies from public;
