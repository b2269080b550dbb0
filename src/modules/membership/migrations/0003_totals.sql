-- What the register adds to the totals of figures. Written by triggers, in the transaction of the write, so that it cannot be forgotten.

create function membership.measures_of(state text, standing text, sex text) returns text[]
  language sql immutable parallel safe
  return array_remove(array[
    'roll',
    case standing when 'official' then 'roll.official' when 'probationary' then 'roll.probationary' end,
    case when sex = 'female' then 'roll.female' end,
    case when state in ('exempt', 'temp_exempt', 'temporarily_away', 'suspended', 'transfer_pending') then 'roll.' || state end], null);
comment on function membership.measures_of is 'The totals in which a period of a member counts one. A member whose transfer is under way is on the roll of the cell he comes from until the other has received him.';

create view membership.period_delta as
  select p.id, d.effective_on, p.cell_id as unit_id, m.measure, d.n, u.label
  from membership.member_period p
  join organisation.unit u on u.id = p.cell_id
  join membership.person per on per.id = p.member_id
  cross join lateral unnest(membership.measures_of(p.state, p.standing, per.sex)) as m(measure)
  cross join lateral (values (lower(p.valid), 1), (upper(p.valid), -1)) as d(effective_on, n)
  where d.effective_on is not null;
comment on view membership.period_delta is 'Every change of a total that follows from the periods as they stand: the recount that totals are compared with.';

create function membership.count_periods() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if tg_op <> 'INSERT' then
    insert into figures.delta (effective_on, unit_id, measure, n, label)
    select d.effective_on, p.cell_id, m.measure, -d.n, u.label
    from old_rows p join organisation.unit u on u.id = p.cell_id join membership.person per on per.id = p.member_id
    cross join lateral unnest(membership.measures_of(p.state, p.standing, per.sex)) as m(measure)
    cross join lateral (values (lower(p.valid), 1), (upper(p.valid), -1)) as d(effective_on, n)
    where d.effective_on is not null;
  end if;
  if tg_op <> 'DELETE' then
    insert into figures.delta (effective_on, unit_id, measure, n, label)
    select d.effective_on, p.cell_id, m.measure, d.n, u.label
    from new_rows p join organisation.unit u on u.id = p.cell_id join membership.person per on per.id = p.member_id
    cross join lateral unnest(membership.measures_of(p.state, p.standing, per.sex)) as m(measure)
    cross join lateral (values (lower(p.valid), 1), (upper(p.valid), -1)) as d(effective_on, n)
    where d.effective_on is not null;
  end if;
  return null;
end
$$;
create trigger count_insert after insert on membership.member_period referencing new table as new_rows for each statement execute function membership.count_periods();
create trigger count_update after update on membership.member_period referencing old table as old_rows new table as new_rows for each statement execute function membership.count_periods();
create trigger count_delete after delete on membership.member_period referencing old table as old_rows for each statement execute function membership.count_periods();

-- A corrected sex changes the totals of all periods of that person.
create function membership.count_sex() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into figures.delta (effective_on, unit_id, measure, n, label)
  select d.effective_on, p.cell_id, 'roll.female', d.n * case when n.sex = 'female' then 1 else -1 end, u.label
  from new_rows n
  join old_rows o on o.id = n.id and (o.sex = 'female') is distinct from (n.sex = 'female')
  join membership.member_period p on p.member_id = n.id
  join organisation.unit u on u.id = p.cell_id
  cross join lateral (values (lower(p.valid), 1), (upper(p.valid), -1)) as d(effective_on, n)
  where d.effective_on is not null and ('female' = n.sex or 'female' = o.sex);
  return null;
end
$$;
create trigger count_sex after update on membership.person referencing old table as old_rows new table as new_rows for each statement execute function membership.count_sex();

-- What other rooms' figures may ask: who was on the roll where, and who lived where. As the caller, so his scope holds.
create view membership.on_roll with (security_invoker = true) as
  select id, member_id, cell_id, valid, state, standing from membership.member_period;
comment on view membership.on_roll is 'Published for figures of other rooms: periods on the roll.';
create view membership.lived_in with (security_invoker = true) as
  select person_id, village_id, valid from membership.residence;
comment on view membership.lived_in is 'Published for figures of other rooms: residence by date.';
create view membership.shown_person with (security_invoker = true) as
  select id, full_name, sex from membership.person;
comment on view membership.shown_person is 'Published for lists of other rooms: the name, where the reader may see it.';
grant select on membership.on_roll, membership.lived_in, membership.shown_person to gandan_app;
