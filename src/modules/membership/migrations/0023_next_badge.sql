-- The day on which the years of the next badge are full, kept beside the member: who is due is looked up, not worked out for everybody.

create function membership.next_badge_on(decision_on date, decision_precision text, given int) returns date
  language sql immutable parallel safe
  return ((decision_on + case decision_precision when 'year' then interval '1 year' when 'month' then interval '1 month' else interval '1 day' end
      - interval '1 day')::date
    + make_interval(years => (select min(y) from unnest(array[30, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90]) as y where y > given)))::date;
comment on function membership.next_badge_on is
  'The first day on which the next badge above those given can be due: the last day of the decision as far as it is known, and the years. Time outside the Party comes on top.';

alter table membership.member
  add column badge_years int not null default 0,
  add column badge_on date generated always as (membership.next_badge_on(decision_on, decision_precision, badge_years)) stored;
comment on column membership.member.badge_years is 'Years of the highest badge given; kept by a trigger of membership.badge.';
comment on column membership.member.badge_on is 'The first day on which the next badge can be due; time outside the Party comes on top.';
create index member_badge_on on membership.member (badge_on);

update membership.member m set badge_years = g.years
from (select member_id, max(years) as years from membership.badge group by member_id) g where g.member_id = m.id;

create function membership.keep_badge_years() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update membership.member m set badge_years = coalesce((select max(g.years) from membership.badge g where g.member_id = m.id), 0)
  where m.id in (select c.member_id from changed_rows c)
    and m.badge_years is distinct from coalesce((select max(g.years) from membership.badge g where g.member_id = m.id), 0);
  return null;
end
$$;
create trigger keep_badge_years_insert after insert on membership.badge referencing new table as changed_rows for each statement execute function membership.keep_badge_years();
create trigger keep_badge_years_update after update on membership.badge referencing new table as changed_rows for each statement execute function membership.keep_badge_years();
create trigger keep_badge_years_delete after delete on membership.badge referencing old table as changed_rows for each statement execute function membership.keep_badge_years();
