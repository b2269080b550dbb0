import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, apiUrl, newKey, useRight } from '#platform/ui/api.ts';
import { Button, LinkButton, TextLink } from '#platform/ui/buttons.tsx';
import { DownloadSimpleIcon, PlusIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { RecordDrawer, textOf, type FormField, type FormValues } from '#platform/ui/RecordDrawer.tsx';
import { newest } from '#platform/ui/standing.ts';
import { Empty, ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import { ARCHIVES, type Destruction, type Transfer } from '../contract.ts';
import { useAsked, useList, useRecordsChanged } from './data.ts';
import { Head } from './Head.tsx';
import { pickedFor, pickField } from './PickDossiers.tsx';

type Doing =
  | { what: 'transfer' | 'destruction' }
  | { what: 'accept'; of: Transfer }
  | { what: 'decide' | 'carry-out'; of: Destruction };

/** What is handed to an archive, and what is destroyed. */
export default function ArchivePage() {
  const t = useText();
  const { unit } = useAsked();
  const mayKeep = useRight('records.keep');
  const transfers = useList<Transfer>('transfers-to-archive', unit);
  const destructions = useList<Destruction>('destructions', unit);
  const [doing, setDoing] = useState<Doing>();
  const problem = transfers.error ?? destructions.error;
  const asNow = (one: Doing): Doing =>
    one.what === 'accept'
      ? { ...one, of: newest(transfers.data?.items, one.of) }
      : 'of' in one
        ? { ...one, of: newest(destructions.data?.items, one.of) }
        : one;
  return (
    <>
      <Head
        tab="archive"
        actions={
          mayKeep ? (
            <>
              <Button onPress={() => setDoing({ what: 'destruction' })}>{t('records.destruction.new')}</Button>
              <Button
                look="primary"
                icon={<PlusIcon className="i" aria-hidden="true" />}
                onPress={() => setDoing({ what: 'transfer' })}
              >
                {t('records.transfer.new')}
              </Button>
            </>
          ) : undefined
        }
      />
      {problem ? (
        <ErrorState problem={problem} onRetry={() => void Promise.all([transfers.refetch(), destructions.refetch()])} />
      ) : !transfers.data || !destructions.data ? (
        <Loading what={t('records.page.loading')} rows={6} />
      ) : (
        <div className="stack">
          <Panel title={t('records.transfer.title')} padded>
            {transfers.data.items.length === 0 ? (
              <Empty title={t('records.transfer.none')}>
                <p>{t('records.transfer.none-how')}</p>
              </Empty>
            ) : (
              <div className="rc-cards">
                {transfers.data.items.map((one) => (
                  <TransferCard key={one.id} transfer={one} onAccept={() => setDoing({ what: 'accept', of: one })} />
                ))}
              </div>
            )}
          </Panel>
          <Panel title={t('records.destruction.title')} padded>
            {destructions.data.items.length === 0 ? (
              <Empty title={t('records.destruction.none')}>
                <p>{t('records.destruction.none-how')}</p>
              </Empty>
            ) : (
              <div className="rc-cards">
                {destructions.data.items.map((one) => (
                  <DestructionCard key={one.id} destruction={one} onDo={(what) => setDoing({ what, of: one })} />
                ))}
              </div>
            )}
          </Panel>
        </div>
      )}
      {doing ? <Doing doing={asNow(doing)} unit={unit} onClose={() => setDoing(undefined)} /> : null}
    </>
  );
}

const TONE = {
  prepared: 'wait',
  accepted: 'ok',
  withdrawn: 'none',
  proposed: 'wait',
  approved: 'sel',
  carried_out: 'ok',
} as const;

function Dossiers({ dossiers, most = 6 }: { dossiers: Transfer['dossiers']; most?: number }) {
  const t = useText();
  const format = useFormat();
  return (
    <ul className="list rc-lines">
      {dossiers.slice(0, most).map((one) => (
        <li key={one.id}>
          <span className="sp">
            <TextLink href={`/documents/files/${one.id}`}>{`${one.code}/${one.year}`}</TextLink> {one.title}
          </span>
          <span className="xs mut">{t('records.transfer.papers', { count: one.documents })}</span>
        </li>
      ))}
      {dossiers.length > most ? (
        <li className="mut sm">{t('records.transfer.more', { count: format.number(dossiers.length - most) })}</li>
      ) : null}
    </ul>
  );
}

/** Takes a list back, with the refusal beside it. */
function useWithdraw(path: string, version: number) {
  const changed = useRecordsChanged();
  return useMutation({
    mutationFn: () => api.post(`${path}/withdrawal`, { version }, { idempotencyKey: newKey() }),
    onSuccess: changed,
  });
}

function TransferCard({ transfer, onAccept }: { transfer: Transfer; onAccept: () => void }) {
  const t = useText();
  const format = useFormat();
  const mayKeep = useRight('records.keep');
  const path = `/transfers-to-archive/${transfer.id}`;
  const withdraw = useWithdraw(path, transfer.version);
  return (
    <Panel
      title={transfer.archiveName}
      padded
      aside={<Chip tone={TONE[transfer.state]}>{t(`records.transfer-state.${transfer.state}`)}</Chip>}
    >
      <p className="sm mut2">
        {t('records.transfer.prepared', {
          unit: transfer.unit.name,
          on: format.date(transfer.preparedOn),
          count: transfer.dossiers.length,
        })}
        {transfer.acceptedOn === null
          ? ''
          : ` · ${t('records.transfer.accepted', { on: format.date(transfer.acceptedOn), by: transfer.acceptedBy ?? '' })}`}
      </p>
      <Dossiers dossiers={transfer.dossiers} />
      {transfer.manifest ? <p className="xs mut rc-hash">SHA-256 {transfer.manifest}</p> : null}
      {withdraw.error ? <ProblemText problem={withdraw.error} /> : null}
      {mayKeep && transfer.state !== 'withdrawn' ? (
        <p className="row wrap">
          <LinkButton
            href={apiUrl(`${path}/package.zip`)}
            download
            icon={<DownloadSimpleIcon className="i" aria-hidden="true" />}
          >
            {t('records.transfer.package')}
          </LinkButton>
          {transfer.state === 'prepared' ? (
            <>
              <Button onPress={onAccept}>{t('records.transfer.accept')}</Button>
              <Button look="quiet" isPending={withdraw.isPending} onPress={() => withdraw.mutate()}>
                {t('records.transfer.withdraw')}
              </Button>
            </>
          ) : null}
        </p>
      ) : null}
    </Panel>
  );
}

function DestructionCard({
  destruction,
  onDo,
}: {
  destruction: Destruction;
  onDo: (what: 'decide' | 'carry-out') => void;
}) {
  const t = useText();
  const format = useFormat();
  const [mayKeep, mayApprove] = [useRight('records.keep'), useRight('records.approve')];
  const withdraw = useWithdraw(`/destructions/${destruction.id}`, destruction.version);
  const { state } = destruction;
  return (
    <Panel
      title={destruction.reason}
      padded
      aside={<Chip tone={TONE[state]}>{t(`records.destruction-state.${state}`)}</Chip>}
    >
      <p className="sm mut2">
        {t('records.destruction.proposed', {
          unit: destruction.unit.name,
          on: format.date(destruction.proposedOn),
          council: destruction.council,
        })}
        {destruction.decision === null
          ? ''
          : ` · ${t('records.destruction.decided', { decision: destruction.decision, on: format.date(destruction.approvedOn ?? '') })}`}
        {destruction.minutes === null
          ? ''
          : ` · ${t('records.destruction.done', { minutes: destruction.minutes, on: format.date(destruction.carriedOutOn ?? '') })}`}
      </p>
      <Dossiers dossiers={destruction.dossiers} />
      <p className="xs mut rc-hash">
        {t('records.destruction.hash')} {destruction.listHash}
      </p>
      {withdraw.error ? <ProblemText problem={withdraw.error} /> : null}
      <p className="row wrap">
        {state === 'proposed' && mayApprove ? (
          destruction.proposedByMe ? (
            <span className="sm mut2">{t('records.destruction.other-person')}</span>
          ) : (
            <Button onPress={() => onDo('decide')}>{t('records.destruction.decide')}</Button>
          )
        ) : null}
        {state === 'approved' && mayKeep ? (
          <Button look="danger" onPress={() => onDo('carry-out')}>
            {t('records.destruction.carry-out')}
          </Button>
        ) : null}
        {(state === 'proposed' || state === 'approved') && mayKeep ? (
          <Button look="quiet" isPending={withdraw.isPending} onPress={() => withdraw.mutate()}>
            {t('records.transfer.withdraw')}
          </Button>
        ) : null}
      </p>
    </Panel>
  );
}

function Doing({ doing, unit, onClose }: { doing: Doing; unit: string; onClose: () => void }) {
  const t = useText();
  const changed = useRecordsChanged();
  const label = (name: string) => t(`records.field.${name}`);
  const archiveOf = (values: FormValues) => (values['archive'] === 'historical' ? 'historical' : 'office');
  const target = 'of' in doing ? doing.of : undefined;
  // Who takes files over, decides or destroys sees what it is about to the last file.
  const onList: FormField = {
    name: 'on-list',
    kind: 'own',
    label: '',
    optional: true,
    render: () => <Dossiers dossiers={target?.dossiers ?? []} most={Infinity} />,
  };
  const fields: Record<Doing['what'], (values: FormValues) => readonly FormField[]> = {
    transfer: (values) => [
      {
        name: 'archive',
        kind: 'one',
        label: label('archive'),
        choices: ARCHIVES.map((id) => ({ id, label: t(`records.archive.${id}`) })),
      },
      { name: 'archiveName', kind: 'text', label: label('archiveName') },
      pickField(archiveOf(values), unit, t('records.page.files')),
    ],
    destruction: () => [
      { name: 'reason', kind: 'long', most: 400, label: label('reason') },
      { name: 'council', kind: 'long', most: 400, label: label('council'), hint: label('council-hint') },
      pickField('destruction', unit, t('records.page.files')),
    ],
    accept: () => [
      onList,
      { name: 'on', kind: 'day', label: label('on') },
      { name: 'by', kind: 'text', most: 120, label: label('accepted-by') },
    ],
    decide: () => [
      onList,
      { name: 'opinion', kind: 'text', label: label('opinion') },
      { name: 'decision', kind: 'text', most: 120, label: label('decision') },
    ],
    'carry-out': () => [onList, { name: 'minutes', kind: 'text', most: 120, label: label('minutes') }],
  };
  return (
    <RecordDrawer
      formId={`records.${doing.what}.${target?.id ?? unit}`}
      standing={target && { version: target.version }}
      title={t(`records.doing.${doing.what}`)}
      intro={t(`records.doing.${doing.what}-intro`)}
      act={t(`records.doing.${doing.what}-act`)}
      initial={{ archive: 'office', on: todayInVietnam() }}
      cannotBeUndone={doing.what === 'carry-out'}
      fields={fields[doing.what]}
      send={(values, { id, idempotencyKey, version }) => {
        const options = { idempotencyKey };
        switch (doing.what) {
          case 'transfer':
            return api.post(
              '/transfers-to-archive',
              {
                id,
                unitId: unit,
                archive: values['archive'],
                archiveName: textOf(values['archiveName']),
                dossierIds: pickedFor(archiveOf(values), values),
              },
              options,
            );
          case 'destruction':
            return api.post(
              '/destructions',
              {
                id,
                unitId: unit,
                reason: textOf(values['reason']),
                council: textOf(values['council']),
                dossierIds: pickedFor('destruction', values),
              },
              options,
            );
          case 'accept':
            return api.post(
              `/transfers-to-archive/${doing.of.id}/acceptance`,
              { version, on: values['on'], by: textOf(values['by']) },
              options,
            );
          case 'decide':
            return api.post(
              `/destructions/${doing.of.id}/approval`,
              {
                version,
                listHash: doing.of.listHash,
                opinion: textOf(values['opinion']),
                decision: textOf(values['decision']),
              },
              options,
            );
          case 'carry-out':
            return api.post(
              `/destructions/${doing.of.id}/carrying-out`,
              { version, minutes: textOf(values['minutes']) },
              options,
            );
        }
      }}
      onDone={async () => {
        await changed();
        notify(t('records.record.done'));
      }}
      onClose={onClose}
    />
  );
}
