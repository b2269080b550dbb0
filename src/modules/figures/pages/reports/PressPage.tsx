import { useMemo, useState } from 'react';
import { todayInVietnam, useFormat, useLang, useText } from '#platform/messages.ts';
import { api, newKey, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { ComboBox } from '#platform/ui/choices.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { DayField } from '#platform/ui/DateField.tsx';
import { Checkbox, TextArea, TextField } from '#platform/ui/fields.tsx';
import { FormDialog, useSaving } from '#platform/ui/FormDialog.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { usePagedList } from '#platform/ui/paged.ts';
import { useGo } from '#platform/ui/pages.ts';
import { Empty } from '#platform/ui/states.tsx';
import { PageHeader } from '#platform/ui/surface.tsx';
import type { PressSheetRow } from '../../press/contract.ts';
import { useOwnUnits } from '../asked.ts';
import { entryOf, findUnits, useDictionary } from '../data.ts';
import { Tabs } from './Tabs.tsx';
import './reports.css';

/** Figures that articles ask for most; the others of the dictionary are added on the sheet. */
const USUAL = [
  'I-01',
  'I-11',
  'I-16',
  'I-30',
  'I-31.cleared',
  'I-34',
  'I-53.received',
  'I-53.delivered',
  'I-54',
  'I-56',
];

/** Sheets of figures for journalists. */
export default function PressPage() {
  const t = useText();
  const format = useFormat();
  const list = usePagedList<PressSheetRow>('/press-sheets', {});
  const mayWrite = useRight('reports.write');
  const [makes, setMakes] = useState(false);
  const columns = useMemo<Column<PressSheetRow>[]>(
    () => [
      { id: 'title', header: t('figures.press.page.sheet'), card: 'title', width: 300, cell: (row) => row.title },
      { id: 'unit', header: t('figures.page.unit'), cell: (row) => row.unit.name },
      { id: 'asOf', header: t('figures.press.page.as-of'), cell: (row) => format.date(row.asOf) },
      { id: 'lines', header: t('figures.press.page.lines'), align: 'end', cell: (row) => format.number(row.lines) },
    ],
    [t, format],
  );
  const make = mayWrite ? (
    <Button look="primary" icon={<PlusIcon className="i" aria-hidden="true" />} onPress={() => setMakes(true)}>
      {t('figures.press.page.make')}
    </Button>
  ) : undefined;
  return (
    <>
      <PageHeader title={t('figures.press.page.title')} sub={t('figures.press.page.sub')} actions={make} />
      <div className="stack">
        <Tabs selected="press" />
        <DataGrid
          label={t('figures.press.page.title')}
          columns={columns}
          {...list.grid}
          rowId={(row) => row.id}
          rowLabel={(row) => row.title}
          rowHref={(row) => `/press-sheets/${row.id}`}
          loadingText={t('figures.press.page.loading')}
          empty={
            <Empty title={t('figures.press.page.none')}>
              <p>{t('figures.press.page.none-why')}</p>
            </Empty>
          }
        />
      </div>
      {makes ? <Make onClose={() => setMakes(false)} /> : null}
    </>
  );
}

function Make({ onClose }: { onClose: () => void }) {
  const t = useText();
  const go = useGo();
  const { units: own } = useOwnUnits();
  const dictionary = useDictionary(useLang()).data;
  const today = todayInVietnam();
  const [id] = useState(newKey);
  const [unit, setUnit] = useState<{ id: string; label: string } | null>(null);
  const [title, setTitle] = useState('');
  const [contact, setContact] = useState('');
  const [from, setFrom] = useState<string | undefined>(`${today.slice(0, 4)}-01-01`);
  const [asOf, setAsOf] = useState<string | undefined>(today);
  const [chosen, setChosen] = useState<readonly string[]>(['I-01', 'I-11']);
  const first = own[0];
  const about = unit ?? (first ? { id: first.id, label: first.name } : null);
  const saving = useSaving({
    send: (key) =>
      api.post(
        '/press-sheets',
        { id, unitId: about?.id, title, from, asOf, contact, lines: chosen.map((figure) => ({ figure })) },
        { idempotencyKey: key },
      ),
    forget: ['/press-sheets'],
    onDone: () => go(`/press-sheets/${id}`),
  });
  return (
    <FormDialog
      title={t('figures.press.page.make')}
      act={t('figures.press.page.make')}
      saving={saving}
      onClose={onClose}
      wide
    >
      <TextField
        label={t('figures.press.page.field.title')}
        value={title}
        onChange={setTitle}
        fault={saving.faultOf('title')}
      />
      <ComboBox
        label={t('figures.page.unit')}
        queryKey={['press-unit', ...own.map((one) => one.id)]}
        search={async (text, signal) =>
          text.trim() === '' ? own.map((one) => ({ id: one.id, label: one.name })) : findUnits(text.trim(), signal)
        }
        value={about}
        onChange={(choice) => setUnit(choice ? { id: choice.id, label: choice.label } : null)}
      />
      <DayField
        label={t('figures.press.page.field.from')}
        value={from}
        onChange={setFrom}
        fault={saving.faultOf('from')}
      />
      <DayField label={t('figures.press.page.as-of')} value={asOf} onChange={setAsOf} fault={saving.faultOf('asOf')} />
      <TextArea
        label={t('figures.press.head.contact')}
        hint={t('figures.press.page.contact-hint')}
        value={contact}
        onChange={setContact}
        fault={saving.faultOf('contact')}
        rows={2}
      />
      <fieldset className="stack">
        <legend>{t('figures.press.page.lines')}</legend>
        {USUAL.map((figure) => (
          <Checkbox
            key={figure}
            isSelected={chosen.includes(figure)}
            onChange={(on) => setChosen(on ? [...chosen, figure] : chosen.filter((one) => one !== figure))}
          >
            {entryOf(dictionary, figure)?.name ?? figure}
          </Checkbox>
        ))}
      </fieldset>
    </FormDialog>
  );
}
