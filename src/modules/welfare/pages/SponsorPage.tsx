import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, newKey, useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { CopyIcon, LinkSimpleIcon } from '#platform/ui/icons.ts';
import { Title, useTitle } from '#platform/ui/InLanguage.tsx';
import { Notice, notify, type Tone } from '#platform/ui/notices.tsx';
import { Dialog } from '#platform/ui/overlays.tsx';
import { useParam } from '#platform/ui/pages.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, Facts, PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { SponsorPage as Sponsor } from '../contract.ts';
import { useRecord, useWelfareChanged } from './data.ts';
import { Pledges } from './PromisesPage.tsx';
import { Amount, CampaignState, useMeasures } from './words.tsx';
import './welfare.css';

const LINK_TONE: Record<Sponsor['links'][number]['state'], Tone> = {
  valid: 'ok',
  expired: 'none',
  revoked: 'none',
  locked: 'late',
};

/** A sponsor as the office knows it: gifts by campaign and measure, agreements, and the links that let it look for itself. */
export default function SponsorPage() {
  const t = useText();
  const id = useParam('id');
  const sponsor = useRecord<Sponsor>(`/sponsors/${id}`);
  if (sponsor.error) return <ErrorState page problem={sponsor.error} onRetry={() => void sponsor.refetch()} />;
  if (!sponsor.data)
    return (
      <>
        <PageHeader title={t('welfare.page.column.sponsor')} />
        <Loading what={t('welfare.page.sponsor.loading')} rows={8} />
      </>
    );
  return <Whole sponsor={sponsor.data} />;
}

function Whole({ sponsor }: { sponsor: Sponsor }) {
  const t = useText();
  const format = useFormat();
  const mayWrite = useRight('welfare.write');
  const [adding, setAdding] = useState<'agreement' | 'link'>();
  const [made, setMade] = useState<{ code: string; path: string }>();
  return (
    <>
      <PageHeader
        title={sponsor.name}
        crumbs={[
          { label: t('welfare.page.tab.sponsors'), href: '/welfare/sponsors' },
          ...(sponsor.parent
            ? [{ label: sponsor.parent.name ?? '–', href: `/welfare/sponsors/${sponsor.parent.id}` }]
            : []),
        ]}
        badge={
          sponsor.inPublic === 'anonymous' ? <Chip tone="two">{t('welfare.page.sponsor.anonymous')}</Chip> : undefined
        }
        sub={t(`welfare.page.sponsor-kind.${sponsor.kind}`)}
        actions={
          mayWrite ? (
            <>
              <Button onPress={() => setAdding('agreement')}>{t('welfare.page.sponsor.add-agreement')}</Button>
              <Button
                look="primary"
                icon={<LinkSimpleIcon className="i" aria-hidden="true" />}
                onPress={() => setAdding('link')}
              >
                {t('welfare.page.sponsor.make-link')}
              </Button>
            </>
          ) : undefined
        }
      />
      <div className="stack">
        <Panel title={t('welfare.page.sponsor.gifts')}>
          <Gifts sponsor={sponsor} />
        </Panel>
        <Panel
          title={t('welfare.page.pledges')}
          aside={<span className="xs mut">{t('welfare.page.pledges-apart')}</span>}
        >
          <Pledges asked={{ sponsor: sponsor.id }} />
        </Panel>
        <div className="wf-page">
          <Links sponsor={sponsor} />
          <div className="stack">
            <Panel title={t('welfare.page.about')} padded>
              <Facts
                facts={[
                  { label: t('welfare.page.sponsor.keeper'), value: sponsor.keeper.name ?? '–' },
                  { label: t('welfare.page.sponsor.register-no'), value: sponsor.registerNo ?? '–' },
                  {
                    label: t('welfare.page.sponsor.in-public'),
                    value: t(`welfare.page.sponsor.in-public.${sponsor.inPublic}`),
                  },
                ]}
              />
            </Panel>
            {sponsor.branches.length > 0 ? (
              <Panel title={t('welfare.page.sponsor.branches')}>
                <ul className="list">
                  {sponsor.branches.map((one) => (
                    <li key={one.id}>
                      <TextLink href={`/welfare/sponsors/${one.id}`}>{one.name}</TextLink>
                    </li>
                  ))}
                </ul>
              </Panel>
            ) : null}
            <Panel title={t('welfare.page.sponsor.agreements')}>
              {sponsor.agreements.length === 0 ? (
                <p className="sm mut2 wf-none">{t('welfare.page.sponsor.agreements-none')}</p>
              ) : (
                <ul className="list">
                  {sponsor.agreements.map((one) => (
                    <li key={one.id}>
                      <span className="sp">
                        <b>{one.number}</b>
                        <span className="sm wf-block">{one.purpose}</span>
                        <span className="xs mut2 wf-block">
                          {format.date(one.signedOn)}
                          {one.endsOn ? ` – ${format.date(one.endsOn)}` : ''}
                        </span>
                      </span>
                    </li>
                  ))}
                </ul>
              )}
            </Panel>
          </div>
        </div>
      </div>
      {adding === 'agreement' ? <NewAgreement sponsor={sponsor} onClose={() => setAdding(undefined)} /> : null}
      {adding === 'link' ? <MakeLink sponsor={sponsor} onMade={setMade} onClose={() => setAdding(undefined)} /> : null}
      {made ? <MadeLink made={made} onClose={() => setMade(undefined)} /> : null}
    </>
  );
}

/** Every gift by campaign and measure; each number opens the vouchers behind it. */
function Gifts({ sponsor }: { sponsor: Sponsor }) {
  const t = useText();
  const words = useMeasures();
  const titleOf = useTitle();
  type Gift = Sponsor['gifts'][number];
  const number = (
    id: 'pledged' | 'received' | 'delivered' | 'inStock' | 'returned' | 'writtenOff',
    label: string,
    more: string,
  ): Column<Gift> => ({
    id,
    header: t(`welfare.page.${label}`),
    align: 'end',
    cell: (row) =>
      row[id] === 0 && (id === 'returned' || id === 'writtenOff') ? (
        '–'
      ) : (
        <Amount
          item={row.item}
          value={row[id]}
          href={`/welfare/campaigns/${row.campaign.id}?item=${row.item}&sponsor=${sponsor.id}${more}`}
        />
      ),
  });
  return (
    <DataGrid<Gift>
      label={t('welfare.page.sponsor.gifts')}
      rows={sponsor.gifts}
      rowId={(row) => `${row.campaign.id} ${row.item}`}
      rowLabel={(row) => titleOf(row.campaign)}
      rowHref={(row) => `/welfare/campaigns/${row.campaign.id}`}
      columns={[
        {
          id: 'campaign',
          header: t('welfare.page.column.campaign'),
          card: 'title',
          wraps: true,
          cell: (row) => (
            <span className="wf-two">
              <Title of={row.campaign} />
              <span className="xs mut2 wf-names">{words.itemName(row.item)}</span>
            </span>
          ),
        },
        {
          id: 'state',
          header: t('welfare.page.column.state'),
          card: 'badge',
          cell: (row) => <CampaignState row={row.campaign} />,
        },
        number('pledged', 'pledged', '#pledges'),
        number('received', 'received', '&kind=receipt#ledger'),
        number('delivered', 'delivered', '&kind=handover#ledger'),
        number('inStock', 'in-stock', '#ledger'),
        number('returned', 'returned', '&kind=return#ledger'),
        number('writtenOff', 'written-off', '&kind=write_off#ledger'),
      ]}
      empty={<p className="sm mut2 wf-none">{t('welfare.page.sponsor.gifts-none')}</p>}
    />
  );
}

function Links({ sponsor }: { sponsor: Sponsor }) {
  const t = useText();
  const format = useFormat();
  const mayWrite = useRight('welfare.write');
  const changed = useWelfareChanged();
  const revoke = useMutation({
    mutationFn: (id: string) => api.post(`/sponsor-links/${id}/revoke`, {}, { idempotencyKey: newKey() }),
    onSuccess: async () => {
      await changed();
      notify(t('welfare.page.saved'));
    },
  });
  return (
    <Panel
      id="links"
      title={t('welfare.page.sponsor.links')}
      aside={<span className="xs mut">{t('welfare.page.sponsor.links-note')}</span>}
    >
      <ProblemText problem={revoke.error} />
      {sponsor.links.length === 0 ? (
        <p className="sm mut2 wf-none">{t('welfare.page.sponsor.links-none')}</p>
      ) : (
        <ul className="list">
          {sponsor.links.map((one) => (
            <li key={one.id}>
              <span className="sp">
                {t('welfare.page.sponsor.link-until', { on: format.date(one.expiresOn) })}
                <span className="xs mut2 wf-block">
                  {t('welfare.page.sponsor.opened', { count: one.opened })}
                  {one.lastOpenedAt ? ` · ${format.instant(one.lastOpenedAt)}` : ''}
                  {one.failed > 0 ? ` · ${t('welfare.page.sponsor.failed', { count: one.failed })}` : ''}
                </span>
              </span>
              <Chip tone={LINK_TONE[one.state]}>{t(`welfare.page.link-state.${one.state}`)}</Chip>
              {mayWrite && (one.state === 'valid' || one.state === 'locked') ? (
                <Button isPending={revoke.isPending} onPress={() => revoke.mutate(one.id)}>
                  {t('welfare.page.sponsor.revoke')}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function NewAgreement({ sponsor, onClose }: { sponsor: Sponsor; onClose: () => void }) {
  const t = useText();
  const changed = useWelfareChanged();
  return (
    <RecordDrawer
      formId={`given-agreement.${sponsor.id}`}
      title={t('welfare.page.sponsor.add-agreement')}
      intro={sponsor.name}
      act={t('welfare.page.save')}
      fields={[
        { name: 'number', kind: 'text', label: t('welfare.page.field.document') },
        { name: 'purpose', kind: 'text', label: t('welfare.page.field.purpose') },
        { name: 'signedOn', kind: 'day', label: t('welfare.page.sponsor.signed-on') },
        { name: 'endsOn', kind: 'day', label: t('welfare.page.field.endsOn'), optional: true },
      ]}
      send={async (values, { id, idempotencyKey }) =>
        api.post(
          `/sponsors/${sponsor.id}/agreements`,
          {
            id,
            number: textOf(values['number']),
            purpose: textOf(values['purpose']),
            signedOn: values['signedOn'],
            endsOn: textOf(values['endsOn']),
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

function MakeLink({
  sponsor,
  onMade,
  onClose,
}: {
  sponsor: Sponsor;
  onMade: (made: { code: string; path: string }) => void;
  onClose: () => void;
}) {
  const t = useText();
  const changed = useWelfareChanged();
  const year = Number(todayInVietnam().slice(0, 4));
  return (
    <RecordDrawer
      formId={`given-link.${sponsor.id}`}
      title={t('welfare.page.sponsor.make-link')}
      intro={t('welfare.page.sponsor.link-intro')}
      act={t('welfare.page.sponsor.link-do')}
      initial={{ expiresOn: `${year}-12-31` }}
      fields={[{ name: 'expiresOn', kind: 'day', label: t('welfare.page.sponsor.expires-on') }]}
      send={async (values, { id, idempotencyKey }) =>
        onMade(
          await api.post<{ code: string; path: string }>(
            `/sponsors/${sponsor.id}/links`,
            { id, expiresOn: values['expiresOn'] },
            { idempotencyKey },
          ),
        )
      }
      onDone={changed}
      onClose={onClose}
    />
  );
}

/** The code is shown once: the program does not keep it. */
function MadeLink({ made, onClose }: { made: { code: string; path: string }; onClose: () => void }) {
  const t = useText();
  const address = `${window.location.origin}${made.path}`;
  return (
    <Dialog
      title={t('welfare.page.sponsor.link-made')}
      isOpen
      onClose={onClose}
      footer={
        <Button look="primary" onPress={onClose}>
          {t('welfare.page.sponsor.link-noted')}
        </Button>
      }
    >
      <div className="stack">
        <Notice tone="wait">{t('welfare.page.sponsor.link-once')}</Notice>
        <Facts
          facts={[
            { label: t('welfare.page.sponsor.address'), value: <span className="wf-long">{address}</span> },
            { label: t('welfare.page.sponsor.code'), value: <b className="wf-code">{made.code}</b> },
          ]}
        />
        <Button
          icon={<CopyIcon className="i" aria-hidden="true" />}
          onPress={() =>
            void navigator.clipboard.writeText(address).then(() => notify(t('welfare.page.sponsor.copied')))
          }
        >
          {t('welfare.page.sponsor.copy')}
        </Button>
      </div>
    </Dialog>
  );
}
