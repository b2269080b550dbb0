create table signin.used_code (
  user_id  text not null references signin."user" (id) on delete cascade,
  code     text not null,
  at       timestamptz not null default now(),
  primary key (user_id, code)
);
comment on table signin.used_code is 'Codes of the second factor given in the last minutes: each opens once (RFC 6238, 5.2), so one read over a shoulder opens nothing.';
