-- Who administers an installation before anybody holds a post in it.

create table platform.administrator (
  user_id   text primary key references platform.account (user_id),
  id        text generated always as (user_id) stored,
  named_at  timestamptz not null default now()
);
comment on table platform.administrator is
  'Accounts that hold the rights of the role administrator everywhere while no post gives them rights. Written by the command line of the installation only: no role that answers requests may even read it.';
comment on column platform.administrator.id is 'The same as user_id, for the audit trigger.';
select platform.track('platform.administrator');
