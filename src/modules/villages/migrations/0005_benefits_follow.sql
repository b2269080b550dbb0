-- What was promised follows a village into its successor, whose label no caller's scope knows yet while the event is carried out.

create function villages.benefits_follow(old_village uuid, new_village uuid, event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  with moved as (
    update villages.benefit b set village_id = new_village, label = u.label, version = b.version + 1
    from organisation.unit u where u.id = new_village and b.village_id = old_village and b.stage = 'planned' returning b.id)
  insert into villages.benefit_moved (event_id, benefit_id, from_id, to_id) select event, id, old_village, new_village from moved;
end
$$;
comment on function villages.benefits_follow is 'Planned benefits of a village that ends go on in its successor.';

create function villages.benefits_follow_back(event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  with back as (delete from villages.benefit_moved m where m.event_id = event returning m.benefit_id, m.from_id)
  update villages.benefit b set village_id = back.from_id, label = u.label, version = b.version + 1
  from back join organisation.unit u on u.id = back.from_id where b.id = back.benefit_id;
end
$$;
grant execute on function villages.benefits_follow, villages.benefits_follow_back to gandan_app;
revoke insert, delete on villages.benefit_moved from gandan_app;
