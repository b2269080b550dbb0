import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { todayInVietnam, useFormat, useLang, useText } from '#platform/messages.ts';
import { api, apiUrl, useRight } from '#platform/ui/api.ts';
import { download } from '#platform/ui/download.ts';
import { AsOfBoundaries, useAsOf } from '#platform/ui/AsOf.tsx';
import { Button, LinkButton } from '#platform/ui/buttons.tsx';
import { useCommands } from '#platform/ui/commands.ts';
import { DataGrid, SelectionBar } from '#platform/ui/DataGrid.tsx';
import { Checkbox, SearchField } from '#platform/ui/fields.tsx';
import { FilterChip, Filters as FilterRow, FixedChip } from '#platform/ui/FilterChips.tsx';
import {
  CaretDownIcon,
  ColumnsIcon,
  EyeIcon,
  FileXlsIcon,
  FunnelIcon,
  PlusIcon,
  TableIcon,
  UploadSimpleIcon,
} from '#platform/ui/icons.ts';
import { Menu, PopoverPanel } from '#platform/ui/overlays.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { useGo, useQueryParams } from '#platform/ui/pages.ts';
import { Empty, NoneFound, NoPermission } from '#platform/ui/states.tsx';
import { KeysLine, PageHeader } from '#platform/ui/surface.tsx';
import { REGISTER_SORTS, type RegisterFacets, type RegisterPage as Answer, type RegisterRow } from '../contract.ts';
import { useColumns } from './register/columns.tsx';
import { MoreWhenSeen, sameNames, useSettled } from './register/helpers.tsx';
import { useSaidFilters } from './register/said.ts';
import { FilterDrawer } from './register/FilterDrawer.tsx';
import {
  COLUMN_IDS,
  columnsOf,
  columnsText,
  filtersOf,
  LIST_FILTERS,
  listed,
  sortOf,
  type FilterName,
} from './register/query.ts';
import { SavedViews } from './register/SavedViews.tsx';
import { small } from './words.tsx';
import './membership.css';

/** The register: everybody in the reader's scope on a day, found, ordered, narrowed, counted and exported. */
export default function RegisterPage() {
  const may = useRight('members.read');
  return may ? <Register /> : <NoPermission />;
}

function Register() {
  const t = useText();
  const format = useFormat();
  const lang = useLang();
  const go = useGo();
  const [query, change] = useQueryParams();
  const [time, setTime] = useAsOf();
  const [drawer, setDrawer] = useState(false);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const mayWrite = useRight('members.write');
  const mayImport = useRight('members.import');
  const mayExport = useRight('members.export');
  const today = todayInVietnam();

  const filters = useMemo(() => filtersOf(query), [query]);
  const sort = sortOf(query);
  const columnIds = columnsOf(query);
  const reading = { ...(time.asOf === today ? {} : { asOf: time.asOf }), boundaries: time.boundaries };
  const asked = { ...filters, ...reading, sort: sort.by, direction: sort.dir };
  const list = usePagedList<RegisterRow>('/members', asked);
  const first = list.result.data?.pages[0] as Answer | undefined;
  const facets = useQuery({
    queryKey: ['/members/facets', { ...filters, ...reading }],
    queryFn: ({ signal }) => api.get<RegisterFacets>('/members/facets', { ...filters, ...reading }, { signal }),
    placeholderData: (before) => before,
  });
  const rows = list.grid.rows;
  // Of a large scope the page comes without its total; the division by properties brings it a moment later.
  const total = list.grid.total ?? facets.data?.total;
  const columns = useColumns(
    columnIds,
    filters.q,
    useMemo(() => sameNames(rows ?? []), [rows]),
  );
  const said = useSaidFilters(filters, first?.unit?.name);

  const [typed, setTyped] = useState(filters.q ?? '');
  useSettled(typed, filters.q ?? '', (q) => change({ q: q || undefined }));
  const narrow = (patch: Partial<Record<FilterName, string | undefined>>): void => {
    setSelected(new Set());
    change(patch);
  };
  const clear = (): void => {
    setTyped('');
    narrow(Object.fromEntries(Object.keys(filters).map((name) => [name, undefined])));
  };

  useCommands(
    useMemo(
      () => [
        ...(mayWrite
          ? [{ id: 'members.new', label: t('membership.page.register.add'), key: 'n', href: '/members/new' }]
          : []),
        ...(mayWrite
          ? [
              {
                id: 'members.edit',
                label: t('membership.page.register.edit-row'),
                key: 'e',
                act: () => editFocused(go),
              },
            ]
          : []),
        { id: 'members.filter', label: t('membership.page.filter.title'), key: 'f', act: () => setDrawer(true) },
      ],
      [t, go, mayWrite],
    ),
  );
  const picked = (rows ?? []).filter((row) => selected.has(row.id));
  const [only] = picked;
  const exportHref = (form: 'xlsx' | 'csv') => apiUrl(`/members/export.${form}`, { ...asked, lang });
  const narrowed = Object.keys(filters).length > 0;
  const standing = (which: string) => facets.data?.facets.standing.find((one) => one.value === which)?.count ?? 0;

  return (
    <>
      <PageHeader
        title={
          first?.unit
            ? t('membership.page.register.title-of', { unit: first.unit.name })
            : t('membership.page.register.title')
        }
        crumbs={[{ label: t('platform.nav.registers') }, { label: t('membership.page.nav.members') }]}
        sub={
          total === undefined ? (
            ' '
          ) : (
            <>
              <b>{t('membership.page.register.count', { count: total })}</b>
              {facets.data && total > 0
                ? ` · ${t('membership.page.register.standings', { official: standing('official'), probationary: standing('probationary') })}`
                : ''}
              {first && first.boundariesOn !== today
                ? ` · ${t('membership.page.register.boundaries', { on: format.date(first.boundariesOn) })}`
                : ''}
            </>
          )
        }
        actions={
          <>
            <AsOfBoundaries
              value={time}
              onChange={setTime}
              dates={[{ on: '2025-06-30', label: t('membership.page.register.before-merger') }]}
            />
            {mayImport ? (
              <LinkButton href="/members/import" icon={<UploadSimpleIcon className="i" aria-hidden="true" />}>
                {t('membership.page.register.import')}
              </LinkButton>
            ) : null}
            {mayExport ? (
              <Menu
                label={t('membership.page.register.export')}
                trigger={
                  <Button icon={<FileXlsIcon className="i" aria-hidden="true" />}>
                    {t('membership.page.register.export')}
                  </Button>
                }
                header={<p className="opts-h">{t('membership.page.register.export-note', { count: total ?? 0 })}</p>}
                entries={[
                  {
                    id: 'xlsx',
                    label: t('membership.page.register.export-xlsx'),
                    onAction: () => download(exportHref('xlsx')),
                  },
                  {
                    id: 'csv',
                    label: t('membership.page.register.export-csv'),
                    onAction: () => download(exportHref('csv')),
                  },
                  { id: 'handbook', label: t('membership.handbook.crumb'), href: '/members/handbook' },
                ]}
              />
            ) : null}
            {mayWrite ? (
              <Button
                look="primary"
                icon={<PlusIcon className="i" aria-hidden="true" />}
                keyHint="N"
                onPress={() => go('/members/new')}
              >
                {t('membership.page.register.add')}
              </Button>
            ) : null}
          </>
        }
      />
      <SavedViews current={viewOf(query)} time={reading} />
      <FilterRow>
        <div className="find-box">
          <SearchField
            label={t('membership.page.register.find')}
            hint={t('membership.page.register.find-hint')}
            value={typed}
            onChange={setTyped}
            slash
          />
        </div>
        <FilterChip
          label={t('membership.page.filter.state')}
          choices={LIST_FILTERS.state.choices.map((id) => ({ id, label: t(`membership.state.${id}`) }))}
          value={LIST_FILTERS.state.choices.filter((id) => listed(filters.state).includes(id))}
          onChange={(ids) => narrow({ state: ids.join(',') || undefined })}
        />
        {said.map((one) => (
          <FixedChip
            key={one.name}
            onRemove={() => narrow(Object.fromEntries(one.names.map((name) => [name, undefined])))}
          >
            {one.text}
          </FixedChip>
        ))}
        <Button
          className="fchip"
          icon={<FunnelIcon className="i" aria-hidden="true" />}
          onPress={() => setDrawer(true)}
        >
          {t('membership.page.register.more-filters')}
        </Button>
        <span className="sp" />
        <Menu
          label={t('membership.page.register.sort')}
          trigger={
            <Button className="fchip">
              {t('membership.page.register.sort')}: {t(`membership.page.register.sort-${sort.by}`)}
              <CaretDownIcon className="i" aria-hidden="true" />
            </Button>
          }
          entries={REGISTER_SORTS.map((id) => ({
            id,
            label: t(`membership.page.register.sort-${id}`),
            onAction: () => change({ sort: id === 'given' ? undefined : id, direction: undefined }),
          }))}
        />
        <PopoverPanel
          label={t('membership.page.register.columns')}
          trigger={
            <Button className="fchip" icon={<ColumnsIcon className="i" aria-hidden="true" />}>
              {t('membership.page.register.columns')}
            </Button>
          }
        >
          {COLUMN_IDS.map((id) => (
            <Checkbox
              key={id}
              isSelected={columnIds.includes(id)}
              onChange={(on) =>
                change({ cols: columnsText(on ? [...columnIds, id] : columnIds.filter((one) => one !== id)) })
              }
            >
              {t(`membership.page.register.col.${id === 'partyAge' ? 'party-age' : id}`)}
            </Checkbox>
          ))}
        </PopoverPanel>
      </FilterRow>
      <FilterDrawer
        isOpen={drawer}
        onClose={() => setDrawer(false)}
        filters={filters}
        unitName={first?.unit?.name}
        facets={facets.data?.facets}
        total={total}
        onChange={narrow}
      />
      <DataGrid
        label={t('membership.page.register.title')}
        columns={columns}
        {...list.grid}
        tall
        rowId={(row) => row.id}
        rowLabel={(row) => row.fullName ?? t('membership.page.register.outside-scope')}
        rowHref={(row) => (row.fullName === null ? '' : `/members/${row.id}`)}
        sort={sort}
        onSort={({ by, dir }) =>
          change({ sort: by === 'given' ? undefined : by, direction: dir === 'asc' ? undefined : dir })
        }
        selected={selected}
        onSelect={setSelected}
        loadingText={t('membership.page.register.loading')}
        empty={
          narrowed ? (
            <NoneFound
              title={
                filters.q
                  ? t('membership.page.register.none-with', { q: filters.q })
                  : t('membership.page.register.none')
              }
              actions={<Button onPress={clear}>{t('membership.page.register.show-all')}</Button>}
            >
              <p>{t('membership.page.register.none-text')}</p>
            </NoneFound>
          ) : (
            <Empty
              title={t('membership.page.register.empty')}
              actions={
                mayImport ? (
                  <LinkButton href="/members/import" look="primary">
                    {t('membership.page.register.import')}
                  </LinkButton>
                ) : undefined
              }
            >
              <p>{t('membership.page.register.empty-text')}</p>
            </Empty>
          )
        }
        foot={
          filters.q && total !== undefined ? (
            <span>{t('membership.page.register.matching', { count: total, q: filters.q })}</span>
          ) : undefined
        }
      />
      <MoreWhenSeen onMore={list.grid.onMore} busy={list.grid.isLoadingMore} />
      <SelectionBar count={selected.size} note={useNote(picked)} onClear={() => setSelected(new Set())}>
        {only && picked.length === 1 && only.fullName !== null ? (
          <Button icon={<EyeIcon className="i" aria-hidden="true" />} onPress={() => go(`/members/${only.id}`)}>
            {t('membership.page.register.open')}
          </Button>
        ) : null}
        {mayExport ? (
          <Button icon={<TableIcon className="i" aria-hidden="true" />} onPress={() => download(exportHref('xlsx'))}>
            {t('membership.page.register.export-filter', { count: total ?? 0 })}
          </Button>
        ) : null}
      </SelectionBar>
      <div className="page-foot">
        <KeysLine
          keys={[
            { keys: ['↑', '↓'], label: t('membership.page.keys.move') },
            { keys: ['Space'], label: t('membership.page.keys.select') },
            { keys: ['Enter'], label: t('membership.page.keys.open') },
            { keys: ['/'], label: t('membership.page.keys.find') },
            ...(mayWrite ? [{ keys: ['E'], label: t('membership.page.keys.edit') }] : []),
            { keys: ['F'], label: t('membership.page.keys.filter') },
            { keys: ['?'], label: t('membership.page.keys.help') },
          ]}
        />
        <span className="sm mut">{t('membership.page.register.logged')}</span>
      </div>
    </>
  );
}

/** Opens the form of the row in focus. */
function editFocused(go: (href: string) => void): void {
  const link = document.activeElement?.closest('tr')?.querySelector('a.rowlink');
  const href = link?.getAttribute('href');
  if (href) go(`${href}/edit`);
}

/** What a saved view keeps: everything but the two handles of time. */
function viewOf(query: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).filter(([name, value]) => value !== '' && name !== 'asOf' && name !== 'boundaries'),
  );
}

/** How the selected divide by state, in words. */
function useNote(rows: readonly RegisterRow[]): string {
  const t = useText();
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row.state, (counts.get(row.state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${small(t(`membership.state.${state}`))}`).join(', ');
}
