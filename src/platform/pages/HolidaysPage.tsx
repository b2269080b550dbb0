import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button, IconButton } from '#platform/ui/buttons.tsx';
import { Select } from '#platform/ui/choices.tsx';
import { useCommands } from '#platform/ui/commands.ts';
import { type Column, DataGrid } from '#platform/ui/DataGrid.tsx';
import { DayField } from '#platform/ui/DateField.tsx';
import { Checkbox, TextField } from '#platform/ui/fields.tsx';
import { FormDialog, useSaving } from '#platform/ui/FormDialog.tsx';
import { PencilSimpleIcon, PlusIcon, TrashIcon } from '#platform/ui/icons.ts';
import { ConfirmDialog } from '#platform/ui/overlays.tsx';
import { useQueryParams } from '#platform/ui/pages.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Empty } from '#platform/ui/states.tsx';
import { Chip, PageHeader, Tabs } from '#platform/ui/surface.tsx';
import type { Holiday } from '../calendar/contract.ts';

/** Days off and weekend days worked in exchange, a year at a time: every limit in working days is counted by them. */
export default function HolidaysPage() {
  const t = useText();
  const format = useFormat();
  const may = useRight('holidays.manage');
  const [query] = useQueryParams();
  const [editing, setEditing] = useState<Holiday | 'new'>();
  const [removing, setRemoving] = useState<Holiday>();
  const client = useQueryClient();
  const list = useQuery({
    queryKey: ['/holidays'],
    queryFn: ({ signal }) => api.get<{ items: Holiday[] }>('/holidays', {}, { signal }),
  });
  const thisYear = todayInVietnam().slice(0, 4);
  const year = query['year'] ?? thisYear;
  const years = [
    ...new Set([...(list.data?.items ?? []).map((day) => day.on.slice(0, 4)), thisYear, String(Number(thisYear) + 1)]),
  ]
    .sort()
    .filter((one) => Number(one) >= Number(thisYear) - 3);
  const rows = list.data?.items.filter((day) => day.on.startsWith(year)).sort((a, b) => a.on.localeCompare(b.on));
  const remove = useMutation({
    mutationFn: (day: Holiday) => api.delete(`/holidays/${day.id}`),
    onSuccess: async () => {
      setRemoving(undefined);
      await client.invalidateQueries({ queryKey: ['/holidays'] });
    },
  });
  useCommands(
    useMemo(
      () =>
        may ? [{ id: 'holidays.new', label: t('platform.holidays.new'), act: () => setEditing('new'), key: 'n' }] : [],
      [t, may],
    ),
  );
  const columns: Column<Holiday>[] = [
    { id: 'on', header: t('platform.holidays.on'), cell: (day) => format.dayInWords(day.on) },
    { id: 'name', header: t('platform.holidays.name'), card: 'title', cell: (day) => day.name },
    {
      id: 'kind',
      header: t('platform.holidays.kind'),
      card: 'badge',
      cell: (day) => (
        <Chip tone={day.kind === 'holiday' ? 'sel' : 'wait'}>{t(`platform.holidays.kind.${day.kind}`)}</Chip>
      ),
    },
    {
      id: 'source',
      header: t('platform.holidays.source'),
      cell: (day) => (
        <span className="wraps">
          {day.certain ? day.source || '–' : `${day.source} ${t('platform.holidays.uncertain')}`}
        </span>
      ),
    },
    ...(may
      ? [
          {
            id: 'acts',
            card: 'acts' as const,
            header: t('platform.holidays.acts'),
            cell: (day: Holiday) => (
              <span className="row">
                <IconButton label={t('platform.holidays.edit', { name: day.name })} onPress={() => setEditing(day)}>
                  <PencilSimpleIcon className="i" aria-hidden="true" />
                </IconButton>
                <IconButton label={t('platform.holidays.remove', { name: day.name })} onPress={() => setRemoving(day)}>
                  <TrashIcon className="i" aria-hidden="true" />
                </IconButton>
              </span>
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      <PageHeader
        title={t('platform.holidays.title')}
        crumbs={[{ label: t('platform.nav.administration') }, { label: t('platform.holidays.title') }]}
        sub={t('platform.holidays.sub')}
        actions={
          may ? (
            <Button
              look="primary"
              keyHint="N"
              icon={<PlusIcon className="i" aria-hidden="true" />}
              onPress={() => setEditing('new')}
            >
              {t('platform.holidays.new')}
            </Button>
          ) : null
        }
      />
      <Tabs
        label={t('platform.holidays.year')}
        selected={year}
        tabs={years.map((id) => ({ id, label: id, href: `/holidays?year=${id}` }))}
      />
      <DataGrid
        label={t('platform.holidays.title')}
        columns={columns}
        rows={rows}
        problem={list.error ?? undefined}
        onRetry={() => void list.refetch()}
        rowId={(day) => day.id}
        rowLabel={(day) => day.name}
        total={rows?.length}
        empty={<Empty title={t('platform.holidays.none', { year })}>{t('platform.holidays.none-why')}</Empty>}
      />
      {editing ? (
        <EditHoliday day={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />
      ) : null}
      {removing ? (
        <ConfirmDialog
          title={t('platform.holidays.ask')}
          act={t('platform.holidays.take-out')}
          look="danger"
          isOpen
          isPending={remove.isPending}
          onClose={() => setRemoving(undefined)}
          onConfirm={() => remove.mutate(removing)}
        >
          {t('platform.holidays.ask-text', { name: removing.name, on: format.date(removing.on) })}
          <ProblemText problem={remove.error} />
        </ConfirmDialog>
      ) : null}
    </>
  );
}

function EditHoliday({ day, onClose }: { day: Holiday | undefined; onClose: () => void }) {
  const t = useText();
  const [values, setValues] = useState({
    on: day?.on,
    name: day?.name ?? '',
    kind: day?.kind ?? ('holiday' as const),
    source: day?.source ?? '',
    certain: day?.certain ?? true,
  });
  const set = (patch: Partial<typeof values>) => setValues((before) => ({ ...before, ...patch }));
  const saving = useSaving({
    send: (key) =>
      day
        ? api.patch(`/holidays/${day.id}`, values, { idempotencyKey: key })
        : api.post('/holidays', { ...values, id: key }, { idempotencyKey: key }),
    forget: ['/holidays'],
    said: t('platform.holidays.saved', { name: values.name }),
    onDone: onClose,
  });
  const { faultOf } = saving;
  return (
    <FormDialog title={t(day ? 'platform.holidays.change' : 'platform.holidays.new')} saving={saving} onClose={onClose}>
      <DayField
        label={t('platform.holidays.on')}
        value={values.on}
        onChange={(on) => set({ on })}
        fault={faultOf('on')}
        isRequired
        autoFocus
      />
      <TextField
        label={t('platform.holidays.name')}
        value={values.name}
        onChange={(name) => set({ name })}
        fault={faultOf('name')}
        isRequired
      />
      <Select
        label={t('platform.holidays.kind')}
        choices={(['holiday', 'working'] as const).map((id) => ({ id, label: t(`platform.holidays.kind.${id}`) }))}
        value={values.kind}
        onChange={(kind) => set({ kind })}
      />
      <TextField
        label={t('platform.holidays.source')}
        hint={t('platform.holidays.source-hint')}
        value={values.source}
        onChange={(source) => set({ source })}
        fault={faultOf('source')}
      />
      <Checkbox isSelected={values.certain} onChange={(certain) => set({ certain })}>
        {t('platform.holidays.certain')}
      </Checkbox>
    </FormDialog>
  );
}
