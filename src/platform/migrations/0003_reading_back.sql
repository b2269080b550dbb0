-- Reading audit trail, access log and change log: values of restricted tables stay restricted in the trail too.

create table platform.audit_right (
  prefix  text primary key,
  needed  text not null
);
comment on table platform.audit_right is 'Whose changes a caller may read: an audit record whose entity begins with `prefix` needs the right `needed`. Filled by the rooms.';
grant select on platform.audit_right to gandan_app;

create policy needs_right on platform.audit as restrictive for select to gandan_app
  using (not exists (
    select 1 from platform.audit_right r where starts_with(entity, r.prefix) and not platform.has_right(r.needed)));

create function platform.change_head() returns bigint
  language sql stable security definer set search_path = ''
  return (select coalesce(max(c.no), 0) from platform.change c);
comment on function platform.change_head is 'Last number of the change log, whatever the scope: how far a cursor may move when nothing in the scope changed.';

grant execute on function platform.change_head to gandan_app;
