import { useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { notify } from '#platform/ui/notices.tsx';
import { dateOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import type { VillagePage } from '../contract.ts';
import { useVillageChanged } from './data.ts';

/** Corrects a state event that was entered wrongly, or takes it away. The first entry stays on record. */
export function CorrectEvent({
  village,
  event,
  onClose,
}: {
  village: VillagePage;
  event: VillagePage['recorded'][number];
  onClose: () => void;
}) {
  const t = useText();
  const changed = useVillageChanged();
  return (
    <RecordDrawer
      formId={`village.correct.${event.id}`}
      title={t('villages.correct.title', {
        event: t(`villages.event.${event.event}`),
        state: t(`villages.state.${event.state}`),
      })}
      intro={t('villages.correct.intro')}
      act={t('villages.correct.act')}
      initial={{ on: event.on, document: event.document, source: event.source, withdrawn: false }}
      fields={(values) => [
        { kind: 'check', name: 'withdrawn', label: t('villages.correct.withdrawn') },
        ...(values['withdrawn'] === true
          ? []
          : [
              { kind: 'date' as const, name: 'on', label: t('villages.field.on') },
              { kind: 'text' as const, name: 'document', label: t('villages.field.document'), optional: true },
              { kind: 'text' as const, name: 'source', label: t('villages.field.source') },
            ]),
        { kind: 'text', name: 'reason', label: t('villages.correct.reason') },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          `/villages/${village.id}/state-events/${event.id}/corrections`,
          values['withdrawn'] === true
            ? { id, withdrawn: true, reason: textOf(values['reason']) }
            : {
                id,
                on: dateOf(values['on']),
                document: textOf(values['document']),
                source: textOf(values['source']) ?? event.source,
                reason: textOf(values['reason']),
              },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await changed();
        notify(t('villages.record.done', { village: village.name }));
      }}
      onClose={onClose}
    />
  );
}
