-- Whoever sees the whole tree has one range, as the row policies of one range have.
create or replace function membership.label_in_scope(wanted int) returns boolean
  language plpgsql stable set search_path = '' as $$
declare
  slots int;
begin
  if current_setting('role', true) = 'gandan_all' then
    return true;
  end if;
  if current_setting('role', true) !~ '^gandan_scope_(\d+|whole)$' then
    return session_user = current_user; -- the owner itself: jobs and loading
  end if;
  slots := coalesce(substring(current_setting('role', true) from '\d+$')::int, 1);
  for slot in 1..slots loop
    if wanted >= current_setting('gandan.lo' || slot)::int and wanted < current_setting('gandan.hi' || slot)::int then
      return true;
    end if;
  end loop;
  return false;
end
$$;
