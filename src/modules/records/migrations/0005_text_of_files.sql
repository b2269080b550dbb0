-- The text of PDF and of long files is read by a job after the upload: how far it came is told with the file.
alter table records.attachment drop constraint attachment_text_state_check;
alter table records.attachment
  add column pages int,
  add column pages_read int,
  add constraint attachment_text_state_check
    check (text_state in ('waiting', 'whole', 'part', 'none', 'locked', 'unreadable', 'classified')),
  add constraint attachment_pages_read check (pages >= 0 and pages_read between 0 and pages),
  add constraint attachment_classified_is_gone check (text_state <> 'classified' or file_id is null);
comment on column records.attachment.text_state is 'waiting: its words are being read, and nobody opens it before they were looked through for a mark of secrecy; whole, part or none of them can be searched; locked: a password is needed; unreadable: damaged or beyond the limits; classified: a mark was found and the file was taken away.';
comment on column records.attachment.pages is 'Pages of a PDF, where they could be counted; pages_read of them can be searched.';
create index attachment_waiting on records.attachment (recorded_at) where text_state = 'waiting';

-- Nothing of a classified paper is kept, not even words to search by.
create function records.no_text_of_a_stub() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if (select d.secrecy from records.document d where d.id = new.document_id) <> 'none'
    or (select a.text_state = 'classified' from records.attachment a where a.id = new.attachment_id) then
    perform platform.refuse('document.classified');
  end if;
  return new;
end
$$;
create trigger no_text_of_a_stub before insert or update on records.attachment_text for each row execute function records.no_text_of_a_stub();
