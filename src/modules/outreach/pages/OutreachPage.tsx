import { useMemo, useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { FigureTile, Tiles } from '#platform/ui/figure.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { usePagedList } from '#platform/ui/paged.ts';
import { NoneFound } from '#platform/ui/states.tsx';
import { Chip, DateText } from '#platform/ui/surface.tsx';
import type { TwinningRow } from '../contract.ts';
import { recordsHref, useAsked, useFigures } from './data.ts';
import { NewTwinning } from './forms.tsx';
import { Head } from './Head.tsx';
import { TONE_OF_TWINNING } from './words.tsx';
import './outreach.css';

const TILES = [
  'I-49.activities',
  'I-49.person-days',
  'I-50.persons',
  'I-50.services',
  'I-51.metres-drain',
  'I-51.metres-flower-road',
];

/** Agreements of agencies with communes and villages, and what a year came to in figures. */
export default function OutreachPage() {
  const t = useText();
  const format = useFormat();
  const { unit, year } = useAsked();
  const figures = useFigures(TILES, { unit, year });
  const list = usePagedList<TwinningRow>('/twinnings', { unit }, { enabled: unit !== '' });
  const mayWrite = useRight('outreach.write');
  const [adds, setAdds] = useState(false);
  const columns = useMemo<Column<TwinningRow>[]>(
    () => [
      {
        id: 'title',
        header: t('outreach.column.twinning'),
        card: 'title',
        width: 280,
        cell: (row) => (
          <span className="ou-two">
            {row.title}
            <span className="xs mut2">{row.agency.name}</span>
          </span>
        ),
      },
      { id: 'partner', header: t('outreach.column.partner'), cell: (row) => row.partner.name },
      {
        id: 'term',
        header: t('outreach.column.term'),
        cell: (row) => (
          <span className="nw">
            {format.date(row.starts.on, row.starts.precision)} – {format.date(row.endedOn ?? row.endsOn)}
          </span>
        ),
      },
      {
        id: 'activities',
        header: t('outreach.column.activities'),
        align: 'end',
        cell: (row) => format.number(row.activities),
      },
      {
        id: 'last',
        header: t('outreach.column.last'),
        cell: (row) => <DateText date={row.lastOn ? { on: row.lastOn, precision: 'day' } : null} />,
      },
      {
        id: 'state',
        header: t('outreach.column.state'),
        card: 'badge',
        cell: (row) => <Chip tone={TONE_OF_TWINNING[row.state]}>{t(`outreach.state.${row.state}`)}</Chip>,
      },
    ],
    [t, format],
  );
  return (
    <>
      <Head
        tab="twinnings"
        actions={
          mayWrite ? (
            <Button look="primary" icon={<PlusIcon className="i" aria-hidden="true" />} onPress={() => setAdds(true)}>
              {t('outreach.twinning.new')}
            </Button>
          ) : undefined
        }
      />
      <div className="stack">
        <Tiles>
          {TILES.map((id) => (
            <FigureTile
              key={id}
              label={t(`outreach.tile.${id}`)}
              value={figures.data?.get(id)?.value ?? null}
              href={recordsHref(id, { unit, year })}
              under={t('outreach.tile.in', { year: String(year) })}
            />
          ))}
        </Tiles>
        <DataGrid
          label={t('outreach.page.twinnings')}
          columns={columns}
          {...list.grid}
          rowId={(row) => row.id}
          rowLabel={(row) => row.title}
          rowHref={(row) => `/outreach/twinnings/${row.id}`}
          loadingText={t('outreach.page.loading')}
          empty={
            <NoneFound title={t('outreach.twinning.none')}>
              <p>{t('outreach.twinning.none-why')}</p>
            </NoneFound>
          }
        />
      </div>
      {adds ? <NewTwinning onClose={() => setAdds(false)} /> : null}
    </>
  );
}
