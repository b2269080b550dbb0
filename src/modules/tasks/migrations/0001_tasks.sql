-- Resolutions, schemes, plans and what became of them; requests and their answers.

create schema tasks;
comment on schema tasks is 'Resolutions, schemes, plans and what became of them; requests and their answers.';
grant usage on schema tasks to gandan_app;

create table tasks.document (
  id           uuid primary key default uuidv7(),
  unit_id      uuid not null references organisation.unit (id),
  kind         text not null check (kind in ('resolution', 'scheme', 'action_programme', 'plan', 'conclusion')),
  parent_id    uuid references tasks.document (id),
  number       text check (length(number) <= 60),
  title        text not null check (btrim(title) <> '' and length(title) <= 400),
  theme        text check (theme in ('party_building', 'ideology', 'livelihood', 'culture', 'security', 'youth', 'programme', 'discipline', 'other')),
  issued_on    date not null,
  until_on     date,
  meeting_id   uuid,
  label        int not null,
  recorded_at  timestamptz not null default now(),
  constraint document_not_its_own_parent check (parent_id is distinct from id),
  constraint document_until_after_issue check (until_on is null or until_on >= issued_on)
);
comment on table tasks.document is 'A resolution, scheme, action programme or plan with its place in the tree of documents: what it carries out stands in parent_id.';
comment on column tasks.document.meeting_id is 'The meeting that decided it, of the room above; no key, because that room stands on this one.';
create index document_unit on tasks.document (unit_id, issued_on desc);
create index document_parent on tasks.document (parent_id);
create index document_label on tasks.document (label);
create unique index document_of_meeting on tasks.document (meeting_id) where meeting_id is not null;

create table tasks.addressee (
  id           uuid not null unique default uuidv7(),
  document_id  uuid not null references tasks.document (id),
  unit_id      uuid not null references organisation.unit (id),
  label        int not null,
  primary key (document_id, unit_id)
);
comment on table tasks.addressee is 'Units to which a document was sent down: they read it, and may hang their own beneath it.';
create index addressee_label on tasks.addressee (label);

create table tasks.task (
  id               uuid primary key default uuidv7(),
  unit_id          uuid not null references organisation.unit (id),
  document_id      uuid references tasks.document (id),
  given_by_id      uuid not null references organisation.unit (id),
  source_meeting_id uuid,
  carried_from     uuid unique references tasks.task (id),
  title            text not null check (btrim(title) <> '' and length(title) <= 300),
  theme            text check (theme in ('party_building', 'ideology', 'livelihood', 'culture', 'security', 'youth', 'programme', 'discipline', 'other')),
  owner_person_id  uuid references membership.person (id),
  owner_unit_id    uuid references organisation.unit (id),
  measure          text not null check (btrim(measure) <> '' and length(measure) <= 200),
  target           numeric,
  figure_id        text check (length(figure_id) <= 60),
  figure_compare   text check (figure_compare in ('at_least', 'at_most')),
  assigned_on      date not null,
  due_on           date not null,
  state            text not null default 'assigned' check (state in ('assigned', 'in_progress', 'done', 'late', 'dropped', 'carried_over')),
  closed_on        date,
  version          int not null default 1,
  label            int not null,
  recorded_at      timestamptz not null default now(),
  constraint task_has_one_owner check (num_nonnulls(owner_person_id, owner_unit_id) = 1),
  constraint task_due_after_assigned check (due_on >= assigned_on),
  constraint task_closed_when_over check ((state in ('assigned', 'in_progress')) = (closed_on is null)),
  constraint task_done_in_time check (state <> 'done' or closed_on <= due_on),
  constraint task_late_after_due check (state <> 'late' or closed_on > due_on),
  constraint task_figure_has_target check (figure_id is null or (target is not null and figure_compare is not null))
);
comment on table tasks.task is 'What is to be done, by whom, until when, and how it is measured. A deadline is never moved: the task is carried over into a new one.';
comment on column tasks.task.unit_id is 'The unit in which the work is done; it sees the task, and so does everybody above it.';
comment on column tasks.task.figure_id is 'Indicator that the target follows: its value is computed when read, never typed.';
create index task_unit on tasks.task (unit_id, due_on);
create index task_document on tasks.task (document_id);
create index task_owner on tasks.task (owner_person_id) where owner_person_id is not null;
create index task_label on tasks.task (label);
create index task_due on tasks.task (due_on);
create index task_open on tasks.task (unit_id, due_on) where closed_on is null;

create table tasks.entry (
  id           uuid primary key default uuidv7(),
  task_id      uuid not null references tasks.task (id),
  on_date      date not null,
  from_state   text,
  to_state     text not null check (to_state in ('assigned', 'in_progress', 'done', 'late', 'dropped', 'carried_over')),
  note         text check (length(note) <= 500),
  amount       numeric check (amount >= 0),
  file_id      uuid references platform.file (id),
  meeting_id   uuid,
  recorded_by  text not null default coalesce(nullif(current_setting('gandan.user_id', true), ''), 'system'),
  label        int not null,
  recorded_at  timestamptz not null default now(),
  constraint entry_dropped_with_reason check (to_state <> 'dropped' or btrim(coalesce(note, '')) <> '')
);
comment on table tasks.entry is 'Dated evidence of a task: what was done, how much, or why not. Append-only.';
comment on column tasks.entry.meeting_id is 'Set when the entry was made by touching the task at a meeting.';
create index entry_task on tasks.entry (task_id, on_date);
create index entry_meeting on tasks.entry (meeting_id) where meeting_id is not null;

create table tasks.request (
  id               uuid primary key default uuidv7(),
  unit_id          uuid not null references organisation.unit (id),
  meeting_id       uuid,
  from_whom        text not null check (from_whom in ('members', 'people')),
  topic            text not null check (topic in ('land', 'road', 'power_water', 'livelihood', 'school_health', 'policy', 'party_work', 'other')),
  content          text not null check (btrim(content) <> '' and length(content) <= 500),
  received_on      date not null,
  owed_by_id       uuid not null references organisation.unit (id),
  owed_level       text not null check (owed_level in ('cell', 'grassroots', 'commune', 'district', 'province')),
  due_on           date not null,
  answered_on      date,
  answer           text check (length(answer) <= 1000),
  document         text check (length(document) <= 120),
  label            int not null,
  owed_label       int not null,
  recorded_at      timestamptz not null default now(),
  constraint request_due_after_received check (due_on >= received_on),
  constraint request_answered_after_received check (answered_on is null or answered_on >= received_on),
  constraint request_answer_whole check ((answered_on is null) = (answer is null))
);
comment on table tasks.request is 'A request of members or people, the level that owes the answer and until when. About a matter, never about a named person. Both sides see it.';
create index request_unit on tasks.request (unit_id, received_on);
create index request_label on tasks.request (label);
create index request_owed on tasks.request (owed_label);
create index request_received on tasks.request (received_on);

create table tasks.moved (
  id        bigint generated always as identity primary key,
  event_id  uuid not null references organisation.unit_event (id),
  relation  text not null check (relation in ('document', 'addressee', 'task', 'request', 'request_owed')),
  row_id    uuid not null,
  from_id   uuid not null,
  from_label int not null,
  to_id     uuid not null
);
comment on table tasks.moved is 'Open things that followed their unit into its successor, so that taking the event back brings them home.';
create index moved_event on tasks.moved (event_id);

-- A task that is over stays over, and what was agreed about it does not change afterwards.
create function tasks.keep_task() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if old.state not in ('assigned', 'in_progress') and new.state is distinct from old.state then
    perform platform.refuse('task.closed-already', jsonb_build_object('state', old.state));
  end if;
  if (new.due_on, new.assigned_on) is distinct from (old.due_on, old.assigned_on) then
    perform platform.refuse('task.deadline-stays', jsonb_build_object('dueOn', old.due_on));
  end if;
  if new.state is distinct from old.state and not (
    (old.state = 'assigned' and new.state in ('in_progress', 'done', 'late', 'dropped', 'carried_over'))
    or (old.state = 'in_progress' and new.state in ('done', 'late', 'dropped', 'carried_over'))) then
    perform platform.refuse('task.transition-not-allowed', jsonb_build_object('from', old.state, 'to', new.state));
  end if;
  return new;
end
$$;
create trigger keep_task before update on tasks.task for each row execute function tasks.keep_task();

create function tasks.append_only() returns trigger
  language plpgsql set search_path = '' as $$
begin
  perform platform.refuse('task.evidence-stays');
  return null;
end
$$;
create trigger append_only before update or delete on tasks.entry for each row execute function tasks.append_only();

-- Only the level that owes an answer gives it, and once.
create function tasks.answer_of_who_owes() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if old.answered_on is not null and (new.answered_on, new.answer) is distinct from (old.answered_on, old.answer) then
    perform platform.refuse('request.answered-already', jsonb_build_object('on', old.answered_on));
  end if;
  if new.answered_on is not null and old.answered_on is null and not membership.label_in_scope(new.owed_label) then
    perform platform.refuse('request.not-yours-to-answer');
  end if;
  return new;
end
$$;
create trigger answer_of_who_owes before update on tasks.request for each row execute function tasks.answer_of_who_owes();

-- Published for the room of meetings: what a meeting has not touched yet.
create function tasks.untouched(unit uuid, meeting uuid, on_day date) returns table (id uuid, title text, due_on date)
  language sql stable set search_path = '' as $$
  select t.id, t.title, t.due_on from tasks.task t
  where t.unit_id = unit and t.closed_on is null and t.assigned_on < on_day and t.source_meeting_id is distinct from meeting
    and not exists (select 1 from tasks.entry e where e.task_id = t.id and e.meeting_id = meeting)
  order by t.due_on, t.id
$$;
comment on function tasks.untouched is 'Open tasks of a unit given before the day of a meeting that have no entry made at it. Runs as the caller.';

-- What is open follows its unit into the successor, and comes home when the event is taken back.
create function tasks.follow(old_unit uuid, new_unit uuid, event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  to_label int;
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  select u.label into strict to_label from organisation.unit u where u.id = new_unit;
  insert into tasks.moved (event_id, relation, row_id, from_id, from_label, to_id)
  select event, x.relation, x.id, old_unit, x.label, new_unit from (
    select 'task' as relation, t.id, t.label from tasks.task t where t.unit_id = old_unit and t.closed_on is null
    union all select 'document', d.id, d.label from tasks.document d where d.unit_id = old_unit
      and exists (select 1 from tasks.task t where t.document_id = d.id and t.closed_on is null)
    union all select 'addressee', a.id, a.label from tasks.addressee a where a.unit_id = old_unit
      and not exists (select 1 from tasks.addressee b where b.document_id = a.document_id and b.unit_id = new_unit)
    union all select 'request', r.id, r.label from tasks.request r where r.unit_id = old_unit and r.answered_on is null
    union all select 'request_owed', r.id, r.owed_label from tasks.request r where r.owed_by_id = old_unit and r.answered_on is null) x;
  update tasks.task t set unit_id = new_unit, label = to_label,
    given_by_id = case when t.given_by_id = old_unit then new_unit else t.given_by_id end,
    owner_unit_id = case when t.owner_unit_id = old_unit then new_unit else t.owner_unit_id end
  from tasks.moved m where m.event_id = event and m.relation = 'task' and m.from_id = old_unit and m.to_id = new_unit and t.id = m.row_id;
  update tasks.document d set unit_id = new_unit, label = to_label
  from tasks.moved m where m.event_id = event and m.relation = 'document' and m.from_id = old_unit and m.to_id = new_unit and d.id = m.row_id;
  update tasks.addressee a set unit_id = new_unit, label = to_label
  from tasks.moved m where m.event_id = event and m.relation = 'addressee' and m.from_id = old_unit and m.to_id = new_unit and a.id = m.row_id;
  update tasks.request r set unit_id = new_unit, label = to_label
  from tasks.moved m where m.event_id = event and m.relation = 'request' and m.from_id = old_unit and m.to_id = new_unit and r.id = m.row_id;
  update tasks.request r set owed_by_id = new_unit, owed_label = to_label
  from tasks.moved m where m.event_id = event and m.relation = 'request_owed' and m.from_id = old_unit and m.to_id = new_unit and r.id = m.row_id;
end
$$;
comment on function tasks.follow is 'Open tasks, the documents they come from, and unanswered requests of a closing unit go on in its successor.';

create function tasks.follow_back(event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  update tasks.task t set unit_id = m.from_id, label = m.from_label,
    given_by_id = case when t.given_by_id = m.to_id then m.from_id else t.given_by_id end,
    owner_unit_id = case when t.owner_unit_id = m.to_id then m.from_id else t.owner_unit_id end
  from tasks.moved m where m.event_id = event and m.relation = 'task' and t.id = m.row_id;
  update tasks.document d set unit_id = m.from_id, label = m.from_label from tasks.moved m where m.event_id = event and m.relation = 'document' and d.id = m.row_id;
  update tasks.addressee a set unit_id = m.from_id, label = m.from_label from tasks.moved m where m.event_id = event and m.relation = 'addressee' and a.id = m.row_id;
  update tasks.request r set unit_id = m.from_id, label = m.from_label from tasks.moved m where m.event_id = event and m.relation = 'request' and r.id = m.row_id;
  update tasks.request r set owed_by_id = m.from_id, owed_label = m.from_label from tasks.moved m where m.event_id = event and m.relation = 'request_owed' and r.id = m.row_id;
  delete from tasks.moved m where m.event_id = event;
end
$$;

select platform.protect('tasks.document'), platform.protect('tasks.addressee'), platform.protect('tasks.task'), platform.protect('tasks.entry'),
  platform.protect('tasks.request', array['label', 'owed_label']);
-- A document sent down is read by those it was sent to.
create policy sent_down on tasks.document for select to gandan_app
  using (exists (select 1 from tasks.addressee a where a.document_id = document.id));

grant select on all tables in schema tasks to gandan_app;
grant insert on tasks.document, tasks.addressee, tasks.task, tasks.entry, tasks.request to gandan_app;
grant update (parent_id, until_on) on tasks.document to gandan_app;
grant update on tasks.task, tasks.request to gandan_app;
revoke select on tasks.moved from gandan_app;
grant execute on function tasks.untouched, tasks.follow, tasks.follow_back to gandan_app;
select platform.track('tasks.document'), platform.track('tasks.addressee'), platform.track('tasks.task'), platform.track('tasks.entry'), platform.track('tasks.request');
