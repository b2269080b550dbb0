import { useMemo, useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { ApiProblem, useRight } from '#platform/ui/api.ts';
import { AsOfBoundaries, useAsOf } from '#platform/ui/AsOf.tsx';
import { Button, LinkButton } from '#platform/ui/buttons.tsx';
import { useCommands } from '#platform/ui/commands.ts';
import { PlusIcon, PrinterIcon, TreeStructureIcon } from '#platform/ui/icons.ts';
import { Notice } from '#platform/ui/notices.tsx';
import { Menu } from '#platform/ui/overlays.tsx';
import { useParam } from '#platform/ui/pages.ts';
import { ErrorState, Loading, NotFound } from '#platform/ui/states.tsx';
import { Chip, KeysLine, PageHeader } from '#platform/ui/surface.tsx';
import type { VillagePage as Page } from '../contract.ts';
import { useVillage } from './data.ts';
import { Growth } from './Growth.tsx';
import { CoverPanel, HouseholdsPanel, PathPanel } from './PeoplePanels.tsx';
import { ProgrammesPanel } from './ProgrammesPanel.tsx';
import { RECORDS, RecordForm, type RecordKind } from './RecordForm.tsx';
import { StatePanel } from './StatePanel.tsx';
import { TONE_OF_STATE } from './words.ts';
import './villages.css';

/** Everything known of one village on a day. */
export default function VillagePage() {
  const t = useText();
  const id = useParam('id');
  const [time] = useAsOf();
  const village = useVillage(id, time.asOf);
  if (village.error instanceof ApiProblem && village.error.status === 404) return <NotFound page />;
  if (village.error && !village.data)
    return <ErrorState page problem={village.error} onRetry={() => void village.refetch()} />;
  if (!village.data)
    return (
      <>
        <PageHeader title={t('villages.page.title')} />
        <Loading what={t('villages.village.loading')} rows={10} />
      </>
    );
  return <Village village={village.data} />;
}

function Village({ village }: { village: Page }) {
  const t = useText();
  const format = useFormat();
  const [time, setTime] = useAsOf();
  const mayWrite = useRight('villages.write');
  const [recording, setRecording] = useState<RecordKind>();
  const former = village.formerCommunes.at(-1);
  useCommands(
    useMemo(
      () => [
        ...(mayWrite
          ? [
              {
                id: 'village-snapshot',
                label: t('villages.record.snapshot.title'),
                key: 'n',
                act: () => setRecording('snapshot'),
              },
            ]
          : []),
        { id: 'village-print', label: t('villages.village.print'), act: () => window.print() },
      ],
      [t, mayWrite],
    ),
  );
  return (
    <>
      <PageHeader
        title={village.name}
        crumbs={[
          { label: t('villages.page.title'), href: '/villages' },
          ...village.path.slice(-1).map((one) => ({ label: one.name, href: `/villages?unit=${one.id}` })),
          ...(former
            ? [{ label: t('villages.village.before', { on: format.date(former.to), commune: former.name }) }]
            : []),
        ]}
        badge={
          village.alive ? (
            village.states.length === 0 ? (
              <Chip tone="ok">{t('villages.state.own')}</Chip>
            ) : (
              village.states.map((state) => (
                <Chip key={state} tone={TONE_OF_STATE[state]}>
                  {t(`villages.state.${state}`)}
                </Chip>
              ))
            )
          ) : undefined
        }
        actions={
          <>
            <AsOfBoundaries value={time} onChange={setTime} />
            <LinkButton
              href={`/organisation/${village.id}?tree=place`}
              icon={<TreeStructureIcon className="i" aria-hidden="true" />}
            >
              {t('villages.village.organisation')}
            </LinkButton>
            <Button icon={<PrinterIcon className="i" aria-hidden="true" />} onPress={() => window.print()}>
              {t('villages.village.print')}
            </Button>
            {mayWrite ? (
              <Menu
                label={t('villages.record.menu')}
                trigger={
                  <Button look="primary" keyHint="N" icon={<PlusIcon className="i" aria-hidden="true" />}>
                    {t('villages.record.menu')}
                  </Button>
                }
                entries={RECORDS.map((kind) => ({
                  id: kind,
                  label: t(`villages.record.${kind}.title`),
                  onAction: () => setRecording(kind),
                }))}
              />
            ) : null}
          </>
        }
      />
      {village.alive ? null : (
        <Notice tone="wait">
          {village.to !== null && village.to <= village.asOf
            ? t('villages.village.ended', { on: format.date(village.to) })
            : t('villages.village.not-yet', { on: format.date(village.from) })}
        </Notice>
      )}
      <div className="vl-page">
        <div className="stack">
          <Growth village={village} />
          <StatePanel village={village} />
          <ProgrammesPanel village={village} />
        </div>
        <div className="stack">
          <PathPanel village={village} />
          <CoverPanel village={village} />
          <HouseholdsPanel village={village} />
        </div>
      </div>
      <KeysLine keys={mayWrite ? [{ keys: ['N'], label: t('villages.record.snapshot.title') }] : []} />
      {recording ? <RecordForm kind={recording} village={village} onClose={() => setRecording(undefined)} /> : null}
    </>
  );
}
