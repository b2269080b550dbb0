-- The signed paper of a handover may come later than the gift: it is kept beside the handover, which itself never changes.

create table welfare.handover_paper (
  id             uuid primary key default uuidv7(),
  handover_id    uuid not null references welfare.handover (id),
  file_id        uuid not null references platform.file (id),
  kept_on        date not null,
  label          int not null,
  place_label    int not null,
  village_label  int not null,
  recorded_at    timestamptz not null default now(),
  constraint handover_paper_once unique (handover_id, file_id)
);
comment on table welfare.handover_paper is 'Photo or scan of the signed receipt, kept after the handover was recorded. A handover counts as traced with a witness named or with such a paper (I-55). Append-only.';

-- Seen by whoever sees the handover; nobody says otherwise.
create function welfare.labels_of_handover() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  select h.label, h.place_label, h.village_label into new.label, new.place_label, new.village_label from welfare.handover h where h.id = new.handover_id;
  if exists (select 1 from welfare.handover h where h.id = new.handover_id and h.handed_on > new.kept_on) then
    perform platform.refuse('handover.paper-before', jsonb_build_object('on', new.kept_on));
  end if;
  return new;
end
$$;
create trigger labels_of_handover before insert on welfare.handover_paper for each row execute function welfare.labels_of_handover();
create trigger only_grows before update or delete on welfare.handover_paper for each row execute function welfare.journal_only_grows();

select platform.protect('welfare.handover_paper', array['label', 'place_label', 'village_label']), platform.track('welfare.handover_paper');
grant select, insert on welfare.handover_paper to gandan_app;

-- A campaign of other languages: what stands on public pages is read in three.
alter table welfare.campaign
  add column title_th text check (btrim(title_th) <> '' and length(title_th) <= 200),
  add column title_en text check (btrim(title_en) <> '' and length(title_en) <= 200);
comment on column welfare.campaign.title_th is 'Title for public pages in Thai; the Vietnamese one where it is missing. `title_en` the same in English.';
