import { useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { idOf, numberOf, RecordDrawer, textOf, type FormValue } from '#platform/ui/RecordDrawer.tsx';
import { fold } from '#platform/format.ts';
import type { MeetingPage } from '../../contract.ts';
import { useMeetingChanged } from '../data.ts';

/** Who led and wrote, from when to when, and what preparation there was: what the quality sheet is proposed from. */
export function Lead({ meeting, onClose }: { meeting: MeetingPage; onClose: () => void }) {
  const t = useText();
  const changed = useMeetingChanged();
  const people = meeting.attendance.flatMap(({ person }) =>
    person.name === null ? [] : [{ id: person.id, label: person.name }],
  );
  const search = async (text: string) => people.filter((one) => fold(one.label).includes(fold(text.trim())));
  const chosen = (person: MeetingPage['chair']): FormValue =>
    person ? { id: person.id, label: person.name ?? '' } : null;
  return (
    <RecordDrawer
      formId={`meeting.lead.${meeting.id}`}
      standing={{ version: meeting.version }}
      title={t('meetings.page.lead')}
      intro={t('meetings.page.lead-intro')}
      act={t('platform.ui.save')}
      initial={{
        chair: chosen(meeting.chair),
        secretary: chosen(meeting.secretary),
        startedAt: meeting.startedAt ?? meeting.plannedAt ?? '',
        endedAt: meeting.endedAt ?? '',
        speakers: meeting.speakers === null ? '' : String(meeting.speakers),
        documentsSentOn: meeting.documentsSentOn ?? '',
        committeeMetOn: meeting.committeeMetOn ?? '',
      }}
      fields={[
        { kind: 'find', name: 'chair', label: t('meetings.page.chair'), search },
        { kind: 'find', name: 'secretary', label: t('meetings.page.secretary'), search },
        {
          kind: 'text',
          name: 'startedAt',
          label: t('meetings.page.started'),
          hint: t('meetings.page.time-hint'),
          optional: true,
        },
        { kind: 'text', name: 'endedAt', label: t('meetings.page.ended'), optional: true },
        {
          kind: 'number',
          name: 'speakers',
          label: t('meetings.page.speakers'),
          hint: t('meetings.page.speakers-hint'),
          optional: true,
        },
        { kind: 'day', name: 'documentsSentOn', label: t('meetings.page.documents-sent'), optional: true },
        { kind: 'day', name: 'committeeMetOn', label: t('meetings.page.committee-met'), optional: true },
      ]}
      send={(values, { idempotencyKey, version }) =>
        api.patch(
          `/meetings/${meeting.id}`,
          {
            version,
            chairId: idOf(values['chair']),
            secretaryId: idOf(values['secretary']),
            startedAt: textOf(values['startedAt']),
            endedAt: textOf(values['endedAt']),
            speakers: numberOf(values['speakers']),
            documentsSentOn: textOf(values['documentsSentOn']),
            committeeMetOn: textOf(values['committeeMetOn']),
          },
          { idempotencyKey },
        )
      }
      onDone={changed}
      onClose={onClose}
    />
  );
}
