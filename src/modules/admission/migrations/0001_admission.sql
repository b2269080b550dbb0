-- From the outstanding person to the official member: stages, votes, legal timers.

create schema admission;
comment on schema admission is 'From the outstanding person to the official member: stages, votes, legal timers.';
grant usage on schema admission to gandan_app;

create table admission.applicant (
  id                   uuid primary key,
  cell_id              uuid not null references organisation.unit (id),
  label                int not null,
  nominated_cell_id    uuid not null references organisation.unit (id),
  nominator_id         uuid not null references organisation.unit (id),
  nominator_kind       text not null check (nominator_kind in ('youth_union', 'women_union', 'farmers_union', 'veterans', 'trade_union', 'front', 'cell')),
  nominator_label      int not null,
  sex                  text check (sex in ('male', 'female')),
  union_member         text not null default 'none' check (union_member in ('none', 'youth', 'trade')),
  relaxed              text not null default 'none' check (relaxed in ('none', 'area', 'elder', 'village_head', 'prestige')),
  relaxed_consent      text,
  over_age_consent     text,
  consent_on           date not null,
  post_held            text check (post_held in ('village_head', 'elder', 'prestige_person')),
  village_id           uuid references organisation.unit (id),
  stage                text not null check (stage in ('noticed', 'outstanding', 'course_done', 'applied', 'background_checked', 'introduced', 'cell_voted',
    'grassroots_voted', 'decided', 'probationary', 'proposed_official', 'official', 'dropped', 'removed')),
  stage_on             date not null,
  noticed_on           date not null,
  listed_on            date,
  course_on            date,
  applied_on           date,
  checked_on           date,
  voted_on             date,
  grassroots_on        date,
  submitted_on         date,
  decided_on           date,
  decision_no          text,
  received_on          date,
  ceremony_on          date,
  proposed_on          date,
  official_on          date,
  joined_precision     text not null default 'day' check (joined_precision in ('day', 'month', 'year')),
  ended_on             date,
  drop_reason          text check (drop_reason in ('moved_away', 'not_eligible', 'withdrew', 'not_accepted', 'deceased', 'other')),
  deadlock_reported_on date,
  mentor_id            uuid references membership.member (id),
  member_id            uuid references membership.member (id),
  due_on               date,
  due_kind             text,
  reduced_at           timestamptz,
  version              int not null default 1,
  recorded_at          timestamptz not null default now(),
  updated_at           timestamptz not null default now(),
  constraint applicant_ceremony_after_decision check (ceremony_on is null or (decided_on is not null and ceremony_on >= decided_on)),
  constraint applicant_official_dated check (stage <> 'official' or official_on is not null),
  constraint applicant_decided_dated check (stage not in ('decided', 'probationary', 'proposed_official', 'official') or decided_on is not null),
  constraint applicant_ceremony_dated check (stage not in ('probationary', 'proposed_official', 'official') or ceremony_on is not null),
  check ((stage in ('dropped', 'removed')) = (ended_on is not null)),
  check (stage <> 'dropped' or drop_reason is not null)
);
comment on table admission.applicant is 'One way of one person towards membership, without the person: where, who named him, and the day of each stage. Remains as a row of the figures when the person has been forgotten.';
comment on column admission.applicant.cell_id is 'The cell that answers for the file today; it follows a merger. nominated_cell_id stays, for figures of that time.';
comment on column admission.applicant.nominator_label is 'Scope label of the nominating body, which sees its own nominees and nobody else.';
comment on column admission.applicant.post_held is 'Post in the village on the day of the application: I-37 asks for heads.';
comment on column admission.applicant.joined_precision is 'How exactly decision and ceremony are known: of some who joined long ago only the year is told.';
comment on column admission.applicant.due_on is 'Last day of the legal time that ends first, so that lists can be ordered by it. Computed by the rules after every write, and daily for calendars that changed.';
create index applicant_label on admission.applicant (label);
create index applicant_nominator on admission.applicant (nominator_label);
create index applicant_cell on admission.applicant (cell_id);
create index applicant_open on admission.applicant (stage, due_on) where stage not in ('official', 'dropped', 'removed');
create index applicant_nominated on admission.applicant (noticed_on, nominator_kind);
create index applicant_member on admission.applicant (member_id) where member_id is not null;

create table admission.identity (
  id              uuid primary key references admission.applicant (id) on delete cascade,
  person_id       uuid references membership.person (id),
  full_name       text not null check (btrim(full_name) <> '' and length(full_name) <= 120),
  name_key        text not null generated always as (platform.fold(full_name)) stored,
  given_order     text collate "C" generated always as (membership.vietnamese_order(membership.given_first(full_name))) stored,
  birth_on        date,
  birth_precision text check (birth_precision in ('day', 'month', 'year')),
  education       text check (education in ('none', 'literate', 'primary', 'lower_secondary', 'upper_secondary', 'vocational', 'college', 'university', 'postgraduate')),
  is_open         boolean not null default true,
  cell_id         uuid not null,
  label           int not null,
  nominator_label int not null,
  check ((birth_on is null) = (birth_precision is null))
);
comment on table admission.identity is 'Who the applicant is, with written consent: name, birth, schooling. Deleted twelve months after a drop-out; its changes are audited without their content, so that nothing of the person remains.';
create unique index identity_open_person on admission.identity (person_id) where is_open and person_id is not null;
create unique index identity_open_alike on admission.identity (cell_id, name_key, birth_on) where is_open and birth_precision = 'day';
create index identity_label on admission.identity (label);
create index identity_nominator on admission.identity (nominator_label);
create index identity_person on admission.identity (person_id);
create index identity_name on admission.identity using gin (name_key gin_trgm_ops);

create table admission.certificate (
  id           uuid primary key,
  applicant_id uuid not null references admission.applicant (id) on delete cascade,
  number       text not null,
  issued_on    date not null,
  issuer       text not null,
  label        int not null,
  recorded_at  timestamptz not null default now()
);
comment on table admission.certificate is 'Certificates of the awareness course. Stale after sixty months without admission.';
create index certificate_applicant on admission.certificate (applicant_id);
create index certificate_issued on admission.certificate (issued_on);

create table admission.check_request (
  id           uuid primary key,
  applicant_id uuid not null references admission.applicant (id) on delete cascade,
  subject      text not null check (subject in ('applicant', 'parents', 'raised_by', 'parents_in_law', 'spouse', 'children')),
  place        text not null check (length(place) <= 120),
  abroad       boolean not null default false,
  requested_on date not null,
  due_on       date,
  answered_on  date check (answered_on >= requested_on),
  conclusion   text check (conclusion in ('fit', 'unfit', 'more_needed')),
  document     text,
  label        int not null,
  check ((answered_on is null) = (conclusion is null))
);
comment on table admission.check_request is 'Verification asked and answered: whose side, where, the conclusion and its paper. Never what the statement says, never a relative''s data.';
create index check_request_applicant on admission.check_request (applicant_id);

create table admission.introduction (
  id           uuid primary key,
  applicant_id uuid not null references admission.applicant (id) on delete cascade,
  kind         text not null check (kind in ('member', 'youth_union', 'trade_union')),
  member_id    uuid references membership.member (id),
  unit_id      uuid references organisation.unit (id),
  known_since  date,
  known_by     text check (known_by in ('worked', 'studied', 'lived')),
  on_date      date not null,
  document     text not null,
  label        int not null,
  constraint introduction_once unique (applicant_id, member_id),
  check ((kind = 'member') = (member_id is not null and known_since is not null and known_by is not null)),
  check ((kind = 'member') = (unit_id is null))
);
comment on table admission.introduction is 'The two who introduce: official members who have known the applicant for twelve months, or the executive of a union.';
create index introduction_applicant on admission.introduction (applicant_id);

create table admission.vote (
  id              uuid primary key,
  applicant_id    uuid not null references admission.applicant (id) on delete cascade,
  body            text not null check (body in ('cell', 'grassroots', 'board')),
  purpose         text not null check (purpose in ('admission', 'recognition')),
  round           int not null check (round > 0),
  on_date         date not null,
  cell_id         uuid not null references organisation.unit (id),
  official        int not null check (official > 0),
  in_favour       int not null check (in_favour >= 0),
  against         int not null check (against >= 0),
  abstain         int not null check (abstain >= 0),
  absent          int not null check (absent >= 0),
  excused         int not null default 0 check (excused >= 0),
  exempt_present  int not null default 0 check (exempt_present >= 0),
  base            int not null generated always as (in_favour + against + abstain + absent) stored,
  result          text not null generated always as (case
    when body = 'board' then case when in_favour * 2 > in_favour + against + abstain + absent then 'passed' else 'undecided' end
    when in_favour + against + abstain + absent = 0 then 'undecided'
    when in_favour * 3 >= (in_favour + against + abstain + absent) * 2 then 'passed'
    when against * 3 >= (in_favour + against + abstain + absent) * 2 then 'rejected'
    else 'undecided' end) stored,
  document        text not null,
  is_void         boolean not null default false,
  label           int not null,
  recorded_at     timestamptz not null default now()
);
comment on table admission.vote is 'One vote about one person. Base and result are computed here: two thirds of the base, which is never more than the official members of the cell (trigger) or the committee.';
comment on column admission.vote.official is 'Official members of the cell on that day, written by the trigger from the register; members of the committee or board otherwise.';
comment on column admission.vote.is_void is 'Set when the file went back to an earlier stage: the vote stays as history.';
create index vote_applicant on admission.vote (applicant_id);
create index vote_date on admission.vote (on_date) where body = 'cell';

create table admission.step (
  id              uuid primary key default uuidv7(),
  applicant_id    uuid not null references admission.applicant (id) on delete cascade,
  kind            text not null,
  on_date         date not null,
  from_stage      text,
  to_stage        text,
  document        text,
  detail          text,
  due_on          date,
  late            boolean not null default false,
  event_id        uuid references organisation.unit_event (id),
  recorded_by     text not null default coalesce(nullif(current_setting('gandan.user_id', true), ''), 'system'),
  recorded_at     timestamptz not null default clock_timestamp(),
  label           int not null,
  nominator_label int not null
);
comment on table admission.step is 'What happened to a file, with its paper, append-only by grant. detail is a code (a reason, from whom), never a text.';
comment on column admission.step.late is 'Taken after the legal time, which ended on due_on: I-19.';
create index step_applicant on admission.step (applicant_id, recorded_at);
create index step_kind on admission.step (kind, on_date);
create index step_event on admission.step (event_id) where event_id is not null;

-- ------------------------------------------------------------------------------------------------------------- the rules
create function admission.official_members(cell uuid, on_day date) returns int
  language sql stable security definer set search_path = '' as $$
  select count(*)::int from membership.member_period p where p.cell_id = cell and p.standing = 'official' and p.valid @> on_day
$$;
comment on function admission.official_members is 'How many official members a cell has on a day, counted without regard to scope, since a limit must not depend on who looks.';

create function admission.judge_vote() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if new.body = 'cell' then
    new.official := admission.official_members(new.cell_id, new.on_date);
    if new.in_favour + new.against + new.abstain + new.absent > new.official then
      perform platform.refuse('admission.vote-base-wrong', jsonb_build_object(
        'base', new.in_favour + new.against + new.abstain + new.absent, 'expected', new.official, 'official', new.official,
        'needed', ceil(new.official * 2 / 3.0), 'source', 'Điều lệ Đảng, Điều 4'));
    end if;
  end if;
  return new;
end
$$;
create trigger judge before insert on admission.vote for each row execute function admission.judge_vote();

create function admission.judge_introducer() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  held text;
  months int;
begin
  if new.kind <> 'member' then
    return new;
  end if;
  select p.standing into held from membership.member_period p where p.member_id = new.member_id and p.valid @> new.on_date;
  if held is distinct from 'official' then
    perform platform.refuse(case when held is null then 'admission.introducer-not-member' else 'admission.introducer-probationary' end,
      jsonb_build_object('source', 'Điều lệ Đảng, Điều 4'));
  end if;
  select coalesce((select (s.value #>> '{}')::int from platform.setting s where s.key = 'admission.introducer-months' and s.valid @> new.on_date), 12) into months;
  if (new.known_since + make_interval(months => months))::date > new.on_date then
    perform platform.refuse('admission.introducer-acquaintance', jsonb_build_object(
      'months', (extract(year from age(new.on_date, new.known_since)) * 12 + extract(month from age(new.on_date, new.known_since)))::int,
      'needed', months, 'fromOn', (new.known_since + make_interval(months => months))::date, 'source', 'Quy định thi hành Điều lệ Đảng'));
  end if;
  return new;
end
$$;
create trigger judge before insert or update on admission.introduction for each row execute function admission.judge_introducer();

-- A stage that a vote leads to needs that vote; the person's row follows its file.
create function admission.judge_stage() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if new.stage is distinct from old.stage and new.stage in ('cell_voted', 'grassroots_voted', 'decided', 'proposed_official') then
    perform 1 from admission.vote v
    where v.applicant_id = new.id and not v.is_void and v.result = 'passed'
      and v.purpose = case new.stage when 'proposed_official' then 'recognition' else 'admission' end
      and v.body = case new.stage when 'grassroots_voted' then 'grassroots' when 'decided' then 'board' else 'cell' end;
    if not found then
      perform platform.refuse('admission.order', jsonb_build_object('step', new.stage, 'stage', old.stage, 'source', 'T6'));
    end if;
  end if;
  if (new.stage, new.cell_id, new.label) is distinct from (old.stage, old.cell_id, old.label) then
    update admission.identity i set is_open = new.stage not in ('official', 'dropped', 'removed'), cell_id = new.cell_id, label = new.label where i.id = new.id;
  end if;
  return null;
end
$$;
create trigger judge after update on admission.applicant for each row execute function admission.judge_stage();

-- ------------------------------------------------------------------------------------------------------ whose file follows
create function admission.move_files(from_cell uuid, to_cell uuid, on_day date, event uuid) returns int
  language plpgsql security definer set search_path = '' as $$
declare
  to_label int;
  moved uuid[];
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  select u.label into strict to_label from organisation.unit u where u.id = to_cell;
  select array_agg(a.id) into moved from admission.applicant a where a.cell_id = from_cell and a.stage not in ('official', 'dropped', 'removed');
  insert into admission.step (applicant_id, kind, on_date, from_stage, to_stage, detail, event_id, label, nominator_label)
  select a.id, 'move', on_day, a.stage, a.stage, from_cell::text, event, to_label, a.nominator_label from admission.applicant a where a.id = any(moved);
  perform admission.relabel(moved, to_cell, to_label);
  return coalesce(cardinality(moved), 0);
end
$$;
create function admission.relabel(wanted uuid[], to_cell uuid, to_label int) returns void
  language sql security definer set search_path = '' as $$
  update admission.applicant set cell_id = to_cell, label = to_label, updated_at = now() where id = any(wanted);
  update admission.certificate set label = to_label where applicant_id = any(wanted);
  update admission.check_request set label = to_label where applicant_id = any(wanted);
  update admission.introduction set label = to_label where applicant_id = any(wanted);
  update admission.vote set label = to_label where applicant_id = any(wanted);
  update admission.step set label = to_label where applicant_id = any(wanted);
$$;
revoke execute on function admission.relabel from public;
comment on function admission.move_files is 'Open files of a closing cell go on in the successor.';

create function admission.move_files_back(event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  home record;
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  for home in
    select s.detail::uuid as cell_id, u.label, array_agg(s.applicant_id) as files
    from admission.step s join organisation.unit u on u.id = s.detail::uuid where s.event_id = event and s.kind = 'move' group by 1, 2
  loop
    perform admission.relabel(home.files, home.cell_id, home.label);
  end loop;
  delete from admission.step s where s.event_id = event and s.kind = 'move';
end
$$;

-- -------------------------------------------------------------------------------------------------------------- forgetting
create function admission.reduce_dropped(today date, months int) returns int
  language plpgsql security definer set search_path = '' as $$
declare
  wanted uuid[];
begin
  select array_agg(a.id) into wanted from admission.applicant a
  where a.stage = 'dropped' and a.reduced_at is null and (a.ended_on + make_interval(months => months))::date <= today;
  if wanted is null then
    return 0;
  end if;
  delete from admission.identity i where i.id = any(wanted);
  delete from admission.certificate c where c.applicant_id = any(wanted);
  delete from admission.check_request c where c.applicant_id = any(wanted);
  delete from admission.introduction i where i.applicant_id = any(wanted);
  delete from admission.vote v where v.applicant_id = any(wanted);
  delete from admission.step s where s.applicant_id = any(wanted) and s.kind not in ('nominate', 'drop');
  update admission.applicant a set reduced_at = now(), relaxed_consent = null, over_age_consent = null, decision_no = null, mentor_id = null, due_on = null, due_kind = null
  where a.id = any(wanted);
  return cardinality(wanted);
end
$$;
comment on function admission.reduce_dropped is 'Files of those who dropped out months ago lose the person and every paper; an anonymous row stays for the figures. Run by the server, for nobody''s request.';
revoke execute on function admission.reduce_dropped from public;

-- ------------------------------------------------------------------------------------------------- scope, grants and audit
-- A nominating body without the right to read files sees the rows of its own nominees alone.
select platform.protect(tbl::regclass, array['label', 'nominator_label'],
  '(select platform.has_right(''admission.read'')) or membership.label_in_scope(nominator_label)')
from unnest(array['admission.applicant', 'admission.identity', 'admission.step']) as tbl;
select platform.protect(tbl::regclass, array['label'], '(select platform.has_right(''admission.read''))')
from unnest(array['admission.certificate', 'admission.check_request', 'admission.introduction', 'admission.vote']) as tbl;
grant select, insert, update on admission.applicant, admission.identity, admission.check_request, admission.vote to gandan_app;
grant select, insert on admission.certificate, admission.introduction, admission.step to gandan_app;
grant execute on all functions in schema admission to gandan_app;
revoke execute on function admission.relabel, admission.reduce_dropped from gandan_app;
select platform.track('admission.applicant'), platform.track('admission.certificate'), platform.track('admission.check_request'), platform.track('admission.introduction'),
  platform.track('admission.vote'), platform.track('admission.step');

-- Audit of the person without the person: which row, and which fields changed, never what they held.
create function admission.record_identity() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  r record;
begin
  if coalesce(current_setting('gandan.audit', true), '') = 'bulk' then
    return null;
  end if;
  if tg_op = 'DELETE' then
    for r in select o.id, o.label from old_rows o loop
      perform platform.write_audit('delete', 'admission.identity', r.id::text, r.label, json_build_object('old', json_build_object('id', r.id))::text);
    end loop;
  elsif tg_op = 'INSERT' then
    for r in select n.id, n.label from new_rows n loop
      perform platform.write_audit('insert', 'admission.identity', r.id::text, r.label, json_build_object('new', json_build_object('id', r.id))::text);
    end loop;
  else
    for r in
      select n.id, n.label, (select array_agg(f.key order by f.key) from jsonb_each(to_jsonb(n)) f where to_jsonb(o) -> f.key is distinct from f.value) as fields
      from new_rows n join old_rows o on o.id = n.id
    loop
      perform platform.write_audit('update', 'admission.identity', r.id::text, r.label,
        json_build_object('old', json_build_object('id', r.id), 'new', json_build_object('id', r.id, 'fields', r.fields))::text);
    end loop;
  end if;
  return null;
end
$$;
create trigger track_insert after insert on admission.identity referencing new table as new_rows for each statement execute function admission.record_identity();
create trigger track_update after update on admission.identity referencing old table as old_rows new table as new_rows for each statement execute function admission.record_identity();
create trigger track_delete after delete on admission.identity referencing old table as old_rows for each statement execute function admission.record_identity();

-- What is not certain is a value that an administrator may change.
insert into platform.setting (key, valid, value, source, confidence) values
  ('admission.vote-excused-out', daterange(null, null), '1', 'Quy định thi hành Điều lệ Đảng, mục 9.3.2 (cần kiểm tra)', 'K-m');
