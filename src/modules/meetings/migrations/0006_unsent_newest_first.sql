-- Meetings whose minutes are not locked yet, from the newest on.
create index meeting_unsent_newest on meetings.meeting ((coalesce(held_on, planned_on)) desc, id desc) include (unit_id, label) where state in ('held', 'draft', 'agreed');
-- How many rows a list has is counted from this alone.
create index meeting_by_label on meetings.meeting (label) include (unit_id);
drop index meetings.meeting_label;
