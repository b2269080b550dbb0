-- A province may have a score sheet and an agenda of its own; a new one begins on a day and ends the one before.

alter table meetings.rubric add column label int, add column recorded_at timestamptz not null default now();
alter table meetings.rubric add constraint rubric_of_a_unit_is_labelled check ((unit_id is null) = (label is null));
comment on column meetings.rubric.label is 'Scope label of the province; the framework has none and belongs to everybody.';

create table meetings.agenda_skeleton (
  id          uuid primary key,
  kind        text not null check (kind in ('regular', 'thematic')),
  unit_id     uuid not null references organisation.unit (id),
  valid       daterange not null check (not isempty(valid) and lower(valid) is not null),
  items       jsonb not null check (jsonb_typeof(items) = 'array' and jsonb_array_length(items) between 1 and 30),
  source      text not null check (btrim(source) <> '' and length(source) <= 200),
  label       int not null,
  recorded_at timestamptz not null default now(),
  constraint agenda_skeleton_one_at_a_time exclude using gist (unit_id with =, kind with =, valid with &&)
);
comment on table meetings.agenda_skeleton is 'The usual agenda of a province by kind of meeting, with its time; where it has none, that of the guidance applies.';

-- Everybody reads the sheets that apply to him; only who sees the whole province writes them.
alter table meetings.rubric enable row level security;
create policy read on meetings.rubric for select to gandan_app using (true);
create policy begin_own on meetings.rubric for insert to gandan_app with check (label is not null and membership.label_in_scope(label));
create policy end_own on meetings.rubric for update to gandan_app using (label is not null and membership.label_in_scope(label));
alter table meetings.agenda_skeleton enable row level security;
create policy read on meetings.agenda_skeleton for select to gandan_app using (true);
create policy begin_own on meetings.agenda_skeleton for insert to gandan_app with check (membership.label_in_scope(label));
create policy end_own on meetings.agenda_skeleton for update to gandan_app using (membership.label_in_scope(label));
grant select, insert on meetings.rubric, meetings.agenda_skeleton to gandan_app;
grant update (valid) on meetings.rubric, meetings.agenda_skeleton to gandan_app;
select platform.track('meetings.rubric'), platform.track('meetings.agenda_skeleton');

-- The sum of a sheet is 100, whoever writes it.
create function meetings.check_rubric() returns trigger
  language plpgsql set search_path = '' as $$
declare
  total numeric;
begin
  select sum((l ->> 'max')::numeric) into total from jsonb_array_elements(new.lines) l;
  if total is distinct from 100 then
    perform platform.refuse('rubric.sum-not-100', jsonb_build_object('sum', total));
  end if;
  return new;
end
$$;
create trigger check_rubric before insert on meetings.rubric for each row execute function meetings.check_rubric();
