-- What is written once and never changed: one trigger function for every room, which names its own refusal.

create function platform.stays() returns trigger
  language plpgsql set search_path = '' as $$
begin
  perform platform.refuse(tg_argv[0]);
  return null;
end
$$;
comment on function platform.stays is 'Trigger: refuses with the code given as its argument. For rows that are corrected by further rows.';
