import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, newKey, useMe, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { Select } from '#platform/ui/choices.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { DayField } from '#platform/ui/DateField.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { useQueryParams } from '#platform/ui/pages.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Empty, NoPermission } from '#platform/ui/states.tsx';
import { PageHeader, Tabs } from '#platform/ui/surface.tsx';
import type { NewSupplements, SupplementRow } from '../contract.ts';
import { UnitPicker } from './pickers.tsx';
import { UnitCell } from './words.tsx';
import './care.css';

const STATES = ['missing', 'received'] as const;
const YEARS_BACK = 5;

/** The yearly supplement sheets of a unit: whose is missing, whose came in. A pile of sheets is recorded at once. */
export default function SupplementsPage() {
  const may = useRight('members.read');
  return may ? <Supplements /> : <NoPermission />;
}

function Supplements() {
  const t = useText();
  const format = useFormat();
  const client = useQueryClient();
  const mayWrite = useRight('members.write');
  const [query, setQuery] = useQueryParams();
  const today = todayInVietnam();
  const posts = useMe().data?.posts ?? [];
  const first = posts[0];
  const unit = query['unit'] ?? first?.unitId;
  const unitName = query['name'] ?? posts.find((post) => post.unitId === unit)?.unitName ?? first?.unitName ?? '';
  const thisYear = Number(today.slice(0, 4));
  const year = Number(query['year']) || thisYear;
  const state = STATES.find((one) => one === query['state']) ?? 'missing';
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [on, setOn] = useState<string | undefined>(today);
  const [key, setKey] = useState(newKey);
  const list = usePagedList<SupplementRow>('/supplements', { unit, year, state }, { enabled: unit !== undefined });
  const send = useMutation({
    mutationFn: () =>
      api.post<{ recorded: number }>(
        '/supplements',
        { year, receivedOn: on ?? '', memberIds: [...picked].slice(0, 200) } satisfies NewSupplements,
        { idempotencyKey: key },
      ),
    onSuccess: async ({ recorded }) => {
      setPicked(new Set());
      await client.invalidateQueries({ queryKey: ['/supplements'] });
      notify(t('membership.page.supplement.done', { count: recorded, year: String(year) }));
    },
    onSettled: () => setKey(newKey()),
  });
  const columns = useMemo<Column<SupplementRow>[]>(
    () => [
      { id: 'name', header: t('membership.page.register.col.name'), card: 'title', cell: (row) => row.fullName },
      { id: 'card', header: t('membership.page.register.col.card'), cell: (row) => row.cardNumber ?? '–' },
      {
        id: 'cell',
        header: t('membership.page.register.col.cell'),
        cell: (row) => <UnitCell name={row.cell.name} />,
      },
      ...(state === 'received'
        ? [
            {
              id: 'on',
              header: t('membership.page.supplement.received-on'),
              cell: (row: SupplementRow) => (row.receivedOn ? format.date(row.receivedOn) : '–'),
            },
          ]
        : []),
    ],
    [t, format, state],
  );
  const years = Array.from({ length: YEARS_BACK }, (_, back) => String(thisYear - back));
  const picks = mayWrite && state === 'missing';
  return (
    <>
      <PageHeader
        title={t('membership.page.supplement.title')}
        crumbs={[
          { label: t('membership.page.nav.members'), href: '/members' },
          { label: t('membership.page.supplement.title') },
        ]}
        sub={t('membership.page.supplement.sub')}
      />
      <div className="care-asked">
        <UnitPicker
          label={t('membership.page.supplement.unit')}
          tree="party"
          value={unit ? { id: unit, label: unitName } : null}
          onChange={(choice) => {
            setPicked(new Set());
            setQuery({ unit: choice?.id, name: choice?.label });
          }}
        />
        <Select
          label={t('membership.page.supplement.year')}
          choices={years.map((id) => ({ id, label: id }))}
          value={String(year)}
          onChange={(id) => {
            setPicked(new Set());
            setQuery({ year: id ?? undefined });
          }}
        />
      </div>
      <Tabs
        label={t('membership.page.supplement.title')}
        selected={state}
        onSelect={(id) => {
          setPicked(new Set());
          setQuery({ state: id === 'missing' ? undefined : id });
        }}
        tabs={STATES.map((id) => ({
          id,
          label: t(`membership.page.supplement.${id}`),
          ...(id === state ? { count: list.grid.total } : {}),
        }))}
      />
      {picks && picked.size > 0 ? (
        <div className="care-record">
          <ProblemText problem={send.error} />
          <DayField label={t('membership.page.supplement.received-on')} value={on} onChange={setOn} />
          <Button look="primary" isPending={send.isPending} isDisabled={!on} onPress={() => send.mutate()}>
            {t('membership.page.supplement.record', { count: picked.size })}
          </Button>
        </div>
      ) : null}
      <DataGrid
        label={t('membership.page.supplement.title')}
        columns={columns}
        tall
        {...list.grid}
        {...(picks ? { selected: picked, onSelect: setPicked } : {})}
        rowId={(row) => row.id}
        rowLabel={(row) => row.fullName}
        rowHref={(row) => `/members/${row.id}`}
        loadingText={t('membership.page.supplement.loading')}
        empty={
          <Empty title={t(`membership.page.supplement.none-${state}`)}>
            <p>{t(`membership.page.supplement.none-${state}-why`, { unit: unitName, year: String(year) })}</p>
          </Empty>
        }
      />
    </>
  );
}
