import { todayInVietnam, useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { notify } from '#platform/ui/notices.tsx';
import { dateOf, idOf, numberOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import type { HousePage as House } from '../../contract.ts';
import { RESULTS, SHARE_SOURCES } from '../../contract/values.ts';
import { findSponsors, useQuantityOf, useWelfareChanged } from '../data.ts';
import type { Stage } from '../words.tsx';

/** The next stage, with what that stage needs. */
export function NextStage({ house, stage, onClose }: { house: House; stage: Stage; onClose: () => void }) {
  const t = useText();
  const changed = useWelfareChanged();
  const needsPaper = stage === 'approved' || stage === 'handed_over' || stage === 'inspected';
  return (
    <RecordDrawer
      formId={`given-house.${house.id}.${stage}`}
      title={t('welfare.page.house.next', { stage: t(`welfare.page.stage.${stage}`) })}
      intro={t('welfare.page.house.stage-intro')}
      act={t('welfare.page.save')}
      initial={{ reached: { on: todayInVietnam(), precision: 'day' } }}
      fields={[
        { name: 'reached', kind: 'date', label: t('welfare.page.field.on') },
        ...(stage === 'voted'
          ? [
              { name: 'voteFor', kind: 'number' as const, label: t('welfare.page.need.vote-for') },
              { name: 'votePresent', kind: 'number' as const, label: t('welfare.page.need.vote-present') },
            ]
          : []),
        ...(stage === 'inspected'
          ? [
              {
                name: 'result',
                kind: 'one' as const,
                label: t('welfare.page.house.result'),
                choices: RESULTS.map((id) => ({ id, label: t(`welfare.page.result.${id}`) })),
              },
            ]
          : []),
        { name: 'document', kind: 'text', label: t('welfare.page.field.document'), optional: !needsPaper },
      ]}
      send={async (values, { id, idempotencyKey }) =>
        api.post(
          `/houses/${house.id}/stages`,
          {
            id,
            stage,
            reached: dateOf(values['reached']),
            document: textOf(values['document']),
            voteFor: numberOf(values['voteFor']),
            votePresent: numberOf(values['votePresent']),
            result: stage === 'inspected' ? values['result'] : null,
          },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await changed();
        notify(t('welfare.page.saved'));
      }}
      onClose={onClose}
    />
  );
}

/** What the family, neighbours or others bear beside the books, or have agreed to bear. */
export function NewShare({ house, onClose }: { house: House; onClose: () => void }) {
  const t = useText();
  const changed = useWelfareChanged();
  const quantityOf = useQuantityOf();
  return (
    <RecordDrawer
      formId={`given-house.${house.id}.share`}
      title={t('welfare.page.house.add-share')}
      intro={t('welfare.page.house.share-intro')}
      act={t('welfare.page.save')}
      initial={{ source: 'family', item: 'VND', state: 'given', on: todayInVietnam() }}
      fields={(values) => [
        {
          name: 'source',
          kind: 'select',
          label: t('welfare.page.house.source'),
          choices: SHARE_SOURCES.map((id) => ({ id, label: t(`welfare.page.share.${id}`) })),
        },
        ...(values['source'] === 'sponsor'
          ? [
              {
                name: 'sponsorId',
                kind: 'find' as const,
                label: t('welfare.page.field.sponsor'),
                search: findSponsors(house.village.id),
              },
            ]
          : []),
        {
          name: 'item',
          kind: 'one',
          label: t('welfare.page.house.money-or-work'),
          choices: (['VND', 'labour_day'] as const).map((id) => ({ id, label: t(`welfare.page.share-item.${id}`) })),
        },
        { name: 'quantity', kind: 'text', label: t('welfare.page.field.quantity') },
        {
          name: 'state',
          kind: 'one',
          label: t('welfare.page.column.state'),
          choices: (['agreed', 'given'] as const).map((id) => ({ id, label: t(`welfare.page.share-state.${id}`) })),
        },
        { name: 'on', kind: 'day', label: t('welfare.page.field.on') },
        { name: 'document', kind: 'text', label: t('welfare.page.field.document'), optional: true },
      ]}
      send={async (values, { id, idempotencyKey }) =>
        api.post(
          `/houses/${house.id}/shares`,
          {
            id,
            source: values['source'],
            sponsorId: values['source'] === 'sponsor' ? idOf(values['sponsorId']) : null,
            item: values['item'],
            quantity: quantityOf(values['quantity'], 'quantity'),
            state: values['state'],
            on: values['on'],
            document: textOf(values['document']),
          },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await changed();
        notify(t('welfare.page.saved'));
      }}
      onClose={onClose}
    />
  );
}
