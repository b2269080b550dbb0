-- The dues book: what a member owes for a month, what was paid and taken back, and what a cell kept and handed on.

create schema dues;
comment on schema dues is 'Party dues: what is due, what was paid, what was kept and handed on. No income, no payslip.';
grant usage on schema dues to gandan_app;

-- What a class and a ground tell is for the secretary of the cell and for the office that keeps the book of its commune, nobody above.
create function dues.own_cells() returns setof uuid
  language sql stable security definer set search_path = '' as $$
  with day as (
    select coalesce(nullif(current_setting('gandan.today', true), '')::date, (now() at time zone 'Asia/Ho_Chi_Minh')::date) as today),
  held as (
    select o.unit_id, k.role from platform.account a join organisation.post o on o.person_id = a.person_id join organisation.post_kind k on k.kind = o.kind
    where a.user_id = current_setting('gandan.user_id', true) and a.disabled_at is null and o.valid @> (select today from day) and k.role in ('cell', 'office')),
  offices as (
    select v.unit_id from (
      select h.unit_id from held h where h.role = 'office'
      union
      select v.parent_id from held h join organisation.unit_version v on v.unit_id = h.unit_id and v.kind in ('office', 'commission') and v.valid @> (select today from day)
      where h.role = 'office') at
    join organisation.unit_version v on v.unit_id = at.unit_id and v.valid @> (select today from day) and v.kind not in ('province_body', 'district_body', 'office', 'commission')),
  children as (select v.unit_id from offices o join organisation.unit_version v on v.parent_id = o.unit_id and v.valid @> (select today from day))
  select h.unit_id from held h where h.role = 'cell'
  union select unit_id from offices
  union select unit_id from children
  union select v.unit_id from children c join organisation.unit_version v on v.parent_id = c.unit_id and v.valid @> (select today from day)
$$;
comment on function dues.own_cells is 'Units whose book the caller keeps: the cell he is secretary of, or what hangs below the commune whose office he works in. Asked once for a statement.';

create table dues.wage_region (
  id           uuid primary key default uuidv7(),
  unit_id      uuid not null references organisation.unit (id),
  region       int not null check (region between 1 and 4),
  valid        daterange not null check (not isempty(valid) and lower(valid) is not null),
  document     text not null check (btrim(document) <> '' and length(document) <= 120),
  label        int not null,
  recorded_at  timestamptz not null default now(),
  constraint wage_region_one exclude using gist (unit_id with =, valid with &&)
);
comment on table dues.wage_region is 'Region of the minimum wage at the place of a cell; said once for a commune it holds for what is below it.';
create index wage_region_label on dues.wage_region (label);

create table dues.basis (
  id           uuid primary key,
  member_id    uuid not null references membership.member (id),
  cell_id      uuid not null references organisation.unit (id),
  dues_class   text not null check (dues_class in ('insured', 'benefit', 'pension', 'student', 'no_pension', 'no_pension_retired')),
  due_vnd      bigint check (due_vnd between 1 and 100000000),
  valid        daterange not null check (not isempty(valid) and lower(valid) = date_trunc('month', lower(valid))::date),
  label        int not null,
  recorded_at  timestamptz not null default now(),
  constraint basis_sum_of_class check ((dues_class in ('insured', 'benefit', 'pension')) = (due_vnd is not null)),
  constraint basis_one_at_a_time exclude using gist (member_id with =, cell_id with =, valid with &&)
);
comment on table dues.basis is 'From what the dues of a member are counted, by month. Only the class and, of those counted from money, the sum that came out; never the money itself.';
create index basis_cell on dues.basis (cell_id);
create index basis_label on dues.basis (label);

create table dues.relief (
  id           uuid primary key,
  member_id    uuid not null references membership.member (id),
  cell_id      uuid not null references organisation.unit (id),
  percent      int not null check (percent in (30, 50, 70, 100)),
  valid        daterange not null check (not isempty(valid) and lower(valid) = date_trunc('month', lower(valid))::date),
  document     text not null check (btrim(document) <> '' and length(document) <= 120),
  decided_on   date not null,
  label        int not null,
  recorded_at  timestamptz not null default now(),
  constraint relief_at_most_a_year check (percent = 100 or (upper(valid) is not null and upper(valid) <= lower(valid) + interval '12 months')),
  constraint relief_one_at_a_time exclude using gist (member_id with =, cell_id with =, valid with &&)
);
comment on table dues.relief is 'Waivers (100) and reductions of dues, with the paper that decided. The ground stands apart.';
create index relief_cell on dues.relief (cell_id);
create index relief_label on dues.relief (label);

create table dues.relief_ground (
  id       uuid primary key references dues.relief (id),
  cell_id  uuid not null references organisation.unit (id),
  ground   text not null check (ground in ('social_pension', 'poor', 'near_poor', 'grave_illness', 'hardship')),
  label    int not null
);
comment on table dues.relief_ground is 'Why dues were waived or reduced. It shows poverty or illness, so it is seen by the secretary of the cell and the clerk only.';
create index relief_ground_label on dues.relief_ground (label);

create table dues.month (
  id                 uuid primary key default uuidv7(),
  unit_id            uuid not null references organisation.unit (id),
  keeper_id          uuid not null references organisation.unit (id),
  parent_id          uuid references organisation.unit (id),
  level              text not null check (level in ('cell', 'body')),
  month              date not null check (month = date_trunc('month', month)::date),
  members            int not null default 0,
  full_vnd           bigint not null default 0,
  due_vnd            bigint not null default 0,
  collected_vnd      bigint not null default 0,
  extra_vnd          bigint not null default 0,
  cash_vnd           bigint not null default 0,
  closed_on          date,
  document           text check (btrim(document) <> '' and length(document) <= 120),
  kept_percent       numeric check (kept_percent between 0 and 100),
  kept_vnd           bigint,
  handed_vnd         bigint,
  split_source       text,
  received_on        date,
  received_vnd       bigint,
  received_document  text check (btrim(received_document) <> '' and length(received_document) <= 120),
  label              int not null,
  recorded_at        timestamptz not null default now(),
  constraint month_once unique (unit_id, month),
  constraint month_adds_up check (due_vnd between 0 and full_vnd and collected_vnd between 0 and due_vnd and extra_vnd >= 0),
  constraint month_closed_whole check ((closed_on is null) = (document is null) and (closed_on is null) = (handed_vnd is null) and (closed_on is null) = (kept_vnd is null)
    and (closed_on is null) = (kept_percent is null)),
  constraint month_split_adds_up check (kept_vnd + handed_vnd = cash_vnd),
  constraint month_received_whole check ((received_on is null) = (received_vnd is null) and (received_on is null) = (received_document is null) and (received_on is null or closed_on is not null))
);
comment on table dues.month is 'The dues of a unit for one month: sums of its book (a cell) or of what came in from below (a body), then what was kept, handed on and confirmed.';
comment on column dues.month.keeper_id is 'Who keeps the book today: the unit itself, or its successor after a merger. The unit stays, so that the past stays true.';
comment on column dues.month.parent_id is 'To whom is handed on: the unit above in that month, or its successor while something is unsettled.';
comment on column dues.month.collected_vnd is 'Paid for this month, whenever it was paid, up to what was due. What was paid beyond stands in extra_vnd.';
comment on column dues.month.cash_vnd is 'What came in during this month, for whatever month: the base of what is kept and handed on.';
create index month_by_day on dues.month (month, unit_id);
create index month_keeper on dues.month (keeper_id, month);
create index month_parent on dues.month (parent_id, month);
create index month_label on dues.month (label, month);

create table dues.charge (
  id           uuid primary key default uuidv7(),
  month_id     uuid not null references dues.month (id),
  member_id    uuid not null references membership.member (id),
  month        date not null check (month = date_trunc('month', month)::date),
  full_vnd     bigint not null check (full_vnd >= 0),
  due_vnd      bigint not null check (due_vnd between 0 and full_vnd),
  relief       int not null default 0 check (relief in (0, 30, 50, 70, 100)),
  paid_vnd     bigint not null default 0,
  extra_vnd    bigint not null default 0 check (extra_vnd >= 0),
  settled_on   date,
  excused_by   text check (btrim(excused_by) <> '' and length(excused_by) <= 120),
  rule_source  text not null,
  label        int not null,
  recorded_at  timestamptz not null default now(),
  constraint charge_once unique (member_id, month),
  constraint charge_within_due check (paid_vnd between 0 and due_vnd),
  constraint charge_waived check (relief <> 100 or due_vnd = 0)
);
comment on table dues.charge is 'What one member owes for one month. paid_vnd and extra_vnd are the balance of the entries and are written by them alone.';
comment on column dues.charge.settled_on is 'The day on which the whole sum was paid; empty while something is open, and where nothing is due.';
comment on column dues.charge.excused_by is 'The paper by which the cell accepted why the month was not paid: it then counts no more towards three months.';
create index charge_month on dues.charge (month_id);
create index charge_label on dues.charge (label);
create index charge_open on dues.charge (month, settled_on) include (member_id) where due_vnd > 0 and excused_by is null;

create table dues.receipt (
  id           uuid primary key default uuidv7(),
  book_id      uuid not null references dues.month (id),
  unit_id      uuid not null references organisation.unit (id),
  member_id    uuid not null references membership.member (id),
  year         int not null,
  number       int not null check (number > 0),
  paid_on      date not null,
  channel      text not null check (channel in ('cash', 'portal')),
  amount_vnd   bigint not null check (amount_vnd <> 0),
  reverses_id  uuid references dues.receipt (id),
  document     text check (btrim(document) <> '' and length(document) <= 120),
  label        int not null,
  recorded_at  timestamptz not null default now(),
  constraint receipt_number_once unique (unit_id, year, number),
  constraint receipt_reversed_once unique (reverses_id),
  constraint receipt_reversal check ((reverses_id is null) = (amount_vnd > 0) and (reverses_id is null) = (document is null))
);
comment on table dues.receipt is 'What a member paid at once, numbered by cell and year; a mistake is taken back by a further receipt. Append-only.';
create index receipt_book on dues.receipt (book_id);
create index receipt_member on dues.receipt (member_id);
create index receipt_label on dues.receipt (label);

create table dues.entry (
  id          uuid primary key default uuidv7(),
  receipt_id  uuid not null references dues.receipt (id),
  charge_id   uuid not null references dues.charge (id),
  kind        text not null check (kind in ('due', 'extra')),
  amount_vnd  bigint not null check (amount_vnd <> 0),
  label       int not null,
  constraint entry_once unique (receipt_id, charge_id, kind)
);
comment on table dues.entry is 'For which month money of a receipt counts: towards what is due, or beyond it. Append-only.';
create index entry_charge on dues.entry (charge_id);
create index entry_label on dues.entry (label);

create table dues.moved (
  event_id    uuid not null references organisation.unit_event (id),
  table_name  text not null check (table_name in ('month', 'parent', 'basis', 'relief')),
  record_id   uuid not null,
  from_id     uuid not null references organisation.unit (id),
  to_id       uuid not null references organisation.unit (id),
  primary key (event_id, table_name, record_id)
);
comment on table dues.moved is 'What followed a successor, so that it can go back with the event.';

-- Balances: entries move the charge, charges move the sums of their month, receipts the money that came in.
create function dues.count_entries() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update dues.charge c set paid_vnd = c.paid_vnd + s.due, extra_vnd = c.extra_vnd + s.extra,
    settled_on = case when s.due = 0 then c.settled_on when c.due_vnd > 0 and c.paid_vnd + s.due = c.due_vnd then s.paid_on end
  from (
    select e.charge_id, coalesce(sum(e.amount_vnd) filter (where e.kind = 'due'), 0) as due, coalesce(sum(e.amount_vnd) filter (where e.kind = 'extra'), 0) as extra,
      max(r.paid_on) as paid_on
    from new_rows e join dues.receipt r on r.id = e.receipt_id group by e.charge_id) s
  where c.id = s.charge_id;
  return null;
end
$$;
create trigger count_entries after insert on dues.entry referencing new table as new_rows for each statement execute function dues.count_entries();

create function dues.count_charges() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    update dues.month m set members = m.members + s.n, full_vnd = m.full_vnd + s.full_vnd, due_vnd = m.due_vnd + s.due_vnd,
      collected_vnd = m.collected_vnd + s.paid_vnd, extra_vnd = m.extra_vnd + s.extra_vnd
    from (select month_id, count(*) as n, sum(full_vnd) as full_vnd, sum(due_vnd) as due_vnd, sum(paid_vnd) as paid_vnd, sum(extra_vnd) as extra_vnd from new_rows group by month_id) s
    where m.id = s.month_id;
  elsif tg_op = 'DELETE' then
    update dues.month m set members = m.members - s.n, full_vnd = m.full_vnd - s.full_vnd, due_vnd = m.due_vnd - s.due_vnd
    from (select month_id, count(*) as n, sum(full_vnd) as full_vnd, sum(due_vnd) as due_vnd from old_rows group by month_id) s
    where m.id = s.month_id;
  else
    update dues.month m set full_vnd = m.full_vnd + s.full_vnd, due_vnd = m.due_vnd + s.due_vnd, collected_vnd = m.collected_vnd + s.paid_vnd, extra_vnd = m.extra_vnd + s.extra_vnd
    from (
      select n.month_id, sum(n.full_vnd - o.full_vnd) as full_vnd, sum(n.due_vnd - o.due_vnd) as due_vnd, sum(n.paid_vnd - o.paid_vnd) as paid_vnd, sum(n.extra_vnd - o.extra_vnd) as extra_vnd
      from new_rows n join old_rows o on o.id = n.id group by n.month_id) s
    where m.id = s.month_id and (s.full_vnd, s.due_vnd, s.paid_vnd, s.extra_vnd) is distinct from (0::numeric, 0::numeric, 0::numeric, 0::numeric);
  end if;
  return null;
end
$$;
create trigger count_insert after insert on dues.charge referencing new table as new_rows for each statement execute function dues.count_charges();
create trigger count_update after update on dues.charge referencing old table as old_rows new table as new_rows for each statement execute function dues.count_charges();
create trigger count_delete after delete on dues.charge referencing old table as old_rows for each statement execute function dues.count_charges();

create function dues.count_receipts() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update dues.month m set cash_vnd = m.cash_vnd + s.amount_vnd
  from (select book_id, sum(amount_vnd) as amount_vnd from new_rows group by book_id) s where m.id = s.book_id;
  return null;
end
$$;
create trigger count_receipts after insert on dues.receipt referencing new table as new_rows for each statement execute function dues.count_receipts();

-- A closed month stays what it was: no other sums are due, no more money comes into it. Late payments for it come into a later month.
create function dues.keep_charge() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  one record;
begin
  select m.month, m.closed_on into one from dues.month m where m.id = (case tg_op when 'INSERT' then new.month_id else old.month_id end);
  if one.closed_on is null then
    return (case tg_op when 'DELETE' then old else new end);
  end if;
  if tg_op <> 'UPDATE' or (new.full_vnd, new.due_vnd, new.relief, new.member_id, new.month_id, new.month) is distinct from (old.full_vnd, old.due_vnd, old.relief, old.member_id, old.month_id, old.month) then
    perform platform.refuse('dues.month-closed', jsonb_build_object('month', to_char(one.month, 'YYYY-MM'), 'on', one.closed_on));
  end if;
  return new;
end
$$;
create trigger keep before insert or update or delete on dues.charge for each row execute function dues.keep_charge();

create function dues.keep_receipt() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  one record;
begin
  select m.month, m.closed_on into one from dues.month m where m.id = new.book_id;
  if one.closed_on is not null then
    perform platform.refuse('dues.month-closed', jsonb_build_object('month', to_char(one.month, 'YYYY-MM'), 'on', one.closed_on));
  end if;
  if one.month <> date_trunc('month', new.paid_on)::date then
    perform platform.refuse('dues.other-book', jsonb_build_object('month', to_char(one.month, 'YYYY-MM'), 'on', new.paid_on));
  end if;
  return new;
end
$$;
create trigger keep before insert on dues.receipt for each row execute function dues.keep_receipt();

create function dues.keep_month() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if old.closed_on is not null and (new.closed_on, new.document, new.kept_percent, new.kept_vnd, new.handed_vnd, new.cash_vnd, new.full_vnd, new.due_vnd, new.members)
    is distinct from (old.closed_on, old.document, old.kept_percent, old.kept_vnd, old.handed_vnd, old.cash_vnd, old.full_vnd, old.due_vnd, old.members) then
    perform platform.refuse('dues.month-closed', jsonb_build_object('month', to_char(old.month, 'YYYY-MM'), 'on', old.closed_on));
  end if;
  if old.received_on is not null and (new.received_on, new.received_vnd, new.received_document) is distinct from (old.received_on, old.received_vnd, old.received_document) then
    perform platform.refuse('dues.confirmed-already', jsonb_build_object('month', to_char(old.month, 'YYYY-MM'), 'on', old.received_on));
  end if;
  return new;
end
$$;
create trigger keep before update on dues.month for each row execute function dues.keep_month();

-- What came in from below is added up once, when a body settles its month.
create function dues.sum_body(head uuid) returns void
  language sql security definer set search_path = '' as $$
  update dues.month m set members = s.members, full_vnd = s.full_vnd, due_vnd = s.due_vnd, collected_vnd = s.collected_vnd, extra_vnd = s.extra_vnd, cash_vnd = s.received_vnd
  from (
    select coalesce(sum(b.members), 0) as members, coalesce(sum(b.full_vnd), 0) as full_vnd, coalesce(sum(b.due_vnd), 0) as due_vnd,
      coalesce(sum(b.collected_vnd), 0) as collected_vnd, coalesce(sum(b.extra_vnd), 0) as extra_vnd, coalesce(sum(b.received_vnd), 0) as received_vnd
    from dues.month t join dues.month b on b.parent_id = t.unit_id and b.month = t.month where t.id = head) s
  where m.id = head and m.level = 'body' and m.closed_on is null
$$;
grant execute on function dues.sum_body to gandan_app;

-- The balance of a unit that ends goes on with its successor: the months not yet settled, and from what the members pay.
create function dues.relabel(months uuid[]) returns void
  language sql security definer set search_path = '' as $$
  update dues.charge c set label = m.label from dues.month m where m.id = any(months) and c.month_id = m.id and c.label <> m.label;
  update dues.receipt r set label = m.label from dues.month m where m.id = any(months) and r.book_id = m.id and r.label <> m.label;
  update dues.entry e set label = r.label from dues.receipt r where r.book_id = any(months) and e.receipt_id = r.id and e.label <> r.label;
$$;
comment on function dues.relabel is 'What hangs on a month carries its label.';
revoke execute on function dues.relabel from public;

create function dues.is_open(m dues.month) returns boolean
  language sql stable
  return m.received_on is null or m.collected_vnd < m.due_vnd;
comment on function dues.is_open is 'Something of the month is still to be done: paid, closed, handed on or confirmed.';

create function dues.follow(old_unit uuid, new_unit uuid, on_day date, event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  with moved as (
    update dues.month t set keeper_id = new_unit, label = u.label from organisation.unit u
    where u.id = new_unit and t.keeper_id = old_unit and dues.is_open(t) returning t.id)
  insert into dues.moved (event_id, table_name, record_id, from_id, to_id) select event, 'month', id, old_unit, new_unit from moved;
  with moved as (
    update dues.month t set parent_id = new_unit where t.parent_id = old_unit and t.received_on is null returning t.id)
  insert into dues.moved (event_id, table_name, record_id, from_id, to_id) select event, 'parent', id, old_unit, new_unit from moved;
  with moved as (
    update dues.basis t set cell_id = new_unit, label = u.label from organisation.unit u
    where u.id = new_unit and t.cell_id = old_unit and (upper(t.valid) is null or upper(t.valid) > on_day) returning t.id)
  insert into dues.moved (event_id, table_name, record_id, from_id, to_id) select event, 'basis', id, old_unit, new_unit from moved;
  with moved as (
    update dues.relief t set cell_id = new_unit, label = u.label from organisation.unit u
    where u.id = new_unit and t.cell_id = old_unit and (upper(t.valid) is null or upper(t.valid) > on_day) returning t.id)
  insert into dues.moved (event_id, table_name, record_id, from_id, to_id) select event, 'relief', id, old_unit, new_unit from moved;
  update dues.relief_ground g set cell_id = t.cell_id, label = t.label from dues.relief t where t.id = g.id and (t.cell_id, t.label) is distinct from (g.cell_id, g.label);
  perform dues.relabel(array(select record_id from dues.moved where event_id = event and table_name = 'month'));
end
$$;
create function dues.follow_back(event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  update dues.month t set keeper_id = m.from_id, label = u.label from dues.moved m join organisation.unit u on u.id = m.from_id
  where m.event_id = event and m.table_name = 'month' and t.id = m.record_id;
  update dues.month t set parent_id = m.from_id from dues.moved m where m.event_id = event and m.table_name = 'parent' and t.id = m.record_id;
  update dues.basis t set cell_id = m.from_id, label = u.label from dues.moved m join organisation.unit u on u.id = m.from_id
  where m.event_id = event and m.table_name = 'basis' and t.id = m.record_id;
  update dues.relief t set cell_id = m.from_id, label = u.label from dues.moved m join organisation.unit u on u.id = m.from_id
  where m.event_id = event and m.table_name = 'relief' and t.id = m.record_id;
  update dues.relief_ground g set cell_id = t.cell_id, label = t.label from dues.relief t where t.id = g.id and (t.cell_id, t.label) is distinct from (g.cell_id, g.label);
  perform dues.relabel(array(select record_id from dues.moved where event_id = event and table_name = 'month'));
  delete from dues.moved m where m.event_id = event;
end
$$;
comment on function dues.follow is 'Months not yet settled, classes and reliefs go on with the successor of their unit.';
revoke execute on function dues.own_cells, dues.follow, dues.follow_back, dues.is_open from public;
grant execute on function dues.own_cells, dues.follow, dues.follow_back, dues.is_open to gandan_app;

select platform.protect('dues.wage_region'), platform.protect('dues.month', array['label'], '(select platform.has_right(''dues.read''))'),
  platform.protect('dues.charge', array['label'], '(select platform.has_right(''dues.read''))'),
  platform.protect('dues.receipt', array['label'], '(select platform.has_right(''dues.read''))'),
  platform.protect('dues.entry', array['label'], '(select platform.has_right(''dues.read''))'),
  platform.protect('dues.relief', array['label'], '(select platform.has_right(''dues.read''))'),
  platform.protect('dues.basis', array['label'], '(select platform.has_right(''dues.read'')) and cell_id in (select dues.own_cells())'),
  platform.protect('dues.relief_ground', array['label'], '(select platform.has_right(''dues.read'')) and cell_id in (select dues.own_cells())');
-- The region of a place is no secret, and a cell reads that of its commune.
create policy reading on dues.wage_region for select to gandan_app using (true);
alter table dues.moved enable row level security;
grant select, insert on dues.wage_region, dues.basis, dues.relief, dues.relief_ground, dues.month, dues.charge, dues.receipt, dues.entry to gandan_app;
grant update (valid) on dues.wage_region, dues.relief to gandan_app;
grant update (valid, dues_class, due_vnd) on dues.basis to gandan_app;
grant update (full_vnd, due_vnd, relief, rule_source, excused_by, settled_on) on dues.charge to gandan_app;
grant delete on dues.charge to gandan_app;
grant update (closed_on, document, kept_percent, kept_vnd, handed_vnd, split_source, received_on, received_vnd, received_document) on dues.month to gandan_app;
select platform.track('dues.wage_region'), platform.track('dues.basis'), platform.track('dues.relief'), platform.track('dues.relief_ground'), platform.track('dues.month'),
  platform.track('dues.charge'), platform.track('dues.receipt'), platform.track('dues.entry');
-- History of the room: the class and the ground are shown by nobody's right; who keeps the book sees them in the book.
insert into platform.audit_right (prefix, needed) values ('dues.', 'dues.read'), ('dues.basis', 'dues.clerk'), ('dues.relief_ground', 'dues.clerk');
