import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { RuleBroken } from '#platform/errors.ts';
import { addDays } from '#platform/time/dates.ts';
import {
  calendarOfDays,
  workingDaysBetween,
  type CalendarDay,
  type WorkingCalendar,
} from '#platform/time/working-days.ts';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, useMe, useRight, type Query } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { CaretDownIcon } from '#platform/ui/icons.ts';
import { Menu } from '#platform/ui/overlays.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { useQueryParams } from '#platform/ui/pages.ts';
import { Empty, NoPermission } from '#platform/ui/states.tsx';
import { Chip, PageHeader, Tabs, Tag } from '#platform/ui/surface.tsx';
import type { SettleTransfer, Transfer, TransferPage } from '../contract.ts';
import { longUnderWayUpTo, permanentTransferDue, ruleValue } from '../rules/index.ts';
import { LetterDrawer } from './member/LetterDrawer.tsx';
import { SettleDialog } from './member/SettleDialog.tsx';
import { TRANSFER_TONE } from './member/transfer-tone.ts';
import { SlipChecks } from './SlipChecks.tsx';
import { UnitCell } from './words.tsx';
import './membership.css';

type Row = Transfer & { due: Due };
type Due = { dueOn: string; left: number } | { unknownYear: number } | null;
const VIEWS = ['open', 'late', 'long', 'settled', 'all'] as const;
/** Views of letters on their way. */
const UNDER_WAY: readonly View[] = ['open', 'late', 'long'];
type View = (typeof VIEWS)[number];

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
  const [settling, setSettling] = useState<{ transfer: Transfer; outcome: SettleTransfer['outcome'] }>();
  const [reading, setReading] = useState<Transfer>();
  const posts = useMe().data?.posts ?? [];
  const today = todayInVietnam();
  const holidays = useQuery({
    queryKey: ['/holidays'],
    queryFn: () => api.get<{ items: CalendarDay[] }>('/holidays'),
    staleTime: 3_600_000,
  });
  const calendar = useMemo(() => (holidays.data ? calendarOfDays(holidays.data.items) : undefined), [holidays.data]);
  const asked = useMemo(() => questionsOf(calendar, today), [calendar, today]);
  const list = usePagedList<Transfer>('/transfers', asked?.[view] ?? {}, { enabled: asked !== undefined });
  const totals = useQueries({
    queries: VIEWS.map((one) => ({
      queryKey: ['/transfers', 'total', asked?.[one]],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.get<TransferPage>('/transfers', { ...asked?.[one], limit: 1 }, { signal }),
      enabled: asked !== undefined,
    })),
  });
  const found = list.grid.rows;
  const rows = useMemo<Row[] | undefined>(
    () => (calendar ? found?.map((one) => ({ ...one, due: dueOf(one, calendar, today) })) : undefined),
    [found, calendar, today],
  );
  const state: Column<Row> = {
    id: 'state',
    header: t('membership.page.register.col.state'),
    card: 'badge',
    cell: (row) => <Chip tone={TRANSFER_TONE[row.state]}>{t(`membership.page.transfer.state.${row.state}`)}</Chip>,
  };
  const columns: Column<Row>[] = [
    {
      id: 'name',
      header: t('membership.page.register.col.name'),
      card: 'title',
      cell: (row) => (
        <>
          {row.fullName ?? t('membership.page.transfer.letter-only')}
          {row.kind === 'permanent' ? null : <Tag>{t(`membership.page.transfer.kind.${row.kind}`)}</Tag>}
        </>
      ),
    },
    ...(UNDER_WAY.includes(view) ? [] : [state]),
    {
      id: 'from',
      header: t('membership.page.records.col.from-cell'),
      cell: (row) => (row.from ? <UnitCell name={row.from.name} /> : '–'),
    },
    {
      id: 'to',
      header: t('membership.page.records.col.to-cell'),
      cell: (row) => (row.to ? <UnitCell name={row.to.name} /> : (row.outside ?? '–')),
    },
    {
      id: 'letter',
      header: t('membership.page.transfer.letter'),
      cell: (row) => (
        <>
          {row.letter ? `${row.letter}, ` : ''}
          {format.date(row.referredOn)}
        </>
      ),
    },
    {
      id: 'due',
      header: t(UNDER_WAY.includes(view) ? 'membership.page.transfer.due' : 'membership.page.transfer.due-or-accepted'),
      cell: (row) => (
        <>
          <DueText due={row.due} accepted={row.acceptedOn} />
          {row.state === 'referred' && row.kind !== 'temporary' && row.referredOn <= longUnderWayUpTo(today) ? (
            <Tag tone="late">
              {t('membership.page.transfer.long', { months: ruleValue('transfer.long-months', today) })}
            </Tag>
          ) : null}
        </>
      ),
    },
    {
      id: 'acts',
      card: 'acts',
      header: t('membership.page.transfer.acts'),
      cell: (row) => (
        <Menu
          label={t('membership.page.transfer.acts-of', { name: row.fullName ?? '' })}
          trigger={
            <Button icon={<CaretDownIcon className="i" aria-hidden="true" />}>
              {t(
                row.state === 'referred' && mayWrite
                  ? 'membership.page.transfer.settle'
                  : 'membership.page.letter.short',
              )}
            </Button>
          }
          entries={[
            { id: 'letter', label: t('membership.page.letter.open'), onAction: () => setReading(row) },
            ...(row.state === 'referred' && mayWrite
              ? (['accepted', 'refused', 'returned', 'withdrawn'] as const).map((outcome) => ({
                  id: outcome,
                  label: t(`membership.page.transfer.act.${outcome}`),
                  onAction: () => setSettling({ transfer: row, outcome }),
                }))
              : []),
          ]}
        />
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
        tabs={VIEWS.map((id, at) => ({
          id,
          label: t(`membership.page.transfer.view.${id}`),
          count: totals[at]?.data?.total,
          href: id === 'open' ? '/transfers' : `/transfers?view=${id}`,
        }))}
      />
      {view === 'long' && posts[0] ? (
        <div className="care-gap">
          <SlipChecks unitId={posts[0].unitId} />
        </div>
      ) : null}
      <DataGrid
        label={t('membership.page.nav.transfers')}
        columns={columns}
        tall
        {...list.grid}
        rows={rows}
        problem={list.grid.problem ?? holidays.error ?? undefined}
        onRetry={() => {
          list.grid.onRetry();
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
      {reading ? <LetterDrawer transfer={reading} onClose={() => setReading(undefined)} /> : null}
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

/** What each view asks for; whoever waits is listed with the oldest letter first, which is also the first to fall due. */
function questionsOf(calendar: WorkingCalendar | undefined, today: string): Record<View, Query> | undefined {
  if (!calendar) return undefined;
  return {
    open: { state: 'referred', direction: 'asc' },
    late: { state: 'referred', direction: 'asc', timed: 'true', referredTo: lastLateReferral(calendar, today) },
    long: { state: 'referred', direction: 'asc', timed: 'true', referredTo: longUnderWayUpTo(today) },
    settled: { state: 'settled' },
    all: {},
  };
}

/** A letter referred on this day or before was to be presented before today. */
function lastLateReferral(calendar: WorkingCalendar, today: string): string {
  let on = addDays(today, -1);
  // The term is 30 working days; twice as many weeks leave room for every holiday and for a longer term set.
  for (let step = 0; step < 420; step++, on = addDays(on, -1)) {
    try {
      const { presentOn } = permanentTransferDue({ referredOn: on }, calendar);
      if (presentOn !== null && presentOn < today) return on;
    } catch (problem) {
      // A year whose holidays nobody has entered says nothing of lateness.
      if (!(problem instanceof RuleBroken && problem.code === 'calendar.missing-year')) throw problem;
    }
  }
  return on;
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
