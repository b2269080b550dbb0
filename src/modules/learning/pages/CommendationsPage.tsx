import { useMemo, useState } from 'react';
import { useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { FigureTile, Tiles } from '#platform/ui/figure.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { dateOf, idOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { NoneFound } from '#platform/ui/states.tsx';
import { DateText } from '#platform/ui/surface.tsx';
import { FORMS, REASONS, type Commendation } from '../contract.ts';
import { findPeople, findUnits, periodOf, recordsHref, useAsked, useFigures, useLearningChanged } from './data.ts';
import { Head } from './Head.tsx';
import './learning.css';

/** Commendations of a unit and its people in a year. */
export default function CommendationsPage() {
  const t = useText();
  const { unit, year } = useAsked();
  const figures = useFigures([['I-42']], { unit, year });
  const list = usePagedList<Commendation>('/commendations', { unit, ...periodOf(year) }, { enabled: unit !== '' });
  const mayWrite = useRight('learning.write');
  const [adds, setAdds] = useState(false);
  const columns = useMemo<Column<Commendation>[]>(
    () => [
      {
        id: 'who',
        header: t('learning.column.who'),
        card: 'title',
        width: 220,
        cell: (row) => (row.person ? (row.person.name ?? t('learning.course.name-hidden')) : row.unit.name),
      },
      {
        id: 'unit',
        header: t('learning.column.unit'),
        cell: (row) => <TextLink href={`/organisation/${row.unit.id}`}>{row.unit.name}</TextLink>,
      },
      { id: 'form', header: t('learning.column.form'), card: 'badge', cell: (row) => t(`learning.form.${row.form}`) },
      { id: 'reason', header: t('learning.column.reason'), cell: (row) => t(`learning.reason.${row.reason}`) },
      { id: 'document', header: t('learning.column.document'), cell: (row) => row.document },
      { id: 'by', header: t('learning.column.decided-by'), cell: (row) => row.decidedBy },
      { id: 'on', header: t('learning.column.on'), cell: (row) => <DateText date={row.on} /> },
    ],
    [t],
  );
  return (
    <>
      <Head
        tab="commendations"
        actions={
          mayWrite ? (
            <Button look="primary" icon={<PlusIcon className="i" aria-hidden="true" />} onPress={() => setAdds(true)}>
              {t('learning.commendation.new')}
            </Button>
          ) : undefined
        }
      />
      <div className="stack">
        <Tiles>
          <FigureTile
            label={t('learning.tile.I-42')}
            value={figures.data?.get('I-42')?.value ?? null}
            href={recordsHref('I-42', { unit, year })}
            under={t('learning.tile.in', { year })}
          />
        </Tiles>
        <DataGrid
          label={t('learning.page.commendations')}
          columns={columns}
          {...list.grid}
          rowId={(row) => row.id}
          rowLabel={(row) => row.person?.name ?? row.unit.name}
          loadingText={t('learning.page.loading')}
          empty={
            <NoneFound title={t('learning.commendation.none')}>
              <p>{t('learning.page.none-why', { year })}</p>
            </NoneFound>
          }
        />
      </div>
      {adds ? <NewCommendation onClose={() => setAdds(false)} /> : null}
    </>
  );
}

function NewCommendation({ onClose }: { onClose: () => void }) {
  const t = useText();
  const changed = useLearningChanged();
  const label = (name: string) => t(`learning.field.${name}`);
  return (
    <RecordDrawer
      formId="learning.commendation"
      title={t('learning.commendation.new')}
      intro={t('learning.commendation.intro')}
      act={t('learning.record.save')}
      initial={{ form: 'merit' }}
      fields={[
        { name: 'unit', kind: 'find', label: label('unit'), search: findUnits },
        {
          name: 'person',
          kind: 'find',
          label: label('person'),
          hint: t('learning.field.commended-hint'),
          search: findPeople,
          optional: true,
        },
        {
          name: 'form',
          kind: 'select',
          label: label('form'),
          choices: FORMS.map((id) => ({ id, label: t(`learning.form.${id}`) })),
        },
        {
          name: 'reason',
          kind: 'select',
          label: label('reason'),
          choices: REASONS.map((id) => ({ id, label: t(`learning.reason.${id}`) })),
        },
        { name: 'document', kind: 'text', label: label('decision') },
        { name: 'on', kind: 'date', label: label('on') },
        { name: 'decidedBy', kind: 'text', label: label('decidedBy') },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          '/commendations',
          {
            id,
            unitId: idOf(values['unit']),
            personId: idOf(values['person']),
            form: values['form'],
            reason: values['reason'],
            document: textOf(values['document']),
            on: dateOf(values['on']),
            decidedBy: textOf(values['decidedBy']),
          },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await changed();
        notify(t('learning.record.done'));
      }}
      onClose={onClose}
    />
  );
}
