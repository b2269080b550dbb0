-- Files that were kept before their words could be read are read by the next server that starts.
select platform.enqueue_job('records.text', jsonb_build_object('attachmentId', a.id))
from records.attachment a
where a.text_state = 'none' and a.file_id is not null and a.media_type = 'application/pdf';
