-- What is open goes on with the successor; what was numbered stays with the unit that numbered it, and the successor begins new series.

create table records.moved (
  event_id   uuid not null references organisation.unit_event (id),
  table_name text not null check (table_name in ('document', 'owner', 'dossier', 'addressee')),
  record_id  uuid not null,
  from_id    uuid not null references organisation.unit (id),
  from_code  text,
  primary key (event_id, table_name, record_id)
);
comment on table records.moved is 'Open documents and files that went to a successor with an event of units, so that taking it back returns them.';

create function records.same_labels(event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  child text;
begin
  foreach child in array array['attachment', 'attachment_text', 'handling'] loop
    execute format('update records.%I t set label = d.label from records.document d, records.moved m
      where m.event_id = $1 and m.table_name = ''document'' and d.id = m.record_id and t.document_id = d.id and t.label <> d.label', child) using event;
  end loop;
  update records.addressee t set from_label = d.label, label = case when t.unit_id is null then d.label else t.label end from records.document d, records.moved m
    where m.event_id = event and m.table_name = 'document' and d.id = m.record_id and t.document_id = d.id and t.from_label <> d.label;
  update records.handling t set owner_label = d.owner_label from records.document d, records.moved m
    where m.event_id = event and m.table_name in ('document', 'owner') and d.id = m.record_id and t.document_id = d.id and t.owner_label <> d.owner_label;
  update platform.file f set label = a.label from records.attachment a, records.moved m
    where m.event_id = event and m.table_name = 'document' and a.document_id = m.record_id and f.id = a.file_id and f.label <> a.label;
end
$$;

-- The code of a file may be taken at the successor: two offices both had a file 01. It then carries the old unit's mark.
create function records.free_code(unit uuid, in_year int, wanted text) returns text
  language sql stable set search_path = '' as $$
  select case when n = 0 then wanted else left(wanted, 24) || '/' || (n + 1) end
  from (select count(*) as n from records.dossier d where d.unit_id = unit and d.year = in_year and (d.code = wanted or d.code like left(wanted, 24) || '/%')) x
$$;

create function records.follow(old_unit uuid, new_unit uuid, event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  d record;
  target int;
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  select u.label into target from organisation.unit u where u.id = new_unit;
  for d in select id, year, code from records.dossier where unit_id = old_unit and state in ('planned', 'open') order by year, code loop
    insert into records.moved (event_id, table_name, record_id, from_id, from_code) values (event, 'dossier', d.id, old_unit, d.code);
    update records.dossier set unit_id = new_unit, label = target, code = records.free_code(new_unit, d.year, d.code), version = version + 1 where id = d.id;
  end loop;
  with moved as (
    update records.document t set owner_unit_id = new_unit, owner_label = target, version = t.version + 1
    where t.owner_unit_id = old_unit and t.state = 'open' returning t.id)
  insert into records.moved (event_id, table_name, record_id, from_id) select event, 'owner', id, old_unit from moved;
  with moved as (
    update records.document t set unit_id = new_unit, label = target, owner_label = case when t.owner_unit_id is null then target else t.owner_label end,
      issuer_id = case when t.issuer_id = old_unit and t.state = 'draft' then new_unit else t.issuer_id end, version = t.version + 1
    where t.unit_id = old_unit and t.state in ('draft', 'open') returning t.id)
  insert into records.moved (event_id, table_name, record_id, from_id) select event, 'document', id, old_unit from moved;
  -- What was sent to the old unit and not yet entered there waits with the new one, unless it was sent to that one too.
  with moved as (
    update records.addressee t set unit_id = new_unit, label = target
    where t.unit_id = old_unit and t.arrival_id is null
      and not exists (select 1 from records.addressee o where o.document_id = t.document_id and o.unit_id = new_unit) returning t.id)
  insert into records.moved (event_id, table_name, record_id, from_id) select event, 'addressee', id, old_unit from moved;
  perform records.same_labels(event);
end
$$;
create function records.follow_back(event uuid) returns void
  language plpgsql security definer set search_path = '' as $$
begin
  if not platform.has_right('organisation.write') and session_user <> current_user then
    perform platform.refuse('right.missing');
  end if;
  update records.dossier t set unit_id = m.from_id, label = u.label, code = m.from_code, version = t.version + 1
  from records.moved m join organisation.unit u on u.id = m.from_id where m.event_id = event and m.table_name = 'dossier' and t.id = m.record_id;
  update records.document t set unit_id = m.from_id, label = u.label, owner_label = case when t.owner_unit_id is null then u.label else t.owner_label end,
    issuer_id = case when t.state = 'draft' then m.from_id else t.issuer_id end, version = t.version + 1
  from records.moved m join organisation.unit u on u.id = m.from_id where m.event_id = event and m.table_name = 'document' and t.id = m.record_id and t.state in ('draft', 'open', 'done');
  update records.document t set owner_unit_id = m.from_id, owner_label = u.label, version = t.version + 1
  from records.moved m join organisation.unit u on u.id = m.from_id where m.event_id = event and m.table_name = 'owner' and t.id = m.record_id;
  update records.addressee t set unit_id = m.from_id, label = u.label
  from records.moved m join organisation.unit u on u.id = m.from_id where m.event_id = event and m.table_name = 'addressee' and t.id = m.record_id and t.arrival_id is null;
  perform records.same_labels(event);
  delete from records.moved m where m.event_id = event;
end
$$;
comment on function records.follow is 'Drafts, open arrivals, files not yet closed and letters under way go on with the successor of their unit; series, numbers and closed files stay (DOMAIN.md 5.3: merged committees began new series; 2.2: closed fonds).';
revoke execute on function records.same_labels, records.free_code, records.follow, records.follow_back from public;
grant execute on function records.follow, records.follow_back to gandan_app;
