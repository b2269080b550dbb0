import { useMemo, useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { Button, LinkButton, TextLink } from '#platform/ui/buttons.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { CalendarBlankIcon, CaretLeftIcon, CaretRightIcon, PlusIcon, TableIcon } from '#platform/ui/icons.ts';
import { usePagedList } from '#platform/ui/paged.ts';
import { queryString, useQueryParams } from '#platform/ui/pages.ts';
import { Empty, NoPermission } from '#platform/ui/states.tsx';
import { Chip, PageHeader, Panel, Tabs } from '#platform/ui/surface.tsx';
import { shortUnit } from '#platform/ui/unit-names.ts';
import type { MeetingRow } from '../contract.ts';
import { isCell, useThemes, useUnit } from './data.ts';
import { FeedDialog } from './FeedDialog.tsx';
import { PlanMeeting } from './PlanMeeting.tsx';
import { PlanTheme } from './PlanTheme.tsx';
import { StateChip } from './words.tsx';
import './meetings.css';

const VIEWS = ['all', 'regular', 'any_thematic', 'unsent', 'planned'] as const;

/** The year of a unit: its meetings, and for a cell the themes of its four quarters. */
export default function MeetingsPage() {
  return useRight('meetings.read') ? <Meetings /> : <NoPermission />;
}

function Meetings() {
  const t = useText();
  const format = useFormat();
  const mayWrite = useRight('meetings.write');
  const [query] = useQueryParams();
  const [open, setOpen] = useState<'meeting' | 'theme' | 'feed'>();
  const unit = useUnit(query['unit']);
  const cell = isCell(unit);
  const year = Number(query['year'] ?? todayInVietnam().slice(0, 4));
  const view = VIEWS.find((one) => one === query['view']) ?? 'all';
  const { month } = query;
  const asked = useMemo(
    () => ({
      ...(unit ? { unit: unit.id } : {}),
      ...(month ? { month } : { year }),
      ...(view === 'regular' || view === 'any_thematic' ? { kind: view } : {}),
      ...(view === 'unsent' || view === 'planned' ? { state: view } : {}),
      ...(query['kind'] ? { kind: query['kind'] } : {}),
      ...(query['state'] ? { state: query['state'] } : {}),
    }),
    [unit, month, year, view, query],
  );
  const list = usePagedList<MeetingRow>('/meetings', asked, { enabled: unit !== undefined });
  const here = (patch: Record<string, string | number | undefined>) =>
    `/meetings${queryString({ ...query, ...patch })}`;
  const monthOf = (row: MeetingRow) => t('meetings.page.month-of', { month: Number(row.forMonth.slice(5, 7)) });
  const columns: Column<MeetingRow>[] = [
    {
      id: 'what',
      header: t('meetings.column.meeting'),
      card: 'title',
      cell: (row) => (
        <>
          {cell ? monthOf(row) : shortUnit(row.unit.name)}
          {cell && row.themeTitle === null ? null : (
            <span className="mt-under">
              {[...(cell ? [] : [monthOf(row)]), ...(row.themeTitle === null ? [] : [row.themeTitle])].join(' · ')}
            </span>
          )}
        </>
      ),
    },
    { id: 'state', header: t('meetings.column.state'), card: 'badge', cell: (row) => <StateChip state={row.state} /> },
    { id: 'on', header: t('meetings.column.held'), cell: (row) => format.date(row.heldOn ?? row.plannedOn) },
    {
      id: 'kind',
      header: t('meetings.column.kind'),
      cell: (row) => (row.alsoThematic ? t('meetings.page.both-kinds') : t(`meetings.kind.${row.kind}`)),
    },
    {
      id: 'present',
      header: t('meetings.column.attendance'),
      align: 'end',
      cell: (row) =>
        row.summoned === null || row.present === null
          ? '–'
          : `${format.number(row.present)} / ${format.number(row.summoned)}${row.summoned > 0 ? ` · ${format.percent(Math.round((row.present * 1000) / row.summoned) / 10)}` : ''}`,
    },
    {
      id: 'superior',
      header: t('meetings.column.delegates'),
      cell: (row) => (row.delegates > 0 ? <Chip tone="ok">{format.number(row.delegates)}</Chip> : '–'),
    },
    {
      id: 'score',
      header: t('meetings.column.score'),
      align: 'end',
      cell: (row) =>
        row.ownTotal === null ? '–' : `${row.ownTotal}${row.superiorTotal === null ? '' : ` / ${row.superiorTotal}`}`,
    },
  ];
  return (
    <>
      <PageHeader
        title={t('meetings.page.title')}
        crumbs={[
          { label: t('platform.nav.grassroots') },
          { label: t('meetings.page.nav'), href: '/meetings' },
          ...(unit ? [{ label: unit.name }] : []),
        ]}
        sub={
          month
            ? t('meetings.page.month-year', { month: Number(month.slice(5, 7)), year: month.slice(0, 4) })
            : t('meetings.page.year', { year: String(year) })
        }
        actions={
          <>
            <span className="mt-years no-print">
              <LinkButton
                href={here({ year: year - 1, month: undefined })}
                icon={<CaretLeftIcon className="i" aria-hidden="true" />}
              >
                {String(year - 1)}
              </LinkButton>
              <LinkButton href={here({ year: year + 1, month: undefined })}>
                {String(year + 1)}
                <CaretRightIcon className="i" aria-hidden="true" />
              </LinkButton>
            </span>
            {unit && !cell ? (
              <LinkButton
                href={`/meetings/board${queryString({ unit: unit.id, year })}`}
                icon={<TableIcon className="i" aria-hidden="true" />}
              >
                {t('meetings.page.board')}
              </LinkButton>
            ) : null}
            <Button icon={<CalendarBlankIcon className="i" aria-hidden="true" />} onPress={() => setOpen('feed')}>
              {t('meetings.page.feed')}
            </Button>
            {mayWrite && unit ? (
              <Button
                look="primary"
                icon={<PlusIcon className="i" aria-hidden="true" />}
                onPress={() => setOpen('meeting')}
              >
                {t('meetings.page.plan')}
              </Button>
            ) : null}
          </>
        }
      />
      {cell && unit ? <Themes unit={unit} year={year} mayWrite={mayWrite} onPlan={() => setOpen('theme')} /> : null}
      <Tabs
        label={t('meetings.page.views')}
        selected={view}
        tabs={VIEWS.map((id) => ({
          id,
          label: t(`meetings.page.view.${id}`),
          href: here({ view: id === 'all' ? undefined : id }),
        }))}
      />
      <DataGrid
        label={t('meetings.page.title')}
        columns={columns}
        tall
        {...list.grid}
        rowId={(row) => row.id}
        rowLabel={(row) => `${row.unit.name} ${format.date(row.heldOn ?? row.plannedOn)}`}
        rowHref={(row) => `/meetings/${row.id}`}
        empty={
          <Empty title={t('meetings.page.none')}>
            <p>{t('meetings.page.none-text')}</p>
          </Empty>
        }
      />
      {open === 'meeting' && unit ? <PlanMeeting unit={unit} year={year} onClose={() => setOpen(undefined)} /> : null}
      {open === 'theme' && unit ? <PlanTheme unit={unit} year={year} onClose={() => setOpen(undefined)} /> : null}
      {open === 'feed' ? <FeedDialog unit={unit} onClose={() => setOpen(undefined)} /> : null}
    </>
  );
}

function Themes({
  unit,
  year,
  mayWrite,
  onPlan,
}: {
  unit: { id: string };
  year: number;
  mayWrite: boolean;
  onPlan: () => void;
}) {
  const t = useText();
  const format = useFormat();
  const themes = useThemes(unit.id, year);
  const items = themes.data?.items ?? [];
  const done = items.filter((theme) => theme.meeting !== null && theme.meeting.state !== 'planned').length;
  return (
    <Panel
      className="mt-themes"
      title={t('meetings.page.themes', { year: String(year) })}
      aside={
        <span className="row">
          <Figure value={done} href={`/meetings${queryString({ unit: unit.id, year, view: 'any_thematic' })}`} />
          <span className="sm mut2">{t('meetings.page.themes-done', { all: items.length })}</span>
          {mayWrite ? (
            <Button look="quiet" icon={<PlusIcon className="i" aria-hidden="true" />} onPress={onPlan}>
              {t('meetings.page.plan-theme')}
            </Button>
          ) : null}
        </span>
      }
    >
      <ol className="mt-quarters">
        {[1, 2, 3, 4].map((quarter) => {
          const here = items.filter((theme) => theme.quarter === quarter);
          return (
            <li key={quarter}>
              <h3>{t('meetings.page.quarter', { quarter })}</h3>
              {here.length === 0 ? <p className="mut sm">{t('meetings.page.no-theme')}</p> : null}
              {here.map((theme) => (
                <p key={theme.id}>
                  {theme.meeting ? (
                    <TextLink href={`/meetings/${theme.meeting.id}`}>{theme.title}</TextLink>
                  ) : (
                    theme.title
                  )}
                  <span className="mt-under">
                    {t(`tasks.theme.${theme.theme}`)}
                    {theme.meeting ? ` · ${format.date(theme.meeting.on)}` : ''}
                  </span>
                </p>
              ))}
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
