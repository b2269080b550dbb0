-- Who may sign in: people's accounts and tokens for the rooms to see, and behind them the schema of the sign-in library,
-- which no role that answers requests can enter.

create schema signin;
comment on schema signin is 'Passwords, sessions and second factors, in the shape of better-auth. Only the owner of the schema enters.';

create table signin."user" (
  id                  text primary key,
  name                text not null,
  email               text not null unique,
  email_verified      boolean not null default false,
  image               text,
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  username            text unique,
  display_username    text,
  two_factor_enabled  boolean default false
);
comment on column signin."user".email is 'Required by the library and never used: an address in the reserved domain .invalid.';

create table signin.session (
  id          text primary key,
  expires_at  timestamptz not null,
  token       text not null unique,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null,
  ip_address  text,
  user_agent  text,
  user_id     text not null references signin."user" (id) on delete cascade
);
create index session_of_user on signin.session (user_id);
comment on column signin.session.updated_at is 'Last seen, to about five minutes; a session that rests too long is over.';

create table signin.account (
  id                        text primary key,
  account_id                text not null,
  provider_id               text not null,
  user_id                   text not null references signin."user" (id) on delete cascade,
  access_token              text,
  refresh_token             text,
  id_token                  text,
  access_token_expires_at   timestamptz,
  refresh_token_expires_at  timestamptz,
  scope                     text,
  password                  text,
  created_at                timestamptz not null default now(),
  updated_at                timestamptz not null default now()
);
create index account_of_user on signin.account (user_id);
comment on column signin.account.password is 'Argon2id hash.';

create table signin.verification (
  id          text primary key,
  identifier  text not null,
  value       text not null,
  expires_at  timestamptz not null,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now()
);
create index verification_identifier on signin.verification (identifier);

create table signin.two_factor (
  id                         text primary key,
  secret                     text not null,
  backup_codes               text not null,
  user_id                    text not null references signin."user" (id) on delete cascade,
  verified                   boolean default true,
  failed_verification_count  int default 0,
  locked_until               timestamptz
);
create index two_factor_user on signin.two_factor (user_id);
comment on column signin.two_factor.secret is 'Encrypted with the secret that lies in the data directory, outside the database.';

create table signin.failure (
  id         bigint generated always as identity primary key,
  at         timestamptz not null default clock_timestamp(),
  user_name  text not null,
  address    text not null,
  settled    boolean not null default false
);
create index failure_user_name on signin.failure (user_name, at);
create index failure_address on signin.failure (address, at) where settled;
comment on table signin.failure is 'Tries that failed or are under way (not settled); too many make the next one wait. Kept for a day.';

create table platform.account (
  user_id       text primary key,
  id            text generated always as (user_id) stored,
  user_name     text not null unique check (user_name ~ '^[a-z0-9][a-z0-9._-]{1,59}$'),
  person_id     uuid unique,
  display_name  text not null check (length(display_name) between 1 and 120),
  language      text not null default 'vi' check (language in ('vi', 'th', 'en')),
  created_at    timestamptz not null default now(),
  disabled_at   timestamptz
);
comment on table platform.account is 'Who may sign in. `person_id` says whose posts give the rights; without it an account may do nothing.';
comment on column platform.account.id is 'The same as user_id, for the audit trigger.';
select platform.track('platform.account');
grant select on platform.account to gandan_app;
grant update (language) on platform.account to gandan_app;
alter table platform.account enable row level security;
-- Names of accounts are shown to everybody signed in, beside what they changed.
create policy everybody on platform.account for select to gandan_app using (true);
create policy own on platform.account for update to gandan_app
  using (user_id = current_setting('gandan.user_id', true)) with check (user_id = current_setting('gandan.user_id', true));

create table platform.token (
  id            uuid primary key default uuidv7(),
  user_id       text not null references platform.account (user_id),
  name          text not null check (length(name) between 1 and 80),
  hash          bytea not null unique,
  rights        text[] not null,
  expires_on    date,
  created_at    timestamptz not null default now(),
  last_used_at  timestamptz,
  ended_at      timestamptz
);
comment on table platform.token is 'Personal access tokens. The token itself is shown once; here lies its SHA-256.';
create index token_of_user on platform.token (user_id);
grant select (id, user_id, name, rights, expires_on, created_at, last_used_at, ended_at) on platform.token to gandan_app;
grant insert (id, user_id, name, hash, rights, expires_on), update (ended_at) on platform.token to gandan_app;
alter table platform.token enable row level security;
create policy own on platform.token for all to gandan_app
  using (user_id = current_setting('gandan.user_id', true)) with check (user_id = current_setting('gandan.user_id', true));

create table platform.sample_sign_in (
  user_name  text primary key references platform.account (user_name),
  password   text not null,
  label      text not null,
  position   int not null default 0
);
comment on table platform.sample_sign_in is 'Sign-ins of the sample, shown on the sign-in page while the server listens on this computer only. Never filled elsewhere.';

-- Managing accounts changes both schemas in one transaction. The functions ask for the right themselves, so that the
-- role of a request needs no way into `signin`.
create function platform.require_users_manage() returns void
  language plpgsql stable set search_path = '' as $$
begin
  if not platform.has_right('users.manage') then
    perform platform.refuse('right.missing', '{"right":"users.manage"}');
  end if;
end
$$;

create function platform.create_account(p_user_id text, p_user_name text, p_display_name text, p_language text, p_person_id uuid, p_password text)
  returns void
  language plpgsql security definer set search_path = '' as $$
begin
  perform platform.require_users_manage();
  insert into platform.account (user_id, user_name, display_name, language, person_id)
  values (p_user_id, p_user_name, p_display_name, p_language, p_person_id);
  insert into signin."user" (id, name, email, username, display_username)
  values (p_user_id, p_display_name, p_user_id || '@account.invalid', p_user_name, p_user_name);
  insert into signin.account (id, account_id, provider_id, user_id, password)
  values (p_user_id, p_user_id, 'credential', p_user_id, p_password);
end
$$;
comment on function platform.create_account is 'A new account with the hash of its first password. Needs users.manage.';

create function platform.change_account(p_user_id text, p_display_name text, p_language text, p_person_id uuid, p_disabled boolean) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  perform platform.require_users_manage();
  update platform.account set display_name = p_display_name, language = p_language, person_id = p_person_id,
    disabled_at = case when p_disabled then coalesce(disabled_at, now()) end
  where user_id = p_user_id;
  update signin."user" set name = p_display_name, updated_at = now() where id = p_user_id;
  if p_disabled then
    delete from signin.session where user_id = p_user_id;
  end if;
end
$$;
comment on function platform.change_account is 'New values of an account; disabling ends its sessions. Needs users.manage.';

create function platform.reset_sign_in(p_user_id text, p_password text, p_without_totp boolean, p_unlock boolean) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  perform platform.require_users_manage();
  if p_password is not null then
    update signin.account set password = p_password, updated_at = now() where user_id = p_user_id and provider_id = 'credential';
    delete from signin.session where user_id = p_user_id;
  end if;
  if p_without_totp then
    delete from signin.two_factor where user_id = p_user_id;
    update signin."user" set two_factor_enabled = false where id = p_user_id;
  end if;
  if p_unlock or p_password is not null then
    delete from signin.failure f using platform.account a where a.user_id = p_user_id and f.user_name = a.user_name;
    update signin.two_factor set failed_verification_count = 0, locked_until = null where user_id = p_user_id;
  end if;
  perform platform.write_audit('note', 'platform.account', p_user_id, null,
    json_build_object('new', json_build_object('password_reset', p_password is not null, 'totp_removed', p_without_totp, 'unlocked', p_unlock))::text);
end
$$;
comment on function platform.reset_sign_in is 'Sets a new password hash (ending all sessions), takes the second factor away, or forgets failed tries. Needs users.manage.';

create function platform.sign_in_state(p_user_ids text[])
  returns table (user_id text, totp boolean, sessions int, last_seen_at timestamptz, locked boolean)
  language plpgsql stable security definer set search_path = '' as $$
begin
  perform platform.require_users_manage();
  return query
    select u.id, coalesce(u.two_factor_enabled, false),
      (select count(*)::int from signin.session s where s.user_id = u.id and s.expires_at > now()),
      (select max(s.updated_at) from signin.session s where s.user_id = u.id),
      coalesce((select max(t.locked_until) > now() from signin.two_factor t where t.user_id = u.id), false)
        or (select count(*) >= 8 from signin.failure f where f.user_name = u.username and f.at > now() - interval '15 minutes')
    from signin."user" u where u.id = any(p_user_ids);
end
$$;
comment on function platform.sign_in_state is 'What an administrator sees of sign-in: second factor, sessions, whether failed tries make it wait. Needs users.manage.';

revoke execute on function platform.create_account, platform.change_account, platform.reset_sign_in, platform.sign_in_state from public;
grant execute on function platform.create_account, platform.change_account, platform.reset_sign_in, platform.sign_in_state,
  platform.require_users_manage to gandan_app;
