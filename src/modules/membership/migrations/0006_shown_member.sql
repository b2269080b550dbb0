-- What rooms above ask of a member beside the name: since when, and as what. As the caller, so his scope holds.

create view membership.shown_member with (security_invoker = true) as
  select id, ceremony_on, ceremony_precision, occupation, cell_id from membership.member;
comment on view membership.shown_member is 'Published for other rooms: the day of joining as exactly as it is known, the occupation, and the present cell.';
grant select on membership.shown_member to gandan_app;
