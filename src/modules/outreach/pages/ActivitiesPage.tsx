import { useMemo, useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { Select } from '#platform/ui/choices.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { Title, useTitle } from '#platform/ui/InLanguage.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { NoneFound } from '#platform/ui/states.tsx';
import { Chip } from '#platform/ui/surface.tsx';
import { KINDS, type ActivityRow } from '../contract.ts';
import { useAsked } from './data.ts';
import { NewActivity } from './activity-form.tsx';
import { Head } from './Head.tsx';
import { Days, Results, TONE_OF_STATE } from './words.tsx';
import './outreach.css';

/** Activities of a unit in a year; a kind, an agreement or a state of the address narrows them. */
export default function ActivitiesPage() {
  const t = useText();
  const format = useFormat();
  const titleOf = useTitle();
  const { unit, year, query, change } = useAsked();
  const { kind, twinning, state } = query;
  const asked = { unit, from: `${year}-01-01`, to: `${year}-12-31`, kind, twinning, state };
  const list = usePagedList<ActivityRow>('/activities', asked, { enabled: unit !== '' });
  const mayWrite = useRight('outreach.write');
  const [adds, setAdds] = useState(false);
  const columns = useMemo<Column<ActivityRow>[]>(
    () => [
      { id: 'on', header: t('outreach.column.on'), width: 120, cell: (row) => <Days row={row} /> },
      {
        id: 'title',
        header: t('outreach.column.title'),
        card: 'title',
        width: 300,
        wraps: true,
        cell: (row) => (
          <span className="ou-two">
            <Title of={row} />
            <span className="xs mut2">{t(`outreach.kind.${row.kind}`)}</span>
          </span>
        ),
      },
      { id: 'place', header: t('outreach.column.place'), cell: (row) => row.place.name },
      { id: 'people', header: t('outreach.column.people'), align: 'end', cell: (row) => format.number(row.people) },
      {
        id: 'results',
        header: t('outreach.column.results'),
        wraps: true,
        cell: (row) => <Results results={row.results} />,
      },
      {
        id: 'state',
        header: t('outreach.column.state'),
        card: 'badge',
        cell: (row) => <Chip tone={TONE_OF_STATE[row.state]}>{t(`outreach.state.${row.state}`)}</Chip>,
      },
    ],
    [t, format],
  );
  return (
    <>
      <Head
        tab="activities"
        actions={
          mayWrite ? (
            <Button look="primary" icon={<PlusIcon className="i" aria-hidden="true" />} onPress={() => setAdds(true)}>
              {t('outreach.activity.new')}
            </Button>
          ) : undefined
        }
      />
      <div className="stack">
        <div className="unit-ask no-print">
          <Select
            label={t('outreach.column.kind')}
            value={kind ?? 'all'}
            choices={[
              { id: 'all', label: t('outreach.activity.all-kinds') },
              ...KINDS.map((id) => ({ id, label: t(`outreach.kind.${id}`) })),
            ]}
            onChange={(id) => change({ kind: id === 'all' ? undefined : id })}
          />
          {twinning ? (
            <Button onPress={() => change({ twinning: undefined })}>{t('outreach.activity.all-twinnings')}</Button>
          ) : null}
        </div>
        <DataGrid
          label={t('outreach.page.activities')}
          columns={columns}
          {...list.grid}
          rowId={(row) => row.id}
          rowLabel={titleOf}
          rowHref={(row) => `/outreach/activities/${row.id}`}
          loadingText={t('outreach.page.loading')}
          empty={
            <NoneFound title={t('outreach.activity.none')}>
              <p>{t('outreach.activity.none-why', { year: String(year) })}</p>
            </NoneFound>
          }
        />
      </div>
      {adds ? <NewActivity twinningId={twinning ?? null} onClose={() => setAdds(false)} /> : null}
    </>
  );
}
