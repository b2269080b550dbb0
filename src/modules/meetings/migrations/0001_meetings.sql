-- Cell and committee meetings: agenda, attendance, minutes, votes, quality, superiors attending.

create schema meetings;
comment on schema meetings is 'Cell and committee meetings: agenda, attendance, minutes, votes, quality, superiors attending.';
grant usage on schema meetings to gandan_app;

create table meetings.planned_theme (
  id           uuid primary key default uuidv7(),
  unit_id      uuid not null references organisation.unit (id),
  year         int not null check (year between 2000 and 2100),
  quarter      int not null check (quarter between 1 and 4),
  theme        text not null check (theme in ('party_building', 'ideology', 'livelihood', 'culture', 'security', 'youth', 'programme', 'discipline', 'other')),
  title        text not null check (btrim(title) <> '' and length(title) <= 300),
  label        int not null,
  recorded_at  timestamptz not null default now(),
  constraint planned_theme_once unique (unit_id, year, quarter, title)
);
comment on table meetings.planned_theme is 'The yearly plan of themes of a unit: what is to be discussed in which quarter.';
create index planned_theme_label on meetings.planned_theme (label);

create table meetings.meeting (
  id                uuid primary key default uuidv7(),
  unit_id           uuid not null references organisation.unit (id),
  kind              text not null check (kind in ('regular', 'thematic', 'committee', 'congress')),
  also_thematic     boolean not null default false,
  theme_id          uuid references meetings.planned_theme (id),
  theme             text check (theme in ('party_building', 'ideology', 'livelihood', 'culture', 'security', 'youth', 'programme', 'discipline', 'other')),
  theme_title       text check (length(theme_title) <= 300),
  for_month         date not null check (extract(day from for_month) = 1),
  number_in_month   int not null default 1 check (number_in_month between 1 and 20),
  state             text not null default 'planned' check (state in ('planned', 'held', 'draft', 'agreed', 'locked', 'cancelled')),
  planned_on        date not null,
  planned_at        text check (planned_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  place             text check (length(place) <= 120),
  held_on           date,
  started_at        text check (started_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  ended_at          text check (ended_at ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
  chair_id          uuid references membership.person (id),
  secretary_id      uuid references membership.person (id),
  documents_sent_on date,
  committee_met_on  date,
  speakers          int check (speakers between 0 and 500),
  guests            int not null default 0 check (guests between 0 and 500),
  cancelled_because text check (length(cancelled_because) <= 200),
  minutes_number    text check (length(minutes_number) <= 40),
  agreed_at         timestamptz,
  locked_at         timestamptz,
  roll              int,
  summoned          int,
  present           int,
  present_official  int,
  present_probationary int,
  exempt_present    int,
  excused           int,
  unexcused         int,
  vote_base         int,
  version           int not null default 1,
  label             int not null,
  recorded_at       timestamptz not null default now(),
  constraint meeting_held_has_day check (state in ('planned', 'cancelled') = (held_on is null)),
  constraint meeting_thematic_has_theme check ((kind = 'thematic' or also_thematic) = (theme is not null)),
  constraint meeting_cancelled_with_reason check (state <> 'cancelled' or btrim(coalesce(cancelled_because, '')) <> ''),
  constraint meeting_ends_after_start check (ended_at is null or started_at is null or ended_at > started_at),
  constraint meeting_chair_is_not_secretary check (chair_id is distinct from secretary_id or chair_id is null),
  constraint meeting_counts_fit check (summoned is null or (present <= summoned and summoned <= roll and vote_base <= roll))
);
comment on table meetings.meeting is
  'A meeting from plan to locked minutes. The counts are those of its attendance, written by a trigger and frozen with the minutes, so that figures need not read attendance.';
comment on column meetings.meeting.for_month is 'The month for which it counts; a meeting may be made up for in the next.';
comment on column meetings.meeting.speakers is 'How many members spoke; never who said what.';
comment on column meetings.meeting.summoned is 'Base of the attendance rate: everybody called, without the exempt, those away and special duty.';
comment on column meetings.meeting.vote_base is 'Base of votes, another number: official members, less those away, suspended, absent with accepted reason, and exempt members who are absent.';
create unique index meeting_once on meetings.meeting (unit_id, kind, for_month, number_in_month) where state <> 'cancelled';
create index meeting_unit on meetings.meeting (unit_id, held_on);
create index meeting_held on meetings.meeting (held_on) where held_on is not null;
create index meeting_month on meetings.meeting (for_month, unit_id);
create index meeting_label on meetings.meeting (label);
create index meeting_planned on meetings.meeting (planned_on) where state = 'planned';

create table meetings.agenda_item (
  id          uuid primary key default uuidv7(),
  meeting_id  uuid not null references meetings.meeting (id),
  position    int not null check (position between 1 and 60),
  kind        text not null check (kind in ('opening', 'information', 'review', 'self_criticism', 'next_tasks', 'party_work', 'theme', 'discussion', 'vote', 'conclusion', 'minutes', 'other')),
  title       text not null check (btrim(title) <> '' and length(title) <= 300),
  label       int not null,
  constraint agenda_position unique (meeting_id, position) deferrable initially deferred
);
comment on table meetings.agenda_item is 'What is on the agenda. Self-criticism is an item like the others; what is said there is not kept.';

create table meetings.attendance (
  id          uuid not null default uuidv7(),
  meeting_id  uuid not null references meetings.meeting (id),
  person_id   uuid not null references membership.person (id),
  held_on     date not null,
  call        text not null check (call in ('summoned', 'exempt', 'away', 'suspended')),
  standing    text not null check (standing in ('official', 'probationary')),
  presence    text not null check (presence in ('present', 'remote', 'excused', 'unexcused', 'special_duty', 'not_called')),
  reason      text check (reason in ('work_away', 'illness', 'family', 'duty', 'road_weather', 'study', 'other')),
  unit_id     uuid not null references organisation.unit (id),
  label       int not null,
  primary key (meeting_id, person_id),
  constraint attendance_suspended_not_called check (call <> 'suspended' or presence = 'not_called'),
  constraint attendance_excused_with_reason check (presence <> 'excused' or reason is not null),
  constraint attendance_summoned_is_called check (call <> 'summoned' or presence <> 'not_called')
);
comment on table meetings.attendance is 'Who was called to a meeting and came; one row a member and meeting. A coded reason, no story.';
create index attendance_person on meetings.attendance (person_id, held_on);
create index attendance_unit on meetings.attendance (unit_id, held_on);

create table meetings.delegate (
  id          uuid primary key default uuidv7(),
  meeting_id  uuid not null references meetings.meeting (id),
  full_name   text not null check (btrim(full_name) <> '' and length(full_name) <= 120),
  post        text not null check (btrim(post) <> '' and length(post) <= 120),
  level       text not null check (level in ('grassroots', 'commune', 'district', 'province', 'central')),
  remarks     text check (length(remarks) <= 1000),
  label       int not null,
  recorded_at timestamptz not null default now()
);
comment on table meetings.delegate is 'Superiors attending: who, of which level, and what they remarked about the meeting (not about a person).';
create index delegate_meeting on meetings.delegate (meeting_id);

create table meetings.vote (
  id            uuid primary key default uuidv7(),
  meeting_id    uuid not null references meetings.meeting (id),
  position      int not null default 1,
  subject       text not null check (subject in ('resolution', 'admission', 'recognition', 'removal', 'discipline', 'election', 'other')),
  title         text not null check (btrim(title) <> '' and length(title) <= 300),
  rule          text not null check (rule in ('majority', 'two_thirds')),
  base          int not null check (base > 0),
  votes_for     int not null check (votes_for >= 0),
  votes_against int not null check (votes_against >= 0),
  votes_other   int not null check (votes_other >= 0),
  passed        boolean generated always as (case rule when 'two_thirds' then votes_for * 3 >= base * 2 else votes_for * 2 > base end) stored,
  label         int not null,
  recorded_at   timestamptz not null default now(),
  constraint vote_within_base check (votes_for + votes_against + votes_other <= base),
  constraint vote_rule_of_subject check ((subject in ('admission', 'recognition', 'removal')) = (rule = 'two_thirds'))
);
comment on table meetings.vote is 'A vote on an item: counts only, never who voted how. The base is that of the meeting; whether it passed is computed.';
create index vote_meeting on meetings.vote (meeting_id);

create table meetings.minutes (
  id          uuid primary key default uuidv7(),
  meeting_id  uuid not null references meetings.meeting (id),
  version     int not null check (version >= 1),
  body        jsonb not null,
  reason      text check (length(reason) <= 300),
  written_by  text not null default coalesce(nullif(current_setting('gandan.user_id', true), ''), 'system'),
  written_at  timestamptz not null default now(),
  label       int not null,
  constraint minutes_version_once unique (meeting_id, version),
  constraint minutes_correction_has_reason check (version = 1 or btrim(coalesce(reason, '')) <> ''),
  constraint minutes_no_self_criticism check (not jsonb_path_exists(body, '$.items[*] ? (@.kind == "self_criticism" && @.text != "")'))
);
comment on table meetings.minutes is 'The minutes. Version 1 is written until the cell agrees; after locking every correction is a further version, and none is ever changed.';

create table meetings.rubric (
  id          uuid primary key default uuidv7(),
  name        text not null,
  kind        text not null check (kind in ('regular', 'thematic')),
  unit_id     uuid references organisation.unit (id),
  valid       daterange not null check (not isempty(valid)),
  lines       jsonb not null,
  grades      jsonb not null,
  caps        jsonb not null default '[]',
  source      text not null,
  confidence  text not null check (confidence in ('S', 'K-h', 'K-m', 'K-l', 'set')),
  constraint rubric_one_at_a_time exclude using gist (coalesce(unit_id, '00000000-0000-0000-0000-000000000000'::uuid) with =, kind with =, valid with &&)
);
comment on table meetings.rubric is 'Score sheets as data with their time: the framework, and those of provinces (unit_id), which go first below them.';
insert into meetings.rubric (id, name, kind, valid, lines, grades, caps, source, confidence)
select r.id::uuid, r.name, r.kind, r.valid::daterange,
  '[{"key":"attendance","max":10},{"key":"preparation","max":20},{"key":"conduct","max":30},{"key":"principles","max":20},{"key":"result","max":20}]'::jsonb,
  '[{"grade":"good","from":90},{"grade":"fair","from":70},{"grade":"average","from":50},{"grade":"weak","from":0}]'::jsonb,
  '[{"when":"unexcused_absence","grade":"fair"}]'::jsonb, r.source, 'K-m'
from (values
  ('0d5a5a52-1f6e-4c1c-8f1e-000000000001', 'Khung 12-HD/BTCTW, sinh hoạt thường kỳ', 'regular', '[2018-07-06,2025-10-28)', '12-HD/BTCTW ngày 06/7/2018'),
  ('0d5a5a52-1f6e-4c1c-8f1e-000000000002', 'Khung 12-HD/BTCTW, sinh hoạt chuyên đề', 'thematic', '[2018-07-06,2025-10-28)', '12-HD/BTCTW ngày 06/7/2018'),
  ('0d5a5a52-1f6e-4c1c-8f1e-000000000003', 'Khung 42-HD/BTCTW, sinh hoạt thường kỳ', 'regular', '[2025-10-28,)', '42-HD/BTCTW ngày 28/10/2025'),
  ('0d5a5a52-1f6e-4c1c-8f1e-000000000004', 'Khung 42-HD/BTCTW, sinh hoạt chuyên đề', 'thematic', '[2025-10-28,)', '42-HD/BTCTW ngày 28/10/2025')) r (id, name, kind, valid, source);

create table meetings.score (
  id          uuid primary key default uuidv7(),
  meeting_id  uuid not null references meetings.meeting (id),
  side        text not null check (side in ('own', 'superior')),
  rubric_id   uuid not null references meetings.rubric (id),
  points      jsonb not null,
  proposed    jsonb not null,
  reasons     jsonb not null default '{}',
  total       int not null check (total between 0 and 100),
  grade       text not null check (grade in ('good', 'fair', 'average', 'weak')),
  note        text check (length(note) <= 500),
  scored_by   text not null default coalesce(nullif(current_setting('gandan.user_id', true), ''), 'system'),
  scored_on   date not null,
  label       int not null,
  constraint score_once unique (meeting_id, side)
);
comment on table meetings.score is 'Quality of a meeting: what the program proposed from evidence, what a person confirmed, and why it differs. The superior''s score stands beside it.';

create table meetings.feed (
  id          uuid primary key default uuidv7(),
  token_hash  bytea not null unique,
  kind        text not null check (kind in ('unit', 'person')),
  unit_id     uuid references organisation.unit (id),
  person_id   uuid references membership.person (id),
  user_id     text not null,
  lang        text not null default 'vi' check (lang in ('vi', 'th', 'en')),
  label       int not null,
  created_at  timestamptz not null default now(),
  revoked_at  timestamptz,
  constraint feed_of_one check (num_nonnulls(unit_id, person_id) = 1 and (kind = 'unit') = (unit_id is not null))
);
comment on table meetings.feed is 'Calendar addresses: only the hash of the secret is kept. A feed shows what its maker may see on the day it is read, no more.';
create index feed_user on meetings.feed (user_id);

create table meetings.moved (
  id          bigint generated always as identity primary key,
  event_id    uuid not null references organisation.unit_event (id),
  relation    text not null check (relation in ('meeting', 'planned_theme', 'feed')),
  row_id      uuid not null,
  from_id     uuid not null,
  from_label  int not null,
  from_number int,
  to_id       uuid not null
);
comment on table meetings.moved is 'Planned things that followed their unit into its successor, so that taking the event back brings them home.';
create index moved_event on meetings.moved (event_id);

-- ---------------------------------------------------------------------------------------------------- what nobody skips

create function meetings.unit_lives(unit uuid, on_day date) returns boolean
  language sql stable set search_path = ''
  return exists (select 1 from organisation.unit_version v where v.unit_id = unit and v.valid @> on_day);

create function meetings.keep_meeting() returns trigger
  language plpgsql set search_path = '' as $$
declare
  left_over record;
begin
  if tg_op = 'INSERT' then
    if not meetings.unit_lives(new.unit_id, coalesce(new.held_on, new.planned_on)) then
      perform platform.refuse('meeting.unit-not-alive', jsonb_build_object('on', coalesce(new.held_on, new.planned_on)));
    end if;
    return new;
  end if;
  if old.state = 'locked' then
    if (to_jsonb(new) - 'label' - 'unit_id') is distinct from (to_jsonb(old) - 'label' - 'unit_id') then
      perform platform.refuse('minutes.locked');
    end if;
    return new;
  end if;
  if new.state is distinct from old.state and not ((old.state, new.state) in (('planned', 'held'), ('planned', 'cancelled'), ('held', 'draft'),
      ('draft', 'agreed'), ('agreed', 'draft'), ('agreed', 'locked'))) then
    perform platform.refuse('meeting.transition-not-allowed', jsonb_build_object('from', old.state, 'to', new.state));
  end if;
  if (new.held_on is distinct from old.held_on or new.planned_on is distinct from old.planned_on)
      and not meetings.unit_lives(new.unit_id, coalesce(new.held_on, new.planned_on)) then
    perform platform.refuse('meeting.unit-not-alive', jsonb_build_object('on', coalesce(new.held_on, new.planned_on)));
  end if;
  if new.state = 'agreed' and old.state = 'draft' then
    if new.chair_id is null or new.secretary_id is null then
      perform platform.refuse('meeting.chair-needed');
    end if;
    select count(*) as n, min(u.title) as title into left_over from tasks.untouched(new.unit_id, new.id, new.held_on) u;
    if left_over.n > 0 then
      perform platform.refuse('meeting.tasks-untouched', jsonb_build_object('count', left_over.n, 'title', left_over.title));
    end if;
  end if;
  return new;
end
$$;
create trigger keep_meeting before insert or update on meetings.meeting for each row execute function meetings.keep_meeting();

-- Nothing that belongs to minutes the cell has agreed on changes any more.
create function meetings.open_for_writing() returns trigger
  language plpgsql set search_path = '' as $$
declare
  closed text;
begin
  if tg_op = 'DELETE' then
    select m.state into closed from old_rows o join meetings.meeting m on m.id = o.meeting_id where m.state in ('agreed', 'locked', 'cancelled') limit 1;
  else
    select m.state into closed from new_rows n join meetings.meeting m on m.id = n.meeting_id where m.state in ('agreed', 'locked', 'cancelled') limit 1;
  end if;
  if found then
    perform platform.refuse(case closed when 'agreed' then 'minutes.agreed' when 'cancelled' then 'meeting.cancelled' else 'minutes.locked' end);
  end if;
  return null;
end
$$;
do $$
declare
  name text;
begin
  foreach name in array array['agenda_item', 'attendance', 'delegate', 'vote'] loop
    execute format('create trigger open_insert after insert on meetings.%I referencing new table as new_rows for each statement execute function meetings.open_for_writing()', name);
    execute format('create trigger open_delete after delete on meetings.%I referencing old table as old_rows for each statement execute function meetings.open_for_writing()', name);
  end loop;
end
$$;

create function meetings.never_changed() returns trigger
  language plpgsql set search_path = '' as $$
begin
  perform platform.refuse('meeting.written-anew');
  return null;
end
$$;
create trigger never_changed before update on meetings.attendance for each row
  when ((to_jsonb(old) - 'label' - 'unit_id') is distinct from (to_jsonb(new) - 'label' - 'unit_id')) execute function meetings.never_changed();
create trigger never_changed before update on meetings.vote for each row when (old.label = new.label) execute function meetings.never_changed();

-- Minutes: version 1 while the cell has not agreed; later versions only after locking, each a new row.
create function meetings.keep_minutes() returns trigger
  language plpgsql set search_path = '' as $$
declare
  at_state text;
  last int;
begin
  if tg_op = 'DELETE' then
    perform platform.refuse('minutes.locked');
  end if;
  select m.state into at_state from meetings.meeting m where m.id = new.meeting_id;
  if tg_op = 'UPDATE' then
    if (to_jsonb(new) - 'label') is distinct from (to_jsonb(old) - 'label') and (old.version > 1 or at_state not in ('held', 'draft')) then
      perform platform.refuse(case at_state when 'agreed' then 'minutes.agreed' else 'minutes.locked' end);
    end if;
    return new;
  end if;
  select coalesce(max(x.version), 0) into last from meetings.minutes x where x.meeting_id = new.meeting_id;
  if new.version <> last + 1 then
    perform platform.refuse('minutes.written-meanwhile', jsonb_build_object('version', last));
  end if;
  if new.version = 1 and at_state not in ('held', 'draft') then
    perform platform.refuse('meeting.not-held-yet');
  elsif new.version > 1 and at_state <> 'locked' then
    perform platform.refuse('minutes.correct-after-locking');
  end if;
  return new;
end
$$;
create trigger keep_minutes before insert or update or delete on meetings.minutes for each row execute function meetings.keep_minutes();

-- The four numbers of a meeting, from its attendance. The same rules as rules/attendance.ts; a test holds them equal.
create function meetings.recount(wanted uuid[]) returns table (meeting_id uuid, roll int, summoned int, present int, present_official int,
    present_probationary int, exempt_present int, excused int, unexcused int, vote_base int)
  language sql stable set search_path = '' as $$
  select a.meeting_id, count(*)::int,
    count(*) filter (where a.call = 'summoned' and a.presence <> 'special_duty')::int,
    count(*) filter (where a.call = 'summoned' and a.presence in ('present', 'remote'))::int,
    count(*) filter (where a.call = 'summoned' and a.presence in ('present', 'remote') and a.standing = 'official')::int,
    count(*) filter (where a.call = 'summoned' and a.presence in ('present', 'remote') and a.standing = 'probationary')::int,
    count(*) filter (where a.call = 'exempt' and a.presence in ('present', 'remote'))::int,
    count(*) filter (where a.call = 'summoned' and a.presence = 'excused')::int,
    count(*) filter (where a.call = 'summoned' and a.presence = 'unexcused')::int,
    count(*) filter (where a.standing = 'official' and (
      (a.call = 'summoned' and a.presence in ('present', 'remote', 'unexcused')) or (a.call = 'exempt' and a.presence in ('present', 'remote'))))::int
  from meetings.attendance a where wanted is null or a.meeting_id = any(wanted) group by a.meeting_id
$$;
create function meetings.write_counts() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update meetings.meeting m set roll = r.roll, summoned = r.summoned, present = r.present, present_official = r.present_official,
    present_probationary = r.present_probationary, exempt_present = r.exempt_present, excused = r.excused, unexcused = r.unexcused, vote_base = r.vote_base
  from meetings.recount((select array_agg(distinct n.meeting_id) from new_rows n)) r where r.meeting_id = m.id;
  if exists (select 1 from meetings.vote v join meetings.meeting m on m.id = v.meeting_id
      where m.id in (select n.meeting_id from new_rows n) and v.base <> m.vote_base) then
    perform platform.refuse('attendance.votes-stand');
  end if;
  return null;
end
$$;
create trigger write_counts after insert on meetings.attendance referencing new table as new_rows for each statement execute function meetings.write_counts();

create function meetings.base_of_meeting() returns trigger
  language plpgsql set search_path = '' as $$
declare
  bad record;
begin
  select n.base, m.vote_base into bad from new_rows n join meetings.meeting m on m.id = n.meeting_id where n.base is distinct from m.vote_base limit 1;
  if found then
    perform platform.refuse('vote.wrong-base', jsonb_build_object('given', bad.base, 'base', coalesce(bad.vote_base, 0)));
  end if;
  return null;
end
$$;
create trigger base_of_meeting after insert on meetings.vote referencing new table as new_rows for each statement execute function meetings.base_of_meeting();

create function meetings.keep_score() returns trigger
  language plpgsql set search_path = '' as $$
declare
  at_state text;
begin
  select m.state into at_state from meetings.meeting m where m.id = new.meeting_id;
  if new.side = 'superior' and session_user <> current_user and not platform.has_right('meetings.score') then
    perform platform.refuse('score.superior-only');
  end if;
  if at_state not in ('draft', 'agreed', 'locked') then
    perform platform.refuse('score.after-minutes');
  end if;
  return new;
end
$$;
create trigger keep_score before insert or update on meetings.score for each row execute function meetings.keep_score();

-- ------------------------------------------------------------------------------------------------ calendar without a caller
create function meetings.feed_by_secret(hash bytea) returns table (id uuid, kind text, unit_id uuid, person_id uuid, user_id text, lang text)
  language sql stable security definer set search_path = '' as $$
  select f.id, f.kind, f.unit_id, f.person_id, f.user_id, f.lang from meetings.feed f where f.token_hash = hash and f.revoked_at is null
$$;
comment on function meetings.feed_by_secret is 'Which feed a secret opens; what it shows is asked afterwards as its maker.';

-- ------------------------------------------------------------------------------------------------------------ closing units
create function meetings.follow(old_unit uuid, new_unit uuid, on_day date, event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  to_label int;
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  select u.label into strict to_label from organisation.unit u where u.id = new_unit;
  insert into meetings.moved (event_id, relation, row_id, from_id, from_label, from_number, to_id)
  select event, x.relation, x.id, old_unit, x.label, x.number, new_unit from (
    select 'meeting' as relation, m.id, m.label, m.number_in_month as number from meetings.meeting m
      where m.unit_id = old_unit and m.state = 'planned' and m.planned_on >= on_day
    union all select 'planned_theme', t.id, t.label, null from meetings.planned_theme t
      where t.unit_id = old_unit and make_date(t.year, t.quarter * 3 - 2, 1) + interval '3 months' > on_day
        and not exists (select 1 from meetings.meeting m where m.theme_id = t.id and m.held_on is not null)
        and not exists (select 1 from meetings.planned_theme o where o.unit_id = new_unit and (o.year, o.quarter, o.title) = (t.year, t.quarter, t.title))
    union all select 'feed', f.id, f.label, null from meetings.feed f where f.unit_id = old_unit and f.revoked_at is null) x;
  with numbered as (
    select m.id, coalesce((select max(o.number_in_month) from meetings.meeting o where o.unit_id = new_unit and o.kind = m.kind and o.for_month = m.for_month and o.state <> 'cancelled'), 0)
      + row_number() over (partition by m.kind, m.for_month order by m.planned_on, m.id) as number
    from meetings.meeting m join meetings.moved v on v.row_id = m.id and v.event_id = event and v.relation = 'meeting' and v.from_id = old_unit)
  update meetings.meeting m set unit_id = new_unit, label = to_label, number_in_month = n.number from numbered n where n.id = m.id;
  update meetings.agenda_item a set label = to_label from meetings.moved v where v.event_id = event and v.relation = 'meeting' and v.from_id = old_unit and a.meeting_id = v.row_id;
  update meetings.planned_theme t set unit_id = new_unit, label = to_label from meetings.moved v where v.event_id = event and v.relation = 'planned_theme' and v.from_id = old_unit and t.id = v.row_id;
  update meetings.feed f set unit_id = new_unit, label = to_label from meetings.moved v where v.event_id = event and v.relation = 'feed' and v.from_id = old_unit and f.id = v.row_id;
end
$$;
comment on function meetings.follow is 'Planned meetings, themes still to come and calendar addresses of a closing unit go on under its successor.';

create function meetings.follow_back(event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  held record;
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  select m.held_on into held from meetings.meeting m join meetings.moved v on v.row_id = m.id and v.event_id = event and v.relation = 'meeting'
  where m.held_on is not null limit 1;
  if found then
    perform platform.refuse('meeting.held-since', jsonb_build_object('on', held.held_on));
  end if;
  update meetings.meeting m set unit_id = v.from_id, label = v.from_label, number_in_month = v.from_number
  from meetings.moved v where v.event_id = event and v.relation = 'meeting' and m.id = v.row_id;
  update meetings.agenda_item a set label = v.from_label from meetings.moved v where v.event_id = event and v.relation = 'meeting' and a.meeting_id = v.row_id;
  update meetings.planned_theme t set unit_id = v.from_id, label = v.from_label from meetings.moved v where v.event_id = event and v.relation = 'planned_theme' and t.id = v.row_id;
  update meetings.feed f set unit_id = v.from_id, label = v.from_label from meetings.moved v where v.event_id = event and v.relation = 'feed' and f.id = v.row_id;
  delete from meetings.moved v where v.event_id = event;
end
$$;

select platform.protect('meetings.planned_theme'), platform.protect('meetings.meeting'), platform.protect('meetings.agenda_item'), platform.protect('meetings.attendance'),
  platform.protect('meetings.delegate'), platform.protect('meetings.vote'), platform.protect('meetings.minutes'), platform.protect('meetings.score');
-- A calendar address is its maker's own.
alter table meetings.feed enable row level security;
create policy own on meetings.feed for all to gandan_app using (user_id = current_setting('gandan.user_id', true)) with check (user_id = current_setting('gandan.user_id', true));

grant select on all tables in schema meetings to gandan_app;
revoke select on meetings.moved from gandan_app;
grant insert, update on meetings.planned_theme, meetings.meeting, meetings.minutes, meetings.score, meetings.feed to gandan_app;
grant insert, delete on meetings.agenda_item, meetings.attendance, meetings.delegate, meetings.vote to gandan_app;
grant delete on meetings.planned_theme to gandan_app;
grant execute on all functions in schema meetings to gandan_app;
select platform.track('meetings.planned_theme'), platform.track('meetings.meeting'), platform.track('meetings.agenda_item'), platform.track('meetings.attendance'),
  platform.track('meetings.delegate'), platform.track('meetings.vote'), platform.track('meetings.minutes'), platform.track('meetings.score');
