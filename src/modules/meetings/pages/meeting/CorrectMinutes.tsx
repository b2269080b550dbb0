import { useState } from 'react';
import { useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { TextField } from '#platform/ui/fields.tsx';
import { FormDialog, useSaving } from '#platform/ui/FormDialog.tsx';
import type { MeetingPage } from '../../contract.ts';
import { bodyOf, MinutesFields } from './MinutesEditor.tsx';

/** A correction after locking: a further version with its reason; what was locked stays as it was. */
export function CorrectMinutes({ meeting, onClose }: { meeting: MeetingPage; onClose: () => void }) {
  const t = useText();
  const [body, setBody] = useState(() => bodyOf(meeting));
  const [reason, setReason] = useState('');
  const saving = useSaving({
    send: (key) =>
      api.post(
        `/meetings/${meeting.id}/corrections`,
        { body, reason, after: meeting.minutes[0]?.version ?? 1 },
        { idempotencyKey: key },
      ),
    forget: ['/meetings'],
    said: t('meetings.page.corrected'),
    onDone: onClose,
  });
  return (
    <FormDialog title={t('meetings.page.correct')} saving={saving} onClose={onClose} wide>
      <p className="sm mut2">{t('meetings.page.correct-text')}</p>
      <TextField
        label={t('meetings.page.reason')}
        value={reason}
        onChange={setReason}
        maxLength={300}
        fault={saving.faultOf('reason')}
        isRequired
      />
      <MinutesFields body={body} onChange={setBody} />
    </FormDialog>
  );
}
