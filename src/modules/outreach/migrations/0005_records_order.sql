-- What the check of order found when a coaching visit began, and after it.
create table outreach.records_order (
  id           uuid primary key default uuidv7(),
  activity_id  uuid not null references outreach.activity (id),
  unit_id      uuid not null references organisation.unit (id),
  moment       text not null check (moment in ('before', 'after')),
  taken_on     date not null,
  checks       jsonb not null check (jsonb_typeof(checks) = 'array'),
  offenders    jsonb not null check (jsonb_typeof(offenders) = 'array'),
  label        int not null default 0,
  agency_label int not null default 0,
  recorded_at  timestamptz not null default now(),
  constraint records_order_once_a_day unique (activity_id, unit_id, moment, taken_on)
);
comment on table outreach.records_order is 'The check “orderly and correct” of one unit''s papers, as it stood when a coaching visit began and after it. Never changed: what was mended is told by comparing the two.';
comment on column outreach.records_order.offenders is 'Identities of the papers and files that offended, and against what; their words are read from the register, by who may.';
create unique index records_order_before on outreach.records_order (activity_id, unit_id) where moment = 'before';

-- What was there before is taken before what is there after.
create function outreach.order_in_turn() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  begun date := (select min(o.taken_on) from outreach.records_order o
    where o.activity_id = new.activity_id and o.unit_id = new.unit_id and o.moment = 'before');
begin
  if new.moment = 'after' and (begun is null or begun > new.taken_on) then
    perform platform.refuse('order.before-missing');
  end if;
  return new;
end
$$;
create trigger order_in_turn before insert on outreach.records_order for each row execute function outreach.order_in_turn();
create trigger labels_of_activity before insert on outreach.records_order for each row execute function outreach.labels_of_parent('activity', 'activity_id');

drop trigger labels_follow on outreach.activity;
create trigger labels_follow after update of label, agency_label on outreach.activity for each row
  when (old.label <> new.label or old.agency_label <> new.agency_label)
  execute function outreach.labels_follow('activity_id',
    '{activity_village,quantity,group_count,participant,stop,visit_count,skill_taught,service_done,follow_up,activity_photo,check_answer,testimony,records_order}');

select platform.protect('outreach.records_order', array['label', 'agency_label']), platform.track('outreach.records_order');
grant select, insert on outreach.records_order to gandan_app;
