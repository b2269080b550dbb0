-- What an activity is called on public pages in Thai and English; the Vietnamese title where one is missing.

alter table outreach.activity
  add column title_th text check (btrim(title_th) <> '' and length(title_th) <= 200),
  add column title_en text check (btrim(title_en) <> '' and length(title_en) <= 200);
comment on column outreach.activity.title_th is 'Title for public pages in Thai; `title_en` the same in English.';
