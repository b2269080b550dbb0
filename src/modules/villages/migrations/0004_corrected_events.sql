-- A state event that was entered wrongly is corrected by a further row; the first stays, and no longer counts.

alter table villages.state_event
  add column corrects   uuid references villages.state_event (id),
  add column reason     text check (length(reason) <= 200),
  add column withdrawn  boolean not null default false,
  add constraint state_event_corrected_once unique (corrects),
  add constraint state_event_correction_has_reason check ((corrects is null) = (reason is null) and (corrects is not null or not withdrawn));
comment on column villages.state_event.corrects is 'The row that this one stands for instead; of a chain of corrections the last counts.';
comment on column villages.state_event.withdrawn is 'The event did not happen: the row takes the corrected one away and says nothing else.';

create view villages.standing_event with (security_invoker = true) as
  select e.* from villages.state_event e
  where not e.withdrawn and not exists (select 1 from villages.state_event c where c.corrects = e.id);
comment on view villages.standing_event is 'State events as they stand after every correction.';
grant select on villages.standing_event to gandan_app;

create or replace function villages.take_turns() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  bad record;
begin
  perform pg_advisory_xact_lock(hashtextextended(n.village_id::text || n.state, 11)) from (select distinct village_id, state from new_rows order by 1, 2) n;
  select o.event, o.state, o.village_id, o.on_date, o.before_on into bad
  from (
    select e.event, e.state, e.village_id, e.on_date,
      lag(e.event) over w as before, lag(e.on_date) over w as before_on
    from villages.standing_event e
    where (e.village_id, e.state) in (select n.village_id, n.state from new_rows n)
    window w as (partition by e.village_id, e.state order by e.on_date, e.recorded_at, e.id)) o
  where o.before = o.event
  limit 1;
  if found then
    perform platform.refuse(case bad.event when 'cleared' then 'village.cleared-already' else 'village.relapsed-already' end,
      jsonb_build_object('state', bad.state, 'on', bad.on_date, 'since', bad.before_on));
  end if;
  return null;
end
$$;
