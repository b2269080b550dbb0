-- The list of tasks goes by deadline: it is walked in that order instead of being sorted whole.
create index task_deadline on tasks.task (due_on, id);
drop index tasks.task_due;
