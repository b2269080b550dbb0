import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { RuleBroken } from '#platform/errors.ts';
import {
  calendarOfDays,
  workingDaysBetween,
  type CalendarDay,
  type WorkingCalendar,
} from '#platform/time/working-days.ts';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { CaretDownIcon } from '#platform/ui/icons.ts';
import { Menu } from '#platform/ui/overlays.tsx';
import { useQueryParams } from '#platform/ui/pages.ts';
import { Empty, NoPermission } from '#platform/ui/states.tsx';
import { Chip, PageHeader, Tabs } from '#platform/ui/surface.tsx';
import type { SettleTransfer, Transfer } from '../contract.ts';
import { permanentTransferDue } from '../rules/index.ts';
import { SettleDialog } from './member/SettleDialog.tsx';
import { TRANSFER_TONE } from './member/transfer-tone.ts';
import { shortUnit } from './words.tsx';
import './membership.css';

type Row = Transfer & { due: Due };
type Due = { dueOn: string; left: number } | { unknownYear: number } | null;
const VIEWS = ['open', 'late', 'settled', 'all'] as const;
type View = (typeof VIEWS)[number];
const PAGE = 100;

/** Letters on their way: what is to be answered, what was referred, and what is late by working days. */
export default function TransfersPage() {
  const may = useRight('members.read');
  return may ? <Transfers /> : <NoPermission />;
}

function Transfers() {
  const t = useText();
  const format = useFormat();
  const mayWrite = useRight('members.write');
  const [query] = useQueryParams();
  const view: View = VIEWS.find((one) => one === query['view']) ?? 'open';
  const [shown, setShown] = useState(PAGE);
  const [settling, setSettling] = useState<{ transfer: Transfer; outcome: SettleTransfer['outcome'] }>();
  const list = useQuery({
    queryKey: ['/transfers'],
    queryFn: ({ signal }) => api.get<{ items: Transfer[] }>('/transfers', {}, { signal }),
  });
  const holidays = useQuery({
    queryKey: ['/holidays'],
    queryFn: () => api.get<{ items: CalendarDay[] }>('/holidays'),
    staleTime: 3_600_000,
  });
  const today = todayInVietnam();
  const rows = useMemo<Row[] | undefined>(() => {
    if (!list.data || !holidays.data) return undefined;
    const calendar = calendarOfDays(holidays.data.items);
    return list.data.items.map((one) => ({ ...one, due: dueOf(one, calendar, today) }));
  }, [list.data, holidays.data, today]);
  const inView: Record<View, Row[]> = {
    open: (rows ?? []).filter((row) => row.state === 'referred').sort((a, b) => left(a) - left(b)),
    late: (rows ?? [])
      .filter((row) => row.due !== null && 'left' in row.due && row.due.left < 0)
      .sort((a, b) => left(a) - left(b)),
    settled: (rows ?? []).filter((row) => row.state !== 'referred'),
    all: rows ?? [],
  };
  const columns: Column<Row>[] = [
    {
      id: 'name',
      header: t('membership.page.register.col.name'),
      card: 'title',
      cell: (row) => row.fullName ?? t('membership.page.transfer.letter-only'),
    },
    {
      id: 'state',
      header: t('membership.page.register.col.state'),
      card: 'badge',
      cell: (row) => <Chip tone={TRANSFER_TONE[row.state]}>{t(`membership.page.transfer.state.${row.state}`)}</Chip>,
    },
    {
      id: 'from',
      header: t('membership.page.records.col.from-cell'),
      cell: (row) => (row.from ? shortUnit(row.from.name) : '–'),
    },
    {
      id: 'to',
      header: t('membership.page.records.col.to-cell'),
      cell: (row) => (row.to ? shortUnit(row.to.name) : (row.outside ?? '–')),
    },
    {
      id: 'due',
      header: t('membership.page.transfer.due'),
      cell: (row) => <DueText due={row.due} accepted={row.acceptedOn} />,
    },
    { id: 'referred', header: t('membership.page.records.col.referred'), cell: (row) => format.date(row.referredOn) },
    {
      id: 'kind',
      header: t('membership.page.records.col.kind'),
      cell: (row) => t(`membership.transfer-kind.${row.kind}`),
    },
    { id: 'letter', header: t('membership.page.records.col.letter'), cell: (row) => row.letter ?? '–' },
    {
      id: 'acts',
      header: t('membership.page.transfer.acts'),
      cell: (row) =>
        row.state === 'referred' && mayWrite ? (
          <Menu
            label={t('membership.page.transfer.acts-of', { name: row.fullName ?? '' })}
            trigger={
              <Button icon={<CaretDownIcon className="i" aria-hidden="true" />}>
                {t('membership.page.transfer.settle')}
              </Button>
            }
            entries={(['accepted', 'refused', 'returned', 'withdrawn'] as const).map((outcome) => ({
              id: outcome,
              label: t(`membership.page.transfer.act.${outcome}`),
              onAction: () => setSettling({ transfer: row, outcome }),
            }))}
          />
        ) : (
          '–'
        ),
    },
  ];
  return (
    <>
      <PageHeader
        title={t('membership.page.nav.transfers')}
        crumbs={[{ label: t('platform.nav.registers') }, { label: t('membership.page.nav.transfers') }]}
        sub={t('membership.page.transfer.sub')}
      />
      <Tabs
        label={t('membership.page.nav.transfers')}
        selected={view}
        tabs={VIEWS.map((id) => ({
          id,
          label: t(`membership.page.transfer.view.${id}`),
          count: rows ? inView[id].length : undefined,
          href: id === 'open' ? '/transfers' : `/transfers?view=${id}`,
        }))}
      />
      <DataGrid
        label={t('membership.page.nav.transfers')}
        columns={columns}
        tall
        rows={rows ? inView[view].slice(0, shown) : undefined}
        total={rows ? inView[view].length : undefined}
        onMore={inView[view].length > shown ? () => setShown(shown + PAGE) : undefined}
        problem={list.error ?? holidays.error ?? undefined}
        onRetry={() => {
          void list.refetch();
          void holidays.refetch();
        }}
        rowId={(row) => row.id}
        rowLabel={(row) => row.fullName ?? ''}
        rowHref={(row) => `/members/${row.memberId}`}
        loadingText={t('membership.page.transfer.loading')}
        empty={
          <Empty title={t(`membership.page.transfer.empty.${view}`)}>
            <p>{t('membership.page.transfer.empty-text')}</p>
          </Empty>
        }
      />
      {settling ? (
        <SettleDialog transfer={settling.transfer} outcome={settling.outcome} onClose={() => setSettling(undefined)} />
      ) : null}
    </>
  );
}

/** Until when a letter is to be presented; a temporary stay has its last day instead, and is not timed here. */
function dueOf(transfer: Transfer, calendar: WorkingCalendar, today: string): Due {
  if (transfer.kind === 'temporary' || transfer.state !== 'referred') return null;
  try {
    const { presentOn } = permanentTransferDue({ referredOn: transfer.referredOn }, calendar);
    if (!presentOn) return null;
    return {
      dueOn: presentOn,
      left:
        presentOn >= today
          ? workingDaysBetween(today, presentOn, calendar)
          : -workingDaysBetween(presentOn, today, calendar),
    };
  } catch (problem) {
    if (problem instanceof RuleBroken && problem.code === 'calendar.missing-year')
      return { unknownYear: Number(problem.details['year']) };
    throw problem;
  }
}

function left(row: Row): number {
  return row.due !== null && 'left' in row.due ? row.due.left : 1000;
}

function DueText({ due, accepted }: { due: Due; accepted: string | null }) {
  const t = useText();
  const format = useFormat();
  if (due === null) return accepted ? t('membership.page.transfer.accepted-on', { on: format.date(accepted) }) : '–';
  if ('unknownYear' in due)
    return <span className="mut">{t('membership.page.transfer.no-calendar', { year: String(due.unknownYear) })}</span>;
  const text =
    due.left < 0
      ? t('membership.page.transfer.days-late', { days: -due.left })
      : t('membership.page.transfer.days-left', { days: due.left });
  return (
    <span className={due.left < 0 ? 'late-t' : due.left <= 5 ? 'wait-t' : ''}>
      {text} <span className="sm mut2">({format.date(due.dueOn)})</span>
    </span>
  );
}
