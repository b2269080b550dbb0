import { useMemo, useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { useCommands } from '#platform/ui/commands.ts';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { SearchField, Segmented } from '#platform/ui/fields.tsx';
import { FilterChip, Filters } from '#platform/ui/FilterChips.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { usePagedList } from '#platform/ui/paged.ts';
import { NoneFound } from '#platform/ui/states.tsx';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import { type DocumentRow, URGENCIES, type Waiting } from '../contract.ts';
import { TONE_OF_DOCUMENT, useAsked, useKinds, useList } from './data.ts';
import { ArrivalDrawer, DraftDrawer } from './forms.tsx';
import { Head } from './Head.tsx';

const VIEWS = ['in', 'out', 'late'] as const;
const STATES = { in: ['open', 'done'], out: ['draft', 'issued', 'voided'], late: [] } as const;

/** The register of a unit: what came, what went out, and first of all what is late. */
export default function RegisterPage() {
  const t = useText();
  const format = useFormat();
  const { unit, query, change } = useAsked();
  const view = VIEWS.find((one) => one === query['view']) ?? 'in';
  const state = STATES[view].find((one) => one === query['state']);
  const urgency = URGENCIES.find((one) => one === query['urgency']);
  const below = query['below'] === 'yes';
  const kinds = useKinds().data?.items ?? [];
  const kind = kinds.find((one) => one.code === query['kind'])?.code;
  const mayWrite = useRight('records.write');
  const [adding, setAdding] = useState<'arrival' | 'draft' | { entering: Waiting }>();
  const waiting = useList<Waiting>('documents-waiting', unit);
  const list = usePagedList<DocumentRow>(
    '/documents',
    {
      unit,
      direction: view === 'late' ? 'in' : view,
      late: view === 'late' ? 'yes' : undefined,
      below: below ? 'yes' : undefined,
      state,
      kind,
      urgency,
      unfiled: query['unfiled'],
      q: query['q'],
    },
    { enabled: unit !== '' },
  );
  useCommands(
    useMemo(
      () =>
        mayWrite
          ? [
              { id: 'document-arrival', label: t('records.arrival.new'), key: 'n', act: () => setAdding('arrival') },
              { id: 'document-draft', label: t('records.draft.new'), act: () => setAdding('draft') },
            ]
          : [],
      [t, mayWrite],
    ),
  );
  const columns = useMemo<Column<DocumentRow>[]>(() => {
    const shown: Column<DocumentRow>[] = [
      {
        id: 'summary',
        header: t('records.column.summary'),
        card: 'title',
        wraps: true,
        width: 280,
        cell: (row) =>
          row.summary === null ? (
            <span className="mut">{t('records.page.no-summary')}</span>
          ) : (
            <span className="rc-short">{row.summary}</span>
          ),
      },
      {
        id: 'state',
        header: t('records.column.state'),
        card: 'badge',
        cell: (row) =>
          row.lateDays !== null ? (
            <Chip tone="late">{t('records.late-days', { days: row.lateDays })}</Chip>
          ) : (
            <Chip tone={TONE_OF_DOCUMENT[row.state]}>{t(`records.state.${row.state}`)}</Chip>
          ),
      },
      {
        id: 'symbol',
        header: t('records.column.symbol'),
        cell: (row) => <span className="nw">{row.symbol ?? '–'}</span>,
      },
      { id: 'kind', header: t('records.column.kind'), cell: (row) => t(`records.kind.${row.kind}`) },
    ];
    const day = (on: string | null) => <span className="nw">{on === null ? '–' : format.date(on)}</span>;
    if (view !== 'out')
      shown.unshift({
        id: 'no',
        header: t('records.column.arrival-no'),
        align: 'end',
        cell: (row) => row.arrivalNo ?? '–',
      });
    if (view !== 'out')
      shown.splice(3, 0, { id: 'due', header: t('records.column.due'), cell: (row) => day(row.dueOn) });
    if (view === 'out') shown.push({ id: 'dated', header: t('records.column.dated'), cell: (row) => day(row.datedOn) });
    else
      shown.push(
        { id: 'arrived', header: t('records.column.arrived'), cell: (row) => day(row.arrivedOn) },
        { id: 'issuer', header: t('records.column.issuer'), wraps: true, cell: (row) => row.issuer ?? '–' },
        { id: 'owner', header: t('records.column.owner'), wraps: true, cell: (row) => row.owner?.name ?? '–' },
      );
    if (below) shown.push({ id: 'unit', header: t('records.page.unit'), wraps: true, cell: (row) => row.unit.name });
    shown.push(
      {
        id: 'urgency',
        header: t('records.column.urgency'),
        cell: (row) => (row.urgency === 'none' ? '' : <Chip tone="late">{t(`records.urgency.${row.urgency}`)}</Chip>),
      },
      { id: 'dossier', header: t('records.column.dossier'), cell: (row) => row.dossier?.code ?? '–' },
    );
    return shown;
  }, [t, format, view, below]);
  return (
    <>
      <Head
        tab="register"
        actions={
          mayWrite ? (
            <>
              <Button onPress={() => setAdding('draft')}>{t('records.draft.new')}</Button>
              <Button
                look="primary"
                keyHint="N"
                icon={<PlusIcon className="i" aria-hidden="true" />}
                onPress={() => setAdding('arrival')}
              >
                {t('records.arrival.new')}
              </Button>
            </>
          ) : undefined
        }
      >
        <div className="rc-wide">
          <SearchField
            label={t('records.page.search')}
            value={query['q'] ?? ''}
            onChange={(q) => change({ q })}
            slash
          />
        </div>
      </Head>
      <div className="stack">
        {waiting.data && waiting.data.items.length > 0 ? (
          <WaitingPanel
            items={waiting.data.items}
            onEnter={mayWrite ? (entering) => setAdding({ entering }) : undefined}
          />
        ) : null}
        <section className="panel rc-register" aria-label={t(`records.view.${view}`)}>
          <Filters>
            <Segmented
              label={t('records.page.which')}
              choices={VIEWS.map((id) => ({ id, label: t(`records.view.${id}`) }))}
              value={view}
              onChange={(id) => change({ view: id === 'in' ? undefined : id, state: undefined })}
            />
            {STATES[view].length > 0 ? (
              <FilterChip
                single
                label={t('records.column.state')}
                value={state ? [state] : []}
                choices={STATES[view].map((id) => ({ id, label: t(`records.state.${id}`) }))}
                onChange={([id]) => change({ state: id === state ? undefined : id })}
              />
            ) : null}
            <FilterChip
              single
              label={t('records.column.kind')}
              value={kind ? [kind] : []}
              choices={kinds.map(({ code }) => ({ id: code, label: t(`records.kind.${code}`) }))}
              onChange={([id]) => change({ kind: id === kind ? undefined : id })}
            />
            <FilterChip
              single
              label={t('records.column.urgency')}
              value={urgency ? [urgency] : []}
              choices={URGENCIES.map((id) => ({ id, label: t(`records.urgency.${id}`) }))}
              onChange={([id]) => change({ urgency: id === urgency ? undefined : id })}
            />
            <FilterChip
              single
              label={t('records.page.reach')}
              value={below ? ['below'] : []}
              choices={[{ id: 'below', label: t('records.page.below') }]}
              onChange={() => change({ below: below ? undefined : 'yes' })}
            />
          </Filters>
          <DataGrid
            label={t(`records.view.${view}`)}
            columns={columns}
            {...list.grid}
            rowId={(row) => row.id}
            rowLabel={(row) => row.symbol ?? row.summary ?? t('records.page.no-summary')}
            rowHref={(row) => `/documents/${row.id}`}
            loadingText={t('records.page.loading')}
            empty={
              <NoneFound title={t(`records.page.none-${view}`)}>
                <p>{t('records.page.none-why')}</p>
              </NoneFound>
            }
          />
        </section>
      </div>
      {adding === 'draft' ? <DraftDrawer unit={unit} onClose={() => setAdding(undefined)} /> : null}
      {adding !== undefined && adding !== 'draft' ? (
        <ArrivalDrawer
          unit={unit}
          sent={adding === 'arrival' ? undefined : adding.entering}
          onClose={() => setAdding(undefined)}
        />
      ) : null}
    </>
  );
}

/** What other units sent through the register and nobody entered yet. */
function WaitingPanel({
  items,
  onEnter,
}: {
  items: readonly Waiting[];
  onEnter?: ((one: Waiting) => void) | undefined;
}) {
  const t = useText();
  const format = useFormat();
  return (
    <Panel id="waiting" title={t('records.waiting.title', { count: items.length })} padded>
      <ul className="list rc-lines">
        {items.slice(0, 8).map((one) => (
          <li key={one.addresseeId}>
            <span className="sp">
              <TextLink href={`/documents/${one.document.id}`}>
                {one.document.symbol ?? t('records.page.no-summary')}
              </TextLink>{' '}
              {one.document.summary}
              <span className="xs mut">
                {' '}
                {t('records.waiting.from', {
                  issuer: one.document.issuer,
                  on: format.date(one.document.datedOn),
                  unit: one.unit.name,
                })}
              </span>
            </span>
            {onEnter ? <Button onPress={() => onEnter(one)}>{t('records.waiting.enter')}</Button> : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
