-- The day on which a period ended, as a column: under a row policy the planner does not look into a range by an index.

alter table membership.member_period add column ended_on date generated always as (upper(valid)) stored;
comment on column membership.member_period.ended_on is 'The first day after the period; empty while it runs. Repeats valid for its index.';
create index member_period_ended on membership.member_period (ended_on) where ended_on is not null;

create view membership.left_roll with (security_invoker = true) as
  select id, member_id, cell_id, ended_on from membership.member_period where ended_on is not null;
comment on view membership.left_roll is 'Published for figures of other rooms: on which day somebody''s time in a cell, or in one state there, ended.';
grant select on membership.left_roll to gandan_app;
