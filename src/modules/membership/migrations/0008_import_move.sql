-- Rows of imports made before: their values move from the one document into the columns.

update membership.import_row set
  full_name = given -> 'fields' ->> 'fullName', family_key = given ->> 'familyKey', given_key = given ->> 'givenKey', sex = given -> 'fields' ->> 'sex',
  birth_on = (given -> 'fields' -> 'birth' ->> 'on')::date, birth_precision = given -> 'fields' -> 'birth' ->> 'precision',
  card_number = given -> 'fields' ->> 'cardNumber', card_key = given ->> 'cardKey', old_card_number = given -> 'fields' ->> 'oldCardNumber',
  decision_on = (given -> 'fields' -> 'decision' ->> 'on')::date, decision_precision = given -> 'fields' -> 'decision' ->> 'precision',
  ceremony_on = (given -> 'fields' -> 'ceremony' ->> 'on')::date, ceremony_precision = given -> 'fields' -> 'ceremony' ->> 'precision',
  recognised_on = (given -> 'fields' -> 'recognised' ->> 'on')::date, recognised_precision = given -> 'fields' -> 'recognised' ->> 'precision',
  education = given -> 'fields' ->> 'education', theory_level = given -> 'fields' ->> 'theoryLevel', occupation = given -> 'fields' ->> 'occupation',
  ethnicity = given -> 'fields' ->> 'ethnicity', cell_id = (given -> 'fields' ->> 'cellId')::uuid, cell_label = (given -> 'start' ->> 'label')::int,
  start_on = (given -> 'start' -> 'on' ->> 'on')::date, start_precision = given -> 'start' -> 'on' ->> 'precision', standing = given -> 'start' ->> 'standing',
  official_on = (given -> 'start' -> 'recognised' ->> 'on')::date, official_precision = given -> 'start' -> 'recognised' ->> 'precision',
  twin = coalesce('c:' || (given ->> 'cardKey'), concat_ws('|', 'n:' || (given ->> 'familyKey'), given -> 'fields' -> 'birth' ->> 'on',
    given -> 'fields' -> 'birth' ->> 'precision', given -> 'fields' ->> 'cellId')),
  holds_key = jsonb_array_length(given -> 'problems') = 0, decision = given ->> 'decision', raw = given -> 'raw', faults = given -> 'problems',
  new_id = case when outcome = 'new' then coalesce(member_id, new_id) else new_id end,
  member_id = case when outcome = 'new' then null else member_id end;
