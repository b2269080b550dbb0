-- From the outstanding person to the official member: stages, votes, legal timers.

create schema admission;
comment on schema admission is 'From the outstanding person to the official member: stages, votes, legal timers.';
grant usage on schema admission to gandan_app;
