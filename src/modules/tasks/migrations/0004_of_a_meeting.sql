-- The page of a meeting asks for the tasks it gave; without this every task of the province was read for it.
create index task_source_meeting on tasks.task (source_meeting_id) where source_meeting_id is not null;
