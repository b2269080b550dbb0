-- Boxes of a transfer letter, the remark of the place of stay, yearly supplement sheets, and the check of slips every three months.

create table membership.transfer_box (
  id          uuid primary key default uuidv7(),
  transfer_id uuid not null references membership.transfer (id),
  box         int not null check (box between 1 and 4),
  signed_on   date not null,
  signer      text not null check (btrim(signer) <> '' and length(signer) <= 120),
  from_label  int not null,
  to_label    int not null,
  recorded_at timestamptz not null default now(),
  constraint transfer_box_once unique (transfer_id, box)
);
comment on table membership.transfer_box is
  'A signed box of a transfer letter: day and signer. Who refers to whom follows from the tree of the day of the letter. Source: DOMAIN.md 3.4 [S14c].';
create index transfer_box_transfer on membership.transfer_box (transfer_id);
select platform.protect('membership.transfer_box', array['from_label', 'to_label']);
grant select, insert on membership.transfer_box to gandan_app;
grant update (signed_on, signer) on membership.transfer_box to gandan_app;
select platform.track('membership.transfer_box');

-- Corrections in box 1 are not allowed, whoever writes: a faulty letter is taken back and a new one made out.
create function membership.box_1_stands() returns trigger
  language plpgsql set search_path = '' as $$
begin
  perform platform.refuse('transfer.box-1-stands', jsonb_build_object('source', '294-QĐ/TW, mục 6.3.1; mẫu giấy giới thiệu sinh hoạt đảng'));
  return null;
end
$$;
create trigger box_1_stands before update of signed_on, signer on membership.transfer_box for each row when (old.box = 1) execute function membership.box_1_stands();
create trigger box_1_stands before update on membership.transfer for each row
  when ((old.member_id, old.kind, old.from_cell_id, old.to_cell_id, old.outside, old.letter, old.referred_on, old.until_on, old.full_name, old.card_number)
    is distinct from (new.member_id, new.kind, new.from_cell_id, new.to_cell_id, new.outside, new.letter, new.referred_on, new.until_on, new.full_name, new.card_number))
  execute function membership.box_1_stands();

create function membership.letter_side(wanted uuid, on_day date) returns jsonb
  language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('cell', named.cell, 'grassroots', named.grassroots, 'superior', named.superior)
  from organisation.unit_version v
  left join lateral (select membership.grassroots_of(v.unit_id, on_day) as id) g on true
  left join organisation.unit_version gv on gv.unit_id = g.id and gv.valid @> on_day
  left join organisation.unit_version sv on sv.unit_id = gv.parent_id and sv.valid @> on_day
  cross join lateral (select jsonb_build_object('id', v.unit_id, 'name', v.name, 'kind', v.kind) as cell,
    case when gv.unit_id is not null then jsonb_build_object('id', gv.unit_id, 'name', gv.name, 'kind', gv.kind) end as grassroots,
    case when sv.unit_id is not null then jsonb_build_object('id', sv.unit_id, 'name', sv.name, 'kind', sv.kind) end as superior) named
  where v.unit_id = wanted and v.valid @> on_day
$$;
comment on function membership.letter_side is 'A cell, its grassroots organisation and what stands above that, on a day. The tree is known to everybody.';
revoke execute on function membership.letter_side from public;
grant execute on function membership.letter_side to gandan_app;

create function membership.hosted_official(cell uuid, on_day date) returns int
  language sql stable security definer set search_path = '' as $$
  select count(*)::int from membership.transfer t
  join membership.member_period p on p.member_id = t.member_id and p.valid @> on_day and p.standing = 'official'
  where t.to_cell_id = cell and t.kind = 'temporary' and t.state = 'accepted' and t.accepted_on <= on_day and (t.until_on is null or t.until_on > on_day)
$$;
comment on function membership.hosted_official is 'How many official members of other cells stay with a cell on a day. A number only: their files are those of the home cell.';
revoke execute on function membership.hosted_official from public;
grant execute on function membership.hosted_official to gandan_app;

create table membership.stay_remark (
  id          uuid primary key,
  member_id   uuid not null references membership.member (id),
  ended_on    date not null,
  received_on date not null,
  document    text not null check (btrim(document) <> '' and length(document) <= 200),
  label       int not null,
  recorded_at timestamptz not null default now(),
  constraint stay_remark_once unique (member_id, ended_on),
  constraint stay_remark_after check (received_on >= ended_on - 31)
);
comment on table membership.stay_remark is
  'The remark of the place of stay that a member brings home from a temporary exemption or transfer: its paper and day, nothing of what it says. Source: DOMAIN.md 3.4 [S14d].';
create index stay_remark_label on membership.stay_remark (label);
select platform.protect('membership.stay_remark');
grant select, insert on membership.stay_remark to gandan_app;
grant delete on membership.stay_remark to gandan_app;
select platform.track('membership.stay_remark');

create table membership.supplement (
  id          uuid primary key default uuidv7(),
  member_id   uuid not null references membership.member (id),
  year        int not null check (year between 1990 and 2200),
  received_on date not null,
  label       int not null,
  recorded_at timestamptz not null default now(),
  constraint supplement_once unique (member_id, year)
);
comment on table membership.supplement is 'That the yearly supplement sheet of a member was received, and when; the sheet itself is paper in the file. Source: DOMAIN.md 3.4 [S14f].';
create index supplement_label on membership.supplement (label);
select platform.protect('membership.supplement');
grant select, insert, delete on membership.supplement to gandan_app;
select platform.track('membership.supplement');

create table membership.slip_check (
  id          uuid primary key,
  unit_id     uuid not null references organisation.unit (id),
  checked_on  date not null,
  under_way   int not null check (under_way >= 0),
  late        int not null check (late between 0 and under_way),
  document    text check (btrim(document) <> '' and length(document) <= 200),
  label       int not null,
  recorded_at timestamptz not null default now(),
  constraint slip_check_once unique (unit_id, checked_on),
  constraint slip_check_reported check (late = 0 or document is not null)
);
comment on table membership.slip_check is
  'The check of transfer slips by a grassroots committee, every three months: how many were under way, how many more than three months late, and the paper that reports these. Source: DOMAIN.md 3.4 [S14f].';
create index slip_check_unit on membership.slip_check (unit_id, checked_on);
create index slip_check_label on membership.slip_check (label);
select platform.protect('membership.slip_check');
grant select, insert on membership.slip_check to gandan_app;
select platform.track('membership.slip_check');

-- What is known of a member goes with him.
create or replace function membership.sync_members(wanted uuid[], today date) returns int
  language plpgsql security definer set search_path = '' as $$
declare
  moved int;
begin
  with now_at as (
    select distinct on (p.member_id) p.member_id, p.state, p.cell_id, p.label
    from membership.member_period p
    where wanted is null or p.member_id = any(wanted)
    order by p.member_id, p.valid @> today desc, (lower(p.valid) <= today) desc, p.valid desc
  )
  update membership.member m set state = n.state, cell_id = n.cell_id, label = n.label, updated_at = now()
  from now_at n where m.id = n.member_id and (m.state, m.cell_id, m.label) is distinct from (n.state, n.cell_id, n.label);
  get diagnostics moved = row_count;
  update membership.person x set label = m.label from membership.member m where m.id = x.id and x.label <> m.label and (wanted is null or m.id = any(wanted));
  update membership.person_ethnicity x set label = m.label from membership.member m where m.id = x.id and x.label <> m.label and (wanted is null or m.id = any(wanted));
  update membership.discipline x set label = m.label from membership.member m where m.id = x.member_id and x.label <> m.label and (wanted is null or m.id = any(wanted));
  update membership.badge x set label = m.label from membership.member m where m.id = x.member_id and x.label <> m.label and (wanted is null or m.id = any(wanted));
  update membership.period_outside x set label = m.label from membership.member m where m.id = x.member_id and x.label <> m.label and (wanted is null or m.id = any(wanted));
  update membership.handling x set label = m.label from membership.member m where m.id = x.member_id and x.label <> m.label and (wanted is null or m.id = any(wanted));
  update membership.stay_remark x set label = m.label from membership.member m where m.id = x.member_id and x.label <> m.label and (wanted is null or m.id = any(wanted));
  update membership.supplement x set label = m.label from membership.member m where m.id = x.member_id and x.label <> m.label and (wanted is null or m.id = any(wanted));
  return moved;
end
$$;
