-- What the figures of a year read: one row a cell and year instead of every meeting of a province, brought up to date by whoever writes a meeting.

create table meetings.cell_year (
  unit_id   uuid not null references organisation.unit (id),
  year      int not null,
  months    int not null default 0 check (months between 0 and 4095),
  quarters  int not null default 0 check (quarters between 0 and 15),
  held      int not null default 0,
  counted   int not null default 0,
  summoned  int not null default 0,
  present   int not null default 0,
  superior  int not null default 0,
  scored    int not null default 0,
  rated     int not null default 0,
  good      int not null default 0,
  weak      int not null default 0,
  label     int not null,
  primary key (unit_id, year)
);
comment on table meetings.cell_year is 'Sums of the meetings of a cell by year; derived, see meetings.expected_year. `gandan verify` counts them again.';
comment on column meetings.cell_year.months is 'Bit n: a regular meeting for month n + 1 of the year was held, whenever that was.';
comment on column meetings.cell_year.quarters is 'Bit n: a meeting with a theme for quarter n + 1 of the year was held.';
comment on column meetings.cell_year.held is 'Regular and thematic meetings held in the year; the columns after it are of these.';
create index cell_year_scope on meetings.cell_year (year, label);

-- The definition: months and quarters by the month a meeting is for, everything else by the day on which it was held.
create view meetings.expected_year as
  select x.unit_id, x.year, bit_or(x.months) as months, bit_or(x.quarters) as quarters, sum(x.held)::int as held, sum(x.counted)::int as counted,
    sum(x.summoned)::int as summoned, sum(x.present)::int as present, sum(x.superior)::int as superior, sum(x.scored)::int as scored, sum(x.rated)::int as rated,
    sum(x.good)::int as good, sum(x.weak)::int as weak
  from (
    select m.unit_id, extract(year from m.for_month)::int as year,
      case when m.kind = 'regular' then 1 << (extract(month from m.for_month)::int - 1) else 0 end as months,
      case when m.theme is not null then 1 << (extract(quarter from m.for_month)::int - 1) else 0 end as quarters,
      0 as held, 0 as counted, 0 as summoned, 0 as present, 0 as superior, 0 as scored, 0 as rated, 0 as good, 0 as weak
    from meetings.meeting m where m.held_on is not null
    union all
    select m.unit_id, extract(year from m.held_on)::int, 0, 0, 1, (m.summoned is not null)::int, coalesce(m.summoned, 0), coalesce(m.present, 0),
      exists (select from meetings.delegate d where d.meeting_id = m.id)::int, (own.grade is not null)::int, (coalesce(above.grade, own.grade) is not null)::int,
      coalesce(coalesce(above.grade, own.grade) = 'good', false)::int, coalesce(coalesce(above.grade, own.grade) = 'weak', false)::int
    from meetings.meeting m
    left join meetings.score own on own.meeting_id = m.id and own.side = 'own'
    left join meetings.score above on above.meeting_id = m.id and above.side = 'superior'
    where m.held_on is not null and m.kind in ('regular', 'thematic')) x
  group by x.unit_id, x.year;
comment on view meetings.expected_year is 'What meetings.cell_year must hold, from the meetings as they stand.';
revoke all on meetings.expected_year from gandan_app;

create function meetings.sum_years(units uuid[], years int[]) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  -- Who writes meetings of the same cell and year at the same time waits here, and then counts what the other wrote too.
  insert into meetings.cell_year as k (unit_id, year, label)
  select distinct p.unit_id, p.year, u.label from unnest(units, years) as p (unit_id, year) join organisation.unit u on u.id = p.unit_id order by 1, 2
  on conflict (unit_id, year) do update set label = excluded.label;
  update meetings.cell_year k set months = n.months, quarters = n.quarters, held = n.held, counted = n.counted, summoned = n.summoned, present = n.present,
    superior = n.superior, scored = n.scored, rated = n.rated, good = n.good, weak = n.weak
  from (
    select distinct p.unit_id, p.year, coalesce(e.months, 0) as months, coalesce(e.quarters, 0) as quarters, coalesce(e.held, 0) as held, coalesce(e.counted, 0) as counted,
      coalesce(e.summoned, 0) as summoned, coalesce(e.present, 0) as present, coalesce(e.superior, 0) as superior, coalesce(e.scored, 0) as scored,
      coalesce(e.rated, 0) as rated, coalesce(e.good, 0) as good, coalesce(e.weak, 0) as weak
    from unnest(units, years) as p (unit_id, year)
    left join (select * from meetings.expected_year x where x.unit_id = any (units)) e on e.unit_id = p.unit_id and e.year = p.year) n
  where k.unit_id = n.unit_id and k.year = n.year;
end
$$;
comment on function meetings.sum_years is 'Counts the years of some cells anew.';

create function meetings.sum_all_years() returns bigint
  language plpgsql security definer set search_path = '' as $$
declare
  taken bigint;
begin
  lock table meetings.cell_year in exclusive mode;
  delete from meetings.cell_year;
  insert into meetings.cell_year (unit_id, year, months, quarters, held, counted, summoned, present, superior, scored, rated, good, weak, label)
  select e.unit_id, e.year, e.months, e.quarters, e.held, e.counted, e.summoned, e.present, e.superior, e.scored, e.rated, e.good, e.weak, u.label
  from meetings.expected_year e join organisation.unit u on u.id = e.unit_id order by e.year, u.label;
  get diagnostics taken = row_count;
  return taken;
end
$$;
comment on function meetings.sum_all_years is 'Throws the sums away and makes them from the meetings: after loading with triggers off, and where verify found a difference.';
revoke execute on function meetings.sum_years, meetings.sum_all_years from public;

create function meetings.meeting_counts() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  units uuid[];
  years int[];
begin
  if tg_op = 'INSERT' then
    select array_agg(n.unit_id), array_agg(extract(year from d.on_day)::int) into units, years
    from new_rows n cross join lateral (values (n.held_on), (n.for_month)) d (on_day) where n.held_on is not null;
  elsif tg_op = 'DELETE' then
    select array_agg(o.unit_id), array_agg(extract(year from d.on_day)::int) into units, years
    from old_rows o cross join lateral (values (o.held_on), (o.for_month)) d (on_day) where o.held_on is not null;
  else
    select array_agg(d.unit_id), array_agg(extract(year from d.on_day)::int) into units, years
    from new_rows n join old_rows o using (id)
    cross join lateral (values (n.unit_id, n.held_on, n.held_on), (n.unit_id, n.held_on, n.for_month), (o.unit_id, o.held_on, o.held_on), (o.unit_id, o.held_on, o.for_month)) d (unit_id, held_on, on_day)
    where d.held_on is not null and (n.unit_id, n.kind, n.theme, n.for_month, n.held_on, n.summoned, n.present)
      is distinct from (o.unit_id, o.kind, o.theme, o.for_month, o.held_on, o.summoned, o.present);
  end if;
  if units is not null then
    perform meetings.sum_years(units, years);
  end if;
  return null;
end
$$;
create trigger count_insert after insert on meetings.meeting referencing new table as new_rows for each statement execute function meetings.meeting_counts();
create trigger count_update after update on meetings.meeting referencing new table as new_rows old table as old_rows for each statement execute function meetings.meeting_counts();
create trigger count_delete after delete on meetings.meeting referencing old table as old_rows for each statement execute function meetings.meeting_counts();

-- A superior who came and a score that was given belong to the year of their meeting.
create function meetings.beside_meeting_counts() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  units uuid[];
  years int[];
begin
  if tg_op = 'DELETE' then
    select array_agg(m.unit_id), array_agg(extract(year from m.held_on)::int) into units, years
    from meetings.meeting m where m.held_on is not null and m.id in (select x.meeting_id from old_rows x);
  else
    select array_agg(m.unit_id), array_agg(extract(year from m.held_on)::int) into units, years
    from meetings.meeting m where m.held_on is not null and m.id in (select x.meeting_id from new_rows x);
  end if;
  if units is not null then
    perform meetings.sum_years(units, years);
  end if;
  return null;
end
$$;
create trigger count_insert after insert on meetings.delegate referencing new table as new_rows for each statement execute function meetings.beside_meeting_counts();
create trigger count_delete after delete on meetings.delegate referencing old table as old_rows for each statement execute function meetings.beside_meeting_counts();
create trigger count_insert after insert on meetings.score referencing new table as new_rows for each statement execute function meetings.beside_meeting_counts();
create trigger count_update after update on meetings.score referencing new table as new_rows for each statement execute function meetings.beside_meeting_counts();
create trigger count_delete after delete on meetings.score referencing old table as old_rows for each statement execute function meetings.beside_meeting_counts();

select platform.protect('meetings.cell_year');
grant select on meetings.cell_year to gandan_app;
select meetings.sum_all_years();
