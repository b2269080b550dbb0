-- A file of a million rows: each row is read, judged and written once, in columns that the judging and the taking over can
-- use as they stand; long steps run as jobs that can be stopped and go on after a restart.

alter table membership.import_row
  add column full_name text,
  add column family_key text collate "C",
  add column given_key text collate "C",
  add column sex text,
  add column birth_on date,
  add column birth_precision text,
  add column card_number text,
  add column card_key text collate "C",
  add column old_card_number text,
  add column decision_on date,
  add column decision_precision text,
  add column ceremony_on date,
  add column ceremony_precision text,
  add column recognised_on date,
  add column recognised_precision text,
  add column education text,
  add column theory_level text,
  add column occupation text,
  add column ethnicity text,
  add column cell_id uuid,
  add column cell_label int,
  add column start_on date,
  add column start_precision text,
  add column standing text,
  add column official_on date,
  add column official_precision text,
  add column twin text collate "C",
  add column holds_key boolean not null default false,
  add column decision text check (decision in ('same-person', 'new-person', 'leave-out')),
  add column raw json not null default '{}',
  add column faults jsonb not null default '[]',
  add column new_id uuid not null default uuidv7();
comment on column membership.import_row.twin is 'What makes two rows the same person: the card number, else name, birth and cell.';
comment on column membership.import_row.holds_key is 'The row is sound so far, so a later one with the same twin is the second.';
comment on column membership.import_row.start_on is 'First day of a new member; empty when the row does not say it.';
comment on column membership.import_row.standing is 'In which standing a new member is today.';
comment on column membership.import_row.decision is 'What a person decided about the row.';
comment on column membership.import_row.raw is 'Texts of the row by index of the column, as they stood in the file; of columns that are taken in only.';
comment on column membership.import_row.faults is 'What reading found; problems adds what judging found.';
comment on column membership.import_row.new_id is 'The identity that a new member gets, fixed before it is taken over: taking over writes no row here.';
comment on column membership.import_row.member_id is 'Whom of the register the row speaks of; empty for a new member.';

create index import_row_twin on membership.import_row (twin) where holds_key;
drop index membership.import_row_card;
drop index membership.import_row_member;

alter table membership.import_batch
  add column step text check (step in ('reading', 'applying', 'undoing')),
  add column job_id uuid references platform.job (id);
comment on column membership.import_batch.step is 'What a job is doing with it; nothing else may change it meanwhile.';
comment on column membership.import_batch.job_id is 'The job of that step. Who stops a step takes it away, and the job writes nothing any more.';
create index import_batch_job on membership.import_batch (job_id) where job_id is not null;

create table membership.import_progress (
  batch_id  uuid primary key references membership.import_batch (id),
  read_to   int,
  rows      int not null default 0,
  skipped   int not null default 0,
  label     int not null
);
comment on table membership.import_progress is 'How far the reading of a file has come; a reading that was cut off goes on behind it. Not under audit: it changes with every piece.';
comment on column membership.import_progress.read_to is 'Last row of the file whose rows all stand in import_row; empty: what stands there is of an earlier reading and goes first.';
select platform.protect('membership.import_progress');
grant select, insert, update, delete on membership.import_progress to gandan_app;

-- Whether a date from a file says more than the one that stands in the register: another day, or the same one more exactly.
create function membership.says_more(old_on date, old_precision text, new_on date, new_precision text) returns boolean
  language sql immutable parallel safe
  return new_on is not null and (old_on is null or ((old_on, old_precision) is distinct from (new_on, new_precision) and not (
    (new_precision = 'year' and extract(year from new_on) = extract(year from old_on))
    or (new_precision = 'month' and old_precision <> 'year' and date_trunc('month', new_on) = date_trunc('month', old_on)))));
comment on function membership.says_more is 'A date known only by month or year agrees with a more exact one of that time: nothing is lost to a coarser sheet.';

-- How far the job of an import is: shown to everybody who may see the import, not only to who began it.
create function membership.import_work(batches uuid[])
  returns table (batch_id uuid, state text, done bigint, total bigint, runs int, problem jsonb)
  language sql stable security definer set search_path = '' as $$
  select b.id, j.state, j.done, j.total, j.runs, j.problem
  from membership.import_batch b join platform.job j on j.id = b.job_id
  where b.id = any(batches) and membership.label_in_scope(b.label)
$$;

-- Stops the step of an import, whoever of its scope began it.
create function membership.stop_import(batch uuid) returns text
  language plpgsql security definer set search_path = '' as $$
declare
  b membership.import_batch;
begin
  select * into b from membership.import_batch x where x.id = batch for no key update;
  if not found or not platform.has_right('members.import') or not membership.label_in_scope(b.label) or b.step is null then
    perform platform.refuse('import.nothing-to-stop');
  end if;
  update platform.job j set state = 'cancelled', updated_at = now() where j.id = b.job_id and j.state in ('waiting', 'running');
  update membership.import_batch x set step = null, job_id = null where x.id = batch;
  return b.step;
end
$$;
comment on function membership.stop_import is 'Asks first, from the settings of the transaction, whether the caller may import and sees the import.';
grant execute on function membership.import_work, membership.stop_import, membership.says_more to gandan_app;
