-- Long work: what it was asked to do and why it failed, and a door by which a request can ask for it.
alter table platform.job add column payload jsonb not null default '{}', add column problem jsonb;
comment on column platform.job.payload is 'What the task was asked to do; ids and options, no personal data.';
comment on column platform.job.problem is 'Code and details of the problem, when it failed.';
create index job_unfinished on platform.job (created_at) where state in ('waiting', 'running');

create function platform.enqueue_job(p_task text, p_payload jsonb) returns uuid
  language plpgsql security definer set search_path = '' as $$
declare
  job_id uuid;
begin
  insert into platform.job (kind, payload, created_by)
  values (p_task, p_payload, coalesce(nullif(current_setting('gandan.user_id', true), ''), 'system'))
  returning id into job_id;
  -- The queue's own schema is made when a server starts; work asked for before that is taken up at the start.
  if to_regclass('worker._private_jobs') is not null then
    perform worker.add_job(p_task, json_build_object('jobId', job_id), max_attempts => 5, job_key => job_id::text);
  end if;
  return job_id;
end
$$;
comment on function platform.enqueue_job is 'Asks for long work within the running transaction: it begins when that has been committed, and not if it is undone.';
grant execute on function platform.enqueue_job to gandan_app;
revoke insert on platform.job from gandan_app;

-- From outside, a job can only be stopped.
revoke update on platform.job from gandan_app;
grant update (state, updated_at) on platform.job to gandan_app;
create function platform.only_stop_job() returns trigger
  language plpgsql as $$
begin
  if current_user <> (select pg_get_userbyid(relowner) from pg_class where oid = tg_relid) and (new.state <> 'cancelled' or old.state not in ('waiting', 'running')) then
    perform platform.refuse('job.finished');
  end if;
  return new;
end
$$;
create trigger only_stop before update on platform.job for each row execute function platform.only_stop_job();
