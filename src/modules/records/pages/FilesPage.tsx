import { useMemo, useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, useMe, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { Select } from '#platform/ui/choices.tsx';
import { useCommands } from '#platform/ui/commands.ts';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { FilterChip, Filters } from '#platform/ui/FilterChips.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { RecordDrawer, numberOf, textOf } from '#platform/ui/RecordDrawer.tsx';
import { NoneFound } from '#platform/ui/states.tsx';
import { Chip } from '#platform/ui/surface.tsx';
import { DOSSIER_STATES, type DossierRow } from '../contract.ts';
import { TONE_OF_DOSSIER, useAsked, useRecordsChanged, useRetention } from './data.ts';
import { Head } from './Head.tsx';

const DUE = ['transfer', 'destruction'] as const;

/** Filing plan and files of a unit, year by year. */
export default function FilesPage() {
  const t = useText();
  const format = useFormat();
  const { unit, query, change } = useAsked();
  const [mayKeep, mayApprove] = [useRight('records.keep'), useRight('records.approve')];
  const thisYear = Number(todayInVietnam().slice(0, 4));
  const year = /^\d{4}$/.test(query['year'] ?? '') ? Number(query['year']) : undefined;
  const state = DOSSIER_STATES.find((one) => one === query['state']);
  const due = DUE.find((one) => one === query['due']);
  const [adding, setAdding] = useState<'dossier' | 'approve'>();
  const list = usePagedList<DossierRow>('/dossiers', { unit, year, state, due }, { enabled: unit !== '' });
  const isMixed = list.grid.rows?.some((row) => row.unit.id !== unit) ?? false;
  useCommands(
    useMemo(
      () =>
        mayKeep
          ? [{ id: 'dossier-new', label: t('records.dossier.new'), key: 'n', act: () => setAdding('dossier') }]
          : [],
      [t, mayKeep],
    ),
  );
  const columns = useMemo<Column<DossierRow>[]>(() => {
    const kept = (row: DossierRow) =>
      row.years === null ? t('records.dossier.for-good') : t('records.dossier.years', { years: row.years });
    const day = (on: string | null) => (on === null ? '–' : <span className="nw">{format.date(on)}</span>);
    return [
      {
        id: 'title',
        header: t('records.column.title'),
        card: 'title',
        wraps: true,
        width: 240,
        cell: (row) => row.title,
      },
      {
        id: 'state',
        header: t('records.column.state'),
        card: 'badge',
        cell: (row) => <Chip tone={TONE_OF_DOSSIER[row.state]}>{t(`records.dossier-state.${row.state}`)}</Chip>,
      },
      {
        id: 'code',
        header: t('records.column.code'),
        cell: (row) => <span className="nw">{`${row.code}/${row.year}`}</span>,
      },
      {
        id: 'documents',
        header: t('records.column.documents'),
        align: 'end',
        cell: (row) => <Figure value={row.documents} href={`/documents/files/${row.id}#papers`} />,
      },
      { id: 'kept', header: t('records.column.kept'), cell: kept },
      { id: 'closed', header: t('records.column.closed'), cell: (row) => day(row.closedOn) },
      { id: 'expires', header: t('records.column.expires'), cell: (row) => day(row.expiresOn) },
      { id: 'keeper', header: t('records.column.keeper'), wraps: true, cell: (row) => row.keeper },
      // Whose files they are stands above the list, unless those of other units are among them.
      ...(isMixed
        ? [{ id: 'unit', header: t('records.page.unit'), wraps: true, cell: (row: DossierRow) => row.unit.name }]
        : []),
    ];
  }, [t, format, isMixed]);
  return (
    <>
      <Head
        tab="files"
        actions={
          <>
            {mayApprove ? <Button onPress={() => setAdding('approve')}>{t('records.plan.approve')}</Button> : null}
            {mayKeep ? (
              <Button
                look="primary"
                keyHint="N"
                icon={<PlusIcon className="i" aria-hidden="true" />}
                onPress={() => setAdding('dossier')}
              >
                {t('records.dossier.new')}
              </Button>
            ) : null}
          </>
        }
      >
        <Select
          label={t('records.page.year')}
          value={year === undefined ? 'all' : String(year)}
          choices={[
            { id: 'all', label: t('records.page.all-years') },
            ...Array.from({ length: 8 }, (_, at) => String(thisYear + 1 - at)).map((id) => ({ id, label: id })),
          ]}
          onChange={(id) => change({ year: id === 'all' ? undefined : id })}
        />
      </Head>
      <section className="panel rc-register" aria-label={t('records.page.files')}>
        <Filters>
          <FilterChip
            single
            label={t('records.column.state')}
            value={state ? [state] : []}
            choices={DOSSIER_STATES.map((id) => ({ id, label: t(`records.dossier-state.${id}`) }))}
            onChange={([id]) => change({ state: id === state ? undefined : id })}
          />
          <FilterChip
            single
            label={t('records.page.due')}
            value={due ? [due] : []}
            choices={DUE.map((id) => ({ id, label: t(`records.due.${id}`) }))}
            onChange={([id]) => change({ due: id === due ? undefined : id })}
          />
        </Filters>
        <DataGrid
          label={t('records.page.files')}
          columns={columns}
          {...list.grid}
          rowId={(row) => row.id}
          rowLabel={(row) => row.title}
          rowHref={(row) => `/documents/files/${row.id}`}
          loadingText={t('records.page.loading')}
          empty={
            <NoneFound title={t('records.dossier.none')}>
              <p>{t('records.dossier.none-how')}</p>
            </NoneFound>
          }
        />
      </section>
      {adding === 'dossier' ? (
        <DossierDrawer unit={unit} year={year ?? thisYear + 1} onClose={() => setAdding(undefined)} />
      ) : null}
      {adding === 'approve' ? (
        <ApproveDrawer unit={unit} year={year ?? thisYear + 1} onClose={() => setAdding(undefined)} />
      ) : null}
    </>
  );
}

function DossierDrawer({ unit, year, onClose }: { unit: string; year: number; onClose: () => void }) {
  const t = useText();
  const changed = useRecordsChanged();
  const groups = useRetention().data?.items ?? [];
  const label = (name: string) => t(`records.field.${name}`);
  const kept = (years: number | null) =>
    years === null ? t('records.dossier.for-good') : t('records.dossier.years', { years });
  return (
    <RecordDrawer
      formId={`records.dossier.${unit}`}
      title={t('records.dossier.new')}
      intro={t('records.dossier.intro')}
      act={t('records.record.save')}
      initial={{ year: String(year), keeper: '', retention: 'correspondence', when: 'plan' }}
      fields={[
        { name: 'year', kind: 'number', label: t('records.page.year') },
        { name: 'code', kind: 'text', most: 30, label: t('records.column.code') },
        { name: 'title', kind: 'long', most: 300, label: t('records.column.title') },
        {
          name: 'retention',
          kind: 'select',
          label: t('records.column.kept'),
          hint: label('retention-hint'),
          choices: groups.map((one) => ({ id: one.code, label: one.name, hint: kept(one.years) })),
        },
        { name: 'keeper', kind: 'text', most: 120, label: t('records.column.keeper') },
        {
          name: 'when',
          kind: 'one',
          label: label('when'),
          choices: [
            { id: 'plan', label: label('when-plan') },
            { id: 'now', label: label('when-now') },
          ],
        },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          '/dossiers',
          {
            id,
            unitId: unit,
            year: numberOf(values['year']),
            code: textOf(values['code']),
            title: textOf(values['title']),
            retention: values['retention'],
            keeper: textOf(values['keeper']),
            openedOn: values['when'] === 'now' ? todayInVietnam() : null,
          },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await changed();
        notify(t('records.record.done'));
      }}
      onClose={onClose}
    />
  );
}

function ApproveDrawer({ unit, year, onClose }: { unit: string; year: number; onClose: () => void }) {
  const t = useText();
  const changed = useRecordsChanged();
  const me = useMe().data;
  return (
    <RecordDrawer
      formId={`filing-plan.${unit}`}
      title={t('records.plan.approve')}
      intro={t('records.plan.intro')}
      act={t('records.plan.act')}
      initial={{ year: String(year), on: todayInVietnam(), by: me?.user.displayName ?? '' }}
      fields={[
        { name: 'year', kind: 'number', label: t('records.page.year') },
        { name: 'on', kind: 'day', label: t('records.field.on') },
        { name: 'by', kind: 'text', most: 120, label: t('records.field.by') },
      ]}
      send={(values, { idempotencyKey }) =>
        api.post(
          '/filing-plans',
          { unitId: unit, year: numberOf(values['year']), on: values['on'], by: textOf(values['by']) },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await changed();
        notify(t('records.plan.done'));
      }}
      onClose={onClose}
    />
  );
}
