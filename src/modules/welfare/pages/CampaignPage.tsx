import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import { inLanguage } from '#platform/in-language.ts';
import { useFormat, useLang, useText } from '#platform/messages.ts';
import { api, ApiProblem, apiUrl, useRight } from '#platform/ui/api.ts';
import { Button, IconButton, LinkButton, TextLink } from '#platform/ui/buttons.tsx';
import { Segmented } from '#platform/ui/fields.tsx';
import { DotsThreeIcon, DownloadSimpleIcon, HandshakeIcon, PlusIcon } from '#platform/ui/icons.ts';
import { InLanguage } from '#platform/ui/InLanguage.tsx';
import { Menu } from '#platform/ui/overlays.tsx';
import { useParam, useQueryParams } from '#platform/ui/pages.ts';
import { PapersMenu } from '#platform/ui/PapersMenu.tsx';
import { ErrorState, Loading, NotFound } from '#platform/ui/states.tsx';
import { Chip, DateText, Facts, PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { CampaignPage as Campaign, JournalCheck } from '../contract.ts';
import { ActDrawer } from './campaign/ActDrawer.tsx';
import type { Act } from './campaign/acts.ts';
import { BalanceTable, Equation, VillageTable } from './campaign/Balances.tsx';
import { Handovers } from './campaign/Handovers.tsx';
import { PurposeChanges, ReportedPanel } from './campaign/Told.tsx';
import { Vouchers } from './campaign/Vouchers.tsx';
import { useCampaign } from './data.ts';
import { FlowPanel } from './flow/FlowPanel.tsx';
import { Amount, Balanced, CampaignState, useMeasures } from './words.tsx';
import './welfare.css';

const RECORDS = ['pledge', 'receipt', 'purchase', 'allocation', 'return', 'write-off', 'item', 'reported'] as const;
const VIEWS = ['measures', 'sponsors', 'villages', 'vouchers'] as const;
type View = (typeof VIEWS)[number];

/** One campaign: what came, where it went, and every voucher of it. */
export default function CampaignPage() {
  const t = useText();
  const id = useParam('id');
  const campaign = useCampaign(id);
  if (campaign.error instanceof ApiProblem && campaign.error.status === 404) return <NotFound page />;
  if (campaign.error) return <ErrorState page problem={campaign.error} onRetry={() => void campaign.refetch()} />;
  if (!campaign.data)
    return (
      <>
        <PageHeader title={t('welfare.page.column.campaign')} />
        <Loading what={t('welfare.page.campaign.loading')} rows={8} />
      </>
    );
  return <Whole campaign={campaign.data} />;
}

function Whole({ campaign }: { campaign: Campaign }) {
  const t = useText();
  const format = useFormat();
  const lang = useLang();
  const mayWrite = useRight('welfare.write');
  const mayHand = useRight('welfare.hand-over');
  const [act, setAct] = useState<Act>();
  const open = campaign.state === 'open';
  const file = (path: string) => apiUrl(`/campaigns/${campaign.id}/${path}`, { lang });
  return (
    <>
      <PageHeader
        title={inLanguage(lang, { vi: campaign.title, th: campaign.titleTh, en: campaign.titleEn }).text}
        crumbs={[
          { label: t('welfare.page.nav'), href: '/welfare' },
          {
            label: campaign.place.name ?? '–',
            href: open ? `/welfare?unit=${campaign.place.id}` : undefined,
          },
        ]}
        badge={<CampaignState row={campaign} />}
        sub={<InLanguage vi={campaign.purpose} th={campaign.purposeTh} en={campaign.purposeEn} />}
        actions={
          <>
            <PapersMenu id={campaign.id} papers={['statement']} />
            <Menu
              label={t('welfare.page.files')}
              trigger={
                <Button icon={<DownloadSimpleIcon className="i" aria-hidden="true" />}>
                  {t('welfare.page.files')}
                </Button>
              }
              entries={[
                { id: 'xlsx', label: t('welfare.page.file.statement'), href: file('statement.xlsx') },
                { id: 'ledger', label: t('welfare.page.file.journal'), href: file('journal.ledger') },
                {
                  id: 'board',
                  label: t('welfare.page.board.title'),
                  href: `/welfare/campaigns/${campaign.id}/board`,
                },
              ]}
            />
            {mayHand && open ? (
              <LinkButton
                href={`/welfare/hand-over?campaign=${campaign.id}`}
                look={mayWrite ? 'plain' : 'primary'}
                icon={<HandshakeIcon className="i" aria-hidden="true" />}
              >
                {t('welfare.page.hand-over.title')}
              </LinkButton>
            ) : null}
            {mayWrite ? (
              open ? (
                <Menu
                  label={t('welfare.page.record')}
                  trigger={
                    <Button look="primary" icon={<PlusIcon className="i" aria-hidden="true" />}>
                      {t('welfare.page.record')}
                    </Button>
                  }
                  entries={[
                    ...RECORDS.map((id) => ({
                      id,
                      label: t(`welfare.page.act.${id}`),
                      onAction: () => setAct({ act: id }),
                    })),
                    { id: 'change', label: t('welfare.page.act.change'), onAction: () => setAct({ act: 'change' }) },
                    { id: 'close', label: t('welfare.page.act.close'), onAction: () => setAct({ act: 'close' }) },
                  ]}
                />
              ) : (
                <Button onPress={() => setAct({ act: 'reopen' })}>{t('welfare.page.act.reopen')}</Button>
              )
            ) : null}
          </>
        }
      />
      <div className="stack">
        <Panel
          title={t('welfare.page.sums')}
          aside={<Balanced yes={campaign.balanced} />}
          footer={
            <span>
              {t('welfare.page.sums-of', {
                villages: campaign.villages,
                households: campaign.households,
              })}{' '}
              <TextLink href={`/welfare/campaigns/${campaign.id}?traced=yes#handovers`} className="fig">
                {t('welfare.page.receipts-of', {
                  confirmed: format.number(campaign.confirmed),
                  handovers: format.number(campaign.handovers),
                })}
              </TextLink>
            </span>
          }
          padded
        >
          <Equation campaign={campaign} />
        </Panel>
        <FlowPanel
          asked={{
            unit: campaign.place.id,
            campaign: campaign.id,
            // The place of a closed campaign may have ended since.
            ...(campaign.closedOn ? { to: campaign.closedOn } : {}),
          }}
          title={t('welfare.page.flow.of-campaign')}
        />
        <Ledger campaign={campaign} onAct={setAct} />
        <div className="wf-page">
          <Handovers campaign={campaign} />
          <div className="stack">
            <About campaign={campaign} />
            <Pledges campaign={campaign} onAct={setAct} />
            <ReportedPanel campaign={campaign} />
            <PurposeChanges campaign={campaign} />
          </div>
        </div>
      </div>
      {act ? <ActDrawer campaign={campaign} act={act} onClose={() => setAct(undefined)} /> : null}
    </>
  );
}

function Ledger({ campaign, onAct }: { campaign: Campaign; onAct: (act: Act) => void }) {
  const t = useText();
  const [query, change] = useQueryParams();
  const filtered = ['kind', 'item', 'sponsor', 'village'].some((name) => query[name]);
  const view: View = VIEWS.find((one) => one === query['view']) ?? (filtered ? 'vouchers' : 'measures');
  return (
    <Panel
      id="ledger"
      title={t('welfare.page.ledger.title')}
      aside={
        <Segmented
          label={t('welfare.page.ledger.view')}
          choices={VIEWS.map((id) => ({ id, label: t(`welfare.page.ledger.${id}`) }))}
          value={view}
          onChange={(id) =>
            change({
              view: id,
              ...(id === 'vouchers'
                ? {}
                : { kind: undefined, item: undefined, sponsor: undefined, village: undefined }),
            })
          }
        />
      }
      footer={
        <>
          <span className="mut2">{t('welfare.page.ledger.rule')}</span>
          <Chain campaign={campaign} />
        </>
      }
    >
      {view === 'measures' ? (
        <BalanceTable campaign={campaign} rows={campaign.balances} />
      ) : view === 'sponsors' ? (
        <BalanceTable campaign={campaign} rows={campaign.bySponsor} />
      ) : view === 'villages' ? (
        <VillageTable campaign={campaign} />
      ) : (
        <Vouchers campaign={campaign} onAct={onAct} />
      )}
    </Panel>
  );
}

/** Whether every voucher still stands as it was written: the journal is a chain, and a changed link is found. */
function Chain({ campaign }: { campaign: Campaign }) {
  const t = useText();
  const check = useQuery({
    queryKey: ['welfare', 'verify', campaign.id],
    queryFn: ({ signal }) => api.get<z.infer<typeof JournalCheck>>(`/campaigns/${campaign.id}/verify`, {}, { signal }),
  });
  if (check.error || !check.data) return null;
  return check.data.agrees ? (
    <Chip tone="ok">{t('welfare.page.chain.whole', { count: check.data.postings })}</Chip>
  ) : (
    <Chip tone="late">{t('welfare.page.chain.broken', { count: check.data.findings.length })}</Chip>
  );
}

function About({ campaign }: { campaign: Campaign }) {
  const t = useText();
  const format = useFormat();
  const words = useMeasures();
  return (
    <Panel title={t('welfare.page.about')} padded>
      <Facts
        facts={[
          { label: t('welfare.page.column.kind'), value: t(`welfare.page.campaign-kind.${campaign.kind}`) },
          {
            label: t('welfare.page.field.organiser'),
            value: <TextLink href={`/organisation/${campaign.unit.id}`}>{campaign.unit.name ?? '–'}</TextLink>,
          },
          {
            label: t('welfare.page.field.place'),
            value: <TextLink href={`/organisation/${campaign.place.id}`}>{campaign.place.name ?? '–'}</TextLink>,
          },
          {
            label: t('welfare.page.time'),
            value: `${format.date(campaign.startsOn)}${campaign.endsOn ? ` – ${format.date(campaign.endsOn)}` : ''}`,
          },
          { label: t('welfare.page.field.document'), value: campaign.document ?? '–' },
          ...campaign.items
            .filter((one) => one.goal !== null)
            .map((one) => ({
              label: t('welfare.page.goal-of', { item: words.itemName(one.code, one) }),
              value: words.amount(one.code, one.goal ?? 0, one),
            })),
          ...(campaign.closedOn
            ? [
                {
                  label: t('welfare.page.closed-by'),
                  value: `${format.date(campaign.closedOn)} · ${campaign.closingDocument ?? '–'}`,
                },
              ]
            : []),
        ]}
      />
    </Panel>
  );
}

function Pledges({ campaign, onAct }: { campaign: Campaign; onAct: (act: Act) => void }) {
  const t = useText();
  const format = useFormat();
  const words = useMeasures();
  const mayWrite = useRight('welfare.write');
  return (
    <Panel
      id="pledges"
      title={t('welfare.page.pledges')}
      aside={<span className="xs mut">{t('welfare.page.pledges-apart')}</span>}
    >
      {campaign.pledges.length === 0 ? (
        <p className="sm mut2 wf-none">{t('welfare.page.pledges-none')}</p>
      ) : (
        <ul className="list">
          {campaign.pledges.map((one) => (
            <li key={one.id} className={one.withdrawnOn ? 'wf-gone' : undefined}>
              <span className="sp">
                <TextLink href={`/welfare/sponsors/${one.sponsor.id}`}>
                  {one.sponsor.name ?? t('welfare.page.flow.hidden')}
                </TextLink>
                <span className="xs mut2 wf-block">
                  <DateText date={one.pledged} />
                  {one.document ? ` · ${one.document}` : ''}
                  {one.dueOn ? ` · ${t('welfare.page.due', { on: format.date(one.dueOn) })}` : ''}
                </span>
                <span className="xs mut2 wf-block">
                  {one.withdrawnOn
                    ? t('welfare.page.withdrawn-on', { on: format.date(one.withdrawnOn) })
                    : t('welfare.page.received-of', { amount: words.amount(one.item, one.received) })}
                </span>
              </span>
              <b className="nw">
                <Amount
                  item={one.item}
                  value={one.quantity}
                  href={`/welfare/campaigns/${campaign.id}?kind=receipt&item=${one.item}&sponsor=${one.sponsor.id}#ledger`}
                />
              </b>
              {mayWrite && one.withdrawnOn === null && campaign.state === 'open' ? (
                <Menu
                  label={t('welfare.page.pledge-acts')}
                  trigger={
                    <IconButton label={t('welfare.page.pledge-acts')}>
                      <DotsThreeIcon className="i" weight="bold" aria-hidden="true" />
                    </IconButton>
                  }
                  entries={[
                    {
                      id: 'withdraw',
                      label: t('welfare.page.act.withdraw'),
                      onAction: () => onAct({ act: 'withdraw', pledge: one }),
                    },
                  ]}
                />
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
