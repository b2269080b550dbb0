import { useState } from 'react';
import { todayInVietnam, useText } from '#platform/messages.ts';
import { AddPhoto } from '#platform/ui/AddPhoto.tsx';
import { api } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { CameraIcon, CheckIcon } from '#platform/ui/icons.ts';
import { useTitle } from '#platform/ui/InLanguage.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { dateOf, idOf, numberOf, RecordDrawer, textOf, type FormValue } from '#platform/ui/RecordDrawer.tsx';
import type { HousePage as House } from '../../contract.ts';
import { RESULTS, SHARE_SOURCES } from '../../contract/values.ts';
import { findCampaigns, findSponsors, useAsked, useQuantityOf, useWelfareChanged } from '../data.ts';
import type { Stage } from '../words.tsx';

/** The next stage, with what that stage needs. */
export function NextStage({ house, stage, onClose }: { house: House; stage: Stage; onClose: () => void }) {
  const t = useText();
  const changed = useWelfareChanged();
  const titleOf = useTitle();
  const { own } = useAsked();
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
        ...(stage === 'funded' && house.campaign === null
          ? [
              {
                name: 'campaignId',
                kind: 'find' as const,
                label: t('welfare.page.house.campaign'),
                hint: t('welfare.page.house.campaign-hint'),
                search: findCampaigns(
                  own.map(({ id }) => id),
                  titleOf,
                ),
                optional: true,
              },
            ]
          : []),
        { name: 'document', kind: 'text', label: t('welfare.page.field.document'), optional: !needsPaper },
        {
          name: 'photo',
          kind: 'own',
          label: t('welfare.page.house.photo'),
          optional: true,
          render: (value, onChange) => <StagePhoto house={house} value={value} onChange={onChange} />,
        },
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
            photoId: idOf(values['photo']),
            campaignId: idOf(values['campaignId']),
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

/** A photo of the stage; who can be recognised on it has to have agreed. */
function StagePhoto({
  house,
  value,
  onChange,
}: {
  house: House;
  value: FormValue;
  onChange: (value: FormValue) => void;
}) {
  const t = useText();
  const [adds, setAdds] = useState(false);
  const kept = value && typeof value === 'object' && 'label' in value ? value.label : null;
  return (
    <div className="stack">
      <Button icon={<CameraIcon className="i" aria-hidden="true" />} onPress={() => setAdds(true)}>
        {t(kept ? 'welfare.page.house.photo-again' : 'welfare.page.house.photo')}
      </Button>
      {kept ? (
        <p className="wf-kept sm" role="status">
          <CheckIcon className="i" weight="bold" aria-hidden="true" /> {kept}
        </p>
      ) : null}
      {adds ? (
        <AddPhoto
          unitId={house.village.id}
          on={todayInVietnam()}
          link={({ id, caption }) => onChange({ id, label: caption })}
          forget={['welfare']}
          onClose={() => setAdds(false)}
        />
      ) : null}
    </div>
  );
}

/** What the family, neighbours or others bear beside the books, or have agreed to bear. */
export function NewShare({ house, onClose }: { house: House; onClose: () => void }) {
  const t = useText();
  const changed = useWelfareChanged();
  const quantityOf = useQuantityOf();
  const { own } = useAsked();
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
                // Sponsors are kept by offices: below the village there are none.
                search: findSponsors(...own.map(({ id }) => id)),
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
