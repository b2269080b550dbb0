import { Fragment, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { Link as AriaLink } from 'react-aria-components';
import { useFormat, useText } from '../messages.ts';
import { Button } from './buttons.tsx';
import { type AskedList, ListFileMenu } from './ListFileMenu.tsx';
import { Checkbox, isTyping } from './fields.tsx';
import { ArrowDownIcon, ArrowUpIcon } from './icons.ts';
import { useGo } from './pages.ts';
import { ErrorState, Loading } from './states.tsx';
import { useRowWindow, useSteadyColumns } from './use-row-window.ts';

export type Column<Row> = {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** the server can order by it; its id goes to `onSort` */
  sortable?: boolean;
  align?: 'end';
  /** least width in pixels */
  width?: number;
  /** words that may take two lines where the list is wider than its place */
  wraps?: boolean;
  /** on a phone a row is a card: the title line, the badge beside it, acts without a label, or left out; everything else stands below with its label, unless it is “–” */
  card?: 'title' | 'badge' | 'acts' | 'hide';
};

export type Sort = { by: string; dir: 'asc' | 'desc' };

export type DataGridProps<Row> = {
  label: string;
  columns: readonly Column<Row>[];
  /** undefined while the first page is on its way */
  rows: readonly Row[] | undefined;
  rowId: (row: Row) => string;
  /** name of the row for the tick box */
  rowLabel: (row: Row) => string;
  /** where Enter, a click and the title lead */
  rowHref?: ((row: Row) => string) | undefined;
  /** instead of going somewhere: open beside the list */
  onOpen?: ((row: Row) => void) | undefined;
  openId?: string | undefined;
  sort?: Sort | undefined;
  onSort?: ((sort: Sort) => void) | undefined;
  selected?: ReadonlySet<string> | undefined;
  onSelect?: ((ids: ReadonlySet<string>) => void) | undefined;
  /** what is being fetched, said after a second: “Đang lấy 2.465 đảng viên” */
  loadingText?: string | undefined;
  problem?: unknown;
  onRetry?: (() => void) | undefined;
  /** shown instead of rows when there are none */
  empty?: ReactNode;
  /** of all that match; the foot shows “50 / 2.465” */
  total?: number | undefined;
  foot?: ReactNode;
  /** the list behind the rows, to be had whole as a file */
  list?: AskedList | undefined;
  onMore?: (() => void) | undefined;
  isLoadingMore?: boolean | undefined;
  /** scrolls inside with a sticky head instead of with the page */
  tall?: boolean | undefined;
};

/** Lists of records: ordered and paged by the server, one row in focus, arrows move, Space selects, Enter opens. */
export function DataGrid<Row>(props: DataGridProps<Row>) {
  const { columns, rows, rowId, selected, onSelect } = props;
  const t = useText();
  const format = useFormat();
  const go = useGo();
  const body = useRef<HTMLTableSectionElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState(0);
  const shown = useRowWindow(rows?.length ?? 0, focused, box, props.tall ?? false);
  useSteadyColumns(box, shown.measure !== undefined, columns.map((column) => column.id).join());
  if (props.problem)
    return (
      <div className="grid-box">
        <ErrorState problem={props.problem} onRetry={props.onRetry} />
      </div>
    );
  if (!rows)
    return (
      <div className="grid-box">
        <Loading what={props.loadingText ?? t('platform.ui.loading-list')} />
      </div>
    );
  if (rows.length === 0)
    return <div className="grid-box">{props.empty ?? <p className="opts-none">{t('platform.ui.none-found')}</p>}</div>;

  const at = Math.min(focused, rows.length - 1);
  const opens = props.onOpen ?? (props.rowHref ? (row: Row) => go(props.rowHref?.(row) ?? '') : undefined);
  const toggle = (id: string): void => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect?.(next);
  };
  const move = (to: number): void => {
    const index = Math.max(0, Math.min(rows.length - 1, to));
    // A row far away is drawn first; the browser then scrolls to what has the focus.
    flushSync(() => setFocused(index));
    const row = body.current?.querySelector<HTMLElement>(`:scope > tr[aria-rowindex="${index + 2}"]`);
    row?.focus();
    if (row && shown.measure) keepInSight(row, FRAMES_TO_SETTLE);
  };
  const onKey = (event: KeyboardEvent, row: Row, index: number): void => {
    if (isTyping(event.target) && !(event.target instanceof HTMLInputElement && event.target.type === 'checkbox'))
      return;
    const steps: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + 10,
      PageUp: index - 10,
      Home: 0,
      End: rows.length - 1,
    };
    const to = steps[event.key];
    const onRow = event.target === event.currentTarget;
    if (to !== undefined && !event.altKey) move(to);
    else if (event.key === ' ' && onRow && onSelect) toggle(rowId(row));
    else if (event.key === 'Enter' && onRow && opens) opens(row);
    else return;
    event.preventDefault();
  };
  const all = onSelect && rows.every((row) => selected?.has(rowId(row)));
  const some = onSelect && !all && rows.some((row) => selected?.has(rowId(row)));
  const ordering = (column: Column<Row>) =>
    props.sort?.by === column.id ? (props.sort.dir === 'asc' ? 'ascending' : 'descending') : 'none';
  return (
    <div className="grid-box">
      <div ref={box} className={`grid-scroll${props.tall ? ' tall' : ''}`}>
        <table
          className={`grid${onSelect ? ' pickable' : ''}`}
          role="grid"
          aria-label={props.label}
          aria-rowcount={(props.total ?? rows.length) + 1}
          aria-multiselectable={onSelect ? true : undefined}
        >
          <thead role="rowgroup">
            <tr role="row">
              {onSelect ? (
                <th className="pick" role="columnheader" scope="col">
                  <Checkbox
                    aria-label={t('platform.ui.select-all')}
                    isSelected={all ?? false}
                    isIndeterminate={some ?? false}
                    onChange={(on) => onSelect(on ? new Set(rows.map(rowId)) : new Set())}
                  />
                </th>
              ) : null}
              {columns.map((column) => (
                <th
                  key={column.id}
                  role="columnheader"
                  scope="col"
                  className={column.align === 'end' ? 'num' : undefined}
                  style={column.width ? { minWidth: column.width } : undefined}
                  aria-sort={column.sortable ? ordering(column) : undefined}
                >
                  {column.sortable && props.onSort ? (
                    <button
                      type="button"
                      className="sort"
                      onClick={() =>
                        props.onSort?.({ by: column.id, dir: ordering(column) === 'ascending' ? 'desc' : 'asc' })
                      }
                    >
                      {column.header}
                      {ordering(column) === 'ascending' ? (
                        <ArrowUpIcon className="i" aria-hidden="true" />
                      ) : ordering(column) === 'descending' ? (
                        <ArrowDownIcon className="i" aria-hidden="true" />
                      ) : null}
                    </button>
                  ) : column.header === '' ? (
                    // A column of acts needs no word for the eye.
                    <span className="visually-hidden">{t('platform.ui.acts')}</span>
                  ) : (
                    column.header
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={body} role="rowgroup">
            {shown.drawn.map((index, position) => {
              const row = rows[index];
              if (row === undefined) return null;
              const id = rowId(row);
              return (
                <Fragment key={id}>
                  <Gap height={shown.gapBefore(position)} columns={columns.length + (onSelect ? 1 : 0)} />
                  <tr
                    ref={shown.measure}
                    data-index={index}
                    role="row"
                    tabIndex={index === at ? 0 : -1}
                    aria-rowindex={index + 2}
                    aria-selected={onSelect ? (selected?.has(id) ?? false) : undefined}
                    className={`${opens ? 'opens' : ''}${props.openId === id ? ' current' : ''}`}
                    onFocus={() => setFocused(index)}
                    onKeyDown={(event) => onKey(event, row, index)}
                    onClick={(event) => {
                      if (event.target instanceof Element && event.target.closest('a, button, input, label')) return;
                      if (!window.getSelection()?.isCollapsed) return;
                      opens?.(row);
                    }}
                  >
                    {onSelect ? (
                      <td className="pick" role="gridcell">
                        <Checkbox
                          aria-label={t('platform.ui.select-row', { name: props.rowLabel(row) })}
                          isSelected={selected?.has(id) ?? false}
                          onChange={() => toggle(id)}
                          excludeFromTabOrder
                        />
                      </td>
                    ) : null}
                    {columns.map((column) => {
                      const content = column.cell(row);
                      return (
                        <td
                          key={column.id}
                          role="gridcell"
                          data-label={column.header}
                          className={classOf(column, content)}
                        >
                          {column.card === 'title' && props.rowHref ? (
                            <AriaLink href={props.rowHref(row)} className="rowlink">
                              {content}
                            </AriaLink>
                          ) : (
                            content
                          )}
                        </td>
                      );
                    })}
                  </tr>
                </Fragment>
              );
            })}
            <Gap height={shown.gapAtEnd} columns={columns.length + (onSelect ? 1 : 0)} />
          </tbody>
        </table>
      </div>
      <div className="grid-foot">
        <span>
          <b>{format.number(rows.length)}</b>
          {props.total === undefined ? '' : ` / ${format.number(props.total)}`}
        </span>
        {props.foot}
        <span className="sp" />
        {props.list && rows.length > 0 ? <ListFileMenu list={props.list} /> : null}
        {props.onMore ? (
          <Button onPress={props.onMore} isPending={props.isLoadingMore} isDisabled={props.isLoadingMore}>
            {t('platform.ui.more-rows')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

const FRAMES_TO_SETTLE = 6;
/** The rows around one that was far away are measured only now, and push it: it is followed until they stand. */
function keepInSight(row: HTMLElement, frames: number): void {
  requestAnimationFrame(() => {
    if (document.activeElement !== row) return;
    row.scrollIntoView({ block: 'nearest', behavior: 'instant' });
    if (frames > 1) keepInSight(row, frames - 1);
  });
}

/** Room for rows that are not drawn; nothing for a reader of screens, who is told places and number by the rows. */
function Gap({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr className="gap" aria-hidden="true" style={{ height }}>
      <td colSpan={columns} />
    </tr>
  );
}

function classOf<Row>(column: Column<Row>, content: ReactNode): string | undefined {
  const isNone = content === '–' || content === null || content === undefined || content === '';
  const names = [
    column.align === 'end' ? 'num' : '',
    column.wraps ? 'wraps' : '',
    column.card ? `card-${column.card}` : '',
    isNone ? 'card-none' : '',
  ];
  return names.filter(Boolean).join(' ') || undefined;
}

/** The bar of acts on the rows selected; nothing while none is. */
export function SelectionBar({
  count,
  note,
  children,
  onClear,
}: {
  count: number;
  note?: string;
  children: ReactNode;
  onClear: () => void;
}) {
  const t = useText();
  if (count === 0) return null;
  return (
    <div className="selbar" role="region" aria-label={t('platform.ui.selected', { count })}>
      <b>{t('platform.ui.selected', { count })}</b>
      {note ? <span className="sm">{note}</span> : null}
      <span className="sp" />
      {children}
      <Button onPress={onClear}>{t('platform.ui.clear-selection')}</Button>
    </div>
  );
}
