import { useFormat, useText } from '#platform/messages.ts';
import { Figure } from '#platform/ui/figure.tsx';
import { DateText, Panel, Tag } from '#platform/ui/surface.tsx';
import type { CampaignPage as Campaign } from '../../contract.ts';
import { Amount, useMeasures } from '../words.tsx';

/** What a text said, beside what the vouchers say; the words of the text never enter a sum. */
export function ReportedPanel({ campaign }: { campaign: Campaign }) {
  const t = useText();
  const words = useMeasures();
  if (campaign.reported.length === 0) return null;
  return (
    <Panel title={t('welfare.page.reported')}>
      <ul className="list">
        {campaign.reported.map((one) => (
          <li key={one.id}>
            <span className="sp">
              {t(`welfare.page.${one.what}`)}:{' '}
              <Figure value={one.value} reported={one.comparator} kind={one.item === 'VND' ? 'vnd' : 'count'} />{' '}
              {one.item === 'VND' ? '' : words.counted(one.item, one.value)}
              <span className="xs mut2 wf-block">
                {one.source} · <DateText date={one.said} />
              </span>
              <span className="xs mut2 wf-block">
                {t('welfare.page.computed')}{' '}
                <Amount
                  item={one.item}
                  value={one.computed}
                  href={`/welfare/campaigns/${campaign.id}?item=${one.item}#ledger`}
                />
              </span>
            </span>
            <Tag tone={one.agrees ? 'ok' : 'late'}>
              {t(one.agrees ? 'welfare.page.agrees' : 'welfare.page.differs')}
            </Tag>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Other purposes, each with the sponsor's written consent. */
export function PurposeChanges({ campaign }: { campaign: Campaign }) {
  const t = useText();
  const format = useFormat();
  if (campaign.purposeChanges.length === 0) return null;
  return (
    <Panel title={t('welfare.page.purpose-changes')}>
      <ul className="list">
        {campaign.purposeChanges.map((one) => (
          <li key={one.id}>
            <span className="sp">
              {one.newPurpose}
              <span className="xs mut2 wf-block">
                {t('welfare.page.purpose-consent', {
                  sponsor: one.sponsor.name ?? t('welfare.page.flow.hidden'),
                  number: one.consentNumber,
                  on: format.date(one.consentOn),
                })}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
