-- What party age is counted from, for rooms above: the decision of admission and the times outside. As the caller, so his scope holds.

create view membership.party_time with (security_invoker = true) as
  select m.id, m.decision_on, m.decision_precision,
    (select json_agg(json_build_object('from', lower(o.valid), 'to', upper(o.valid)) order by o.valid) from membership.period_outside o where o.member_id = m.id) as outside
  from membership.member m;
comment on view membership.party_time is 'Published for other rooms: the decision of admission as exactly as it is known, and the times that do not count.';
grant select on membership.party_time to gandan_app;
