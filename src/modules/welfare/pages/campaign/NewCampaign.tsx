import { useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { notify } from '#platform/ui/notices.tsx';
import { useGo } from '#platform/ui/pages.ts';
import { idOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { CAMPAIGN_KINDS } from '../../contract/values.ts';
import { findPlaces, findUnits, useAsked, useItems, useQuantityOf, useWelfareChanged } from '../data.ts';
import { useMeasures } from '../words.tsx';

/** Opens a campaign; further measures are added on its page. */
export function NewCampaign({ onClose }: { onClose: () => void }) {
  const t = useText();
  const go = useGo();
  const changed = useWelfareChanged();
  const quantityOf = useQuantityOf();
  const words = useMeasures();
  const items = useItems().data?.items ?? [];
  const { own } = useAsked();
  const label = (name: string) => t(`welfare.page.field.${name}`);
  const first = own[0];
  return (
    <RecordDrawer
      formId="given-campaign"
      title={t('welfare.page.campaign.new')}
      intro={t('welfare.page.campaign.intro')}
      act={t('welfare.page.save')}
      initial={{ unit: first ? { id: first.id, label: first.name } : null, kind: 'gift' }}
      fields={[
        { name: 'title', kind: 'text', label: label('title') },
        { name: 'titleTh', kind: 'text', label: label('titleTh'), optional: true },
        { name: 'titleEn', kind: 'text', label: label('titleEn'), optional: true },
        {
          name: 'kind',
          kind: 'select',
          label: label('kind'),
          choices: CAMPAIGN_KINDS.map((id) => ({ id, label: t(`welfare.page.campaign-kind.${id}`) })),
        },
        { name: 'unit', kind: 'find', label: label('organiser'), search: findUnits },
        { name: 'place', kind: 'find', label: label('place'), search: findPlaces },
        { name: 'purpose', kind: 'text', label: label('purpose'), hint: t('welfare.page.field.purpose-hint') },
        { name: 'purposeTh', kind: 'text', label: label('purposeTh'), optional: true },
        { name: 'purposeEn', kind: 'text', label: label('purposeEn'), optional: true },
        {
          name: 'item',
          kind: 'select',
          label: label('item'),
          choices: items
            .filter((one) => one.kind !== 'work')
            .map((one) => ({ id: one.code, label: words.itemName(one.code, one) })),
        },
        { name: 'goal', kind: 'text', label: label('goal'), optional: true },
        { name: 'startsOn', kind: 'day', label: label('startsOn') },
        { name: 'endsOn', kind: 'day', label: label('endsOn'), optional: true },
        { name: 'document', kind: 'text', label: label('document'), optional: true },
      ]}
      send={async (values, { id, idempotencyKey }) => {
        await api.post(
          '/campaigns',
          {
            id,
            unitId: idOf(values['unit']),
            placeId: idOf(values['place']),
            kind: values['kind'],
            title: textOf(values['title']),
            titleTh: textOf(values['titleTh']),
            titleEn: textOf(values['titleEn']),
            purpose: textOf(values['purpose']),
            purposeTh: textOf(values['purposeTh']),
            purposeEn: textOf(values['purposeEn']),
            document: textOf(values['document']),
            startsOn: values['startsOn'],
            endsOn: textOf(values['endsOn']),
            items: [{ item: values['item'], goal: textOf(values['goal']) ? quantityOf(values['goal'], 'goal') : null }],
          },
          { idempotencyKey },
        );
        go(`/welfare/campaigns/${id}`);
      }}
      onDone={async () => {
        await changed();
        notify(t('welfare.page.saved'));
      }}
      onClose={onClose}
    />
  );
}
