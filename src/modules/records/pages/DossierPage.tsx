import { useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, ApiProblem, useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { CheckCircleIcon, PrinterIcon } from '#platform/ui/icons.ts';
import { Notice, notify } from '#platform/ui/notices.tsx';
import { Drawer } from '#platform/ui/overlays.tsx';
import { useParam } from '#platform/ui/pages.ts';
import { numberOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import { Empty, ErrorState, Loading, NotFound } from '#platform/ui/states.tsx';
import { Chip, Facts, PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { DossierPage as Dossier } from '../contract.ts';
import { TONE_OF_DOSSIER, useDossier, useRecordsChanged } from './data.ts';
import { OffenderList } from './OffenderList.tsx';
import './records.css';

/** One file: its papers, what is wanting before it may be closed, how long it is kept. */
export default function DossierPage() {
  const t = useText();
  const id = useParam('id');
  const dossier = useDossier(id);
  if (dossier.error instanceof ApiProblem && dossier.error.status === 404) return <NotFound page />;
  if (dossier.error) return <ErrorState page problem={dossier.error} onRetry={() => void dossier.refetch()} />;
  if (!dossier.data)
    return (
      <>
        <PageHeader title={t('records.page.files')} />
        <Loading what={t('records.page.loading')} rows={8} />
      </>
    );
  return <Whole dossier={dossier.data} />;
}

function Whole({ dossier }: { dossier: Dossier }) {
  const t = useText();
  const format = useFormat();
  const mayKeep = useRight('records.keep');
  const [closing, setClosing] = useState(false);
  const faults = dossier.offenders.filter((one) => one.weight === 'fault');
  const kept = (years: number | null) =>
    years === null ? t('records.dossier.for-good') : t('records.dossier.years', { years });
  const day = (on: string | null) => (on === null ? '–' : format.date(on));
  const stone = dossier.tombstone;
  return (
    <>
      <PageHeader
        title={dossier.title}
        crumbs={[
          { label: t('records.page.files'), href: `/documents/files?unit=${dossier.unit.id}` },
          { label: dossier.unit.name },
        ]}
        badge={<Chip tone={TONE_OF_DOSSIER[dossier.state]}>{t(`records.dossier-state.${dossier.state}`)}</Chip>}
        sub={`${dossier.code}/${dossier.year}`}
        actions={
          <>
            <Button icon={<PrinterIcon className="i" aria-hidden="true" />} onPress={() => window.print()}>
              {t('records.page.print')}
            </Button>
            {mayKeep && dossier.state === 'open' ? (
              <Button look="primary" onPress={() => setClosing(true)}>
                {t('records.dossier.close')}
              </Button>
            ) : null}
          </>
        }
      />
      <div className="rc-page">
        <div className="stack">
          {dossier.state === 'open' ? (
            <Panel title={t('records.dossier.order')} padded>
              {dossier.offenders.length === 0 ? (
                <p className="row">
                  <CheckCircleIcon className="i" aria-hidden="true" /> {t('records.dossier.in-order')}
                </p>
              ) : (
                <OffenderList offenders={dossier.offenders} />
              )}
            </Panel>
          ) : null}
          <Panel id="papers" title={t('records.dossier.papers', { count: dossier.items.length })}>
            {dossier.items.length === 0 ? (
              <Empty title={t('records.dossier.empty')}>
                <p>{t('records.dossier.empty-how')}</p>
              </Empty>
            ) : (
              <ScrollX>
                <table
                  className="tbl rc-told"
                  aria-label={t('records.dossier.papers', { count: dossier.items.length })}
                >
                  <thead>
                    <tr>
                      <th scope="col">{t('records.column.symbol')}</th>
                      <th scope="col">{t('records.column.dated')}</th>
                      <th scope="col">{t('records.column.summary')}</th>
                      <th scope="col">{t('records.column.kept')}</th>
                      <th scope="col" className="num">
                        {t('records.files.title')}
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {dossier.items.map((one) => (
                      <tr key={one.id}>
                        <th scope="row">
                          <TextLink href={`/documents/${one.id}`}>{one.symbol ?? one.kindName}</TextLink>
                        </th>
                        <td className="nw" data-label={t('records.column.dated')}>
                          {day(one.datedOn)}
                        </td>
                        <td>{one.summary ?? t('records.page.no-summary')}</td>
                        <td className="nw" data-label={t('records.column.kept')}>
                          {kept(one.years)}
                        </td>
                        <td className="num" data-label={t('records.files.title')}>
                          {format.number(one.files)}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </ScrollX>
            )}
          </Panel>
        </div>
        <div className="stack">
          <Panel title={t('records.document.facts')} padded>
            <Facts
              facts={[
                { label: t('records.column.code'), value: `${dossier.code}/${dossier.year}` },
                { label: t('records.dossier.group'), value: dossier.retentionName },
                { label: t('records.column.kept'), value: kept(dossier.years) },
                { label: t('records.dossier.opened'), value: day(dossier.openedOn) },
                { label: t('records.column.closed'), value: day(dossier.closedOn) },
                { label: t('records.column.expires'), value: day(dossier.expiresOn) },
                { label: t('records.dossier.transfer-due'), value: day(dossier.transferDueOn) },
                { label: t('records.column.keeper'), value: dossier.keeper },
                { label: t('records.field.box'), value: dossier.box ?? '–' },
                {
                  label: t('records.field.sheets'),
                  value: dossier.sheets === null ? '–' : format.number(dossier.sheets),
                },
              ]}
            />
          </Panel>
          {stone ? (
            <Panel title={t('records.dossier.stone')} padded>
              <Facts
                facts={[
                  { label: t('records.dossier.destroyed'), value: day(stone.destroyedOn) },
                  { label: t('records.column.documents'), value: format.number(stone.documents) },
                  { label: t('records.files.title'), value: format.number(stone.files) },
                  { label: t('records.dossier.keep-until'), value: day(stone.keepUntil) },
                  { label: 'SHA-256', value: <span className="rc-hash xs">{stone.checksums}</span> },
                ]}
              />
            </Panel>
          ) : null}
        </div>
      </div>
      {closing ? <CloseDrawer dossier={dossier} faults={faults} onClose={() => setClosing(false)} /> : null}
    </>
  );
}

function CloseDrawer({
  dossier,
  faults,
  onClose,
}: {
  dossier: Dossier;
  faults: Dossier['offenders'];
  onClose: () => void;
}) {
  const t = useText();
  const changed = useRecordsChanged();
  if (faults.length > 0)
    return (
      <Drawer
        title={t('records.dossier.close')}
        isOpen
        onClose={onClose}
        footer={<Button onPress={onClose}>{t('platform.ui.close')}</Button>}
      >
        <div className="stack">
          <Notice tone="late">{t('records.dossier.close-faults', { count: faults.length })}</Notice>
          <OffenderList offenders={faults} />
        </div>
      </Drawer>
    );
  return (
    <RecordDrawer
      formId={`dossier-closing.${dossier.id}`}
      standing={{ version: dossier.version }}
      title={t('records.dossier.close')}
      intro={t('records.dossier.close-intro')}
      act={t('records.dossier.close')}
      initial={{
        on: todayInVietnam(),
        box: dossier.box ?? '',
        sheets: dossier.sheets === null ? '' : String(dossier.sheets),
      }}
      fields={[
        { name: 'on', kind: 'day', label: t('records.column.closed') },
        { name: 'sheets', kind: 'number', label: t('records.field.sheets') },
        { name: 'box', kind: 'text', most: 80, label: t('records.field.box') },
      ]}
      send={(values, { idempotencyKey, version }) =>
        api.post(
          `/dossiers/${dossier.id}/closing`,
          {
            version,
            on: values['on'],
            sheets: numberOf(values['sheets']),
            box: textOf(values['box']),
          },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await changed();
        notify(t('records.dossier.closed'));
      }}
      onClose={onClose}
    />
  );
}
