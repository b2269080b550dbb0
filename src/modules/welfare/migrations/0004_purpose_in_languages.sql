-- What a campaign is for is read by sponsors and the public in three languages, as its title is.

alter table welfare.campaign
  add column purpose_th text check (btrim(purpose_th) <> '' and length(purpose_th) <= 400),
  add column purpose_en text check (btrim(purpose_en) <> '' and length(purpose_en) <= 400);
comment on column welfare.campaign.purpose_th is 'Purpose for sponsors and public pages in Thai; where it is missing the Vietnamese one is shown and marked as such. `purpose_en` the same in English.';
