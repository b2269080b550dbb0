-- Courses, participants, certificates; commendations and role models.

create schema learning;
comment on schema learning is 'Courses, participants, certificates; commendations and role models.';
grant usage on schema learning to gandan_app;
