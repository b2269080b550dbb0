-- Photos with author, day, place, captions and the consent of those who can be recognised on them.

create table platform.photo (
  id              uuid primary key default uuidv7(),
  file_id         uuid not null references platform.file (id),
  sha256          text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  bytes           int not null check (bytes > 0),
  width           int not null check (width > 0),
  height          int not null check (height > 0),
  author          text not null check (btrim(author) <> '' and length(author) <= 120),
  taken_on        date not null,
  taken_precision text not null default 'day' check (taken_precision in ('day', 'month', 'year', 'term')),
  unit_id         uuid not null,
  caption_vi      text not null check (btrim(caption_vi) <> '' and length(caption_vi) <= 300),
  caption_th      text check (btrim(caption_th) <> '' and length(caption_th) <= 300),
  caption_en      text check (btrim(caption_en) <> '' and length(caption_en) <= 300),
  people          text not null check (people in ('nobody', 'adults', 'children')),
  consent_on      date,
  consent_by      text check (consent_by in ('person', 'guardian', 'child_and_guardian')),
  consent_recorded_by text check (btrim(consent_recorded_by) <> '' and length(consent_recorded_by) <= 120),
  withdrawn_on    date,
  public          boolean not null default false,
  label           int not null,
  owner_label     int not null,
  version         int not null default 1,
  recorded_at     timestamptz not null default now(),
  constraint photo_consent_whole check ((consent_on is null) = (consent_by is null) and (consent_on is null) = (consent_recorded_by is null)),
  constraint photo_consent_of_nobody check (people <> 'nobody' or consent_on is null),
  constraint photo_consent_guardian check (people <> 'children' or consent_by is distinct from 'person'),
  constraint photo_withdrawn_after_consent check (withdrawn_on is null or (consent_on is not null and withdrawn_on >= consent_on)),
  constraint photo_public_needs_consent check (not public or people = 'nobody' or (consent_on is not null and withdrawn_on is null))
);
comment on table platform.photo is 'A photo: who took it, when, where, what it shows, who can be recognised, and their consent. The picture carries no place or camera data: they are taken out before it is kept.';
comment on column platform.photo.unit_id is 'The unit where it was taken (organisation.unit; the reference is added by the first room above).';
comment on column platform.photo.sha256 is 'Where the bytes lie, as in platform.file: whoever may see the photo may see its picture.';
comment on column platform.photo.consent_by is 'Who agreed, as a code. The name of a villager has no column.';
comment on column platform.photo.consent_recorded_by is 'The cadre who took the consent down.';
comment on column platform.photo.public is 'May stand in a text for the public. Never true without consent of those who can be recognised.';
comment on column platform.photo.owner_label is 'Scope label of the unit that keeps the photo, beside that of the place.';
create index photo_unit on platform.photo (unit_id, taken_on);
create index photo_label on platform.photo (label);
create index photo_owner_label on platform.photo (owner_label);
create index photo_file on platform.photo (file_id);

-- For rooms that put a photo into something public: the important rule where it cannot be skipped.
create function platform.assert_photo_public(photo uuid) returns void
  language plpgsql security definer set search_path = '' as $$
declare
  p record;
begin
  select x.public, x.people, x.consent_on, x.withdrawn_on into p from platform.photo x where x.id = photo;
  if p.public is true then
    return;
  end if;
  if p.withdrawn_on is not null then
    perform platform.refuse('photo.consent-withdrawn', jsonb_build_object('withdrawnOn', p.withdrawn_on));
  elsif p.people <> 'nobody' and p.consent_on is null then
    perform platform.refuse('photo.consent-missing');
  end if;
  perform platform.refuse('photo.not-public');
end
$$;
comment on function platform.assert_photo_public is 'Refuses `photo.consent-missing`, `photo.consent-withdrawn` or `photo.not-public` unless the photo may stand in a text for the public.';

select platform.protect('platform.photo', array['label', 'owner_label']);
grant select, insert, update on platform.photo to gandan_app;
select platform.track('platform.photo');
