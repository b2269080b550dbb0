import { useText } from '#platform/messages.ts';
import { useTitle } from '#platform/ui/InLanguage.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { RecordDrawer } from '#platform/ui/RecordDrawer.tsx';
import type { CampaignPage } from '../../contract.ts';
import { useItems, useQuantityOf, useWelfareChanged } from '../data.ts';
import { useMeasures } from '../words.tsx';
import { formOf, type Act } from './acts.ts';

/** The form of one act on a campaign, beside the page. */
export function ActDrawer({ campaign, act, onClose }: { campaign: CampaignPage; act: Act; onClose: () => void }) {
  const t = useText();
  const changed = useWelfareChanged();
  const quantityOf = useQuantityOf();
  const words = useMeasures();
  const titleOf = useTitle();
  const items = useItems().data?.items ?? [];
  const form = formOf(act, {
    t,
    campaign,
    items,
    itemName: (code) =>
      words.itemName(
        code,
        campaign.items.find((one) => one.code === code),
      ),
    unitOf: (code) =>
      words.unitOf(
        code,
        campaign.items.find((one) => one.code === code),
      ),
    quantityOf,
  });
  const about = 'posting' in act ? act.posting.id : 'pledge' in act ? act.pledge.id : campaign.id;
  return (
    <RecordDrawer
      formId={`given-${act.act}.${about}`}
      title={t(`welfare.page.act.${act.act}`)}
      intro={t(`welfare.page.act-intro.${act.act}`, {
        title: titleOf(campaign),
        voucher: 'posting' in act ? act.posting.voucher : '',
      })}
      act={t(`welfare.page.act-do.${act.act}`)}
      fields={form.fields}
      initial={form.initial}
      standing={form.standing}
      send={form.send}
      onDone={async () => {
        await changed();
        notify(t('welfare.page.saved'));
      }}
      onClose={onClose}
    />
  );
}
