import { useMemo, useState, type ReactNode } from 'react';
import { useFormat, useLang, useText } from '#platform/messages.ts';
import { apiUrl, useMe, useRight } from '#platform/ui/api.ts';
import { AsOfBoundaries } from '#platform/ui/AsOf.tsx';
import { LinkButton, TextLink } from '#platform/ui/buttons.tsx';
import { useCommands } from '#platform/ui/commands.ts';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { FilterChip, Filters, FixedChip } from '#platform/ui/FilterChips.tsx';
import { FileXlsIcon, LockKeyIcon, TableIcon } from '#platform/ui/icons.ts';
import { usePagedList } from '#platform/ui/paged.ts';
import { useParam } from '#platform/ui/pages.ts';
import { NoneFound, NoPermission } from '#platform/ui/states.tsx';
import { KeysLine, PageHeader } from '#platform/ui/surface.tsx';
import type { FigureAnswer, FigureEntry } from '../contract.ts';
import { addressOf, boundariesDay, figureHref, filtersOf, useAsked, withFilter } from './asked.ts';
import {
  entryOf,
  usableOf,
  useDictionary,
  useFigure,
  useLife,
  type RecordItem,
  type RecordsPage as Answer,
} from './data.ts';
import { ExplainDrawer } from './ExplainDrawer.tsx';
import { useNamedDays } from './named-days.ts';
import { NotOnDate } from './NotOnDate.tsx';
import { useFigureWords } from './words.tsx';
import './figures.css';

const LIMIT = 100;

/** The list that a figure counts: as many rows as the figure says, each leading to its record. */
export default function RecordsPage() {
  const id = useParam('id');
  const t = useText();
  const format = useFormat();
  const words = useFigureWords();
  const { asked, time, setTime, query, change } = useAsked();
  const part = query['part'] === 'denominator' ? 'denominator' : undefined;
  const doubt = query['doubt'] === 'yes' ? 'yes' : undefined;
  const lang = useLang();
  const entry = entryOf(useDictionary(lang).data, id);
  const lives = useLife(asked.unit)(boundariesDay(asked));
  const figure = useFigure(id, asked, lives === true);
  const answer = figure.data;
  const asking = { ...asked, part, doubt, lang };
  const people = entry?.measure === 'people';
  const maySeePeople = useRight('members.read');
  const mayList = entry !== undefined && (!people || maySeePeople);
  const list = usePagedList<RecordItem>(`/figures/${encodeURIComponent(id)}/records`, asking, {
    limit: LIMIT,
    enabled: lives === true && mayList,
  });
  const first = list.result.data?.pages[0] as unknown as Answer | undefined;
  const dates = useNamedDays(asked.unit);
  const mayExport = useRight('members.export');
  const [explains, setExplains] = useState(false);
  useCommands(
    useMemo(
      () => [{ id: 'explain', label: t('figures.page.explain.title'), key: 'i', act: () => setExplains(true) }],
      [t],
    ),
  );
  // A head of a village need not be a member, so the row leads to the village.
  const toMember = people && !(id.startsWith('I-36') && part === 'denominator');
  const rows = list.grid.rows;
  const hiddenNames = people
    ? (rows ?? []).filter((row) => 'name' in row.values && row.values['name'] === null).length
    : 0;
  const total = totalOf(answer, part, doubt);
  const columns = useColumns(first?.columns, toMember, total?.summed ?? false);
  const fileQuery = { ...asked, lang, ...(part ? { part } : {}) };
  const file = (kind: 'xlsx' | 'csv') =>
    apiUrl(`/figures/${encodeURIComponent(id)}/records`, { ...fileQuery, format: kind });
  const title = part ? t('figures.page.records.denominator-of', { figure: entry?.name ?? id }) : words.name(entry, id);
  return (
    <>
      <PageHeader
        title={doubt ? t('figures.page.records.doubt-of', { figure: title }) : title}
        crumbs={[
          { label: t('figures.page.title'), href: `/figures${addressOf({ ...asked, filter: undefined })}` },
          { label: id, href: figureHref(id, asked) },
          { label: t('figures.page.records.crumb') },
        ]}
        sub={answer ? `${answer.unit.name} · ${words.when(answer)} · ${words.boundaries(answer)}` : ''}
        actions={
          <div className="row wrap">
            {mayExport && !doubt && (rows?.length ?? 0) > 0 ? (
              <>
                <LinkButton href={file('xlsx')} download icon={<FileXlsIcon className="i" aria-hidden="true" />}>
                  XLSX
                </LinkButton>
                <LinkButton href={file('csv')} download icon={<TableIcon className="i" aria-hidden="true" />}>
                  CSV
                </LinkButton>
              </>
            ) : null}
            <AsOfBoundaries value={time} onChange={setTime} dates={dates} />
          </div>
        }
      />
      <Conditions
        entry={entry}
        filter={part ? undefined : asked.filter}
        mayFilter={!part && mayList}
        onFilter={(filter) => change({ filter })}
      >
        {asked.from ? (
          <FixedChip onRemove={() => change({ from: undefined })}>
            {t('figures.page.records.from', {
              on: format.date(asked.from.length === 4 ? `${asked.from}-01-01` : asked.from),
            })}
          </FixedChip>
        ) : null}
        {asked.count === 'people' ? (
          <FixedChip onRemove={() => change({ count: undefined })}>{t('figures.page.count.people')}</FixedChip>
        ) : null}
        {part ? (
          <FixedChip onRemove={() => change({ part: undefined })}>{t('figures.page.sum.denominator')}</FixedChip>
        ) : null}
        {doubt ? (
          <FixedChip onRemove={() => change({ doubt: undefined })}>{t('figures.page.records.in-doubt')}</FixedChip>
        ) : null}
      </Conditions>
      {lives === false ? (
        <NotOnDate unit={asked.unit} on={boundariesDay(asked)} onNow={() => change({ boundaries: undefined })} />
      ) : entry && !mayList ? (
        <div className="grid-box">
          <NoPermission page={false} who={t('figures.page.records.who')} />
          {answer ? (
            <div className="grid-foot">
              <TextLink href={figureHref(id, asked)}>
                {t('figures.page.records.figure-stays', { value: words.value(answer) })}
              </TextLink>
            </div>
          ) : null}
        </div>
      ) : (
        <DataGrid
          label={title}
          columns={columns}
          {...list.grid}
          total={total?.rows}
          rowId={(row) => row.recordId}
          rowLabel={(row) => String(row.values['name'] ?? row.unitName ?? row.recordId)}
          rowHref={(row) =>
            toMember && row.subjectId && row.values['name'] !== null && row.values['member'] !== 'no'
              ? `/members/${row.subjectId}`
              : `/organisation/${row.unitId}`
          }
          loadingText={t('figures.page.records.loading', { figure: title })}
          empty={
            <NoneFound title={t('figures.page.records.none')}>
              <p>{t('figures.page.records.none-why')}</p>
            </NoneFound>
          }
          foot={
            <>
              {total ? <Foot total={total} /> : null}
              {hiddenNames > 0 ? (
                <span className="row">
                  <LockKeyIcon className="i" aria-hidden="true" />
                  {t('figures.page.records.in-part', {
                    seen: (rows?.length ?? 0) - hiddenNames,
                    all: rows?.length ?? 0,
                  })}
                </span>
              ) : null}
            </>
          }
        />
      )}
      <KeysLine
        keys={[
          { keys: ['↑', '↓'], label: t('figures.page.keys-move') },
          { keys: ['Enter'], label: t('figures.page.keys-open') },
          { keys: ['I'], label: t('figures.page.explain.title') },
        ]}
      />
      {explains ? <ExplainDrawer id={id} asked={asked} onClose={() => setExplains(false)} /> : null}
    </>
  );
}

/** How many rows the list must have, and what they add up to. */
type Total = { rows: number; value: number; summed: boolean; doubt: boolean };

function totalOf(
  answer: FigureAnswer | undefined,
  part: string | undefined,
  doubt: string | undefined,
): Total | undefined {
  if (!answer) return undefined;
  if (doubt) return { rows: answer.inDoubt, value: answer.inDoubt, summed: false, doubt: true };
  if (part) {
    const rows = answer.denominatorRecords?.count ?? 0;
    const value = answer.denominator ?? 0;
    return { rows, value, summed: rows !== value, doubt: false };
  }
  const value = answer.definition.kind === 'ratio' ? answer.numerator : answer.value;
  if (typeof value !== 'number') return undefined;
  return { rows: answer.records.count, value, summed: answer.records.count !== value, doubt: false };
}

function Foot({ total }: { total: Total }) {
  const t = useText();
  const format = useFormat();
  const values = { rows: format.number(total.rows), value: format.number(total.value) };
  return (
    <span>
      {t(
        total.doubt
          ? 'figures.page.records.foot-doubt'
          : total.summed
            ? 'figures.page.records.foot-sum'
            : 'figures.page.records.foot',
        values,
      )}
    </span>
  );
}

function useColumns(found: Answer['columns'] | undefined, toMember: boolean, summed: boolean): Column<RecordItem>[] {
  const t = useText();
  const format = useFormat();
  const words = useFigureWords();
  return useMemo(() => {
    const shown = (found ?? []).filter((column) => !column.hidden);
    const named = shown.some((column) => column.key === 'name');
    const unit: Column<RecordItem> = {
      id: 'unit',
      header: t('figures.list.unit'),
      cell: (row) => row.unitName ?? '–',
      ...(named ? {} : { card: 'title' as const }),
    };
    const own = shown.map((column): Column<RecordItem> => ({
      id: column.key,
      header: column.head,
      cell: (row) =>
        column.key === 'name' && row.values['name'] === null ? (
          <span className="mut">{t('figures.page.name-hidden')}</span>
        ) : (
          words.cell(column, row.values[column.key])
        ),
      ...(column.kind === 'number' ? { align: 'end' as const } : {}),
      ...(column.key === 'name' ? { card: 'title' as const, width: 180 } : {}),
    }));
    const on: Column<RecordItem> = {
      id: 'on',
      header: t(toMember ? 'figures.page.records.since' : 'figures.list.on'),
      cell: (row) => (row.onDate ? <span className="nw">{format.date(row.onDate)}</span> : '–'),
    };
    const weight: Column<RecordItem> = {
      id: 'weight',
      header: t('figures.list.weight'),
      align: 'end',
      cell: (row) => format.number(row.weight),
    };
    const [name, ...rest] = named ? own : [unit, ...own];
    return [...(name ? [name] : []), ...(named ? [unit] : []), ...rest, on, ...(summed ? [weight] : [])];
  }, [found, toMember, summed, t, format, words]);
}

function Conditions({
  entry,
  filter,
  mayFilter,
  onFilter,
  children,
}: {
  entry: FigureEntry | undefined;
  filter: string | undefined;
  mayFilter: boolean;
  onFilter: (filter: string | undefined) => void;
  children: ReactNode;
}) {
  const words = useFigureWords();
  const rights = useMe().data?.rights ?? [];
  const chosen = filtersOf(filter);
  const offered = mayFilter ? usableOf(entry, rights).filter((dimension) => dimension.values !== null) : [];
  const others = Object.entries(chosen).filter(([key]) => !offered.some((dimension) => dimension.key === key));
  return (
    <div className="fg-conditions">
      <Filters>
        {children}
        {others.map(([key, value]) => (
          <FixedChip key={key} onRemove={() => onFilter(withFilter(filter, key, undefined))}>
            {`${entry?.dimensions.find((one) => one.key === key)?.name ?? key}: ${words.dimensionValue(entry, key, value)}`}
          </FixedChip>
        ))}
        {offered.map((dimension) => (
          <FilterChip
            key={dimension.key}
            single
            label={dimension.name}
            value={chosen[dimension.key] === undefined ? [] : [chosen[dimension.key] ?? '']}
            choices={(dimension.values ?? []).map((value) => ({
              id: value,
              label: words.dimensionValue(entry, dimension.key, value),
            }))}
            onChange={([value]) =>
              onFilter(withFilter(filter, dimension.key, value === chosen[dimension.key] ? undefined : value))
            }
          />
        ))}
      </Filters>
    </div>
  );
}
