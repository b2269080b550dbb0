-- Sponsors, campaigns, needs, house cases and the ledger in which every gift is traced from its sponsor to a household.

create schema welfare;
comment on schema welfare is 'Sponsors, campaigns, needs, house cases and the ledger in which every gift is traced from its sponsor to a household.';
grant usage on schema welfare to gandan_app;

-- ------------------------------------------------------------------------------------------------------ what is given
create table welfare.item (
  code      text primary key check (code ~ '^[A-Za-z][A-Za-z0-9_]{1,30}$'),
  kind      text not null check (kind in ('money', 'goods', 'work')),
  decimals  smallint not null default 0 check (decimals between 0 and 3),
  name      text not null check (btrim(name) <> '' and length(name) <= 80),
  unit      text not null check (btrim(unit) <> '' and length(unit) <= 30),
  sort      int not null default 100
);
comment on table welfare.item is 'What can be given, each with its own unit of measure. `decimals` 0: whole numbers only, so 1.5 bins are refused.';
insert into welfare.item (code, kind, decimals, name, unit, sort) values
  ('VND', 'money', 0, 'Tiền', 'đồng', 1), ('bin', 'goods', 0, 'Thùng rác', 'thùng', 10), ('solar_pole', 'goods', 0, 'Cột đèn năng lượng mặt trời', 'cột', 11),
  ('gift', 'goods', 0, 'Suất quà', 'suất', 12), ('sign', 'goods', 0, 'Biển chỉ dẫn', 'biển', 13), ('flag', 'goods', 0, 'Cờ Tổ quốc', 'lá', 14),
  ('blanket', 'goods', 0, 'Chăn ấm', 'chiếc', 15), ('rice', 'goods', 1, 'Gạo', 'kg', 16), ('seedling', 'goods', 0, 'Cây giống', 'cây', 17),
  ('livestock', 'goods', 0, 'Con giống', 'con', 18), ('notebook', 'goods', 0, 'Vở học sinh', 'quyển', 19), ('water_tank', 'goods', 0, 'Bồn chứa nước', 'bồn', 20),
  ('cement', 'goods', 2, 'Xi măng', 'tấn', 21), ('house', 'goods', 0, 'Nhà ở', 'ngôi', 30), ('labour_day', 'work', 1, 'Ngày công', 'ngày công', 40);

-- ---------------------------------------------------------------------------------------------------------- who gives
create table welfare.sponsor (
  id           uuid primary key default uuidv7(),
  keeper_id    uuid not null references organisation.unit (id),
  kind         text not null check (kind in ('organisation', 'branch', 'person', 'collective')),
  name         text not null check (btrim(name) <> '' and length(name) <= 200),
  parent_id    uuid references welfare.sponsor (id),
  in_public    text not null default 'named' check (in_public in ('named', 'anonymous')),
  register_no  text check (length(register_no) <= 40),
  label        int not null,
  version      int not null default 1,
  recorded_at  timestamptz not null default now(),
  constraint sponsor_branch_has_parent check ((kind = 'branch') = (parent_id is not null) and parent_id is distinct from id),
  constraint sponsor_once unique (keeper_id, kind, name)
);
comment on table welfare.sponsor is 'Who gives: an organisation, a branch of one, a person, or people together. `in_public` is their own choice; the book always knows them.';
comment on column welfare.sponsor.keeper_id is 'The unit that keeps the relation; its scope sees the row, as does whoever sees a campaign that the sponsor gave to.';
comment on column welfare.sponsor.register_no is 'Number of an organisation in an official register, for exchange at organisation level. Never of a person.';
create index sponsor_label on welfare.sponsor (label);
create index sponsor_parent on welfare.sponsor (parent_id);

create table welfare.campaign (
  id               uuid primary key default uuidv7(),
  unit_id          uuid not null references organisation.unit (id),
  place_id         uuid not null references organisation.unit (id),
  first_unit_id    uuid not null references organisation.unit (id),
  first_place_id   uuid not null references organisation.unit (id),
  twinning_id      uuid,
  kind             text not null check (kind in ('environment', 'lighting', 'gift', 'house', 'livelihood', 'school', 'relief', 'other')),
  title            text not null check (btrim(title) <> '' and length(title) <= 200),
  purpose          text not null check (btrim(purpose) <> '' and length(purpose) <= 400),
  document         text check (length(document) <= 120),
  starts_on        date not null,
  ends_on          date,
  state            text not null default 'open' check (state in ('open', 'closed')),
  closed_on        date,
  closing_document text check (length(closing_document) <= 120),
  label            int not null,
  place_label      int not null,
  version          int not null default 1,
  recorded_at      timestamptz not null default now(),
  constraint campaign_ends_after_start check (ends_on is null or ends_on >= starts_on),
  constraint campaign_closed_has_day check ((state = 'closed') = (closed_on is not null))
);
comment on table welfare.campaign is 'A drive for one purpose in one place: who organises it, where it gives, in which measures. It has books of its own and closes at zero.';
comment on column welfare.campaign.first_unit_id is 'Organiser at the beginning; after a merger `unit_id` is the successor while the closed periods of the first still hold.';
comment on column welfare.campaign.twinning_id is 'The twinning it belongs to, when the two bodies have one.';
create index campaign_unit on welfare.campaign (unit_id);
create index campaign_place on welfare.campaign (place_id);
create index campaign_label on welfare.campaign (label);
create index campaign_place_label on welfare.campaign (place_label);

create table welfare.campaign_item (
  id           uuid primary key default uuidv7(),
  campaign_id  uuid not null references welfare.campaign (id),
  item         text not null references welfare.item (code),
  goal         numeric(18, 3) check (goal > 0),
  label        int not null,
  place_label  int not null,
  constraint campaign_item_once unique (campaign_id, item)
);
comment on table welfare.campaign_item is 'The measures of a campaign: only in these may be pledged, received and given.';

create table welfare.agreement (
  id           uuid primary key default uuidv7(),
  sponsor_id   uuid not null references welfare.sponsor (id),
  number       text not null check (btrim(number) <> '' and length(number) <= 80),
  purpose      text not null check (btrim(purpose) <> '' and length(purpose) <= 400),
  signed_on    date not null,
  ends_on      date,
  file_id      uuid references platform.file (id),
  label        int not null,
  recorded_at  timestamptz not null default now(),
  constraint agreement_ends_after_start check (ends_on is null or ends_on >= signed_on),
  constraint agreement_once unique (sponsor_id, number, signed_on)
);
comment on table welfare.agreement is 'Agreement with a sponsor: number, purpose, how long it holds.';

create table welfare.pledge (
  id                 uuid primary key default uuidv7(),
  campaign_id        uuid not null references welfare.campaign (id),
  sponsor_id         uuid not null references welfare.sponsor (id),
  agreement_id       uuid references welfare.agreement (id),
  item               text not null,
  quantity           numeric(18, 3) not null,
  value_vnd          bigint check (value_vnd >= 0),
  pledged_on         date not null,
  on_precision       text not null default 'day' check (on_precision in ('day', 'month', 'year')),
  due_on             date,
  document           text check (length(document) <= 120),
  withdrawn_on       date,
  withdrawn_document text check (length(withdrawn_document) <= 120),
  label              int not null,
  place_label        int not null,
  version            int not null default 1,
  recorded_at        timestamptz not null default now(),
  constraint pledge_not_zero check (quantity > 0),
  constraint pledge_measure_fits foreign key (campaign_id, item) references welfare.campaign_item (campaign_id, item),
  constraint pledge_withdrawn_after check (withdrawn_on is null or withdrawn_on >= pledged_on)
);
comment on table welfare.pledge is 'What was promised: never added to what was received. `value_vnd` is the value that the sponsor states for goods.';
create index pledge_campaign on welfare.pledge (campaign_id);
create index pledge_sponsor on welfare.pledge (sponsor_id);
create index pledge_label on welfare.pledge (label);

-- --------------------------------------------------------------------------------------------------- who is helped
create table welfare.household (
  id           uuid primary key default uuidv7(),
  village_id   uuid not null references organisation.unit (id),
  code         text not null check (code ~ '^[A-ZĐ0-9]{1,6}-[0-9]{3,5}$'),
  head_name    text not null check (btrim(head_name) <> '' and length(head_name) <= 120),
  name_key     text generated always as (platform.fold(head_name)) stored,
  left_on      date,
  label        int not null,
  version      int not null default 1,
  recorded_at  timestamptz not null default now(),
  constraint household_code_once unique (village_id, code)
);
comment on table welfare.household is 'A household that is or may be helped: code, name of its head, village. No other person of it has a field here, and there is no free text about it.';
create index household_label on welfare.household (label);
create index household_name on welfare.household using gin (name_key gin_trgm_ops);

create table welfare.household_class (
  id            uuid primary key default uuidv7(),
  household_id  uuid not null references welfare.household (id),
  class         text not null check (class in ('poor', 'near_poor', 'policy', 'merit', 'difficulty')),
  valid         daterange not null check (not isempty(valid)),
  list_number   text not null check (btrim(list_number) <> '' and length(list_number) <= 80),
  list_on       date not null,
  source        text not null check (btrim(source) <> '' and length(source) <= 200),
  label         int not null,
  recorded_at   timestamptz not null default now(),
  constraint household_class_once exclude using gist (household_id with =, class with =, valid with &&)
);
comment on table welfare.household_class is 'Class of a household as the commune''s official list says it, with number and day of the list. Sensitive.';

create table welfare.eligibility (
  id            uuid primary key default uuidv7(),
  household_id  uuid not null references welfare.household (id),
  kind          text not null check (kind in ('disability', 'long_illness', 'labour_shortage', 'lone_elder', 'orphan', 'house_unsafe', 'disaster_loss')),
  certificate   text check (length(certificate) <= 80),
  since         date not null,
  until         date,
  label         int not null,
  recorded_at   timestamptz not null default now(),
  constraint eligibility_once unique (household_id, kind, since),
  constraint eligibility_certificate check (kind not in ('disability', 'long_illness') or certificate is not null)
);
comment on table welfare.eligibility is 'Yes to a criterion, with the number of the certificate where the benefit needs one. Never a diagnosis (DOMAIN.md 8.3). Sensitive.';

create table welfare.consent (
  id            uuid primary key default uuidv7(),
  household_id  uuid not null references welfare.household (id),
  what          text not null check (what in ('name_public', 'name_sponsor', 'photo_public', 'photo_sponsor')),
  given_on      date not null,
  how           text not null check (how in ('form', 'spoken_witnessed')),
  file_id       uuid references platform.file (id),
  withdrawn_on  date,
  label         int not null,
  recorded_at   timestamptz not null default now(),
  constraint consent_withdrawn_after check (withdrawn_on is null or withdrawn_on >= given_on)
);
comment on table welfare.consent is 'What a household agreed to and until when. Silence is no consent, and who did not agree is not recorded.';
create unique index consent_once on welfare.consent (household_id, what) where withdrawn_on is null;
create index consent_household on welfare.consent (household_id);

create table welfare.need (
  id            uuid primary key default uuidv7(),
  village_id    uuid not null references organisation.unit (id),
  household_id  uuid references welfare.household (id),
  item          text not null references welfare.item (code),
  quantity      numeric(18, 3) not null,
  title         text not null check (btrim(title) <> '' and length(title) <= 200),
  criteria      text[] not null default '{}',
  proposed_on   date not null,
  voted_on      date,
  vote_for      int check (vote_for >= 0),
  vote_present  int check (vote_present > 0),
  listed_on     date,
  list_number   text check (length(list_number) <= 80),
  state         text not null default 'proposed' check (state in ('proposed', 'voted', 'listed', 'met', 'withdrawn')),
  met_on        date,
  withdrawn_for text check (withdrawn_for in ('moved_away', 'helped_elsewhere', 'no_longer_needed', 'not_approved')),
  label         int not null,
  version       int not null default 1,
  recorded_at   timestamptz not null default now(),
  constraint need_not_zero check (quantity > 0),
  constraint need_vote_whole check (vote_for is null or vote_for <= vote_present),
  constraint need_listed_whole check (state <> 'listed' or (listed_on is not null and list_number is not null)),
  constraint need_met_has_day check ((state = 'met') = (met_on is not null))
);
comment on table welfare.need is 'What a village or a household of it needs: voted by the village, on the commune''s list, met or still waiting. Order follows stated criteria, never a score.';
create index need_village on welfare.need (village_id, state);
create index need_label on welfare.need (label);
create index need_household on welfare.need (household_id);

-- ------------------------------------------------------------------------------------------------------------ houses
create table welfare.house (
  id                 uuid primary key default uuidv7(),
  household_id       uuid not null references welfare.household (id),
  village_id         uuid not null references organisation.unit (id),
  campaign_id        uuid references welfare.campaign (id),
  need_id            uuid references welfare.need (id),
  kind               text not null check (kind in ('unity', 'gratitude')),
  works              text not null default 'new' check (works in ('new', 'repair')),
  area_m2            numeric(6, 1) check (area_m2 > 0),
  stage              text not null default 'proposed',
  stage_on           date not null,
  label              int not null,
  version            int not null default 1,
  recorded_at        timestamptz not null default now()
);
comment on table welfare.house is 'A great-unity or gratitude house for one household, from proposal to inspection (DOMAIN.md 6.3).';
comment on column welfare.house.stage is 'Latest of house_stage, kept by trigger.';
create index house_village on welfare.house (village_id);
create index house_label on welfare.house (label);
create index house_household on welfare.house (household_id);
create index house_campaign on welfare.house (campaign_id);

create table welfare.house_stage (
  id            uuid primary key default uuidv7(),
  house_id      uuid not null references welfare.house (id),
  stage         text not null check (stage in ('proposed', 'voted', 'approved', 'funded', 'started', 'roof', 'completed', 'handed_over', 'moved_in', 'inspected')),
  on_date       date not null,
  on_precision  text not null default 'day' check (on_precision in ('day', 'month', 'year')),
  document      text check (length(document) <= 120),
  vote_for      int check (vote_for >= 0),
  vote_present  int check (vote_present > 0),
  result        text check (result in ('good', 'needs_repair', 'not_in_use')),
  file_id       uuid references platform.file (id),
  photo_id      uuid,
  label         int not null,
  recorded_at   timestamptz not null default now(),
  constraint house_stage_once unique (house_id, stage),
  constraint house_stage_result check ((stage = 'inspected') = (result is not null)),
  constraint house_stage_vote check (stage <> 'voted' or (vote_for is not null and vote_present is not null and vote_for <= vote_present))
);
comment on table welfare.house_stage is 'Stages of a house with their days and papers, in the one order there is. Append-only.';

-- The order of the stages, where it cannot be skipped.
create function welfare.check_house_stage() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  steps constant text[] := array['proposed', 'voted', 'approved', 'funded', 'started', 'roof', 'completed', 'handed_over', 'moved_in', 'inspected'];
  last record;
begin
  perform 1 from welfare.house where id = new.house_id for update;
  select stage, on_date into last from welfare.house_stage where house_id = new.house_id order by array_position(steps, stage) desc limit 1;
  if (last is null and new.stage <> 'proposed') or (last is not null and array_position(steps, new.stage) <> array_position(steps, last.stage) + 1) then
    perform platform.refuse('house.stage-order', jsonb_build_object('stage', new.stage, 'after', last.stage));
  end if;
  if last.on_date > new.on_date then
    perform platform.refuse('house.stage-before', jsonb_build_object('stage', new.stage, 'on', new.on_date, 'after', last.on_date));
  end if;
  if new.stage = 'inspected' and new.on_date < last.on_date + interval '12 months' then
    perform platform.refuse('house.inspection-early', jsonb_build_object('on', new.on_date, 'dueOn', (last.on_date + interval '12 months')::date));
  end if;
  update welfare.house set stage = new.stage, stage_on = new.on_date, version = version + 1 where id = new.house_id;
  return new;
end
$$;
create trigger check_house_stage before insert on welfare.house_stage for each row execute function welfare.check_house_stage();

create table welfare.house_share (
  id            uuid primary key default uuidv7(),
  house_id      uuid not null references welfare.house (id),
  source        text not null check (source in ('sponsor', 'fund', 'state', 'family', 'community')),
  sponsor_id    uuid references welfare.sponsor (id),
  item          text not null check (item in ('VND', 'labour_day')),
  quantity      numeric(18, 3) not null,
  state         text not null check (state in ('agreed', 'given')),
  on_date       date not null,
  document      text check (length(document) <= 120),
  label         int not null,
  recorded_at   timestamptz not null default now(),
  constraint house_share_not_zero check (quantity > 0),
  constraint house_share_sponsor check ((source = 'sponsor') = (sponsor_id is not null)),
  constraint house_share_labour check (item = 'VND' or (source in ('family', 'community') and quantity = round(quantity, 1)))
);
comment on table welfare.house_share is
  'Who bears a house: what was agreed of each source, and what family and community gave outside the ledger (money of their own, labour days). Sponsors'' money given stands in the ledger.';
create index house_share_house on welfare.house_share (house_id);

-- ------------------------------------------------------------------------------------------------------------ ledger
create table welfare.closed_period (
  id           uuid primary key default uuidv7(),
  unit_id      uuid not null references organisation.unit (id),
  valid        daterange not null check (not isempty(valid) and lower(valid) is not null and upper(valid) is not null),
  document     text not null check (btrim(document) <> '' and length(document) <= 120),
  label        int not null,
  recorded_at  timestamptz not null default now(),
  constraint closed_period_once exclude using gist (unit_id with =, valid with &&)
);
comment on table welfare.closed_period is 'Periods whose books are closed: nothing takes effect in them any more. A mistake found later is reversed in an open period.';

create table welfare.chain (
  campaign_id  uuid primary key references welfare.campaign (id),
  no           bigint not null default 0,
  hash         bytea not null,
  vouchers     jsonb not null default '{}'
);
comment on table welfare.chain is 'End of the journal of each campaign. Who writes holds this row, so postings of one campaign come one after the other.';

create table welfare.posting (
  id            uuid primary key default uuidv7(),
  campaign_id   uuid not null references welfare.campaign (id),
  no            bigint not null,
  kind          text not null check (kind in ('receipt', 'purchase', 'handover', 'return', 'write_off', 'reversal')),
  effective_on  date not null,
  recorded_at   timestamptz not null default clock_timestamp(),
  key           uuid not null,
  voucher       text not null check (btrim(voucher) <> '' and length(voucher) <= 40),
  purpose       text check (length(purpose) <= 400),
  document      text check (length(document) <= 120),
  pledge_id     uuid references welfare.pledge (id),
  reverses      uuid references welfare.posting (id),
  lines         jsonb not null,
  payload       text not null,
  hash          bytea not null,
  label         int not null,
  place_label   int not null,
  constraint posting_no_once unique (campaign_id, no),
  constraint posting_key_once unique (key),
  constraint posting_voucher_once unique (campaign_id, voucher),
  constraint posting_reversed_once unique (reverses),
  constraint posting_reversal check ((kind = 'reversal') = (reverses is not null)),
  constraint posting_minutes check (kind <> 'write_off' or btrim(coalesce(document, '')) <> '')
);
comment on table welfare.posting is 'The journal: an entry with its lines, append-only, chained per campaign. `effective_on` is when it was so, `recorded_at` when it was written.';
comment on column welfare.posting.payload is 'Text over which the hash is taken, stored as it was hashed: hash = sha256(hash before || payload).';
comment on column welfare.posting.document is 'Paper behind it; for what is written off the number of the minutes.';
create index posting_campaign on welfare.posting (campaign_id, effective_on, no);
create index posting_label on welfare.posting (label);

create table welfare.line (
  id             uuid primary key default uuidv7(),
  posting_id     uuid not null references welfare.posting (id),
  campaign_id    uuid not null references welfare.campaign (id),
  no             int not null,
  kind           text not null,
  effective_on   date not null,
  account        text not null check (account in ('source', 'stock', 'exchange', 'delivered', 'returned', 'written_off')),
  item           text not null,
  sponsor_id     uuid not null references welfare.sponsor (id),
  quantity       numeric(18, 3) not null check (quantity <> 0),
  value_vnd      bigint not null default 0,
  village_id     uuid references organisation.unit (id),
  household_id   uuid references welfare.household (id),
  house_id       uuid references welfare.house (id),
  label          int not null,
  place_label    int not null,
  village_label  int,
  constraint line_once unique (posting_id, no),
  constraint line_measure_fits foreign key (campaign_id, item) references welfare.campaign_item (campaign_id, item)
);
comment on table welfare.line is 'Lines of a posting. Per posting and measure they come to zero. Every line names the sponsor whose gift it moves, so a gift can be followed to the household.';
comment on column welfare.line.value_vnd is 'Value that moves with goods: what was paid or stated for them. For money the amount itself.';
create index line_campaign on welfare.line (campaign_id, item, sponsor_id, effective_on);
create index line_stock on welfare.line (campaign_id, effective_on) where account = 'stock';
create index line_delivered on welfare.line (village_id, effective_on) where account = 'delivered';
create index line_household on welfare.line (household_id) where household_id is not null;
create index line_house on welfare.line (house_id) where house_id is not null;
create index line_posting on welfare.line (posting_id);

create table welfare.stock (
  id              uuid primary key default uuidv7(),
  campaign_id     uuid not null references welfare.campaign (id),
  item            text not null,
  sponsor_id      uuid not null references welfare.sponsor (id),
  received        numeric(18, 3) not null default 0,
  bought          numeric(18, 3) not null default 0,
  spent           numeric(18, 3) not null default 0,
  delivered       numeric(18, 3) not null default 0,
  returned        numeric(18, 3) not null default 0,
  written_off     numeric(18, 3) not null default 0,
  in_stock        numeric(18, 3) generated always as (received + bought - spent - delivered - returned - written_off) stored,
  value_vnd       bigint not null default 0,
  delivered_vnd   bigint not null default 0,
  first_on        date not null,
  label           int not null,
  place_label     int not null,
  constraint stock_once unique (campaign_id, item, sponsor_id),
  constraint stock_not_overdrawn check (received + bought - spent - delivered - returned - written_off >= 0),
  constraint stock_value_not_overdrawn check (value_vnd >= 0),
  constraint stock_sums_whole check (received >= 0 and bought >= 0 and spent >= 0 and delivered >= 0 and returned >= 0 and written_off >= 0)
);
comment on table welfare.stock is
  'Balances per campaign, measure and sponsor, kept by the journal alone: received + bought = delivered + in stock + spent on purchases + returned + written off, by construction.';
create index stock_sponsor on welfare.stock (sponsor_id);

-- Nothing in the journal is changed or taken out.
create function welfare.journal_only_grows() returns trigger
  language plpgsql as $$
begin
  perform platform.refuse('ledger.append-only', jsonb_build_object('table', tg_table_name));
  return null;
end
$$;
create trigger only_grows before update or delete on welfare.posting for each row execute function welfare.journal_only_grows();
create trigger only_grows before update or delete on welfare.line for each row execute function welfare.journal_only_grows();

-- The balances of a campaign's item, held until the end of the transaction: who gives out of them waits here.
create function welfare.hold(campaign uuid) returns setof welfare.stock
  language plpgsql security definer set search_path = '' as $$
begin
  perform 1 from welfare.chain c where c.campaign_id = campaign for update;
  return query select s.* from welfare.stock s where s.campaign_id = campaign order by s.first_on, s.sponsor_id, s.item;
end
$$;
comment on function welfare.hold is 'Locks the books of a campaign and answers its balances. The caller has looked the campaign up in its scope.';

-- The hash of an entry is taken over this text.
create function welfare.posting_text(p welfare.posting) returns text
  language sql stable set search_path = ''
  return jsonb_build_object('id', p.id, 'campaign', p.campaign_id, 'no', p.no, 'kind', p.kind, 'effectiveOn', p.effective_on,
    'recordedAt', (extract(epoch from p.recorded_at) * 1000000)::bigint, 'key', p.key, 'voucher', p.voucher, 'purpose', p.purpose,
    'document', p.document, 'pledge', p.pledge_id, 'reverses', p.reverses, 'lines', p.lines)::text;

/*
 * The one way into the journal. `entry` carries id, campaign, kind, effectiveOn, key, voucher?, purpose?, document?, pledge?, reverses? and
 * lines [{account, item, sponsor, quantity, value, village?, household?, house?}]. The same key writes nothing again.
 * Refuses with ledger.* and campaign.* codes whatever the program forgot to look at.
 */
create function welfare.post(entry jsonb) returns uuid
  language plpgsql security definer set search_path = '' as $$
declare
  c record;
  head record;
  p welfare.posting;
  bad record;
  prefix text;
begin
  select * into head from welfare.chain where campaign_id = (entry ->> 'campaign')::uuid for update;
  if head is null then
    perform platform.refuse('campaign.unknown');
  end if;
  select id, campaign_id, kind into bad from welfare.posting where key = (entry ->> 'key')::uuid;
  if found then
    if bad.campaign_id <> (entry ->> 'campaign')::uuid or bad.kind <> entry ->> 'kind' then
      perform platform.refuse('request.id-taken');
    end if;
    return bad.id;
  end if;
  select * into c from welfare.campaign where id = (entry ->> 'campaign')::uuid;
  if c.state <> 'open' then
    perform platform.refuse('campaign.closed', jsonb_build_object('closedOn', c.closed_on));
  end if;
  p.id := (entry ->> 'id')::uuid;
  p.campaign_id := c.id;
  p.no := head.no + 1;
  p.kind := entry ->> 'kind';
  p.effective_on := (entry ->> 'effectiveOn')::date;
  p.recorded_at := coalesce((entry ->> 'recordedAt')::timestamptz, clock_timestamp());
  p.key := (entry ->> 'key')::uuid;
  p.purpose := entry ->> 'purpose';
  p.document := entry ->> 'document';
  p.pledge_id := (entry ->> 'pledge')::uuid;
  p.reverses := (entry ->> 'reverses')::uuid;
  p.lines := entry -> 'lines';
  p.label := c.label;
  p.place_label := c.place_label;
  prefix := case p.kind when 'receipt' then 'PN' when 'purchase' then 'PM' when 'handover' then 'PX' when 'return' then 'TL' when 'write_off' then 'GG' else 'BT' end;
  p.voucher := coalesce(entry ->> 'voucher', prefix || '-' || lpad((coalesce((head.vouchers ->> p.kind)::int, 0) + 1)::text, 3, '0'));

  if exists (select 1 from welfare.closed_period k where k.unit_id in (c.unit_id, c.first_unit_id) and k.valid @> p.effective_on) then
    perform platform.refuse('ledger.period-closed', jsonb_build_object('on', p.effective_on));
  end if;
  if p.kind = 'write_off' and btrim(coalesce(p.document, '')) = '' then
    perform platform.refuse('ledger.minutes-missing');
  end if;
  if jsonb_array_length(p.lines) < 2 then
    perform platform.refuse('ledger.unbalanced');
  end if;
  if p.kind = 'reversal' then
    select o.kind, o.effective_on, o.campaign_id, o.voucher into bad from welfare.posting o where o.id = p.reverses;
    if bad is null or bad.campaign_id <> c.id or bad.kind = 'reversal' then
      perform platform.refuse('ledger.reversal-of-nothing');
    end if;
    if bad.effective_on > p.effective_on then
      perform platform.refuse('ledger.reversal-before', jsonb_build_object('on', p.effective_on, 'after', bad.effective_on));
    end if;
    if exists (select 1 from welfare.posting o where o.reverses = p.reverses) then
      perform platform.refuse('ledger.reversed-already', jsonb_build_object('voucher', bad.voucher));
    end if;
    if exists (
      (select l.account, l.item, l.sponsor_id, -l.quantity, -l.value_vnd, l.village_id, l.household_id, l.house_id from welfare.line l where l.posting_id = p.reverses
       except all select r.account, r.item, r.sponsor, r.quantity, r.value, r.village, r.household, r.house from welfare.lines_of(p.lines) r)
      union all
      (select r.account, r.item, r.sponsor, r.quantity, r.value, r.village, r.household, r.house from welfare.lines_of(p.lines) r
       except all select l.account, l.item, l.sponsor_id, -l.quantity, -l.value_vnd, l.village_id, l.household_id, l.house_id from welfare.line l where l.posting_id = p.reverses)) then
      perform platform.refuse('ledger.reversal-differs');
    end if;
  end if;
  select r.item into bad from welfare.lines_of(p.lines) r group by r.item having sum(r.quantity) <> 0 or sum(r.value) <> 0 limit 1;
  if found then
    perform platform.refuse('ledger.unbalanced', jsonb_build_object('item', bad.item));
  end if;
  select r.item, r.quantity, i.decimals into bad from welfare.lines_of(p.lines) r join welfare.item i on i.code = r.item
    where r.quantity = 0 or r.quantity <> round(r.quantity, i.decimals) or (i.kind = 'money' and r.quantity <> r.value) limit 1;
  if found then
    perform platform.refuse('ledger.not-whole', jsonb_build_object('item', bad.item, 'quantity', abs(bad.quantity), 'decimals', bad.decimals));
  end if;
  select r.item into bad from welfare.lines_of(p.lines) r
    where not exists (select 1 from welfare.campaign_item a where a.campaign_id = c.id and a.item = r.item) limit 1;
  if found then
    perform platform.refuse('campaign.item-not-included', jsonb_build_object('item', bad.item));
  end if;

  p.payload := welfare.posting_text(p);
  p.hash := sha256(head.hash || convert_to(p.payload, 'UTF8'));
  insert into welfare.posting select p.*;
  update welfare.chain set no = p.no, hash = p.hash, vouchers = vouchers || jsonb_build_object(p.kind, coalesce((vouchers ->> p.kind)::int, 0) + 1) where campaign_id = c.id;
  insert into welfare.line (posting_id, campaign_id, no, kind, effective_on, account, item, sponsor_id, quantity, value_vnd, village_id, household_id, house_id, label, place_label, village_label)
  select p.id, c.id, r.no, p.kind, p.effective_on, r.account, r.item, r.sponsor, r.quantity, r.value, r.village, r.household, r.house, c.label, c.place_label, u.label
  from welfare.lines_of(p.lines) r left join organisation.unit u on u.id = r.village;

  insert into welfare.stock (campaign_id, item, sponsor_id, first_on, label, place_label)
  select distinct c.id, r.item, r.sponsor, p.effective_on, c.label, c.place_label from welfare.lines_of(p.lines) r
  on conflict on constraint stock_once do nothing;
  select x.item, x.sponsor, s.in_stock, x.stock into bad
  from (select r.item, r.sponsor, sum(r.quantity) filter (where r.account = 'stock') as stock from welfare.lines_of(p.lines) r group by 1, 2) x
  join welfare.stock s on s.campaign_id = c.id and s.item = x.item and s.sponsor_id = x.sponsor
  where s.in_stock + coalesce(x.stock, 0) < 0 limit 1;
  if found then
    perform platform.refuse('ledger.overdrawn', jsonb_build_object('item', bad.item, 'remaining', bad.in_stock, 'asked', -bad.stock));
  end if;
  update welfare.stock s set
    received = s.received + x.received, bought = s.bought + x.bought, spent = s.spent + x.spent, delivered = s.delivered + x.delivered,
    returned = s.returned + x.returned, written_off = s.written_off + x.written_off, value_vnd = s.value_vnd + x.value, delivered_vnd = s.delivered_vnd + x.delivered_vnd,
    first_on = least(s.first_on, p.effective_on)
  from (
    select r.item, r.sponsor,
      coalesce(-sum(r.quantity) filter (where r.account = 'source'), 0) as received,
      coalesce(-sum(r.quantity) filter (where r.account = 'exchange' and i.kind <> 'money'), 0) as bought,
      coalesce(sum(r.quantity) filter (where r.account = 'exchange' and i.kind = 'money'), 0) as spent,
      coalesce(sum(r.quantity) filter (where r.account = 'delivered'), 0) as delivered,
      coalesce(sum(r.quantity) filter (where r.account = 'returned'), 0) as returned,
      coalesce(sum(r.quantity) filter (where r.account = 'written_off'), 0) as written_off,
      coalesce(sum(r.value) filter (where r.account = 'stock'), 0) as value,
      coalesce(sum(r.value) filter (where r.account = 'delivered'), 0) as delivered_vnd
    from welfare.lines_of(p.lines) r join welfare.item i on i.code = r.item group by 1, 2) x
  where s.campaign_id = c.id and s.item = x.item and s.sponsor_id = x.sponsor;

  -- A posting dated back must not leave a day on which more had gone out than had come in. With nothing later, the balance above has said it.
  if not exists (select 1 from welfare.line x where x.campaign_id = c.id and x.account = 'stock' and x.effective_on > p.effective_on) then
    return p.id;
  end if;
  select d.item, d.day, d.had into bad from (
    select x.item, x.effective_on as day, sum(sum(x.quantity)) over (partition by x.item, x.sponsor_id order by x.effective_on) as had
    from welfare.line x
    where x.campaign_id = c.id and x.account = 'stock' and (x.item, x.sponsor_id) in (select r.item, r.sponsor from welfare.lines_of(p.lines) r)
    group by x.item, x.sponsor_id, x.effective_on) d
  where d.day >= p.effective_on and d.had < 0 order by d.day limit 1;
  if found then
    perform platform.refuse('ledger.overdrawn-on', jsonb_build_object('item', bad.item, 'on', bad.day, 'short', -bad.had));
  end if;
  return p.id;
end
$$;
comment on function welfare.post is 'The one way into the journal: holds the books, checks, chains, writes the lines and the balances. The caller has looked everything up in its scope.';

create function welfare.lines_of(lines jsonb)
  returns table (no int, account text, item text, sponsor uuid, quantity numeric, value bigint, village uuid, household uuid, house uuid)
  language sql immutable set search_path = '' rows 8 as $$
  select n::int, e ->> 'account', e ->> 'item', (e ->> 'sponsor')::uuid, (e ->> 'quantity')::numeric, coalesce((e ->> 'value')::bigint, 0),
    (e ->> 'village')::uuid, (e ->> 'household')::uuid, (e ->> 'house')::uuid
  from jsonb_array_elements(lines) with ordinality x(e, n)
$$;

-- A campaign begins with empty books, and closes only when nothing is left in them.
create function welfare.open_books() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  insert into welfare.chain (campaign_id, hash) values (new.id, sha256(convert_to('gandan welfare ' || new.id::text, 'UTF8')));
  return null;
end
$$;
create trigger open_books after insert on welfare.campaign for each row execute function welfare.open_books();

create function welfare.check_closing() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  bad record;
begin
  if new.state = 'closed' and old.state = 'open' then
    perform 1 from welfare.chain where campaign_id = new.id for update;
    select item, sum(in_stock) as left_over into bad from welfare.stock where campaign_id = new.id group by item having sum(in_stock) <> 0 limit 1;
    if found then
      perform platform.refuse('campaign.stock-left', jsonb_build_object('item', bad.item, 'remaining', bad.left_over));
    end if;
    select max(effective_on) as last into bad from welfare.posting where campaign_id = new.id;
    if bad.last > new.closed_on then
      perform platform.refuse('campaign.closed-before', jsonb_build_object('on', new.closed_on, 'after', bad.last));
    end if;
  end if;
  return new;
end
$$;
create trigger check_closing before update on welfare.campaign for each row execute function welfare.check_closing();

-- --------------------------------------------------------------------------------------------- allocation and handover
create table welfare.allocation (
  id             uuid primary key default uuidv7(),
  campaign_id    uuid not null references welfare.campaign (id),
  item           text not null,
  quantity       numeric(18, 3) not null,
  given          numeric(18, 3) not null default 0,
  village_id     uuid not null references organisation.unit (id),
  household_id   uuid references welfare.household (id),
  need_id        uuid references welfare.need (id),
  decided_on     date not null,
  document       text check (length(document) <= 120),
  label          int not null,
  place_label    int not null,
  village_label  int not null,
  version        int not null default 1,
  recorded_at    timestamptz not null default now(),
  constraint allocation_not_zero check (quantity > 0),
  constraint allocation_not_over check (given >= 0 and given <= quantity),
  constraint allocation_measure_fits foreign key (campaign_id, item) references welfare.campaign_item (campaign_id, item)
);
comment on table welfare.allocation is 'What is meant for a village or a household of it. `given` is kept by the handovers and never goes beyond it.';
create index allocation_campaign on welfare.allocation (campaign_id);
create index allocation_village on welfare.allocation (village_id);
create index allocation_village_label on welfare.allocation (village_label);

create table welfare.handover (
  id                   uuid primary key default uuidv7(),
  campaign_id          uuid not null references welfare.campaign (id),
  posting_id           uuid not null unique references welfare.posting (id),
  village_id           uuid not null references organisation.unit (id),
  household_id         uuid references welfare.household (id),
  house_id             uuid references welfare.house (id),
  allocation_id        uuid references welfare.allocation (id),
  handed_on            date not null,
  receipt_number       text not null check (btrim(receipt_number) <> '' and length(receipt_number) <= 40),
  confirmation         text not null check (confirmation in ('signature', 'thumb_paper', 'witness')),
  file_id              uuid references platform.file (id),
  photo_id             uuid,
  witness_name         text check (length(witness_name) <= 120),
  witness_post         text check (witness_post in ('village_head', 'village_deputy_head', 'cell_secretary', 'front_chair', 'elder', 'prestige_person')),
  handed_by            text not null check (btrim(handed_by) <> '' and length(handed_by) <= 160),
  repeat_acknowledged  boolean not null default false,
  label                int not null,
  place_label          int not null,
  village_label        int not null,
  recorded_at          timestamptz not null default now(),
  constraint handover_receipt_once unique (campaign_id, receipt_number),
  constraint handover_witnessed check (confirmation <> 'witness' or (witness_name is not null and witness_post is not null)),
  constraint handover_thumb_on_paper check (confirmation <> 'thumb_paper' or file_id is not null)
);
comment on table welfare.handover is 'Goods or money given to a village or household: receipt, and how it was confirmed. Thumbprints stay on paper; only the paper is photographed. Append-only.';
create index handover_campaign on welfare.handover (campaign_id, handed_on);
create index handover_household on welfare.handover (household_id) where household_id is not null;
create index handover_village on welfare.handover (village_id);
create index handover_village_label on welfare.handover (village_label);
create trigger only_grows before update or delete on welfare.handover for each row execute function welfare.journal_only_grows();

-- A gift stays in the campaign's place, and a household stands in its own village.
create function welfare.check_handover() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  c record;
  h record;
begin
  select place_id, first_place_id into c from welfare.campaign where id = new.campaign_id;
  if new.village_id <> c.place_id
    and not exists (select 1 from organisation.unit_path p where p.unit_id = new.village_id and p.valid @> new.handed_on and p.commune_id in (c.place_id, c.first_place_id))
    and not new.village_id in (select organisation.units_in_reach(array[c.place_id, c.first_place_id], new.handed_on)) then
    perform platform.refuse('handover.other-commune', jsonb_build_object('village', new.village_id));
  end if;
  if new.household_id is not null then
    select village_id into h from welfare.household where id = new.household_id;
    if h.village_id <> new.village_id then
      perform platform.refuse('handover.other-village');
    end if;
  end if;
  if new.house_id is not null and not exists (select 1 from welfare.house x where x.id = new.house_id and x.household_id = new.household_id) then
    perform platform.refuse('handover.other-house');
  end if;
  if new.allocation_id is not null then
    update welfare.allocation a set given = a.given + x.quantity, version = a.version + 1
    from (select l.item, sum(l.quantity) as quantity from welfare.line l where l.posting_id = new.posting_id and l.account = 'delivered' group by l.item) x
    where a.id = new.allocation_id and a.campaign_id = new.campaign_id and a.item = x.item and a.village_id = new.village_id and (a.household_id is null or a.household_id = new.household_id);
    if not found then
      perform platform.refuse('handover.other-allocation');
    end if;
  end if;
  return new;
end
$$;
create trigger check_handover before insert on welfare.handover for each row execute function welfare.check_handover();

-- What a reversal takes back is to be given again.
create function welfare.release_allocation() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if new.kind = 'reversal' then
    update welfare.allocation a set given = a.given - x.quantity, version = a.version + 1
    from welfare.handover h cross join lateral (
      select e ->> 'item' as item, -sum((e ->> 'quantity')::numeric) as quantity from jsonb_array_elements(new.lines) e where e ->> 'account' = 'delivered' group by 1) x
    where h.posting_id = new.reverses and a.id = h.allocation_id and a.item = x.item;
  end if;
  return null;
end
$$;
create trigger release_allocation after insert on welfare.posting for each row execute function welfare.release_allocation();

create table welfare.inspection (
  id            uuid primary key default uuidv7(),
  handover_id   uuid not null references welfare.handover (id),
  on_date       date not null,
  result        text not null check (result in ('good', 'needs_repair', 'not_in_use')),
  document      text check (length(document) <= 120),
  village_label int not null,
  label         int not null,
  recorded_at   timestamptz not null default now(),
  constraint inspection_once unique (handover_id, on_date)
);
comment on table welfare.inspection is 'Look at what was given, after twelve months or later. Houses carry theirs as a stage.';

create table welfare.purpose_change (
  id              uuid primary key default uuidv7(),
  campaign_id     uuid not null references welfare.campaign (id),
  posting_id      uuid not null references welfare.posting (id),
  sponsor_id      uuid not null references welfare.sponsor (id),
  new_purpose     text not null check (btrim(new_purpose) <> '' and length(new_purpose) <= 400),
  consent_number  text not null check (btrim(consent_number) <> '' and length(consent_number) <= 80),
  consent_on      date not null,
  file_id         uuid references platform.file (id),
  label           int not null,
  place_label     int not null,
  recorded_at     timestamptz not null default now()
);
comment on table welfare.purpose_change is 'Another purpose for what was received: only with the sponsor''s written consent and its number (DOMAIN.md 6.4). Append-only.';
create index purpose_change_campaign on welfare.purpose_change (campaign_id);

create table welfare.reported (
  id           uuid primary key default uuidv7(),
  campaign_id  uuid not null references welfare.campaign (id),
  what         text not null check (what in ('pledged', 'received', 'delivered')),
  item         text not null references welfare.item (code),
  comparator   text not null check (comparator in ('nearly', 'over', 'about', 'exactly')),
  value        numeric(18, 3) not null check (value > 0),
  source       text not null check (btrim(source) <> '' and length(source) <= 200),
  said_on      date not null,
  on_precision text not null default 'day' check (on_precision in ('day', 'month', 'year')),
  label        int not null,
  place_label  int not null,
  recorded_at  timestamptz not null default now()
);
comment on table welfare.reported is 'What a text said about a campaign ("over 30 million"), never mixed with what the books say.';

create table welfare.sponsor_link (
  id              uuid primary key default uuidv7(),
  sponsor_id      uuid not null references welfare.sponsor (id),
  code_hash       bytea not null,
  expires_on      date not null,
  revoked_at      timestamptz,
  failed          int not null default 0,
  opened          int not null default 0,
  last_opened_at  timestamptz,
  created_by      text not null,
  label           int not null,
  created_at      timestamptz not null default now()
);
comment on table welfare.sponsor_link is 'A sponsor''s way in without an account. Only a hash of the code is kept; wrong tries are counted and lock it.';
create index sponsor_link_sponsor on welfare.sponsor_link (sponsor_id);

create table welfare.moved (
  event_id    uuid not null references organisation.unit_event (id),
  table_name  text not null check (table_name in ('campaign_unit', 'campaign_place', 'household', 'need', 'house', 'allocation', 'sponsor')),
  record_id   uuid not null,
  from_id     uuid not null references organisation.unit (id),
  to_id       uuid not null references organisation.unit (id),
  primary key (event_id, table_name, record_id)
);
comment on table welfare.moved is 'What went to a successor with an event of units, so that taking it back returns it.';

-- ------------------------------------------------------------------------------------------------------------- scope
select platform.protect('welfare.sponsor'), platform.protect('welfare.agreement'), platform.protect('welfare.sponsor_link'), platform.protect('welfare.closed_period'),
  platform.protect('welfare.household'), platform.protect('welfare.consent'), platform.protect('welfare.need'),
  platform.protect('welfare.house'), platform.protect('welfare.house_stage'), platform.protect('welfare.house_share'),
  platform.protect('welfare.household_class', array['label'], 'platform.has_right(''sensitive.read'')'),
  platform.protect('welfare.eligibility', array['label'], 'platform.has_right(''sensitive.read'')'),
  platform.protect('welfare.campaign', array['label', 'place_label']), platform.protect('welfare.campaign_item', array['label', 'place_label']),
  platform.protect('welfare.pledge', array['label', 'place_label']), platform.protect('welfare.stock', array['label', 'place_label']),
  platform.protect('welfare.posting', array['label', 'place_label']), platform.protect('welfare.purpose_change', array['label', 'place_label']),
  platform.protect('welfare.reported', array['label', 'place_label']),
  platform.protect('welfare.line', array['label', 'place_label', 'village_label']), platform.protect('welfare.allocation', array['label', 'place_label', 'village_label']),
  platform.protect('welfare.handover', array['label', 'place_label', 'village_label']), platform.protect('welfare.inspection', array['label', 'village_label']);
alter table welfare.chain enable row level security;
-- A village that has something to hand over sees the campaign it comes from, and with it who gave.
create policy through_allocation on welfare.campaign for select to gandan_app using (id in (select a.campaign_id from welfare.allocation a));
create policy through_allocation on welfare.campaign_item for select to gandan_app using (campaign_id in (select a.campaign_id from welfare.allocation a));
create policy through_allocation on welfare.stock for select to gandan_app using (campaign_id in (select a.campaign_id from welfare.allocation a));
create policy through_line on welfare.posting for select to gandan_app using (id in (select l.posting_id from welfare.line l where l.village_id is not null));
create policy through_gift on welfare.sponsor for select to gandan_app
  using (id in (select s.sponsor_id from welfare.stock s) or id in (select p.sponsor_id from welfare.pledge p));

grant select on welfare.item, welfare.sponsor, welfare.agreement, welfare.closed_period, welfare.household, welfare.consent, welfare.need, welfare.house, welfare.house_stage,
  welfare.house_share, welfare.household_class, welfare.eligibility, welfare.campaign, welfare.campaign_item, welfare.pledge, welfare.stock, welfare.posting, welfare.line,
  welfare.purpose_change, welfare.reported, welfare.allocation, welfare.handover, welfare.inspection, welfare.moved to gandan_app;
grant select (id, sponsor_id, expires_on, revoked_at, failed, opened, last_opened_at, created_by, label, created_at) on welfare.sponsor_link to gandan_app;
grant update (revoked_at) on welfare.sponsor_link to gandan_app;
grant insert on welfare.item, welfare.sponsor, welfare.agreement, welfare.closed_period, welfare.household, welfare.consent, welfare.need, welfare.house, welfare.house_stage,
  welfare.house_share, welfare.household_class, welfare.eligibility, welfare.campaign, welfare.campaign_item, welfare.pledge, welfare.purpose_change, welfare.reported,
  welfare.allocation, welfare.handover, welfare.inspection, welfare.sponsor_link, welfare.moved to gandan_app;
grant update on welfare.sponsor, welfare.household, welfare.need, welfare.house, welfare.campaign, welfare.pledge to gandan_app;
grant update (label, village_id, village_label, version) on welfare.allocation to gandan_app;
grant update (withdrawn_on, label) on welfare.consent to gandan_app;
grant update (valid, label) on welfare.household_class to gandan_app;
grant update (until, label) on welfare.eligibility to gandan_app;
grant update (label) on welfare.house_stage, welfare.house_share, welfare.agreement, welfare.campaign_item to gandan_app;
grant update (label, place_label) on welfare.stock, welfare.campaign_item to gandan_app;
grant delete on welfare.moved to gandan_app;
revoke execute on function welfare.post, welfare.hold from public;
grant execute on function welfare.post, welfare.hold, welfare.lines_of to gandan_app;
-- The tree is read by the check of a handover as the owner; names of items are for everybody.
select platform.track('welfare.sponsor'), platform.track('welfare.agreement'), platform.track('welfare.closed_period'), platform.track('welfare.household'),
  platform.track('welfare.consent'), platform.track('welfare.need'), platform.track('welfare.house'), platform.track('welfare.house_stage'), platform.track('welfare.house_share'),
  platform.track('welfare.household_class'), platform.track('welfare.eligibility'), platform.track('welfare.campaign'), platform.track('welfare.pledge'), platform.track('welfare.posting'),
  platform.track('welfare.purpose_change'), platform.track('welfare.reported'), platform.track('welfare.allocation'), platform.track('welfare.handover'), platform.track('welfare.inspection');
insert into platform.audit_right (prefix, needed) values ('welfare.household_class', 'sensitive.read'), ('welfare.eligibility', 'sensitive.read'), ('welfare.', 'welfare.read');
