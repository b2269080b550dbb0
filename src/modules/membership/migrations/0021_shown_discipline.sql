-- What yearly evaluation asks: whether a discipline decision was in force. As the caller, so right and scope hold.

create view membership.shown_discipline with (security_invoker = true) as
  select member_id, valid from membership.discipline;
comment on view membership.shown_discipline is 'Published for other rooms: that a decision was in force, not which.';
grant select on membership.shown_discipline to gandan_app;
