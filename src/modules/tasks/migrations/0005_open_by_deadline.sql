-- What is open and overdue is a small part of all tasks: it is walked by deadline, and counted, without the closed ones.
create index task_open_deadline on tasks.task (due_on, id) include (unit_id, label) where closed_on is null;
-- The first page of everything is walked the same way, and its rows counted from the index alone.
create index task_by_label on tasks.task (label) include (unit_id);
drop index tasks.task_label;
