import { useMutation } from '@tanstack/react-query';
import { useFormat, useText } from '#platform/messages.ts';
import { api, newKey } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { Title } from '#platform/ui/InLanguage.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import type { TwinningPage } from '../contract.ts';
import { useOutreachChanged } from './data.ts';
import { useItemWords } from './words.tsx';

/** Campaigns of the room of gifts that belong to the agreement; each number opens the books. */
export function CampaignsPanel({
  twinning,
  onJoin,
}: {
  twinning: TwinningPage;
  /** Left out where nobody may write. */
  onJoin?: () => void;
}) {
  const t = useText();
  const format = useFormat();
  const words = useItemWords();
  const changed = useOutreachChanged();
  const leave = useMutation({
    mutationFn: (id: string) =>
      api.put(`/twinnings/${twinning.id}/campaigns/${id}`, { joined: false }, { idempotencyKey: newKey() }),
    onSuccess: async () => {
      await changed();
      notify(t('outreach.record.done'));
    },
  });
  return (
    <Panel
      title={t('outreach.campaign.title')}
      aside={<span className="xs mut">{t('outreach.campaign.note')}</span>}
      footer={onJoin ? <Button onPress={onJoin}>{t('outreach.campaign.join')}</Button> : undefined}
    >
      <ProblemText problem={leave.error} />
      {twinning.campaigns.length === 0 ? (
        <p className="sm mut2 ou-note">{t('outreach.campaign.none')}</p>
      ) : (
        <ul className="list">
          {twinning.campaigns.map((campaign) => (
            <li key={campaign.id}>
              <span className="sp">
                <TextLink href={`/welfare/campaigns/${campaign.id}`}>
                  <Title of={campaign} />
                </TextLink>{' '}
                <Chip tone={campaign.state === 'closed' ? 'ok' : 'sel'}>
                  {t(`welfare.page.state.${campaign.state}`)}
                </Chip>
                <br />
                <span className="xs mut">
                  {format.date(campaign.startsOn)}
                  {campaign.items.map((one) => (
                    <span key={one.item}>
                      {' · '}
                      {words.name(one.item)}: {t('outreach.summary.received')}{' '}
                      <Figure
                        value={one.received}
                        kind={one.item === 'VND' ? 'vnd' : 'count'}
                        href={`/welfare/campaigns/${campaign.id}?item=${one.item}&kind=receipt#ledger`}
                      />
                      , {t('outreach.summary.delivered')}{' '}
                      <Figure
                        value={one.delivered}
                        kind={one.item === 'VND' ? 'vnd' : 'count'}
                        href={`/welfare/campaigns/${campaign.id}?item=${one.item}&kind=handover#ledger`}
                      />
                    </span>
                  ))}
                </span>
              </span>
              {onJoin && campaign.joined ? (
                <Button look="quiet" isPending={leave.isPending} onPress={() => leave.mutate(campaign.id)}>
                  {t('outreach.campaign.leave')}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
