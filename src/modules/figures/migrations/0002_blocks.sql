-- Any past day without adding up all days before it: sums of lineage blocks per day, and a snapshot of every block at the start of each
-- month. Totals of today follow the tree by a note of what changed, so that a merger and the fold do not wait for each other.

create table figures.measure (
  id    smallint primary key check (id between 1 and 200),
  name  text not null unique
);
comment on table figures.measure is 'Place of each measure in the arrays of the block sums.';
grant select on figures.measure to gandan_app;

create table figures.stale (
  id    bigint generated always as identity primary key,
  what  text not null check (what in ('tree', 'blocks')),
  at    timestamptz not null default now()
);
comment on table figures.stale is
  'What changed under the sums since the last fold: while a row is here, totals of bodies (tree) or sums of blocks (blocks) are not read. Rows are only added, so nobody waits.';
grant select on figures.stale to gandan_app;

create or replace function figures.tree_changed() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into figures.stale (what) values (case tg_table_name when 'unit_path' then 'tree' else 'blocks' end);
  return null;
end
$$;
create trigger figures_blocks_changed after insert or update or delete on organisation.unit_block for each statement execute function figures.tree_changed();
insert into figures.stale (what) values ('tree');
alter table figures.fold_state drop column tree_stale;

create table figures.unit_block (
  unit_id   uuid primary key,
  block_id  int,
  label     int not null
);
comment on table figures.unit_block is 'In which block the sums hold each cell now. Follows organisation.unit_block at the next fold.';
create index unit_block_block on figures.unit_block (block_id);

create table figures.block (
  block_id  int primary key,
  label_lo  int not null,
  label_hi  int not null
);
comment on table figures.block is 'Blocks that have sums, with the least and the greatest scope label of their cells: sums of a block are read only by who may see all of it, the others read its cells.';

create table figures.block_day (
  block_id  int not null,
  on_date   date not null,
  n         int[] not null,
  label_lo  int not null,
  label_hi  int not null,
  primary key (block_id, on_date)
);
comment on table figures.block_day is 'Signed sums per block and day, one place of the array for each measure.';

create table figures.snapshot (month date primary key);
comment on table figures.snapshot is 'The months at whose first day, before its changes, every block was written down. Earlier days are summed from the days alone.';
grant select on figures.snapshot to gandan_app;

create table figures.block_month (
  month     date not null,
  block_id  int not null,
  n         int[] not null,
  label_lo  int not null,
  label_hi  int not null,
  primary key (month, block_id)
);
comment on table figures.block_month is 'Stock of each block at the start of a month: the sum of all days before it.';

-- Seen only where the whole hull of labels lies in one range of the scope.
do $$
declare
  slots int;
  condition text;
  tbl text;
begin
  foreach tbl in array array['figures.block', 'figures.block_day', 'figures.block_month'] loop
    execute format('alter table %s enable row level security', tbl);
    foreach slots in array array[1, 2, 4, 8, 16, 64] loop
      select string_agg(format('(label_lo >= current_setting(''gandan.lo%1$s'')::int and label_hi < current_setting(''gandan.hi%1$s'')::int)', slot), ' or ' order by slot)
      into condition from generate_series(1, slots) as slot;
      execute format('create policy scope_%1$s on %2$s for select to gandan_scope_%1$s using (%3$s)', slots, tbl, condition);
    end loop;
    execute format('create policy everything on %s for select to gandan_all using (true)', tbl);
    execute format('grant select on %s to gandan_app', tbl);
  end loop;
end
$$;

-- Cells are found by their id; nothing asks for a measure over all cells any more.
drop index figures.unit_day_measure;
drop index figures.unit_day_label;
create index unit_day_date on figures.unit_day (on_date);

create function figures.plus(a int[], b int[]) returns int[]
  language sql immutable parallel safe
  return (select array_agg(coalesce(x, 0) + coalesce(y, 0) order by i) from unnest(a, b) with ordinality as t(x, y, i));
create aggregate figures.sum_of(int[]) (sfunc = figures.plus, stype = int[], parallel = safe);
comment on aggregate figures.sum_of(int[]) is 'Sum place by place; a missing place is 0.';

-- The measures as an array expression over rows with `measure` and `n`: much quicker than adding arrays where rows are many.
create function figures.spread(value text) returns text
  language sql stable set search_path = '' as $$
  select coalesce('array[' || string_agg(format(value, m.name), ', ' order by m.id) || ']::int[]', '''{}''::int[]')
  from figures.measure m
$$;

create function figures.know_measures(names text[]) returns void
  language sql security definer set search_path = '' as $$
  insert into figures.measure (id, name)
  select (select coalesce(max(m.id), 0) from figures.measure m) + row_number() over (order by n.name), n.name
  from (select distinct unnest(names) as name) n where n.name not in (select m.name from figures.measure m)
$$;

create function figures.expected_day(blocks int[]) returns table (block_id int, on_date date, n int[], label_lo int, label_hi int)
  language plpgsql stable security definer set search_path = '' set work_mem = '256MB' as $$
begin
  return query execute format($q$
    select x.block_id, x.on_date, x.n, h.label_lo, h.label_hi
    from (
      select u.block_id, d.on_date, %s as n
      from figures.unit_block u join figures.unit_day d on d.unit_id = u.unit_id
      where u.block_id is not null %s
      group by u.block_id, d.on_date) x
    join figures.block h on h.block_id = x.block_id$q$,
    figures.spread('coalesce(sum(d.n) filter (where d.measure = %L), 0)'),
    case when blocks is null then '' else 'and u.block_id = any ($1)' end) using blocks;
end
$$;
comment on function figures.expected_day is 'What block_day must hold for these blocks (null: all), from the sums of their cells.';

create function figures.expected_month(blocks int[]) returns table (month date, block_id int, n int[], label_lo int, label_hi int)
  language plpgsql stable security definer set search_path = '' set work_mem = '256MB' as $$
declare
  places int := coalesce((select max(m.id) from figures.measure m), 0);
  sums text := coalesce((select string_agg(format('coalesce(sum(n[%s]), 0) as n%1$s', i), ', ') from generate_series(1, places) i), '0 as n0');
  running text := coalesce((select string_agg(format('coalesce(sum(b.n%s) over upto, 0)', i), ', ') from generate_series(1, places) i), '0');
begin
  return query execute format($q$
    with bucket as (
      -- Every day belongs to the first snapshot after it.
      select d.block_id, (select min(s.month) from figures.snapshot s where s.month > d.on_date) as month, d.n
      from figures.block_day d %s
    ), summed as (
      select block_id, month, %s from bucket where month is not null group by block_id, month
    )
    select s.month, h.block_id, array[%s]::int[], h.label_lo, h.label_hi
    from figures.block h cross join figures.snapshot s
    left join summed b on b.block_id = h.block_id and b.month = s.month
    %s
    window upto as (partition by h.block_id order by s.month)$q$,
    case when blocks is null then '' else 'where d.block_id = any ($1)' end, sums, running,
    case when blocks is null then '' else 'where h.block_id = any ($1)' end) using blocks;
end
$$;
comment on function figures.expected_month is 'What block_month must hold for these blocks (null: all), from their days.';

create function figures.sum_blocks(blocks int[]) returns void
  language plpgsql security definer set search_path = '' set work_mem = '256MB' as $$
begin
  if blocks is null then
    delete from figures.block;
    delete from figures.block_day;
    delete from figures.block_month;
  else
    delete from figures.block where block_id = any (blocks);
    delete from figures.block_day where block_id = any (blocks);
    delete from figures.block_month where block_id = any (blocks);
  end if;
  insert into figures.block (block_id, label_lo, label_hi)
  select u.block_id, min(u.label), max(u.label) from figures.unit_block u
  where u.block_id is not null and (blocks is null or u.block_id = any (blocks)) group by u.block_id;
  insert into figures.block_day (block_id, on_date, n, label_lo, label_hi) select block_id, on_date, n, label_lo, label_hi from figures.expected_day(blocks) order by on_date, block_id;
  insert into figures.block_month (month, block_id, n, label_lo, label_hi)
  select month, block_id, n, label_lo, label_hi from figures.expected_month(blocks) order by month, block_id;
end
$$;
comment on function figures.sum_blocks is 'Sums these blocks (null: all) anew from the days of their cells, written in the order in which they are read.';

-- Cells that came to another block, or to one for the first time, take their sums along.
create function figures.regroup() returns int
  language plpgsql security definer set search_path = '' as $$
declare
  blocks int[];
begin
  with moved as (
    update figures.unit_block f set block_id = o.block_id
    from (select k.unit_id, k.block_id as before, b.block_id from figures.unit_block k left join organisation.unit_block b on b.unit_id = k.unit_id) o
    where o.unit_id = f.unit_id and o.block_id is distinct from f.block_id
    returning o.before, f.block_id
  )
  select array_agg(distinct x.block) into blocks from moved cross join lateral (values (moved.before), (moved.block_id)) as x(block) where x.block is not null;
  if blocks is not null then
    perform figures.sum_blocks(blocks);
  end if;
  return coalesce(cardinality(blocks), 0);
end
$$;

-- Snapshots reach from ten years back, or the first month with anything in it, to the month of the day.
create function figures.take_snapshots(today date) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  last date := (select max(s.month) from figures.snapshot s);
  first date;
  next date;
  wanted date := date_trunc('month', today)::date;
begin
  if last >= wanted then
    return;
  end if;
  if last is null then
    select greatest((wanted - interval '10 years')::date, (date_trunc('month', min(d.on_date)) + interval '1 month')::date) into first from figures.block_day d;
    if first is null or first > wanted then
      return;
    end if;
    insert into figures.snapshot (month) select m::date from generate_series(first::timestamp, wanted::timestamp, interval '1 month') m;
    insert into figures.block_month (month, block_id, n, label_lo, label_hi) select month, block_id, n, label_lo, label_hi from figures.expected_month(null) order by month, block_id;
    return;
  end if;
  loop
    next := (last + interval '1 month')::date;
    insert into figures.snapshot (month) values (next);
    insert into figures.block_month (month, block_id, n, label_lo, label_hi)
    select next, h.block_id, figures.plus(coalesce(m.n, '{0}'), coalesce(d.n, '{0}')), h.label_lo, h.label_hi
    from figures.block h
    left join figures.block_month m on m.month = last and m.block_id = h.block_id
    left join lateral (select figures.sum_of(x.n) as n from figures.block_day x where x.block_id = h.block_id and x.on_date >= last and x.on_date < next) d on true;
    last := next;
    exit when last >= wanted;
  end loop;
end
$$;

-- The paths of units are few kinds: sums are taken per kind before they go to the bodies above.
create or replace function figures.roll_up_bodies(day date) returns void
  language sql security definer set search_path = '' set work_mem = '256MB' as $$
  delete from figures.body_total;
  insert into figures.body_total (unit_id, measure, n, label)
  select a.id, x.measure, sum(x.n), min(u.label)
  from (
    select p.province_id, p.district_id, p.commune_id, p.grassroots_id, p.section_id, t.measure, sum(t.n) as n
    from figures.cell_total t join organisation.unit_path p on p.unit_id = t.unit_id and p.valid @> day
    group by 1, 2, 3, 4, 5, 6) x
  cross join lateral (select distinct v.id from (values (x.province_id), (x.district_id), (x.commune_id), (x.grassroots_id), (x.section_id)) as v(id) where v.id is not null) a
  join organisation.unit u on u.id = a.id
  group by 1, 2;
$$;

create or replace function figures.fold(today date) returns bigint
  language plpgsql security definer set search_path = '' as $$
declare
  state record;
  taken bigint;
  noted bigint[];
  tree_moved boolean;
  blocks_moved boolean;
begin
  -- Most of the time there is nothing to do; a ticker asks several times a second.
  if not exists (select from figures.delta) and not exists (select from figures.stale) and exists (select from figures.fold_state f where f.folded_on >= today) then
    return 0;
  end if;
  perform pg_advisory_xact_lock(482003);
  select * into state from figures.fold_state for update;
  -- What is noted from here on waits for the next fold.
  select coalesce(array_agg(s.id), '{}'), coalesce(bool_or(s.what = 'tree'), false), coalesce(bool_or(s.what = 'blocks'), false)
  into noted, tree_moved, blocks_moved from figures.stale s;
  if blocks_moved then
    perform figures.regroup();
  end if;

  create temporary table if not exists folding (unit_id uuid, measure text, on_date date, n int, label int) on commit drop;
  truncate folding;
  with gone as (delete from figures.delta returning unit_id, measure, effective_on, n, label)
  insert into pg_temp.folding select unit_id, measure, effective_on, sum(n), min(label) from gone group by 1, 2, 3;
  select count(*) into taken from pg_temp.folding;
  if taken > 0 then
    insert into figures.unit_day as d (unit_id, measure, on_date, n, label)
    select unit_id, measure, on_date, n, label from pg_temp.folding where n <> 0
    on conflict (unit_id, measure, on_date) do update set n = d.n + excluded.n;
    perform figures.fold_blocks(taken);
  end if;

  -- What became effective since the last fold, and what changed at or before its day.
  delete from pg_temp.folding where on_date > state.folded_on or n = 0;
  if today > state.folded_on then
    insert into pg_temp.folding select unit_id, measure, on_date, n, label from figures.unit_day where on_date > state.folded_on and on_date <= today;
  end if;
  insert into figures.cell_total as t (unit_id, measure, n, label)
  select unit_id, measure, sum(n), min(label) from pg_temp.folding group by 1, 2
  on conflict (unit_id, measure) do update set n = t.n + excluded.n;
  if tree_moved or today > state.folded_on then
    perform figures.roll_up_bodies(greatest(today, state.folded_on));
  else
    insert into figures.body_total as t (unit_id, measure, n, label)
    select a.ancestor_id, f.measure, sum(f.n), min(u.label)
    from (select unit_id, measure, sum(n) as n from pg_temp.folding group by 1, 2) f
    join organisation.unit_path p on p.unit_id = f.unit_id and p.valid @> state.folded_on
    cross join lateral (select distinct x.id as ancestor_id from (values (p.province_id), (p.district_id), (p.commune_id), (p.grassroots_id), (p.section_id)) as x(id)
                        where x.id is not null) a
    join organisation.unit u on u.id = a.ancestor_id
    group by 1, 2
    on conflict (unit_id, measure) do update set n = t.n + excluded.n;
  end if;
  if today > state.folded_on then
    perform figures.take_snapshots(today);
    update figures.fold_state set folded_on = today;
  end if;
  delete from figures.stale s where s.id = any (noted);
  return taken;
end
$$;

-- What the fold took, into the sums of blocks. Few rows are added where they belong; after an import the blocks are summed anew.
create function figures.fold_blocks(taken bigint) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  touched int[];
begin
  perform figures.know_measures((select array_agg(distinct f.measure) from pg_temp.folding f));
  with fresh as (
    insert into figures.unit_block (unit_id, block_id, label)
    select f.unit_id, o.block_id, min(f.label) from pg_temp.folding f left join organisation.unit_block o on o.unit_id = f.unit_id
    where not exists (select from figures.unit_block k where k.unit_id = f.unit_id) group by 1, 2
    returning block_id
  )
  select array_agg(distinct fresh.block_id) into touched from fresh where fresh.block_id is not null;
  if taken > 20000 then
    select array_agg(distinct u.block_id) into touched from pg_temp.folding f join figures.unit_block u on u.unit_id = f.unit_id where u.block_id is not null;
  end if;
  -- Blocks with a new cell have another hull of labels on every row.
  if touched is not null then
    perform figures.sum_blocks(touched);
  end if;

  create temporary table if not exists folding_block (block_id int, on_date date, n int[]) on commit drop;
  truncate folding_block;
  execute format($q$
    insert into pg_temp.folding_block
    select u.block_id, f.on_date, %s from pg_temp.folding f join figures.unit_block u on u.unit_id = f.unit_id
    where f.n <> 0 and u.block_id is not null and u.block_id <> all ($1) group by 1, 2$q$,
    figures.spread('coalesce(sum(f.n) filter (where f.measure = %L), 0)')) using coalesce(touched, '{}');
  insert into figures.block_day as d (block_id, on_date, n, label_lo, label_hi)
  select f.block_id, f.on_date, f.n, h.label_lo, h.label_hi from pg_temp.folding_block f join figures.block h on h.block_id = f.block_id
  on conflict (block_id, on_date) do update set n = figures.plus(d.n, excluded.n);
  insert into figures.block_month as m (month, block_id, n, label_lo, label_hi)
  select s.month, f.block_id, figures.sum_of(f.n), h.label_lo, h.label_hi
  from pg_temp.folding_block f join figures.snapshot s on s.month > f.on_date join figures.block h on h.block_id = f.block_id
  group by 1, 2, 4, 5
  on conflict (month, block_id) do update set n = figures.plus(m.n, excluded.n);
end
$$;

-- Everything derived, from what stands in figures.delta and unit_day now. Without triggers between, for a register of any size.
create function figures.rebuild(source text, today date) returns void
  language plpgsql security definer set search_path = '' set work_mem = '256MB' as $$
begin
  lock table figures.unit_day, figures.cell_total, figures.body_total, figures.delta in exclusive mode;
  delete from figures.delta;
  delete from figures.unit_day;
  delete from figures.cell_total;
  delete from figures.unit_block;
  delete from figures.snapshot;
  execute format($q$
    insert into figures.unit_day (unit_id, measure, on_date, n, label)
    select unit_id, measure, effective_on, sum(n), min(label) from (%s) x group by 1, 2, 3 having sum(n) <> 0 order by 1, 2, 3$q$, source);
  perform figures.know_measures((select array_agg(distinct d.measure) from figures.unit_day d));
  insert into figures.unit_block (unit_id, block_id, label)
  select d.unit_id, o.block_id, min(d.label) from figures.unit_day d left join organisation.unit_block o on o.unit_id = d.unit_id group by 1, 2;
  insert into figures.cell_total (unit_id, measure, n, label)
  -- In the order of labels the cells of a commune lie together.
  select unit_id, measure, sum(n), min(label) from figures.unit_day where on_date <= today group by 1, 2 order by 4;
  perform figures.roll_up_bodies(today);
  perform figures.sum_blocks(null);
  perform figures.take_snapshots(today);
  update figures.fold_state set folded_on = today;
  delete from figures.stale;
end
$$;
revoke execute on function figures.fold, figures.fold_blocks, figures.rebuild, figures.regroup, figures.take_snapshots, figures.sum_blocks, figures.expected_day,
  figures.expected_month, figures.know_measures, figures.roll_up_bodies from public;
