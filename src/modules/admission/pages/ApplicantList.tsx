import { useFormat, useText } from '#platform/messages.ts';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { FilterChip, Filters } from '#platform/ui/FilterChips.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { useQueryParams } from '#platform/ui/pages.ts';
import { NoneFound } from '#platform/ui/states.tsx';
import { Chip } from '#platform/ui/surface.tsx';
import { shortUnit } from '#platform/ui/unit-names.ts';
import { type ApplicantCard, STAGE_GROUPS, type StageGroup } from '../contract.ts';
import { Timer } from './Timer.tsx';
import { stageTone } from './stage-tone.ts';

const GROUPS = Object.keys(STAGE_GROUPS) as StageGroup[];
const STATES = ['open', 'ended', 'all'] as const;

/** The same files as rows, those whose legal time ends first in front. */
export function ApplicantList({ filter }: { filter: Record<string, string | undefined> }) {
  const t = useText();
  const format = useFormat();
  const [query, change] = useQueryParams();
  const group = GROUPS.find((one) => one === query['group']);
  const state = STATES.find((one) => one === query['state']) ?? 'open';
  const list = usePagedList<ApplicantCard>('/admission/applicants', { ...filter, group, state });
  const columns: Column<ApplicantCard>[] = [
    {
      id: 'name',
      header: t('admission.column.name'),
      card: 'title',
      cell: (row) => row.fullName ?? t('admission.page.forgotten'),
    },
    {
      id: 'stage',
      header: t('admission.column.stage'),
      card: 'badge',
      cell: (row) => <Chip tone={stageTone(row.stage)}>{t(`admission.stage.${row.stage}`)}</Chip>,
    },
    { id: 'since', header: t('admission.column.since'), cell: (row) => format.date(row.stageOn) },
    { id: 'cell', header: t('admission.column.cell'), cell: (row) => shortUnit(row.cell.name) },
    {
      id: 'by',
      header: t('admission.column.introduced-by'),
      cell: (row) => t(`admission.nominator.${row.nominatorKind}`),
    },
    {
      id: 'timer',
      header: t('admission.column.timer'),
      width: 190,
      card: 'acts',
      cell: (row) => (row.timers[0] ? <Timer timer={row.timers[0]} /> : '–'),
    },
  ];
  return (
    <>
      <Filters>
        <FilterChip
          label={t('admission.column.stage')}
          choices={GROUPS.map((id) => ({ id, label: t(`admission.group.${id}`) }))}
          value={group ? [group] : []}
          onChange={([id]) => change({ group: id })}
          single
        />
        <FilterChip
          label={t('admission.page.state')}
          choices={STATES.map((id) => ({ id, label: t(`admission.page.state-${id}`) }))}
          value={[state]}
          onChange={([id]) => change({ state: id === 'open' ? undefined : id })}
          single
        />
      </Filters>
      <DataGrid
        label={t('admission.page.title')}
        columns={columns}
        tall
        {...list.grid}
        rowId={(row) => row.id}
        rowLabel={(row) => row.fullName ?? t('admission.page.forgotten')}
        rowHref={(row) => `/admission/${row.id}`}
        loadingText={t('admission.page.loading')}
        empty={
          <NoneFound title={t('admission.page.empty')}>
            <p>{t('admission.page.empty-filter')}</p>
          </NoneFound>
        }
      />
    </>
  );
}
