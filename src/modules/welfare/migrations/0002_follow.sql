-- What is open goes on with the successor, whose label no caller's scope knows yet while the event is carried out.

create view welfare.following as
  select * from (values
    ('campaign_unit', 'campaign', 'unit_id', 'label', $$t.state = 'open'$$),
    ('campaign_place', 'campaign', 'place_id', 'place_label', $$t.state = 'open'$$),
    ('sponsor', 'sponsor', 'keeper_id', 'label', 'true'),
    ('household', 'household', 'village_id', 'label', 't.left_on is null'),
    ('need', 'need', 'village_id', 'label', $$t.state in ('proposed', 'voted', 'listed')$$),
    ('house', 'house', 'village_id', 'label', $$t.stage <> 'inspected'$$),
    ('allocation', 'allocation', 'village_id', 'village_label', 't.given < t.quantity')) f (name, tbl, unit, label, open);
comment on view welfare.following is 'What follows a unit into its successor: which table, by which column, while which condition holds.';

-- What hangs on a record that moved carries its label: balances, classes, consents, stages.
create function welfare.same_labels(event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  child text;
begin
  foreach child in array array['campaign_item', 'stock', 'pledge'] loop
    execute format('update welfare.%I t set label = c.label, place_label = c.place_label from welfare.campaign c, welfare.moved m
      where m.event_id = $1 and m.table_name like ''campaign%%'' and c.id = m.record_id and c.id = t.campaign_id and (t.label, t.place_label) <> (c.label, c.place_label)', child) using event;
  end loop;
  foreach child in array array['household_class', 'eligibility', 'consent'] loop
    execute format('update welfare.%I t set label = h.label from welfare.household h, welfare.moved m
      where m.event_id = $1 and m.table_name = ''household'' and h.id = m.record_id and h.id = t.household_id and t.label <> h.label', child) using event;
  end loop;
  foreach child in array array['house_stage', 'house_share'] loop
    execute format('update welfare.%I t set label = o.label from welfare.house o, welfare.moved m
      where m.event_id = $1 and m.table_name = ''house'' and o.id = m.record_id and o.id = t.house_id and t.label <> o.label', child) using event;
  end loop;
  update welfare.agreement t set label = s.label from welfare.sponsor s, welfare.moved m
  where m.event_id = event and m.table_name = 'sponsor' and s.id = m.record_id and s.id = t.sponsor_id and t.label <> s.label;
end
$$;

create function welfare.follow(old_unit uuid, new_unit uuid, event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  f record;
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  for f in select * from welfare.following loop
    execute format('with moved as (
        update welfare.%1$I t set %2$I = $2, %3$I = u.label, version = t.version + 1 from organisation.unit u
        where u.id = $2 and t.%2$I = $1 and %4$s returning t.id)
      insert into welfare.moved (event_id, table_name, record_id, from_id, to_id) select $3, %5$L, id, $1, $2 from moved', f.tbl, f.unit, f.label, f.open, f.name)
      using old_unit, new_unit, event;
  end loop;
  perform welfare.same_labels(event);
end
$$;
create function welfare.follow_back(event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  f record;
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  for f in select * from welfare.following loop
    execute format('update welfare.%1$I t set %2$I = m.from_id, %3$I = u.label, version = t.version + 1
      from welfare.moved m join organisation.unit u on u.id = m.from_id where m.event_id = $1 and m.table_name = %4$L and t.id = m.record_id', f.tbl, f.unit, f.label, f.name) using event;
  end loop;
  perform welfare.same_labels(event);
  delete from welfare.moved m where m.event_id = event;
end
$$;
comment on function welfare.follow is 'Open campaigns, sponsors, households, needs, houses and what is still to be handed over go on with the successor of their unit.';
revoke execute on function welfare.same_labels, welfare.follow, welfare.follow_back from public;
grant execute on function welfare.follow, welfare.follow_back to gandan_app;
