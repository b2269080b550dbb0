-- Resolutions, schemes, plans and what became of them; requests and their answers.

create schema tasks;
comment on schema tasks is 'Resolutions, schemes, plans and what became of them; requests and their answers.';
grant usage on schema tasks to gandan_app;
