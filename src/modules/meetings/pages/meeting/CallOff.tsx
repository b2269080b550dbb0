import { useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import type { MeetingPage } from '../../contract.ts';
import { useMeetingChanged } from '../data.ts';

/** A planned meeting is called off, with its reason. */
export function CallOff({ meeting, onClose }: { meeting: MeetingPage; onClose: () => void }) {
  const t = useText();
  const changed = useMeetingChanged();
  return (
    <RecordDrawer
      formId={`meeting.calloff.${meeting.id}`}
      standing={{ version: meeting.version }}
      title={t('meetings.page.call-off')}
      intro={t('meetings.page.call-off-intro')}
      act={t('meetings.page.call-off')}
      fields={[{ kind: 'text', name: 'reason', label: t('meetings.page.reason') }]}
      send={(values, { idempotencyKey, version }) =>
        api.post(
          `/meetings/${meeting.id}/state`,
          { version, to: 'cancelled', reason: textOf(values['reason']) },
          { idempotencyKey },
        )
      }
      onDone={changed}
      onClose={onClose}
    />
  );
}
