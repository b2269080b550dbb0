import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Link as AriaLink } from 'react-aria-components';
import { useFormat, useText } from '../messages.ts';
import { Button } from './buttons.tsx';
import { Checkbox, isTyping } from './fields.tsx';
import { ArrowDownIcon, ArrowUpIcon } from './icons.ts';
import { useGo } from './pages.ts';
import { ErrorState, Loading } from './states.tsx';

export type Column<Row> = {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** the server can order by it; its id goes to `onSort` */
  sortable?: boolean;
  align?: 'end';
  width?: number;
  /** on a phone a row is a card: the title line, the badge beside it, or left out; everything else stands below with its label */
  card?: 'title' | 'badge' | 'hide';
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
  const [focused, setFocused] = useState(0);
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
    setFocused(index);
    body.current?.querySelectorAll<HTMLElement>(':scope > tr')[index]?.focus();
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
      <div className={`grid-scroll${props.tall ? ' tall' : ''}`}>
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
                  ) : (
                    column.header
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody ref={body} role="rowgroup">
            {rows.map((row, index) => {
              const id = rowId(row);
              return (
                <tr
                  key={id}
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
                  {columns.map((column) => (
                    <td
                      key={column.id}
                      role="gridcell"
                      data-label={column.header}
                      className={
                        [column.align === 'end' ? 'num' : '', column.card ? `card-${column.card}` : '']
                          .join(' ')
                          .trim() || undefined
                      }
                    >
                      {column.card === 'title' && props.rowHref ? (
                        <AriaLink href={props.rowHref(row)} className="rowlink">
                          {column.cell(row)}
                        </AriaLink>
                      ) : (
                        column.cell(row)
                      )}
                    </td>
                  ))}
                </tr>
              );
            })}
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
        {props.onMore ? (
          <Button onPress={props.onMore} isPending={props.isLoadingMore} isDisabled={props.isLoadingMore}>
            {t('platform.ui.more-rows')}
          </Button>
        ) : null}
      </div>
    </div>
  );
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
