-- Articles for the year of a twinning, a cell or a unit: written as blocks that records feed, published as versions that stand.

create table channel.article (
  id           uuid primary key,
  kind         text not null check (kind in ('twinning', 'cell', 'unit')),
  unit_id      uuid not null references organisation.unit (id),
  from_on      date not null,
  to_on        date not null,
  title        jsonb not null check (btrim(title ->> 'vi') <> ''),
  lead         jsonb not null,
  figures      jsonb not null default '{}' check (jsonb_typeof(figures) = 'object'),
  blocks       jsonb not null default '[]' check (jsonb_typeof(blocks) = 'array' and jsonb_array_length(blocks) <= 80),
  state        text not null default 'draft' check (state in ('draft', 'published', 'withdrawn')),
  withdrawn_reason text check (length(withdrawn_reason) between 1 and 300),
  version      int not null default 1,
  created_by   text not null,
  created_at   timestamptz not null default now(),
  label        int not null,
  constraint article_period check (to_on >= from_on),
  constraint article_withdrawn_why check ((state = 'withdrawn') = (withdrawn_reason is not null))
);
comment on table channel.article is 'An article of a unit as it is written: texts in three languages with places for figures, never numbers. What was published stands in article_edition.';
comment on column channel.article.figures is 'By key: which figure of the dictionary, its filter, unit and days, and the word (nearly, over) before a round number. Values are computed.';
create index article_label on channel.article (label);
create index article_unit on channel.article (unit_id, to_on);

create table channel.article_edition (
  id           uuid primary key default uuidv7(),
  article_id   uuid not null references channel.article (id),
  number       int not null check (number >= 1),
  published_at timestamptz not null,
  published_by text not null,
  correction   jsonb,
  documents    jsonb not null,
  photos       uuid[] not null default '{}',
  testimonies  uuid[] not null default '{}',
  content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  label        int not null,
  constraint article_edition_once unique (article_id, number),
  constraint article_correction_says_why check (number = 1 or btrim(correction ->> 'vi') <> '')
);
comment on table channel.article_edition is 'An article as it was published: words and figures in three languages. Append-only; a correction is a further version and says what it puts right.';
create index article_edition_label on channel.article_edition (label);
create index article_edition_day on channel.article_edition (published_at);

create table channel.article_figure (
  id               uuid primary key default uuidv7(),
  edition_id       uuid not null references channel.article_edition (id),
  key              text not null,
  figure           text not null,
  filter           text,
  unit_id          uuid not null references organisation.unit (id),
  from_on          date not null,
  to_on            date not null,
  as_of            date not null,
  boundaries_on    date not null,
  value            numeric,
  numerator        numeric,
  denominator      numeric,
  in_doubt         numeric not null,
  query_version    text not null check (query_version ~ '^[0-9a-f]{64}$'),
  record_hash      text,
  denominator_hash text,
  computed_at      timestamptz not null,
  label            int not null,
  constraint article_figure_once unique (edition_id, key),
  constraint article_list_kept foreign key (label, record_hash) references figures.frozen_list (label, hash),
  constraint article_denominator_kept foreign key (label, denominator_hash) references figures.frozen_list (label, hash)
);
comment on table channel.article_figure is 'A published figure: its value, the version of its query, its days, and the hash of the records it counted, as figures.frozen_figure does for reports.';
create index article_figure_edition on channel.article_figure (edition_id);

create table channel.article_comment (
  id           uuid primary key default uuidv7(),
  article_id   uuid not null references channel.article (id),
  name         text not null check (btrim(name) <> '' and length(name) <= 60),
  words        text not null check (btrim(words) <> '' and length(words) <= 1000),
  received_at  timestamptz not null,
  state        text not null default 'pending' check (state in ('pending', 'accepted', 'refused')),
  decided_by   text,
  decided_at   timestamptz,
  label        int not null,
  constraint article_comment_decided check ((state = 'pending') = (decided_at is null) and (decided_at is null) = (decided_by is null))
);
comment on table channel.article_comment is 'A reader''s comment: the name as it was given and text; no address of the sender is kept. Shown when somebody with the right accepted it.';
create index article_comment_article on channel.article_comment (article_id, received_at);
create index article_comment_label on channel.article_comment (label);

create function channel.edition_stands() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if tg_op = 'UPDATE' and (to_jsonb(new) - 'label') is not distinct from (to_jsonb(old) - 'label') then
    return new;
  end if;
  perform platform.refuse('article.edition-stands');
  return null;
end
$$;
create trigger edition_stands before update or delete on channel.article_edition for each row execute function channel.edition_stands();
create trigger edition_stands before update or delete on channel.article_figure for each row execute function channel.edition_stands();

-- Consent cannot be skipped: nobody stands in a published version who did not agree, as it is recorded in that moment.
create function channel.edition_needs_consent() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if exists (select 1 from unnest(new.photos) as w(id) where not exists (select 1 from platform.photo p where p.id = w.id and p.public)) then
    perform platform.refuse('article.photo-consent');
  end if;
  if exists (select 1 from unnest(new.testimonies) as w(id) where not exists (select 1 from outreach.testimony t where t.id = w.id and t.public)) then
    perform platform.refuse('article.quote-consent');
  end if;
  return new;
end
$$;
create trigger edition_needs_consent before insert on channel.article_edition for each row execute function channel.edition_needs_consent();

create function channel.comment_words_stand() returns trigger
  language plpgsql set search_path = '' as $$
begin
  if (new.article_id, new.name, new.words, new.received_at) is distinct from (old.article_id, old.name, old.words, old.received_at) then
    perform platform.refuse('comment.stands');
  end if;
  return new;
end
$$;
create trigger comment_words_stand before update on channel.article_comment for each row execute function channel.comment_words_stand();

select platform.protect('channel.article'), platform.protect('channel.article_edition'), platform.protect('channel.article_figure'), platform.protect('channel.article_comment');
select platform.track('channel.article'), platform.track('channel.article_edition'), platform.track('channel.article_comment');
grant select, insert on channel.article, channel.article_edition, channel.article_figure to gandan_app;
grant select on channel.article_comment to gandan_app;
grant update (title, lead, from_on, to_on, figures, blocks, state, withdrawn_reason, version) on channel.article to gandan_app;
grant update (state, decided_by, decided_at) on channel.article_comment to gandan_app;
