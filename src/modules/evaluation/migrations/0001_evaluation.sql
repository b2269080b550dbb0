-- Yearly evaluation of members and organisations: proposed, decided by the direct superior, capped.

create schema evaluation;
comment on schema evaluation is 'Yearly evaluation of members and organisations: proposed, decided by the direct superior, capped.';
grant usage on schema evaluation to gandan_app;

create table evaluation.proposal (
  id           uuid primary key,
  year         int not null check (year between 2000 and 2100),
  subject      text not null check (subject in ('member', 'organisation')),
  member_id    uuid references membership.member (id),
  unit_id      uuid not null references organisation.unit (id),
  level        text not null check (level in ('excellent', 'good', 'completed', 'not_completed')),
  supported    text not null check (supported in ('excellent', 'good', 'completed', 'not_completed')),
  reason       text check (reason in ('outside_system', 'excused_delay', 'ordered_otherwise', 'other')),
  evidence     jsonb not null,
  document     text not null check (btrim(document) <> '' and length(document) <= 120),
  proposed_on  date not null,
  label        int not null,
  version      int not null default 1,
  recorded_at  timestamptz not null default now(),
  constraint proposal_of_member check ((subject = 'member') = (member_id is not null)),
  constraint proposal_above_with_reason check (reason is not null or array_position(array['not_completed', 'completed', 'good', 'excellent'], level)
    <= array_position(array['not_completed', 'completed', 'good', 'excellent'], supported))
);
comment on table evaluation.proposal is 'What a cell proposes for a member, and an organisation for itself: a level, never points. Evidence is what the records said that day.';
comment on column evaluation.proposal.unit_id is 'The cell of the member on 31 December of the year, or the organisation itself.';
comment on column evaluation.proposal.supported is 'The highest level that evidence supports; above it a coded reason is kept.';
create unique index proposal_member on evaluation.proposal (year, member_id) where member_id is not null;
create unique index proposal_organisation on evaluation.proposal (year, unit_id) where member_id is null;
create index proposal_unit on evaluation.proposal (unit_id, year);
create index proposal_label on evaluation.proposal (label);

create table evaluation.decision (
  id             uuid primary key,
  year           int not null check (year between 2000 and 2100),
  subject        text not null check (subject in ('member', 'organisation')),
  unit_id        uuid not null references organisation.unit (id),
  decided_by_id  uuid not null references organisation.unit (id),
  document       text not null check (btrim(document) <> '' and length(document) <= 120),
  decided_on     date not null,
  outstanding    boolean not null default false,
  evaluated      int not null check (evaluated > 0),
  excellent      int not null check (excellent >= 0),
  good           int not null check (good >= 0),
  allowed        int not null check (allowed >= 0),
  cap_percent    numeric not null,
  cap_base       text not null check (cap_base in ('good', 'good_and_above')),
  cap_rounding   text not null check (cap_rounding in ('down', 'nearest', 'up')),
  withdrawn_on   date,
  withdrawn_by   text check (length(withdrawn_by) <= 120),
  label          int not null,
  by_label       int not null,
  recorded_at    timestamptz not null default now(),
  constraint decision_after_year check (decided_on > make_date(year, 11, 30)),
  constraint decision_within_cap check (excellent <= allowed),
  constraint decision_withdrawn_with_paper check ((withdrawn_on is null) = (withdrawn_by is null))
);
comment on table evaluation.decision is 'The direct superior decides a whole list: the members of one cell, or the organisations directly under one body. The cap stands with it as it was counted.';
create unique index decision_once on evaluation.decision (year, subject, unit_id) where withdrawn_on is null;
create index decision_label on evaluation.decision (label);

create table evaluation.rating (
  id           uuid primary key default uuidv7(),
  decision_id  uuid not null references evaluation.decision (id),
  year         int not null,
  subject      text not null check (subject in ('member', 'organisation')),
  member_id    uuid references membership.member (id),
  unit_id      uuid not null references organisation.unit (id),
  level        text not null check (level in ('excellent', 'good', 'completed', 'not_completed')),
  is_void      boolean not null default false,
  label        int not null,
  constraint rating_of_member check ((subject = 'member') = (member_id is not null))
);
comment on table evaluation.rating is 'A decided level: what I-43 and I-44 count. Void when its decision was withdrawn.';
create unique index rating_member on evaluation.rating (year, member_id) where member_id is not null and not is_void;
create unique index rating_organisation on evaluation.rating (year, unit_id) where member_id is null and not is_void;
create index rating_decision on evaluation.rating (decision_id);
create index rating_label on evaluation.rating (label);

-- The cap is counted from the ratings themselves, whatever the decision says of its numbers.
create function evaluation.check_cap() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  d record;
  of_base bigint;
  allowed numeric;
begin
  for d in
    select k.id, k.allowed, count(*) filter (where r.level = 'excellent') as excellent, count(*) filter (where r.level = 'good') as good, count(*) as evaluated,
      k.excellent as said_excellent, k.good as said_good, k.evaluated as said, k.cap_percent, k.cap_base, k.cap_rounding
    from evaluation.decision k join evaluation.rating r on r.decision_id = k.id
    where k.id in (select n.decision_id from new_rows n) group by k.id
  loop
    of_base := d.good + (case d.cap_base when 'good_and_above' then d.excellent else 0 end);
    allowed := (case d.cap_rounding when 'down' then floor(d.cap_percent * of_base / 100) when 'up' then ceil(d.cap_percent * of_base / 100)
      else round(d.cap_percent * of_base / 100) end);
    if (d.excellent, d.good, d.evaluated) is distinct from (d.said_excellent::bigint, d.said_good::bigint, d.said::bigint)
      or d.allowed > allowed or d.excellent > d.allowed then
      perform platform.refuse('evaluation.over-cap', jsonb_build_object('excellent', d.excellent, 'allowed', d.allowed, 'good', d.good, 'percent', d.cap_percent, 'source', '366-QĐ/TW'));
    end if;
  end loop;
  return null;
end
$$;
create trigger check_cap after insert on evaluation.rating referencing new table as new_rows for each statement execute function evaluation.check_cap();

-- What was decided stands: a decision is withdrawn once, and nothing else of it changes.
create function evaluation.keep_decision() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if to_jsonb(new) - array['withdrawn_on', 'withdrawn_by'] is distinct from to_jsonb(old) - array['withdrawn_on', 'withdrawn_by'] or old.withdrawn_on is not null then
    perform platform.refuse('evaluation.decided-already', jsonb_build_object('document', old.document));
  end if;
  return new;
end
$$;
create trigger keep before update on evaluation.decision for each row execute function evaluation.keep_decision();

select platform.protect('evaluation.proposal'), platform.protect('evaluation.decision', array['label', 'by_label']), platform.protect('evaluation.rating');
grant select, insert on evaluation.proposal, evaluation.decision, evaluation.rating to gandan_app;
grant update on evaluation.proposal to gandan_app;
grant update (withdrawn_on, withdrawn_by) on evaluation.decision to gandan_app;
grant update (is_void) on evaluation.rating to gandan_app;
select platform.track('evaluation.proposal'), platform.track('evaluation.decision'), platform.track('evaluation.rating');
