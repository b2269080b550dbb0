-- Whoever was rated knows the decision about it, also where it is of the body above and out of sight: from its day complaints run.

create function evaluation.decision_of(asked uuid) returns table (id uuid, decided_on date, by_label int)
  language sql stable security definer set search_path = '' as $$
  select d.id, d.decided_on, d.by_label from evaluation.rating r join evaluation.decision d on d.id = r.decision_id
  where r.id = asked and not r.is_void and d.withdrawn_on is null and membership.label_in_scope(r.label)
$$;
comment on function evaluation.decision_of is 'The decision that set a rating in the caller''s scope, while it stands; read from the settings of the transaction as the row policies read it.';
revoke execute on function evaluation.decision_of from public;
grant execute on function evaluation.decision_of to gandan_app;
