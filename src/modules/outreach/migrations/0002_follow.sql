-- What still runs goes on with the successor, whose label no caller's scope knows yet while the event is carried out.

create function outreach.follow(old_unit uuid, new_unit uuid, on_day date, event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  new_label int;
  wanted text;
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  select u.label into new_label from organisation.unit u where u.id = new_unit;
  foreach wanted in array array['agency', 'partner'] loop
    -- An agreement that runs: the period of the side that ended closes, and one of the successor begins.
    with moved as (
      update outreach.twinning t set
        agency_id = case wanted when 'agency' then new_unit else t.agency_id end, agency_label = case wanted when 'agency' then new_label else t.agency_label end,
        partner_id = case wanted when 'partner' then new_unit else t.partner_id end, label = case wanted when 'partner' then new_label else t.label end,
        version = t.version + 1
      where case wanted when 'agency' then t.agency_id else t.partner_id end = old_unit and coalesce(t.ended_on, t.ends_on) > on_day returning t.id)
    insert into outreach.moved (event_id, table_name, record_id, side, from_id, to_id) select event, 'twinning', id, wanted, old_unit, new_unit from moved;
    update outreach.side_period s set valid = daterange(lower(s.valid), on_day), event_id = event
    from outreach.moved m
    where m.event_id = event and m.table_name = 'twinning' and m.side = wanted and m.from_id = old_unit
      and s.twinning_id = m.record_id and s.side = m.side and s.valid @> on_day and lower(s.valid) < on_day;
    insert into outreach.side_period (twinning_id, side, unit_id, valid, event_id)
    select m.record_id, m.side, new_unit, daterange(on_day, null), event from outreach.moved m
    where m.event_id = event and m.table_name = 'twinning' and m.side = wanted and m.from_id = old_unit;
    with moved as (
      update outreach.activity t set
        agency_id = case wanted when 'agency' then new_unit else t.agency_id end, agency_label = case wanted when 'agency' then new_label else t.agency_label end,
        place_id = case wanted when 'partner' then new_unit else t.place_id end, label = case wanted when 'partner' then new_label else t.label end,
        version = t.version + 1
      where case wanted when 'agency' then t.agency_id else t.place_id end = old_unit and t.state = 'planned' returning t.id)
    insert into outreach.moved (event_id, table_name, record_id, side, from_id, to_id) select event, 'activity', id, wanted, old_unit, new_unit from moved;
  end loop;
  with moved as (
    update outreach.finding t set unit_id = new_unit, label = new_label, version = t.version + 1
    where t.unit_id = old_unit and t.closed_on is null returning t.id)
  insert into outreach.moved (event_id, table_name, record_id, side, from_id, to_id) select event, 'finding', id, 'partner', old_unit, new_unit from moved;
end
$$;

create function outreach.follow_back(event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  update outreach.twinning t set agency_id = m.from_id, agency_label = u.label, version = t.version + 1
  from outreach.moved m join organisation.unit u on u.id = m.from_id where m.event_id = event and m.table_name = 'twinning' and m.side = 'agency' and t.id = m.record_id;
  update outreach.twinning t set partner_id = m.from_id, label = u.label, version = t.version + 1
  from outreach.moved m join organisation.unit u on u.id = m.from_id where m.event_id = event and m.table_name = 'twinning' and m.side = 'partner' and t.id = m.record_id;
  update outreach.activity t set agency_id = m.from_id, agency_label = u.label, version = t.version + 1
  from outreach.moved m join organisation.unit u on u.id = m.from_id where m.event_id = event and m.table_name = 'activity' and m.side = 'agency' and t.id = m.record_id;
  update outreach.activity t set place_id = m.from_id, label = u.label, version = t.version + 1
  from outreach.moved m join organisation.unit u on u.id = m.from_id where m.event_id = event and m.table_name = 'activity' and m.side = 'partner' and t.id = m.record_id;
  update outreach.finding t set unit_id = m.from_id, label = u.label, version = t.version + 1
  from outreach.moved m join organisation.unit u on u.id = m.from_id where m.event_id = event and m.table_name = 'finding' and t.id = m.record_id;
  -- The period that began with the event goes; the one that it ended runs on.
  delete from outreach.side_period s using outreach.moved m
  where m.event_id = event and m.table_name = 'twinning' and s.twinning_id = m.record_id and s.side = m.side and s.unit_id = m.to_id and s.event_id = event and upper(s.valid) is null;
  update outreach.side_period s set valid = daterange(lower(s.valid), null), event_id = null where s.event_id = event and upper(s.valid) is not null;
  delete from outreach.moved m where m.event_id = event;
end
$$;
comment on function outreach.follow is 'Agreements that run, activities still to be held and findings still to be mended go on with the successor of their unit.';
revoke execute on function outreach.follow, outreach.follow_back from public;
grant execute on function outreach.follow, outreach.follow_back to gandan_app;
