-- Courses to come and models still followed go on with the successor, whose label no caller's scope knows yet while the event is carried out.

create function learning.same_labels(event uuid) returns void
  language sql security definer set search_path = '' as $$
  update learning.session t set label = c.label from learning.moved m join learning.course c on c.id = m.record_id
    where m.event_id = event and m.table_name = 'course' and t.course_id = c.id and t.label <> c.label;
  update learning.head_count t set label = c.label from learning.moved m join learning.course c on c.id = m.record_id
    where m.event_id = event and m.table_name = 'course' and t.course_id = c.id and t.label <> c.label;
  update learning.participant t set label = c.label from learning.moved m join learning.course c on c.id = m.record_id
    where m.event_id = event and m.table_name = 'course' and t.course_id = c.id and t.label <> c.label;
  update learning.certificate t set label = p.label from learning.moved m join learning.participant p on p.course_id = m.record_id
    where m.event_id = event and m.table_name = 'course' and t.participant_id = p.id and t.label <> p.label;
  update learning.adoption a set model_label = r.label from learning.moved m join learning.role_model r on r.id = m.record_id
    where m.event_id = event and m.table_name = 'role_model' and a.model_id = r.id and a.model_label <> r.label;
$$;
comment on function learning.same_labels is 'What hangs on a course or model carries its label.';
revoke execute on function learning.same_labels from public;

create function learning.follow(old_unit uuid, new_unit uuid, event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  with moved as (
    update learning.course t set unit_id = new_unit, label = u.label, version = t.version + 1
    from organisation.unit u where u.id = new_unit and t.unit_id = old_unit and t.state = 'planned' returning t.id)
  insert into learning.moved (event_id, table_name, record_id, from_id, to_id) select event, 'course', id, old_unit, new_unit from moved;
  with moved as (
    update learning.role_model t set unit_id = new_unit, label = u.label, version = t.version + 1
    from organisation.unit u where u.id = new_unit and t.unit_id = old_unit and t.ended_on is null returning t.id)
  insert into learning.moved (event_id, table_name, record_id, from_id, to_id) select event, 'role_model', id, old_unit, new_unit from moved;
  perform learning.same_labels(event);
end
$$;
create function learning.follow_back(event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  update learning.course t set unit_id = m.from_id, label = u.label, version = t.version + 1
  from learning.moved m join organisation.unit u on u.id = m.from_id where m.event_id = event and m.table_name = 'course' and t.id = m.record_id;
  update learning.role_model t set unit_id = m.from_id, label = u.label, version = t.version + 1
  from learning.moved m join organisation.unit u on u.id = m.from_id where m.event_id = event and m.table_name = 'role_model' and t.id = m.record_id;
  perform learning.same_labels(event);
  delete from learning.moved m where m.event_id = event;
end
$$;
comment on function learning.follow is 'Courses still to be held and models still followed go on with the successor of their unit.';
grant execute on function learning.follow, learning.follow_back to gandan_app;
revoke insert, delete on learning.moved from gandan_app;
revoke update (label) on learning.session, learning.head_count, learning.certificate from gandan_app;
revoke update (model_label) on learning.adoption from gandan_app;
