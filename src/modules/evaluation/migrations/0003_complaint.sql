-- After the result is told: who complains, until when, who owes the answer, and the result afterwards.

create table evaluation.complaint (
  id              uuid primary key,
  rating_id       uuid not null references evaluation.rating (id),
  filed_on        date not null,
  document        text not null check (btrim(document) <> '' and length(document) <= 120),
  due_on          date,
  answered_on     date check (answered_on >= filed_on),
  outcome         text check (outcome in ('kept', 'changed')),
  level           text check (level in ('excellent', 'good', 'completed', 'not_completed')),
  answer_document text check (btrim(answer_document) <> '' and length(answer_document) <= 120),
  label           int not null,
  by_label        int not null,
  recorded_at     timestamptz not null default now(),
  constraint complaint_answered_whole check ((answered_on is null) = (outcome is null) and (answered_on is null) = (answer_document is null)),
  constraint complaint_changed_to check ((level is not null) = (outcome is not distinct from 'changed'))
);
comment on table evaluation.complaint is 'A complaint about a decided level: its days and papers, the answer of whoever decided, and nothing of what was said.';
comment on column evaluation.complaint.due_on is 'Last day of the answer; empty where the holidays of the year are not entered.';
create unique index complaint_once on evaluation.complaint (rating_id);
create index complaint_open on evaluation.complaint (by_label, due_on) where answered_on is null;
create index complaint_label on evaluation.complaint (label);
select platform.protect('evaluation.complaint', array['label', 'by_label']);
grant select, insert on evaluation.complaint to gandan_app;
grant update (answered_on, outcome, level, answer_document) on evaluation.complaint to gandan_app;
select platform.track('evaluation.complaint');

alter table evaluation.rating add column complaint_id uuid references evaluation.complaint (id);
comment on column evaluation.rating.complaint_id is 'The complaint whose answer set this level, instead of the one of the decision.';

-- What was answered stands.
create function evaluation.keep_answer() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if old.answered_on is not null then
    perform platform.refuse('evaluation.answered-already', jsonb_build_object('on', old.answered_on));
  end if;
  return new;
end
$$;
create trigger keep before update on evaluation.complaint for each row execute function evaluation.keep_answer();

-- The cap holds for what counts after the answers as well; what a decision says of its numbers is of its own day.
create or replace function evaluation.check_cap() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  d record;
  of_base bigint;
  allowed numeric;
begin
  for d in
    select k.id, k.allowed, count(*) filter (where r.level = 'excellent') as excellent, count(*) filter (where r.level = 'good') as good, count(*) as evaluated,
      bool_or(r.complaint_id is not null) as changed, k.excellent as said_excellent, k.good as said_good, k.evaluated as said, k.cap_percent, k.cap_base, k.cap_rounding
    from evaluation.decision k join evaluation.rating r on r.decision_id = k.id and not r.is_void
    where k.id in (select n.decision_id from new_rows n) group by k.id
  loop
    of_base := d.good + (case d.cap_base when 'good_and_above' then d.excellent else 0 end);
    allowed := (case d.cap_rounding when 'down' then floor(d.cap_percent * of_base / 100) when 'up' then ceil(d.cap_percent * of_base / 100)
      else round(d.cap_percent * of_base / 100) end);
    if d.evaluated is distinct from d.said::bigint or d.excellent > allowed
      or not d.changed and ((d.excellent, d.good) is distinct from (d.said_excellent::bigint, d.said_good::bigint) or d.allowed > allowed) then
      perform platform.refuse('evaluation.over-cap', jsonb_build_object('excellent', d.excellent, 'allowed', least(d.allowed, allowed), 'good', d.good, 'percent', d.cap_percent, 'source', '366-QĐ/TW'));
    end if;
  end loop;
  return null;
end
$$;
