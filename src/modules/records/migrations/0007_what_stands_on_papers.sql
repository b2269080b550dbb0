-- What stands on a paper beside its text: in whose place it is signed, how far it may go, who typed it, where the office is reached; what an
-- entry of arrivals is noted with; certified copies. DOMAIN.md 5.1, 5.2, 5.4.

alter table records.document
  add column note text check (length(note) <= 500),
  add column signed_as text check (signed_as in ('collective', 'own', 'deputy', 'order', 'delegated')),
  add column signed_for text check (length(signed_for) <= 120),
  add column circulation text not null default 'none' check (circulation in ('none', 'internal', 'return_read', 'return_met')),
  add column typist text check (length(typist) <= 20);
alter table records.document add constraint document_stub_without_note check (secrecy = 'none' or note is null);
comment on column records.document.note is 'The last column of the register of arrivals (DOMAIN.md 5.4): about the paper, never about a person.';
comment on column records.document.signed_as is 'For a collective (T/M), for oneself, for the head (K/T), by order (T/L), by delegation (T/U); empty means as the issuer usually signs.';
comment on column records.document.signed_for is 'In whose place: the collective, the head, or who gave the order.';
comment on column records.document.typist is 'The sign of who typed it, at the foot with the number of copies.';
alter table records.document add constraint document_signed_for_whom
  check (signed_as is null or signed_as not in ('order', 'delegated') or btrim(coalesce(signed_for, '')) <> '');

alter table records.issuer add column contact text check (length(contact) <= 200);
comment on column records.issuer.contact is 'Address and telephone of the office, at the foot of its papers; of no person.';

alter table records.link drop constraint link_kind_check;
alter table records.link add constraint link_kind_check check (kind in ('amends', 'replaces', 'repeals', 'answers', 'carries_out', 'copies'));

create or replace function records.keep_document() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if tg_op = 'DELETE' then
    perform platform.refuse('document.kept');
  end if;
  if old.state = 'issued' and new.state = 'draft' or old.state = 'voided' and new.state <> 'voided' then
    perform platform.refuse('document.issued-already');
  end if;
  if old.number_id is not null and new.number_id is distinct from old.number_id then
    perform platform.refuse('number.kept');
  end if;
  -- What was issued stays as it was issued; only handling, filing and the void mark change.
  if old.state in ('issued', 'voided')
    and (old.kind, old.symbol, old.summary, old.dated_on, old.body, old.secrecy, old.signer, old.signer_post, old.signed_as, old.signed_for, old.circulation, old.urgency)
    is distinct from (new.kind, new.symbol, new.summary, new.dated_on, new.body, new.secrecy, new.signer, new.signer_post, new.signed_as, new.signed_for, new.circulation, new.urgency) then
    perform platform.refuse('document.issued-already');
  end if;
  return new;
end
$$;

-- A paper that is written here says itself what it does to another; so that is entered while it is a draft.
create function records.keep_said() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if new.kind in ('amends', 'replaces', 'repeals') and exists (
    select 1 from records.document d where d.id = new.from_id and d.direction = 'out' and d.state in ('issued', 'voided') and d.body is not null) then
    perform platform.refuse('document.link-not-said');
  end if;
  return new;
end
$$;
comment on function records.keep_said is 'A document is amended, replaced or repealed by one that says so (DOMAIN.md 5.1).';
create trigger keep_said before insert on records.link for each row execute function records.keep_said();

-- Regulations carry the symbol of decisions: 294-QĐ/TW, 399-QĐ/TW, 27-QĐ/TU (DOMAIN.md 0 and 4.5). Each keeps its own run of numbers.
update records.kind set symbol = 'QĐ', source = 'DOMAIN.md 0, 4.5: 294-QĐ/TW, 27-QĐ/TU', certainty = 'K-h' where code = 'regulation' and symbol = 'QyĐ';
insert into records.kind (code, symbol, numbered, cell_may, retention, vi, th, en, source, certainty, place) values
  ('certified_copy', 'BS', true, false, 'correspondence', 'bản sao', 'สำเนารับรอง', 'certified copy', 'DOMAIN.md 5.2: 24-BS/UBKTTU (S25c)', 'K-h', 300);

-- What the schedule of DOMAIN.md 5.5 keeps for good beside what goes after ten and five years.
insert into records.retention (code, years, vi, th, en, source, certainty, place) values
  ('accounting-summary', null, 'Tổng hợp đảng phí hằng năm', 'สรุปค่าบำรุงพรรคประจำปี', 'Yearly summaries of dues', 'DOMAIN.md 5.5', 'K-m', 91),
  ('attendance-summary', null, 'Tổng hợp điểm danh hằng năm', 'ยอดรวมการเข้าประชุมประจำปี', 'Yearly totals of attendance', 'DOMAIN.md 5.5', 'K-m', 121);

-- The schedule is editable: a setting of a code goes before what the table says, from its own day on; nought means for good.
create function records.years_of(code text, on_day date) returns int
  language sql stable set search_path = '' as $$
  select case when s.value is null then r.years else nullif(least(greatest((s.value #>> '{}')::numeric::int, 0), 70), 0) end
  from records.retention r left join platform.setting s on s.key = 'records.keep.' || r.code and s.valid @> on_day where r.code = $1
$$;
comment on function records.years_of is 'How many years a group of papers is kept on a day; null means for good.';
grant execute on function records.years_of to gandan_app;
