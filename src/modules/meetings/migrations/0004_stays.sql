-- Attendance and votes are written anew, never changed, by the function that all rooms share.

drop trigger never_changed on meetings.attendance;
drop trigger never_changed on meetings.vote;
drop function meetings.never_changed();
create trigger never_changed before update on meetings.attendance for each row
  when ((to_jsonb(old) - 'label' - 'unit_id') is distinct from (to_jsonb(new) - 'label' - 'unit_id')) execute function platform.stays('meeting.written-anew');
create trigger never_changed before update on meetings.vote for each row when (old.label = new.label) execute function platform.stays('meeting.written-anew');
