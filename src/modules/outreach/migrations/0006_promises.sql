-- A promise of the year's plan may stand on the public page of the commune, once somebody who may publish says so.

alter table outreach.plan_item
  add column title_th  text check (btrim(title_th) <> '' and length(title_th) <= 200),
  add column title_en  text check (btrim(title_en) <> '' and length(title_en) <= 200),
  add column public_on date,
  -- Visits to households are never public (DOMAIN.md 8.3 point 9), and a promise of them would be.
  add constraint plan_item_not_of_households check (public_on is null or kind <> 'household_visit');
comment on column outreach.plan_item.public_on is 'Since when the promise may stand on public pages: the next publication of the commune takes it up; null when it is for the two sides alone.';
