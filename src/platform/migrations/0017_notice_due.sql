-- What a room says in the transaction of its record: that it may concern somebody. Who that is, the server finds a moment later with every
-- post in sight, because whoever writes a record need not see those whom it concerns.

create table platform.notice_due (
  id         bigint generated always as identity primary key,
  kind       text not null check (kind ~ '^[a-z]+\.[a-z-]+$'),
  record_id  uuid not null,
  said_at    timestamptz not null default now()
);
comment on table platform.notice_due is 'Records about which somebody may have to be told, said in the transaction that wrote them; taken out when their notices are written.';
alter table platform.notice_due enable row level security;
create policy say on platform.notice_due for insert to gandan_app with check (true);
grant insert (kind, record_id) on platform.notice_due to gandan_app;
