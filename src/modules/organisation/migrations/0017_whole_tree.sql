-- Who sees every unit there is: the smallest and the largest label lie in his first range.
create or replace function platform.sees_whole_tree() returns boolean
  language plpgsql stable security definer set search_path = '' as $$
begin
  return current_setting('gandan.lo1')::int <= (select min(u.label) from organisation.unit u)
    and current_setting('gandan.hi1')::int > (select max(u.label) from organisation.unit u);
end
$$;

