-- What previewing and undoing an import needs.

grant delete on membership.import_row to gandan_app;
create index import_row_outcome on membership.import_row (batch_id, outcome, row_number);
create index import_row_card on membership.import_row (batch_id, (given ->> 'cardKey'));
create index import_row_member on membership.import_row (batch_id, member_id);
create index person_family_birth on membership.person (family_key, birth_on);
create unique index import_profile_headings on membership.import_profile ((columns ->> 'fingerprint'), created_by);

-- A card number of another commune may not be told, only that it is taken: the import refuses the row with that alone.
create function membership.cards_taken(keys text[]) returns setof text
  language sql stable security definer set search_path = '' as $$
  select m.card_key from membership.member m where m.card_key = any(keys) and not membership.label_in_scope(m.label)
$$;
comment on function membership.cards_taken is 'Which of these card numbers belong to members outside the caller''s scope. Tells no more than the unique key does.';

-- Dates known only by month or year agree with a more exact one of that time: nothing is lost to a coarser sheet.
create function membership.says_less(old jsonb, new jsonb) returns boolean
  language sql immutable parallel safe
  return coalesce(
    (new ->> 'precision' = 'year' and left(old ->> 'on', 4) = left(new ->> 'on', 4))
    or (new ->> 'precision' = 'month' and old ->> 'precision' <> 'year' and left(old ->> 'on', 7) = left(new ->> 'on', 7)), false);
