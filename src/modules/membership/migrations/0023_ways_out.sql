-- On what a strike-off rests, and the open cases that stand in the way of a transfer.

alter table membership.member_event
  add column ground    text,
  add column votes_for int,
  add column vote_base int,
  add constraint member_event_ground check (ground is null or kind = 'struck_off'
    and ground in ('absent', 'dues', 'no_effort', 'card', 'below_standard', 'political', 'probation_failed')),
  add constraint member_event_vote check ((votes_for is null) = (vote_base is null)
    and (vote_base is null or kind = 'struck_off' and vote_base > 0 and votes_for between 0 and vote_base and votes_for * 3 >= vote_base * 2));
comment on column membership.member_event.ground is 'Why a member was struck off, by code; empty for what was recorded before it was asked for.';
comment on column membership.member_event.votes_for is 'Official members of the cell who voted for the proposal to strike off: at least two thirds of vote_base.';

create table membership.handling (
  id          uuid primary key,
  member_id   uuid not null references membership.member (id),
  kind        text not null check (kind in ('inspection', 'complaint', 'discipline')),
  valid       daterange not null check (not isempty(valid) and lower(valid) is not null),
  document    text not null check (btrim(document) <> '' and length(document) <= 200),
  closed_by   text check (btrim(closed_by) <> '' and length(closed_by) <= 200),
  label       int not null,
  recorded_at timestamptz not null default now(),
  constraint handling_closed_with_paper check (upper_inf(valid) = (closed_by is null))
);
comment on table membership.handling is 'That a member is under inspection, complaint or disciplinary handling, from day to day, with the document and nothing of the matter. Sensitive: own right.';
create index handling_member on membership.handling (member_id);
create index handling_label on membership.handling (label);
select platform.protect('membership.handling', array['label'], 'platform.has_right(''sensitive.read'')');
grant select, insert on membership.handling to gandan_app;
grant update (valid, closed_by) on membership.handling to gandan_app;
select platform.track('membership.handling');
insert into platform.audit_right (prefix, needed) values ('membership.handling', 'sensitive.read');

-- What is known of a member goes with him.
create or replace function membership.sync_members(wanted uuid[], today date) returns int
  language plpgsql security definer set search_path = '' as $$
declare
  moved int;
begin
  with now_at as (
    select distinct on (p.member_id) p.member_id, p.state, p.cell_id, p.label
    from membership.member_period p
    where wanted is null or p.member_id = any(wanted)
    order by p.member_id, p.valid @> today desc, (lower(p.valid) <= today) desc, p.valid desc
  )
  update membership.member m set state = n.state, cell_id = n.cell_id, label = n.label, updated_at = now()
  from now_at n where m.id = n.member_id and (m.state, m.cell_id, m.label) is distinct from (n.state, n.cell_id, n.label);
  get diagnostics moved = row_count;
  update membership.person x set label = m.label from membership.member m where m.id = x.id and x.label <> m.label and (wanted is null or m.id = any(wanted));
  update membership.person_ethnicity x set label = m.label from membership.member m where m.id = x.id and x.label <> m.label and (wanted is null or m.id = any(wanted));
  update membership.discipline x set label = m.label from membership.member m where m.id = x.member_id and x.label <> m.label and (wanted is null or m.id = any(wanted));
  update membership.badge x set label = m.label from membership.member m where m.id = x.member_id and x.label <> m.label and (wanted is null or m.id = any(wanted));
  update membership.period_outside x set label = m.label from membership.member m where m.id = x.member_id and x.label <> m.label and (wanted is null or m.id = any(wanted));
  update membership.handling x set label = m.label from membership.member m where m.id = x.member_id and x.label <> m.label and (wanted is null or m.id = any(wanted));
  return moved;
end
$$;

-- That something is known is told as before, now of open cases too.
create or replace function membership.restricted_fields(wanted uuid, out ethnicity boolean, out discipline boolean)
  language sql stable security definer set search_path = '' as $$
  select exists (select 1 from membership.person_ethnicity e where e.id = wanted),
    exists (select 1 from membership.discipline d where d.member_id = wanted) or exists (select 1 from membership.handling h where h.member_id = wanted)
$$;

create function membership.under_handling(wanted uuid, on_day date) returns boolean
  language sql stable security definer set search_path = '' as $$
  select exists (select 1 from membership.handling h where h.member_id = wanted and h.valid @> on_day)
$$;
comment on function membership.under_handling is 'Whether a case is open on a day. Told to whoever makes out a letter, because the rule refuses it; which case stays behind its right.';
revoke execute on function membership.under_handling from public;
grant execute on function membership.under_handling to gandan_app;

-- The grassroots organisation a cell belongs to: a grassroots cell is one itself.
create function membership.grassroots_of(cell uuid, on_day date) returns uuid
  language sql stable security definer set search_path = '' as $$
  select case v.kind when 'grassroots_cell' then v.unit_id else coalesce(p.grassroots_id, p.commune_id, v.parent_id) end
  from organisation.unit_version v left join organisation.unit_path p on p.unit_id = v.unit_id and p.valid @> on_day
  where v.unit_id = cell and v.valid @> on_day
$$;
comment on function membership.grassroots_of is 'The grassroots organisation of a cell on a day. The tree is known to everybody.';
revoke execute on function membership.grassroots_of from public;
grant execute on function membership.grassroots_of to gandan_app;

create function membership.check_transfer() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if membership.under_handling(new.member_id, new.referred_on) then
    perform platform.refuse('member.transfer-under-discipline');
  end if;
  if new.kind = 'internal' and (new.to_cell_id is null or membership.grassroots_of(new.from_cell_id, new.referred_on)
      is distinct from membership.grassroots_of(new.to_cell_id, new.referred_on)) then
    perform platform.refuse('member.transfer-not-internal');
  end if;
  return new;
end
$$;
create trigger check_transfer before insert on membership.transfer for each row when (new.state = 'referred') execute function membership.check_transfer();

create function membership.disciplined_on(wanted uuid) returns setof date
  language sql stable security definer set search_path = '' as $$
  select lower(d.valid) from membership.discipline d where d.member_id = wanted and membership.label_in_scope(d.label)
$$;
comment on function membership.disciplined_on is 'Days of decisions on discipline, for the rule that a badge may wait. Which decision stays behind its right.';
revoke execute on function membership.disciplined_on from public;
grant execute on function membership.disciplined_on to gandan_app;
