-- Which member of a superior committee follows which cell, and that he himself was at a meeting.

create table meetings.assignment (
  id              uuid primary key default uuidv7(),
  cell_id         uuid not null references organisation.unit (id),
  committee_id    uuid not null references organisation.unit (id),
  person_id       uuid not null references membership.person (id),
  post            text not null references organisation.post_kind (kind),
  valid           daterange not null check (not isempty(valid) and lower(valid) is not null),
  document        text not null check (btrim(document) <> '' and length(document) <= 120),
  label           int not null,
  committee_label int not null,
  recorded_at     timestamptz not null default now(),
  constraint assignment_one_at_a_time exclude using gist (cell_id with =, committee_id with =, valid with &&)
);
comment on table meetings.assignment is
  'Who of a superior committee follows which cell, with the paper that says so; one at a time for each committee. It ends, it is never written over.';
comment on column meetings.assignment.post is 'The post at the committee by which he was given the cell; the cell cannot read his posts.';
create index assignment_label on meetings.assignment (label);
create index assignment_committee on meetings.assignment (committee_label);
create index assignment_person on meetings.assignment (person_id);

alter table meetings.delegate add column person_id uuid references membership.person (id);
comment on column meetings.delegate.person_id is 'Filled where the one who came is the one who follows this cell; everybody else stands by name and post alone.';

create function meetings.check_assignment() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  on_day date := lower(new.valid);
  unit_kind text;
  above boolean;
begin
  select v.kind into unit_kind from organisation.unit_version v where v.unit_id = new.cell_id and v.valid @> on_day;
  if unit_kind is null or unit_kind not in ('party_cell', 'grassroots_cell') then
    perform platform.refuse('assignment.cell-only', jsonb_build_object('on', on_day));
  end if;
  with recursive up (id, step) as (
    select v.parent_id, 1 from organisation.unit_version v where v.unit_id = new.cell_id and v.valid @> on_day
    union all
    select v.parent_id, u.step + 1 from up u join organisation.unit_version v on v.unit_id = u.id and v.valid @> on_day where u.step < 8)
  select exists (select 1 from up where id = new.committee_id) into above;
  if not above then
    perform platform.refuse('assignment.committee-not-above', jsonb_build_object('on', on_day));
  end if;
  if not exists (
    select 1 from organisation.post o join organisation.post_kind k on k.kind = o.kind
    where o.person_id = new.person_id and o.unit_id = new.committee_id and o.valid @> on_day
      and (k.role = 'leader' or o.kind in ('committee_member', 'council_chair', 'peoples_committee_chair'))) then
    perform platform.refuse('assignment.not-on-committee', jsonb_build_object('on', on_day));
  end if;
  return new;
end
$$;
create trigger check_assignment before insert on meetings.assignment for each row execute function meetings.check_assignment();

-- The one who follows a cell is known there by name, though his own file stands elsewhere.
create function meetings.follower_name(person uuid) returns text
  language sql stable security definer set search_path = ''
  return (select p.full_name from membership.person p where p.id = person and exists (
    select 1 from meetings.assignment a where a.person_id = person
      and (membership.label_in_scope(a.label) or membership.label_in_scope(a.committee_label))));
comment on function meetings.follower_name is 'Name of somebody who follows a cell in the reader''s scope; nobody else''s.';

select platform.protect('meetings.assignment', array['label', 'committee_label']);
grant select, insert on meetings.assignment to gandan_app;
grant update (valid) on meetings.assignment to gandan_app;
grant execute on function meetings.follower_name to gandan_app;
select platform.track('meetings.assignment');

-- When a cell closes, who follows it goes on with the successor, unless somebody of that committee follows that one already.
alter table meetings.moved drop constraint moved_relation_check;
alter table meetings.moved add constraint moved_relation_check check (relation in ('meeting', 'planned_theme', 'feed', 'assignment_ended', 'assignment_made'));
alter table meetings.moved add column from_valid daterange;

create function meetings.assignments_follow(old_unit uuid, new_unit uuid, on_day date, event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  one meetings.assignment;
  made uuid;
  to_label int;
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  select u.label into strict to_label from organisation.unit u where u.id = new_unit;
  for one in select * from meetings.assignment a
    where (a.cell_id = old_unit or a.committee_id = old_unit) and lower(a.valid) < on_day and (upper(a.valid) is null or upper(a.valid) > on_day) order by a.id
  loop
    insert into meetings.moved (event_id, relation, row_id, from_id, from_label, from_valid, to_id)
    values (event, 'assignment_ended', one.id, old_unit, one.label, one.valid, new_unit);
    update meetings.assignment a set valid = daterange(lower(one.valid), on_day) where a.id = one.id;
    continue when one.committee_id = old_unit;
    continue when exists (select 1 from meetings.assignment a where a.cell_id = new_unit and a.committee_id = one.committee_id and a.valid && daterange(on_day, upper(one.valid)));
    continue when not exists (select 1 from organisation.unit_version v where v.unit_id = new_unit and v.valid @> on_day and v.parent_id = one.committee_id);
    continue when not exists (
      select 1 from organisation.post o join organisation.post_kind k on k.kind = o.kind
      where o.person_id = one.person_id and o.unit_id = one.committee_id and o.valid @> on_day
        and (k.role = 'leader' or o.kind in ('committee_member', 'council_chair', 'peoples_committee_chair')));
    insert into meetings.assignment (cell_id, committee_id, person_id, post, valid, document, label, committee_label)
    values (new_unit, one.committee_id, one.person_id, one.post, daterange(on_day, upper(one.valid)), one.document, to_label, one.committee_label) returning id into made;
    insert into meetings.moved (event_id, relation, row_id, from_id, from_label, to_id) values (event, 'assignment_made', made, old_unit, to_label, new_unit);
  end loop;
end
$$;
comment on function meetings.assignments_follow is 'Who followed a closing cell follows its successor; what a closing committee gave out ends with it.';

create function meetings.assignments_follow_back(event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  delete from meetings.assignment a using meetings.moved v where v.event_id = event and v.relation = 'assignment_made' and a.id = v.row_id;
  update meetings.assignment a set valid = v.from_valid from meetings.moved v where v.event_id = event and v.relation = 'assignment_ended' and a.id = v.row_id;
  delete from meetings.moved v where v.event_id = event and v.relation in ('assignment_ended', 'assignment_made');
end
$$;
grant execute on function meetings.assignments_follow, meetings.assignments_follow_back to gandan_app;
