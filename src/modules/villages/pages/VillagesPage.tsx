import { useMemo } from 'react';
import { useFigureBlocks } from '#modules/figures/ui.ts';
import { useFormat, useText } from '#platform/messages.ts';
import { ApiProblem } from '#platform/ui/api.ts';
import { AsOfBoundaries, useAsOf } from '#platform/ui/AsOf.tsx';
import { TextLink } from '#platform/ui/buttons.tsx';
import { ComboBox, Select } from '#platform/ui/choices.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { SearchField } from '#platform/ui/fields.tsx';
import { Figure, FigureTile, Tiles } from '#platform/ui/figure.tsx';
import { FilterChip, Filters } from '#platform/ui/FilterChips.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { queryString, useQueryParams } from '#platform/ui/pages.ts';
import { ErrorState, NoneFound } from '#platform/ui/states.tsx';
import { Chip, KeysLine, PageHeader } from '#platform/ui/surface.tsx';
import { SIGNALS, STATES, type VillageRow, type VillageState } from '../contract.ts';
import { VILLAGE_BLOCKS } from './blocks.ts';
import { findUnits, recordsHref, useOwnUnits, useUnit, type Asked } from './data.ts';
import { MapPanel } from './MapPanel.tsx';
import { NotThen } from './NotThen.tsx';
import { shortName, TONE_OF_SIGNAL, TONE_OF_STATE } from './words.ts';
import './villages.css';

const TILES = ['I-30', 'I-32', 'I-33', 'I-31', 'I-31.relapsed', 'I-34', 'I-35'] as const;
const FLOWS: readonly string[] = ['I-31', 'I-31.relapsed', 'I-34'];
const STATE_FIGURE: Partial<Record<string, VillageState>> = {
  'I-30': 'blank_members',
  'I-32': 'blank_cell',
  'I-33': 'combined',
};
/** Terms of congresses; a term that is over is looked at on its last day. */
const TERMS = ['2010-2015', '2015-2020', '2020-2025', '2025-2030'] as const;

/** Villages of a unit: the three states in numbers and on a map, and the list behind them. */
export default function VillagesPage() {
  const t = useText();
  const format = useFormat();
  const [query, change] = useQueryParams();
  const [time, setTime] = useAsOf();
  const own = useOwnUnits();
  const unit = query['unit'] ?? own[0]?.id ?? '';
  const asked: Asked = useMemo(
    () => ({ unit, asOf: time.asOf, boundaries: time.boundaries }),
    [unit, time.asOf, time.boundaries],
  );
  const from = query['from'] ?? `${time.asOf.slice(0, 4)}-01-01`;
  const shown = useUnit(
    unit,
    time.boundaries === 'now' ? '' : time.boundaries === 'then' ? time.asOf : time.boundaries,
  );
  const figures = useFigureBlocks(VILLAGE_BLOCKS, { ...asked, from, to: time.asOf });
  const gone = figures.error instanceof ApiProblem && figures.error.code === 'unit.not-on-date';
  const state = STATES.find((one) => one === query['state']);
  const signal = SIGNALS.find((one) => one === query['signal']);
  const list = usePagedList<VillageRow>(
    '/villages',
    { ...asked, state, signal, q: query['q'] },
    { limit: 50, enabled: unit !== '' },
  );
  const columns = useColumns(asked);
  const term = TERMS.find((one) => from === `${one.slice(0, 4)}-01-01` && time.asOf >= from) ?? null;
  return (
    <>
      <PageHeader
        title={t('villages.page.title')}
        sub={shown.data?.name}
        actions={<AsOfBoundaries value={time} onChange={setTime} />}
      />
      <div className="vl-ask no-print">
        <ComboBox
          label={t('villages.page.unit')}
          queryKey={['villages-unit', ...own.map((one) => one.id)]}
          search={async (text, abort) =>
            text.trim() === ''
              ? own.map((one) => ({ id: one.id, label: one.name }))
              : findUnits(text.trim(), abort, (on) => t('villages.page.ended', { on: format.date(on) }))
          }
          value={shown.data ? { id: shown.data.id, label: shown.data.name } : null}
          onChange={(choice) => {
            if (choice) change({ unit: choice.id });
          }}
        />
        <Select
          label={t('villages.page.period')}
          value={term ?? 'year'}
          choices={[
            { id: 'year', label: t('villages.page.this-year', { year: time.asOf.slice(0, 4) }) },
            ...TERMS.map((one) => ({
              id: one,
              label: t('villages.page.term', { term: one.replace('-', '–') }),
            })),
          ]}
          onChange={(id) => {
            if (id === 'year') return change({ from: undefined });
            const last = `${id.slice(5)}-12-31`;
            const isOver = last < new Date().toISOString().slice(0, 10);
            change({
              from: `${id.slice(0, 4)}-01-01`,
              asOf: isOver ? last : undefined,
            });
          }}
        />
      </div>
      {gone && shown.data ? <NotThen unit={shown.data} time={time} onTime={setTime} /> : null}
      <div className={gone ? 'vl-gone' : 'stack'}>
        {figures.error && !figures.data ? (
          <ErrorState problem={figures.error} onRetry={() => void figures.refetch()} />
        ) : null}
        <div className="vl-tiles">
          <Tiles>
            {TILES.map((id) => {
              const answer = figures.data?.get(id);
              const count = answer?.definition.kind === 'ratio' ? answer.numerator : answer?.value;
              const of = answer?.denominator;
              const period = FLOWS.includes(id) ? { from, to: time.asOf } : {};
              const status = STATE_FIGURE[id];
              return (
                <FigureTile
                  key={id}
                  label={t(`villages.tile.${id}`)}
                  value={count ?? null}
                  href={
                    status
                      ? `/villages${queryString({ ...query, unit, state: status, signal: undefined, q: undefined })}#list`
                      : recordsHref(id, { ...asked, ...period })
                  }
                  under={
                    of !== null && of !== undefined ? (
                      <>
                        {t('villages.tile.of')}{' '}
                        <Figure value={of} href={recordsHref(id, { ...asked, ...period, part: 'denominator' })} />
                      </>
                    ) : FLOWS.includes(id) ? (
                      t('villages.tile.since', { on: format.date(from) })
                    ) : (
                      ''
                    )
                  }
                />
              );
            })}
          </Tiles>
        </div>
        <MapPanel asked={asked} query={query} />
        <section className="panel vl-list" id="list" aria-label={t('villages.page.list')}>
          <header>
            <h2>{state ? t(`villages.state.${state}`) : t('villages.page.list')}</h2>
            <SearchField
              slash
              label={t('villages.page.find')}
              value={query['q'] ?? ''}
              onChange={(q) => change({ q })}
            />
          </header>
          <Filters>
            <FilterChip
              single
              label={t('villages.page.state')}
              value={state ? [state] : []}
              choices={STATES.map((id) => ({ id, label: t(`villages.state.${id}`) }))}
              onChange={([id]) => change({ state: id === state ? undefined : id })}
            />
            <FilterChip
              single
              label={t('villages.field.signal')}
              value={signal ? [signal] : []}
              choices={SIGNALS.map((id) => ({ id, label: t(`villages.signal.${id}`) }))}
              onChange={([id]) => change({ signal: id === signal ? undefined : id })}
            />
          </Filters>
          <DataGrid
            label={t('villages.page.list')}
            columns={columns}
            {...list.grid}
            rowId={(row) => row.id}
            rowLabel={(row) => row.name}
            rowHref={(row) => `/villages/${row.slug ?? row.id}${queryString({ asOf: query['asOf'] })}`}
            loadingText={t('villages.page.loading')}
            empty={
              <NoneFound title={t('villages.page.none')}>
                <p>{t(state || signal || query['q'] ? 'villages.page.none-filtered' : 'villages.page.none-why')}</p>
              </NoneFound>
            }
          />
        </section>
      </div>
      <KeysLine
        keys={[
          { keys: ['/'], label: t('villages.page.find') },
          { keys: ['↑', '↓'], label: t('villages.page.keys-move') },
          { keys: ['Enter'], label: t('villages.page.keys-open') },
        ]}
      />
    </>
  );
}

function useColumns(asked: Asked): Column<VillageRow>[] {
  const t = useText();
  const format = useFormat();
  return useMemo(
    () => [
      { id: 'name', header: t('villages.column.name'), cell: (row) => row.name, card: 'title', width: 170 },
      {
        id: 'states',
        header: t('villages.page.state'),
        card: 'badge',
        cell: (row) =>
          row.states.length === 0 ? (
            <Chip tone="ok">{t('villages.state.own')}</Chip>
          ) : (
            <span className="vl-chips">
              {row.states.map((state) => (
                <Chip key={state} tone={TONE_OF_STATE[state]}>
                  {t(`villages.state.${state}`)}
                </Chip>
              ))}
            </span>
          ),
      },
      {
        id: 'commune',
        header: t('villages.column.commune'),
        cell: (row) => (row.commune ? shortName(row.commune.name) : '–'),
      },
      {
        id: 'cells',
        header: t('villages.column.cells'),
        cell: (row) =>
          row.cells.length === 0
            ? '–'
            : row.cells.map((cell, index) => (
                <span key={cell.id}>
                  {index > 0 ? ', ' : ''}
                  <TextLink href={`/organisation/${cell.id}`}>{shortName(cell.name)}</TextLink>
                </span>
              )),
      },
      {
        id: 'members',
        header: t('villages.column.members-short'),
        align: 'end',
        cell: (row) => (
          <Figure
            value={row.members}
            href={
              row.residents === null || row.members === 0
                ? undefined
                : recordsHref('I-40', { unit: row.id, asOf: asked.asOf, boundaries: asked.boundaries })
            }
          />
        ),
      },
      {
        id: 'households',
        header: t('villages.field.households'),
        align: 'end',
        cell: (row) => (row.households === null ? '–' : format.number(row.households)),
      },
      {
        id: 'residents',
        header: t('villages.field.residents'),
        align: 'end',
        cell: (row) => (row.residents === null ? '–' : format.number(row.residents)),
      },
      {
        id: 'poor',
        header: t('villages.field.poor'),
        align: 'end',
        cell: (row) => (row.poor === null ? '–' : format.number(row.poor)),
      },
      {
        id: 'signal',
        header: t('villages.field.signal'),
        cell: (row) =>
          row.signal === null ? (
            '–'
          ) : (
            <Chip tone={TONE_OF_SIGNAL[row.signal]} icon={false}>
              {t(`villages.signal.${row.signal}`)}
            </Chip>
          ),
      },
    ],
    [t, format, asked],
  );
}
