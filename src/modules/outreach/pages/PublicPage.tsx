import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { todayInVietnam, useFormat, useLang, useText } from '#platform/messages.ts';
import { api, newKey, useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { GlobeIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { ConfirmDialog } from '#platform/ui/overlays.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { idOf, numberOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { Empty, ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip } from '#platform/ui/surface.tsx';
import type { PublicationRow } from '../contract.ts';
import { findAnyUnits, useAsked, useOutreachChanged, usePublications } from './data.ts';
import { Head } from './Head.tsx';
import './outreach.css';

/** What of this unit is public, every version; publishing is an act of its own. */
export default function PublicPage() {
  const t = useText();
  const format = useFormat();
  const lang = useLang();
  const { unit } = useAsked();
  const list = usePublications(unit);
  const mayWrite = useRight('outreach.write');
  const [publishes, setPublishes] = useState(false);
  const [withdraws, setWithdraws] = useState<PublicationRow>();
  const changed = useOutreachChanged();
  const withdraw = useMutation({
    mutationFn: (row: PublicationRow) =>
      api.patch(`/publications/${row.id}`, { withdrawnOn: todayInVietnam() }, { idempotencyKey: newKey() }),
    onSuccess: async () => {
      await changed();
      setWithdraws(undefined);
      notify(t('outreach.record.done'));
    },
  });
  const items = list.data?.items;
  const isLast = (row: PublicationRow) =>
    !items?.some((one) => one.unit.id === row.unit.id && one.year === row.year && one.revision > row.revision);
  const columns: Column<PublicationRow>[] = [
    {
      id: 'unit',
      header: t('outreach.publish.commune'),
      card: 'title',
      cell: (row) =>
        isLast(row) && !row.withdrawnOn ? (
          <a href={`/public/${lang}/${row.unit.id}/${row.year}`} target="_blank" rel="noreferrer">
            {row.unit.name}
          </a>
        ) : (
          <TextLink href={`/organisation/${row.unit.id}`}>{row.unit.name}</TextLink>
        ),
    },
    { id: 'year', header: t('outreach.page.year'), align: 'end', cell: (row) => row.year },
    {
      id: 'revision',
      header: t('outreach.publish.revision'),
      align: 'end',
      cell: (row) => format.number(row.revision),
    },
    { id: 'on', header: t('outreach.publish.on'), cell: (row) => format.date(row.publishedOn) },
    { id: 'reason', header: t('outreach.publish.reason'), wraps: true, cell: (row) => row.reason ?? '–' },
    {
      id: 'state',
      header: t('outreach.column.state'),
      card: 'badge',
      cell: (row) =>
        row.withdrawnOn ? (
          <Chip>{t('outreach.publish.withdrawn', { date: format.date(row.withdrawnOn) })}</Chip>
        ) : isLast(row) ? (
          <Chip tone="ok">{t('outreach.publish.stands')}</Chip>
        ) : (
          <Chip>{t('outreach.publish.replaced')}</Chip>
        ),
    },
    {
      id: 'act',
      header: '',
      card: 'acts',
      cell: (row) =>
        mayWrite && isLast(row) && !row.withdrawnOn ? (
          <Button onPress={() => setWithdraws(row)}>{t('outreach.publish.withdraw')}</Button>
        ) : null,
    },
  ];
  return (
    <>
      <Head
        tab="public"
        actions={
          mayWrite ? (
            <Button
              look="primary"
              icon={<GlobeIcon className="i" aria-hidden="true" />}
              onPress={() => setPublishes(true)}
            >
              {t('outreach.publish.act')}
            </Button>
          ) : undefined
        }
      />
      <div className="stack">
        <p className="sm mut2 ou-lead">{t('outreach.publish.lead')}</p>
        {withdraw.error ? <ProblemText problem={withdraw.error} /> : null}
        {list.error ? (
          <ErrorState problem={list.error} onRetry={() => void list.refetch()} />
        ) : !items ? (
          <Loading what={t('outreach.page.loading')} />
        ) : items.length === 0 ? (
          <Empty title={t('outreach.publish.none')}>
            <p>{t('outreach.publish.none-how')}</p>
          </Empty>
        ) : (
          <section className="panel">
            <DataGrid
              label={t('outreach.page.public')}
              columns={columns}
              rows={items}
              rowId={(row) => row.id}
              rowLabel={(row) => `${row.unit.name}, ${row.year}`}
            />
          </section>
        )}
      </div>
      {publishes ? <Publish onClose={() => setPublishes(false)} /> : null}
      {withdraws ? (
        <ConfirmDialog
          title={t('outreach.publish.withdraw')}
          isOpen
          act={t('outreach.publish.withdraw')}
          onConfirm={() => withdraw.mutate(withdraws)}
          onClose={() => setWithdraws(undefined)}
        >
          <p>{t('outreach.publish.withdraw-what', { unit: withdraws.unit.name, year: String(withdraws.year) })}</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}

function Publish({ onClose }: { onClose: () => void }) {
  const t = useText();
  const changed = useOutreachChanged();
  return (
    <RecordDrawer
      formId="outreach.publish"
      title={t('outreach.publish.act')}
      intro={t('outreach.publish.intro')}
      act={t('outreach.publish.act')}
      initial={{ year: todayInVietnam().slice(0, 4) }}
      fields={[
        { name: 'unit', kind: 'find', label: t('outreach.publish.commune'), search: findAnyUnits },
        { name: 'year', kind: 'number', label: t('outreach.page.year') },
        {
          name: 'reason',
          kind: 'text',
          label: t('outreach.publish.reason'),
          hint: t('outreach.publish.reason-hint'),
          optional: true,
        },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          '/publications',
          { id, unitId: idOf(values['unit']), year: numberOf(values['year']), reason: textOf(values['reason']) },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await changed();
        notify(t('outreach.publish.done'));
      }}
      onClose={onClose}
    />
  );
}
