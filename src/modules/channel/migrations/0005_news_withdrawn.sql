-- Who was told a piece of news and opens its address later learns that it was withdrawn, by whom, when and why; its words are not given any more.

create function channel.news_withdrawn(p_id uuid) returns table (unit_id uuid, withdrawn_on date, why text)
  language sql stable security definer set search_path = '' as $$
  select n.unit_id, n.withdrawn_on, n.withdrawn_why from channel.news n
  where n.id = p_id and n.state = 'withdrawn' and (n.public or n.unit_id in (select channel.units_heard()))
$$;
comment on function channel.news_withdrawn is 'By whom, when and why a piece of news was withdrawn, for those to whom it was told; nobody else learns that it was there.';
revoke execute on function channel.news_withdrawn from public;
grant execute on function channel.news_withdrawn to gandan_app;
