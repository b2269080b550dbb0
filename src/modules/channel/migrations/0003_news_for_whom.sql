-- News that is not for everybody is read where it is written and by those whom it is told: the people of the units below, and of the other side of
-- an agreement. Nobody sees what is not theirs, so this stands as a row policy and not only in the lists.

create function channel.units_telling(p_units uuid[], p_on date) returns setof uuid
  language sql stable security definer set search_path = '' as $$
  with recursive bodies (id) as (
    -- The Party bodies of a place: a village head is told what the cell of his village says.
    select c.party_id from organisation.covers c where c.place_id = any(p_units) and c.valid @> p_on
  ), up (id) as (
    select id from (select unnest(p_units) union select id from bodies) f(id)
    union
    select v.parent_id from up join organisation.unit_version v on v.unit_id = up.id and v.valid @> p_on and v.parent_id is not null
  ), places (id) as (
    -- What is told to a place is told to the Party bodies that are its; of the other places of such a body nothing is said.
    select c.place_id from organisation.covers c join up on up.id = c.party_id where c.valid @> p_on and c.party_id not in (select id from bodies)
    union
    select v.parent_id from places join organisation.unit_version v on v.unit_id = places.id and v.valid @> p_on and v.parent_id is not null
  ), own (id) as (
    select unnest(p_units)
    union
    select v.unit_id from organisation.unit_version v where v.parent_id = any(p_units) and v.kind = 'office' and v.valid @> p_on
  )
  select id from up
  union
  select id from places
  union
  select v.unit_id from up join organisation.unit_version v on v.parent_id = up.id and v.kind = 'office' and v.valid @> p_on
  union
  select w.agency_id from outreach.twinning w where w.partner_id in (select id from up) and w.starts_on <= p_on and coalesce(w.ended_on, w.ends_on) > p_on
  union
  select w.partner_id from outreach.twinning w where w.agency_id in (select id from own) and w.starts_on <= p_on and coalesce(w.ended_on, w.ends_on) > p_on
$$;
comment on function channel.units_telling is 'Units whose news the people of some units are told: their own, those above, the Party bodies of their places, the offices of all these, and the other side of an agreement.';
revoke execute on function channel.units_telling from public;
grant execute on function channel.units_telling to gandan_app;

create function channel.units_heard() returns setof uuid
  language sql stable security definer set search_path = '' as $$
  select t.id
  from (select coalesce(nullif(current_setting('gandan.today', true), '')::date, (now() at time zone 'Asia/Ho_Chi_Minh')::date) as today) d
    cross join lateral channel.units_telling(array(
      select o.unit_id from organisation.post o join platform.account a on a.person_id = o.person_id
      where a.user_id = current_setting('gandan.user_id', true) and a.disabled_at is null and o.valid @> d.today), d.today) as t(id)
$$;
comment on function channel.units_heard is 'Units whose news the caller is told, by the posts that he holds today. Asked once for a statement.';
revoke execute on function channel.units_heard from public;
grant execute on function channel.units_heard to gandan_app;

drop policy published on channel.news;
create policy told on channel.news for select to gandan_app
  using (state = 'published' and (public or unit_id in (select channel.units_heard())));
comment on table channel.news is 'News of a unit under one of five topics, in Vietnamese and as far as translated in Thai and English. Published, its people and those of units below and twinned read it; with `public`, everybody.';

-- Files belong to the words: they come while it is a draft, and stand with it.
create function channel.news_files_stand() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if new.news_id is not null and exists (select 1 from channel.news n where n.id = new.news_id and n.state <> 'draft') then
    perform platform.refuse('news.published');
  end if;
  return new;
end
$$;
create trigger news_files_stand before insert on channel.attachment for each row execute function channel.news_files_stand();

-- A draft that goes to a successor takes its files along.
create function channel.news_files_follow() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update channel.attachment set label = new.label where news_id = new.id;
  return new;
end
$$;
create trigger news_files_follow after update of label on channel.news for each row when (old.label is distinct from new.label)
  execute function channel.news_files_follow();
