-- The list of meetings goes from the newest on, whatever the scope: it is walked in that order instead of being sorted whole.
create index meeting_newest on meetings.meeting ((coalesce(held_on, planned_on)) desc, id desc);
create index meeting_unsent on meetings.meeting (unit_id, held_on) where state in ('held', 'draft', 'agreed');
