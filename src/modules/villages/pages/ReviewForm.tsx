import { todayInVietnam, useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { notify } from '#platform/ui/notices.tsx';
import { RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { REVIEW_OUTCOMES, type VillagePage } from '../contract.ts';
import { useVillageChanged } from './data.ts';

/** Day, decision and whether the recognition goes on; on what ground it ends stands in the decision. */
export function ReviewForm({
  person,
  village,
  onClose,
}: {
  person: VillagePage['prestige'][number];
  village: VillagePage;
  onClose: () => void;
}) {
  const t = useText();
  const changed = useVillageChanged();
  return (
    <RecordDrawer
      formId={`review/${person.id}/${person.reviews.length}`}
      title={t('villages.prestige.review-title', { name: person.personName ?? '' })}
      intro={t('villages.prestige.review-intro')}
      act={t('villages.prestige.review-keep')}
      initial={{ outcome: 'kept', on: todayInVietnam() }}
      fields={[
        {
          kind: 'one',
          name: 'outcome',
          label: t('villages.prestige.outcome'),
          choices: REVIEW_OUTCOMES.map((id) => ({ id, label: t(`villages.prestige.${id}`) })),
        },
        { kind: 'day', name: 'on', label: t('villages.prestige.on') },
        {
          kind: 'text',
          name: 'decision',
          label: t('villages.prestige.decision'),
          hint: t('villages.prestige.decision-hint'),
        },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          `/villages/${village.id}/prestige-reviews`,
          {
            id,
            postId: person.id,
            on: textOf(values['on']),
            outcome: textOf(values['outcome']),
            decision: textOf(values['decision']),
          },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await changed();
        notify(t('villages.prestige.review-done'));
      }}
      onClose={onClose}
    />
  );
}
