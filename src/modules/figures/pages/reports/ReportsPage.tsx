import { useMemo, useState } from 'react';
import { useFormat, useLang, useText } from '#platform/messages.ts';
import { api, newKey, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { ComboBox, Select } from '#platform/ui/choices.tsx';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { DayField } from '#platform/ui/DateField.tsx';
import { FormDialog, useSaving } from '#platform/ui/FormDialog.tsx';
import { FileTextIcon, PlusIcon } from '#platform/ui/icons.ts';
import { usePagedList } from '#platform/ui/paged.ts';
import { useGo } from '#platform/ui/pages.ts';
import { Empty } from '#platform/ui/states.tsx';
import { Chip, PageHeader } from '#platform/ui/surface.tsx';
import { todayInVietnam } from '#platform/messages.ts';
import type { ReportRow } from '../../reports/contract.ts';
import { endOf, lastOver } from '../../reports/rules.ts';
import { useOwnUnits } from '../asked.ts';
import { findUnits } from '../data.ts';
import { useTemplates } from './data.ts';
import { Tabs } from './Tabs.tsx';
import './reports.css';

/** Reports of the reader's units: being written, signed, and for which period. */
export default function ReportsPage() {
  const t = useText();
  const format = useFormat();
  const list = usePagedList<ReportRow>('/reports', {});
  const mayWrite = useRight('reports.write');
  const [begins, setBegins] = useState(false);
  const columns = useMemo<Column<ReportRow>[]>(
    () => [
      {
        id: 'what',
        header: t('figures.report.page.what'),
        card: 'title',
        width: 260,
        cell: (row) => t(`figures.report.template.${row.template}`),
      },
      { id: 'unit', header: t('figures.page.unit'), cell: (row) => row.unit.name },
      {
        id: 'period',
        header: t('figures.report.page.period'),
        cell: (row) => `${format.date(row.from)} – ${format.date(row.to)}`,
      },
      {
        id: 'state',
        header: t('figures.report.page.state'),
        card: 'badge',
        cell: (row) =>
          row.isOpen ? (
            <Chip tone="wait">
              {t(row.editions > 0 ? 'figures.report.page.revising' : 'figures.report.page.draft')}
            </Chip>
          ) : (
            <Chip tone="ok">{t('figures.report.page.signed', { edition: row.editions })}</Chip>
          ),
      },
      {
        id: 'signed',
        header: t('figures.report.page.signed-by'),
        cell: (row) => (row.signedAt ? `${row.signedName ?? ''}, ${format.instant(row.signedAt)}` : '–'),
      },
    ],
    [t, format],
  );
  return (
    <>
      <PageHeader
        title={t('figures.report.page.title')}
        sub={t('figures.report.page.sub')}
        actions={
          mayWrite ? (
            <Button look="primary" icon={<PlusIcon className="i" aria-hidden="true" />} onPress={() => setBegins(true)}>
              {t('figures.report.page.begin')}
            </Button>
          ) : undefined
        }
      />
      <div className="stack">
        <Tabs selected="reports" />
        <DataGrid
          label={t('figures.report.page.title')}
          columns={columns}
          {...list.grid}
          rowId={(row) => row.id}
          rowLabel={(row) => t(`figures.report.template.${row.template}`)}
          rowHref={(row) => `/reports/${row.id}`}
          loadingText={t('figures.report.page.loading')}
          empty={
            <Empty
              title={t('figures.report.page.none')}
              actions={
                mayWrite ? (
                  <Button icon={<FileTextIcon className="i" aria-hidden="true" />} onPress={() => setBegins(true)}>
                    {t('figures.report.page.begin')}
                  </Button>
                ) : undefined
              }
            >
              <p>{t('figures.report.page.none-why')}</p>
            </Empty>
          }
        />
      </div>
      {begins ? <Begin onClose={() => setBegins(false)} /> : null}
    </>
  );
}

/** A new report: which template, which unit, from which day. Everything else is computed. */
function Begin({ onClose }: { onClose: () => void }) {
  const t = useText();
  const format = useFormat();
  const go = useGo();
  const templates = useTemplates(useLang()).data ?? [];
  const { units: own } = useOwnUnits();
  const today = todayInVietnam();
  const [id] = useState(newKey);
  const [template, setTemplate] = useState<string | null>(null);
  const [unit, setUnit] = useState<{ id: string; label: string } | null>(null);
  const [given, setGiven] = useState<string | undefined>(undefined);
  const chosen = templates.find((one) => one.id === template);
  const period = chosen?.period ?? 'month';
  const from = given ?? lastOver(period, today).from;
  const first = own[0];
  const about = unit ?? (first ? { id: first.id, label: first.name } : null);
  const saving = useSaving({
    send: (key) =>
      api.post('/reports', { id, template, unitId: about?.id, from, to: endOf(period, from) }, { idempotencyKey: key }),
    forget: ['/reports'],
    onDone: () => go(`/reports/${id}`),
  });
  return (
    <FormDialog
      title={t('figures.report.page.begin-title')}
      act={t('figures.report.page.begin')}
      saving={saving}
      onClose={onClose}
    >
      <Select
        label={t('figures.report.page.template')}
        choices={templates.map((one) => ({ id: one.id, label: one.name }))}
        value={template}
        onChange={setTemplate}
        fault={saving.faultOf('template')}
      />
      <ComboBox
        label={t('figures.page.unit')}
        queryKey={['report-unit', ...own.map((one) => one.id)]}
        search={async (text, signal) =>
          text.trim() === '' ? own.map((one) => ({ id: one.id, label: one.name })) : findUnits(text.trim(), signal)
        }
        value={about}
        onChange={(choice) => setUnit(choice ? { id: choice.id, label: choice.label } : null)}
      />
      <DayField
        label={t('figures.report.page.from')}
        value={from}
        onChange={setGiven}
        hint={t('figures.report.page.until', { to: format.date(endOf(period, from)) })}
        fault={saving.faultOf('from')}
      />
    </FormDialog>
  );
}
