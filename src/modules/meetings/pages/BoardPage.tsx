import { useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { ApiProblem, useRight } from '#platform/ui/api.ts';
import { LinkButton, TextLink } from '#platform/ui/buttons.tsx';
import { Segmented } from '#platform/ui/fields.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { MapPinIcon } from '#platform/ui/icons.ts';
import { queryString, useQueryParams } from '#platform/ui/pages.ts';
import { Empty, ErrorState, Loading, NoPermission } from '#platform/ui/states.tsx';
import { Chip, PageHeader, Panel } from '#platform/ui/surface.tsx';
import { shortUnit } from '#platform/ui/unit-names.ts';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import type { Board, BoardCell } from '../contract.ts';
import { ChooseBelow } from './ChooseBelow.tsx';
import { Committees, MonthCell } from './Committees.tsx';
import { useBoard, useUnit } from './data.ts';
import './meetings.css';

/** The board of a commune: which cell did not meet, what slips, and where to go. */
export default function BoardPage() {
  return useRight('meetings.read') ? <WholeBoard /> : <NoPermission />;
}

function WholeBoard() {
  const t = useText();
  const [query] = useQueryParams();
  const unit = useUnit(query['unit']);
  const year = Number(query['year'] ?? todayInVietnam().slice(0, 4));
  const board = useBoard(unit?.id, year);
  if (unit && board.error instanceof ApiProblem && board.error.code === 'board.too-wide')
    return (
      <ChooseBelow path="/meetings/board" title={t('meetings.page.board')} unit={unit} year={year}>
        <Committees unit={unit.id} year={year} />
      </ChooseBelow>
    );
  if (board.error) return <ErrorState page problem={board.error} onRetry={() => void board.refetch()} />;
  if (!board.data) return <Loading what={t('meetings.page.loading-board')} rows={12} />;
  const visits = board.data.cells.filter((cell) => cell.visit);
  return (
    <>
      <PageHeader
        title={t('meetings.page.board')}
        crumbs={[{ label: t('meetings.page.nav'), href: '/meetings' }, { label: t('meetings.page.board') }]}
        sub={t('meetings.page.board-sub', {
          unit: board.data.unit.name,
          count: board.data.cells.length,
          year: String(year),
        })}
        actions={
          <>
            <LinkButton href={`/meetings/assignments${queryString({ unit: board.data.unit.id, year })}`}>
              {t('meetings.page.assignments')}
            </LinkButton>
            <LinkButton href={`/meetings/sheets${queryString({ unit: board.data.unit.id })}`}>
              {t('meetings.page.sheets')}
            </LinkButton>
            <LinkButton href={`/meetings/board${queryString({ ...query, year: year - 1 })}`}>
              {String(year - 1)}
            </LinkButton>
            <LinkButton href={`/meetings/board${queryString({ ...query, year: year + 1 })}`}>
              {String(year + 1)}
            </LinkButton>
          </>
        }
      />
      {board.data.cells.length === 0 ? (
        <Empty title={t('meetings.page.no-cells')}>
          <p>{t('meetings.page.no-cells-text')}</p>
        </Empty>
      ) : (
        <div className="mt-board">
          <Panel
            className="mt-visits"
            title={t('meetings.page.where-to-go')}
            aside={
              visits.length > 0 ? <Chip tone="wait">{t('meetings.page.visits', { count: visits.length })}</Chip> : null
            }
          >
            {visits.length === 0 ? <p className="mt-quiet">{t('meetings.page.no-visits')}</p> : null}
            <ul className="list" aria-label={t('meetings.page.where-to-go')}>
              {visits.map((cell) => (
                <Visit key={cell.unit.id} cell={cell} year={year} />
              ))}
            </ul>
            <p className="mt-note">{t('meetings.page.visits-note')}</p>
          </Panel>
          <Months board={board.data} />
          <Committees unit={board.data.unit.id} year={year} />
        </div>
      )}
    </>
  );
}

/** One suggested visit: every reason is said and leads to what stands behind it. */
function Visit({ cell, year }: { cell: BoardCell; year: number }) {
  const t = useText();
  const format = useFormat();
  const href = (code: string) =>
    code === 'tasks'
      ? `/tasks${queryString({ unit: cell.unit.id, view: 'overdue' })}`
      : code === 'requests'
        ? `/requests${queryString({ unit: cell.unit.id, state: 'overdue' })}`
        : `/meetings${queryString({ unit: cell.unit.id, year })}`;
  return (
    <li className="mt-visit">
      <MapPinIcon className="i" aria-hidden="true" />
      <div className="sp">
        <TextLink href={`/meetings${queryString({ unit: cell.unit.id, year })}`} className="b">
          {cell.unit.name}
        </TextLink>
        <ul className="mt-reasons">
          {cell.reasons.map((reason) => (
            <li key={reason.code}>
              <TextLink href={href(reason.code)}>
                {t(`meetings.reason.${reason.code}`, {
                  value: reason.code === 'attendance' ? format.number(reason.value) : reason.value,
                })}
              </TextLink>
            </li>
          ))}
        </ul>
        <p className="mt-under">
          {cell.follower
            ? `${t('meetings.page.followed-by', { name: cell.follower.name })} · ${
                cell.follower.lastOn
                  ? t('meetings.page.followed-last', { on: format.date(cell.follower.lastOn) })
                  : t('meetings.page.followed-never')
              }`
            : t('meetings.page.no-follower')}
        </p>
      </div>
    </li>
  );
}

const ORDERS = ['urgent', 'name'] as const;

function Months({ board }: { board: Board }) {
  const t = useText();
  const format = useFormat();
  const [order, setOrder] = useState<(typeof ORDERS)[number]>('urgent');
  const cells =
    order === 'name' ? [...board.cells].sort((a, b) => a.unit.name.localeCompare(b.unit.name, 'vi')) : board.cells;
  const months = Array.from({ length: 12 }, (_, at) => at + 1);
  const count = (month: number, states: readonly string[]) =>
    board.cells.filter((cell) => states.includes(cell.months[month - 1]?.state ?? 'none')).length;
  const listOf = (month: number, more: Record<string, string>) =>
    `/meetings${queryString({ unit: board.unit.id, month: `${board.year}-${String(month).padStart(2, '0')}-01`, kind: 'regular', ...more })}`;
  const line = (label: string, states: readonly string[], more?: Record<string, string>) => (
    <tr>
      <th scope="row">{label}</th>
      {months.map((month) => {
        const n = count(month, states);
        return (
          <td key={month}>
            {month > board.throughMonth ? (
              ''
            ) : more && n > 0 ? (
              <Figure value={n} href={listOf(month, more)} label={`${label}: ${n}`} />
            ) : (
              format.number(n)
            )}
          </td>
        );
      })}
    </tr>
  );
  return (
    <Panel
      title={t('meetings.page.by-month', { year: String(board.year) })}
      aside={
        <Segmented
          label={t('meetings.page.order')}
          value={order}
          onChange={setOrder}
          choices={ORDERS.map((id) => ({ id, label: t(`meetings.page.order-${id}`) }))}
        />
      }
      footer={
        <ul className="mt-legend">
          {(['locked', 'unsent', 'missed', 'due', 'planned', 'none'] as const).map((state) => (
            <li key={state}>
              <span className={`mt-cell is-${state}`} aria-hidden="true">
                {state === 'missed' ? '×' : state === 'locked' || state === 'unsent' ? '5' : ''}
              </span>
              {t(`meetings.page.cell.${state}`)}
            </li>
          ))}
          <li>
            <span className="mt-cell is-locked is-thematic" aria-hidden="true">
              5
            </span>
            {t('meetings.page.cell.thematic')}
          </li>
        </ul>
      }
    >
      <ScrollX>
        <table className="mt-months">
          <caption className="visually-hidden">{t('meetings.page.by-month', { year: String(board.year) })}</caption>
          <thead>
            <tr>
              <th scope="col">{t('meetings.column.cell')}</th>
              {months.map((month) => (
                <th key={month} scope="col" aria-current={month === board.throughMonth ? 'date' : undefined}>
                  {t('meetings.page.month-short', { month })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cells.map((cell) => (
              <tr key={cell.unit.id} className={cell.visit ? 'visit' : ''}>
                <th scope="row">
                  <TextLink
                    href={`/meetings${queryString({ unit: cell.unit.id, year: board.year })}`}
                    className="mt-name"
                  >
                    {shortUnit(cell.unit.name)}
                  </TextLink>
                </th>
                {cell.months.map((month) => (
                  <td key={month.month}>
                    <MonthCell unit={cell.unit.name} month={month} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            {line(t('meetings.page.received'), ['locked'], { state: 'locked' })}
            {line(t('meetings.page.not-sent'), ['unsent'], { state: 'unsent' })}
            {line(t('meetings.page.not-met'), ['missed', 'due'])}
            {line(t('meetings.page.not-due'), ['none', 'planned'])}
            <tr className="sum">
              <th scope="row">{t('meetings.page.sum')}</th>
              {months.map((month) => (
                <td key={month}>{month > board.throughMonth ? '' : format.number(board.cells.length)}</td>
              ))}
            </tr>
          </tfoot>
        </table>
      </ScrollX>
    </Panel>
  );
}
