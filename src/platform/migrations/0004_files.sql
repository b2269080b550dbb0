-- Files are seen within the scope of their label; one without a label only by whoever put it there.
alter table platform.file enable row level security;
do $$
declare
  slots int;
  condition text;
begin
  foreach slots in array array[1, 2, 4, 8, 16, 64] loop
    condition := format('(%s) or (label is null and created_by = current_setting(''gandan.user_id'', true))', platform.scope_condition(slots, array['label']));
    execute format('create policy scope_%1$s on platform.file for all to gandan_scope_%1$s using (%2$s) with check (%2$s)', slots, condition);
  end loop;
end
$$;
create policy everything on platform.file for all to gandan_all using (true) with check (true);
grant delete on platform.file to gandan_app;
create index file_sha256 on platform.file (sha256);
select platform.track('platform.file');
