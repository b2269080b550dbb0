-- Official members of other cells who stay here for a time vote on local matters where a setting says so.

alter table meetings.meeting
  add column guest_voters int not null default 0,
  add constraint meeting_guest_voters_fit check (guest_voters between 0 and guests);
comment on column meetings.meeting.guest_voters is
  'Guests present who vote here on local matters: official members on a temporary transfer. Nothing of admission, discipline or elections. Source: DOMAIN.md 3.4 [K-m], a setting.';
grant update (guest_voters) on meetings.meeting to gandan_app;

create function meetings.base_of(vote_base int, guest_voters int, subject text) returns int
  language sql immutable set search_path = ''
  return vote_base + case when subject in ('resolution', 'other') then guest_voters else 0 end;
comment on function meetings.base_of is 'Base of a vote on a subject: that of the meeting, with guests on local matters only. The same rule as rules/votes.ts.';
grant execute on function meetings.base_of to gandan_app;

create or replace function meetings.write_counts() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update meetings.meeting m set roll = r.roll, summoned = r.summoned, present = r.present, present_official = r.present_official,
    present_probationary = r.present_probationary, exempt_present = r.exempt_present, excused = r.excused, unexcused = r.unexcused, vote_base = r.vote_base
  from meetings.recount((select array_agg(distinct n.meeting_id) from new_rows n)) r where r.meeting_id = m.id;
  if exists (select 1 from meetings.vote v join meetings.meeting m on m.id = v.meeting_id
      where m.id in (select n.meeting_id from new_rows n) and v.base <> meetings.base_of(m.vote_base, m.guest_voters, v.subject)) then
    perform platform.refuse('attendance.votes-stand');
  end if;
  return null;
end
$$;

create or replace function meetings.base_of_meeting() returns trigger
  language plpgsql set search_path = '' as $$
declare
  bad record;
begin
  select n.base, meetings.base_of(m.vote_base, m.guest_voters, n.subject) as expected into bad from new_rows n join meetings.meeting m on m.id = n.meeting_id
  where n.base is distinct from meetings.base_of(m.vote_base, m.guest_voters, n.subject) limit 1;
  if found then
    perform platform.refuse('vote.wrong-base', jsonb_build_object('given', bad.base, 'base', coalesce(bad.expected, 0)));
  end if;
  return null;
end
$$;
