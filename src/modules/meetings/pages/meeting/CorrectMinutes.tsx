import { useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { useDraft } from '#platform/ui/drafts.ts';
import { TextField } from '#platform/ui/fields.tsx';
import { FormDialog, useSaving } from '#platform/ui/FormDialog.tsx';
import type { MeetingPage } from '../../contract.ts';
import { bodyOf, MinutesFields, minutesLines } from './MinutesEditor.tsx';

/** A correction after locking: a further version with its reason; what was locked stays as it was. */
export function CorrectMinutes({ meeting, onClose }: { meeting: MeetingPage; onClose: () => void }) {
  const t = useText();
  const now = bodyOf(meeting);
  const draft = useDraft(`meeting.correction.${meeting.id}`, { body: now, reason: '' }, t('meetings.page.correct'));
  const { body, reason } = draft.values;
  const saving = useSaving({
    standing: { version: meeting.minutes[0]?.version ?? 1, lines: minutesLines(now, body, t) },
    send: (key, version) =>
      api.post(`/meetings/${meeting.id}/corrections`, { body, reason, after: version }, { idempotencyKey: key }),
    forget: ['/meetings'],
    said: t('meetings.page.corrected'),
    onDone: () => {
      draft.clear();
      onClose();
    },
  });
  return (
    <FormDialog title={t('meetings.page.correct')} saving={saving} onClose={onClose} onDrop={draft.clear} wide>
      <p className="sm mut2">{t('meetings.page.correct-text')}</p>
      <TextField
        label={t('meetings.page.reason')}
        value={reason}
        onChange={(value) => draft.change({ reason: value })}
        maxLength={300}
        fault={saving.faultOf('reason')}
        isRequired
      />
      <MinutesFields body={body} onChange={(next) => draft.change({ body: next })} />
    </FormDialog>
  );
}
