-- What moves a member between scopes. A transfer has two sides, and neither sees all of its rows: these functions do the
-- move as a whole after asking, from the settings of the transaction, whether the caller may.

alter table membership.transfer
  add column full_name    text,
  add column card_number  text,
  add column state_before text;
comment on column membership.transfer.full_name is 'Name as the letter states it: the receiving side cannot open the file before it has accepted.';
comment on column membership.transfer.state_before is 'State before the referral, to which the member returns.';
create unique index transfer_open_once on membership.transfer (member_id) where state = 'referred';

create function membership.label_in_scope(wanted int) returns boolean
  language plpgsql stable set search_path = '' as $$
declare
  slots int;
begin
  if current_setting('role', true) = 'gandan_all' then
    return true;
  end if;
  if current_setting('role', true) !~ '^gandan_scope_\d+$' then
    return session_user = current_user; -- the owner itself: jobs and loading
  end if;
  slots := substring(current_setting('role', true) from '\d+$')::int;
  for slot in 1..slots loop
    if wanted >= current_setting('gandan.lo' || slot)::int and wanted < current_setting('gandan.hi' || slot)::int then
      return true;
    end if;
  end loop;
  return false;
end
$$;
comment on function membership.label_in_scope is 'Whether a label lies in the caller''s scope, read from the settings of the transaction as the row policies read it.';

-- Today's state of members, repeated on their rows for lists and scope; truth by date is member_period.
create function membership.sync_members(wanted uuid[], today date) returns int
  language plpgsql security definer set search_path = '' as $$
declare
  moved int;
begin
  with now_at as (
    select distinct on (p.member_id) p.member_id, p.state, p.cell_id, p.label
    from membership.member_period p
    where wanted is null or p.member_id = any(wanted)
    order by p.member_id, p.valid @> today desc, (lower(p.valid) <= today) desc, p.valid desc
  )
  update membership.member m set state = n.state, cell_id = n.cell_id, label = n.label, updated_at = now()
  from now_at n where m.id = n.member_id and (m.state, m.cell_id, m.label) is distinct from (n.state, n.cell_id, n.label);
  get diagnostics moved = row_count;
  update membership.person x set label = m.label from membership.member m where m.id = x.id and x.label <> m.label and (wanted is null or m.id = any(wanted));
  update membership.person_ethnicity x set label = m.label from membership.member m where m.id = x.id and x.label <> m.label and (wanted is null or m.id = any(wanted));
  update membership.discipline x set label = m.label from membership.member m where m.id = x.member_id and x.label <> m.label and (wanted is null or m.id = any(wanted));
  update membership.badge x set label = m.label from membership.member m where m.id = x.member_id and x.label <> m.label and (wanted is null or m.id = any(wanted));
  update membership.period_outside x set label = m.label from membership.member m where m.id = x.member_id and x.label <> m.label and (wanted is null or m.id = any(wanted));
  return moved;
end
$$;
comment on function membership.sync_members is 'Brings state, cell and label of members in step with the period of the day. Called after writes, and daily for periods that begin on their own.';

-- From a day on the periods of a member run in another cell, in another state, or both; what was before stays.
create function membership.change_from(wanted uuid, on_day date, to_state text, to_cell uuid, why text, by_document text) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  p membership.member_period;
  cell_label int;
begin
  if to_cell is not null then
    select u.label into strict cell_label from organisation.unit u where u.id = to_cell;
  end if;
  select * into p from membership.member_period m where m.member_id = wanted and m.valid @> on_day for update;
  if not found then
    perform platform.refuse('member.not-on-roll', jsonb_build_object('on', on_day));
  end if;
  update membership.member_period m set cell_id = to_cell, label = cell_label
  where to_cell is not null and m.member_id = wanted and lower(m.valid) >= on_day;
  if lower(p.valid) = on_day then
    update membership.member_period m set state = coalesce(to_state, m.state), reason = coalesce(why, m.reason), basis = coalesce(by_document, m.basis) where m.id = p.id;
    return;
  end if;
  update membership.member_period m set valid = daterange(lower(p.valid), on_day) where m.id = p.id;
  insert into membership.member_period (member_id, valid, state, standing, cell_id, label, reason, basis)
  values (wanted, daterange(on_day, upper(p.valid)), coalesce(to_state, p.state), p.standing, coalesce(to_cell, p.cell_id), coalesce(cell_label, p.label), why, by_document);
end
$$;
revoke execute on function membership.change_from from public;

create function membership.settle_transfer(wanted uuid, outcome text, on_day date, why text, today date) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  t membership.transfer;
  p membership.member_period;
  after_day text;
begin
  select * into t from membership.transfer x where x.id = wanted for update;
  if not found or not platform.has_right('members.write')
    or not membership.label_in_scope(case when outcome = 'withdrawn' or t.to_cell_id is null then t.from_label else t.to_label end) then
    perform platform.refuse('transfer.not-yours');
  end if;
  if t.state <> 'referred' then
    perform platform.refuse('transfer.settled-already', jsonb_build_object('state', t.state));
  end if;
  if on_day < t.referred_on then
    perform platform.refuse('member.transfer-dates-order', jsonb_build_object('referredOn', t.referred_on, 'on', on_day));
  end if;
  select * into p from membership.member_period m where m.member_id = t.member_id and m.valid @> on_day;
  if not found then
    perform platform.refuse('member.not-on-roll', jsonb_build_object('on', on_day));
  end if;
  after_day := coalesce(t.state_before, p.standing);

  if outcome <> 'accepted' then
    if p.state = 'transfer_pending' then
      perform membership.change_from(t.member_id, on_day, after_day, null, outcome, t.letter);
    end if;
  elsif t.kind = 'temporary' then
    perform membership.change_from(t.member_id, on_day, 'temporarily_away', null, null, t.letter);
    if t.until_on is not null then
      perform membership.change_from(t.member_id, t.until_on, after_day, null, null, null);
    end if;
  elsif t.to_cell_id is null then
    update membership.member_period m set valid = daterange(lower(m.valid), on_day) where m.id = p.id and lower(m.valid) < on_day;
    delete from membership.member_period m where m.member_id = t.member_id and lower(m.valid) >= on_day;
    insert into membership.member_event (member_id, kind, on_date, cell_id, outside, label, basis, transfer_id)
    values (t.member_id, 'transferred_out', on_day, t.from_cell_id, t.outside, t.from_label, t.letter, t.id);
  else
    perform membership.change_from(t.member_id, on_day, after_day, t.to_cell_id, null, t.letter);
    insert into membership.member_event (member_id, kind, on_date, cell_id, counterpart_cell_id, label, basis, transfer_id) values
      (t.member_id, 'transferred_out', on_day, t.from_cell_id, t.to_cell_id, t.from_label, t.letter, t.id),
      (t.member_id, 'transferred_in', on_day, t.to_cell_id, t.from_cell_id, t.to_label, t.letter, t.id);
  end if;
  update membership.transfer x set state = outcome, accepted_on = case when outcome = 'accepted' then on_day end, reason = coalesce(why, x.reason) where x.id = t.id;
  update membership.member m set version = m.version + 1, updated_at = now() where m.id = t.member_id;
  perform membership.sync_members(array[t.member_id], today);
end
$$;
comment on function membership.settle_transfer is
  'Accepts, refuses, returns or withdraws a transfer, with both sides'' rows in one step. Asks first whether the side that decides is in the caller''s scope.';

-- Cells that close hand their members on. Organisation asks; who may reorganise was decided there.
create function membership.move_cells(moves jsonb, on_day date, event uuid, today date) returns int
  language plpgsql security definer set search_path = '' as $$
declare
  moved int;
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  create temp table moving on commit drop as
  select p.id, p.member_id, p.valid, p.state, p.standing, p.cell_id as from_cell, p.label as from_label, r.target as to_cell, u.label as to_label
  from jsonb_to_recordset(moves) r(source uuid, target uuid)
  join organisation.unit u on u.id = r.target
  join membership.member_period p on p.cell_id = r.source and (upper(p.valid) is null or upper(p.valid) > on_day);
  update membership.member_period p set cell_id = m.to_cell, label = m.to_label from moving m where m.id = p.id and lower(m.valid) >= on_day;
  update membership.member_period p set valid = daterange(lower(m.valid), on_day) from moving m where m.id = p.id and lower(m.valid) < on_day;
  insert into membership.member_period (member_id, valid, state, standing, cell_id, label, reason)
  select m.member_id, daterange(on_day, upper(m.valid)), m.state, m.standing, m.to_cell, m.to_label, 'reorganisation' from moving m where lower(m.valid) < on_day;
  get diagnostics moved = row_count;
  insert into membership.member_event (member_id, kind, on_date, cell_id, counterpart_cell_id, reorganisation, label)
  select m.member_id, e.kind, on_day, case e.kind when 'transferred_out' then m.from_cell else m.to_cell end,
    case e.kind when 'transferred_out' then m.to_cell else m.from_cell end, event, case e.kind when 'transferred_out' then m.from_label else m.to_label end
  from moving m cross join (values ('transferred_out'), ('transferred_in')) e(kind) where lower(m.valid) < on_day;
  perform membership.sync_members((select coalesce(array_agg(distinct m.member_id), '{}') from moving m), today);
  drop table moving;
  return moved;
end
$$;
comment on function membership.move_cells is 'Members of closing cells go on in the successor from the day; events carry the reorganisation, so that they cancel out inside a unit.';

-- The same, taken back: what the event opened goes, what it cut runs on.
create function membership.move_cells_back(event uuid, today date) returns int
  language plpgsql security definer set search_path = '' as $$
declare
  affected uuid[];
  on_day date;
  later record;
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  create temp table returning_home on commit drop as
  select e.id, e.member_id, e.on_date, e.cell_id as from_cell, e.label as from_label, e.counterpart_cell_id as to_cell
  from membership.member_event e where e.reorganisation = event and e.kind = 'transferred_out';
  select min(h.on_date) into on_day from returning_home h;
  select e.kind, e.on_date into later from membership.member_event e join returning_home h on h.member_id = e.member_id
  where e.id > h.id and e.on_date >= h.on_date and e.reorganisation is distinct from event limit 1;
  if found then
    perform platform.refuse('member.later-events', jsonb_build_object('kind', later.kind, 'on', later.on_date));
  end if;
  select coalesce(array_agg(distinct h.member_id), '{}') into affected from returning_home h;
  update membership.member_period p set cell_id = h.from_cell, label = h.from_label
  from returning_home h where p.member_id = h.member_id and p.cell_id = h.to_cell and lower(p.valid) >= on_day;
  delete from membership.member_event e where e.reorganisation = event;
  perform membership.join_periods(affected, on_day);
  perform membership.sync_members(affected, today);
  drop table returning_home;
  return cardinality(affected);
end
$$;

-- Two periods that meet on the day and say the same are one again.
create function membership.join_periods(wanted uuid[], on_day date) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  create temp table joining on commit drop as
  select a.id as first, b.id as second, daterange(lower(a.valid), upper(b.valid)) as valid
  from membership.member_period a
  join membership.member_period b on b.member_id = a.member_id and lower(b.valid) = on_day
    and (b.state, b.standing, b.cell_id) = (a.state, a.standing, a.cell_id)
  where a.member_id = any(wanted) and upper(a.valid) = on_day;
  delete from membership.member_period p using joining j where p.id = j.second;
  update membership.member_period p set valid = j.valid from joining j where p.id = j.first;
  drop table joining;
end
$$;
revoke execute on function membership.join_periods from public;
create index member_event_reorganisation on membership.member_event (reorganisation) where reorganisation is not null;
