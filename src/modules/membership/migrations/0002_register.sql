-- What the register needs to answer quickly: the Vietnamese order of names, and card numbers that match however they are punctuated.

create function membership.vietnamese_order(txt text) returns text
  language sql immutable strict parallel safe
  return (
    -- Letters first (a < ă < â < b … d < đ …), the five tones only where the letters are the same.
    select translate(normalize(regexp_replace(d.nfd, '[\u0300\u0301\u0303\u0309\u0323]', '', 'g'), NFC),
        'aăâbcdđĐeêfghijklmnoôơpqrstuưvwxyz', 'ABCDEFGGHIJKLMNOPQRSTUVWXYZ[\]^_`a')
      || chr(1)
      || translate(regexp_replace(d.nfd, '[^ \u0300\u0301\u0303\u0309\u0323]', '', 'g'),
        U&'\0300\0309\0303\0301\0323', '12345')
    from (select lower(normalize(btrim(regexp_replace(txt, '\s+', ' ', 'g')), NFD)) as nfd) d);
comment on function membership.vietnamese_order is 'Key whose byte order is the order of Vietnamese lists: letters first, then tones (level, grave, hook, tilde, acute, dot).';

-- The given name is the last word; after Y or H (Ê-đê, Mnông) it is the second. The same rule as nameKeys() in platform/text.
create function membership.given_first(txt text) returns text
  language sql immutable strict parallel safe
  return (
    select case
      when n = 1 then words[1]
      when n > 2 and lower(words[1]) in ('y', 'h', 'h''') then concat_ws(' ', words[2], words[1], array_to_string(words[3:], ' '))
      when lower(words[1]) ~ '^h''\w' then concat_ws(' ', substr(words[1], 3), array_to_string(words[2:], ' '))
      else concat_ws(' ', words[n], array_to_string(words[:n - 1], ' '))
    end
    from (select w.words, cardinality(w.words) as n from (select regexp_split_to_array(btrim(txt), '\s+') as words) w) s);
comment on function membership.given_first is 'A full name with the given name in front.';

alter table membership.person
  add column given_order  text collate "C" generated always as (membership.vietnamese_order(membership.given_first(full_name))) stored,
  add column family_order text collate "C" generated always as (membership.vietnamese_order(full_name)) stored;
comment on column membership.person.given_order is 'Order of Vietnamese lists: by given name, a before ă before â, then the tones.';
create index person_given_order on membership.person (given_order, id);
create index person_family_order on membership.person (family_order, id);

alter table membership.member
  add column card_key text collate "C" generated always as (nullif(translate(upper(card_number), '.- ', ''), '')) stored;
comment on column membership.member.card_key is 'Card number without punctuation, for matching and searching: 11.070.115 and 11070115 are one card.';
alter table membership.member drop constraint member_card_number_key;
create unique index member_card_number_key on membership.member (card_key);

-- Whether sensitive fields hold something may be told to whoever may open the file; what they hold may not.
create function membership.restricted_fields(wanted uuid, out ethnicity boolean, out discipline boolean)
  language sql stable security definer set search_path = '' as $$
  select exists (select 1 from membership.person_ethnicity e where e.id = wanted), exists (select 1 from membership.discipline d where d.member_id = wanted)
$$;
comment on function membership.restricted_fields is 'Names of the sensitive fields that are filled, never their content. Asked only for a member found in scope.';
