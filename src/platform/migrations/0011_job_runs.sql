-- How often a job was begun: more than once means that the server stopped in the middle and took it up again.
alter table platform.job add column runs int not null default 0;
comment on column platform.job.runs is 'How often it was begun. Beyond one: a server stopped under way, or it failed by our fault and is tried again.';
