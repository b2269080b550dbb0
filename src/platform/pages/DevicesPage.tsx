import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { isPlainText, useFormat, useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { useCommands } from '#platform/ui/commands.ts';
import { type Column, DataGrid } from '#platform/ui/DataGrid.tsx';
import { Segmented } from '#platform/ui/fields.tsx';
import { UploadSimpleIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { ConfirmDialog, Drawer } from '#platform/ui/overlays.tsx';
import { useQueryParams } from '#platform/ui/pages.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Empty, ErrorState, Loading, NoneFound } from '#platform/ui/states.tsx';
import { Chip, Facts, PageHeader } from '#platform/ui/surface.tsx';
import type { DeviceRow, OpenDelivery } from '../sync/contract.ts';
import { OutboxFile } from './OutboxFile.tsx';

const SHOWN = ['active', 'help', 'all'] as const;
type Shown = (typeof SHOWN)[number];
const TONES = { active: 'ok', expired: 'wait', withdrawn: 'none' } as const;
const DAY_MS = 86_400_000;

const toDecide = (row: DeviceRow): number => row.conflicts + row.refused + row.waiting;
const needsHelp = (row: DeviceRow): boolean =>
  row.state === 'expired' || (row.state === 'active' && (row.unsent > 0 || toDecide(row) > 0));

/** Sync health: which phone of the field was heard when, what it has not sent, what waits; and the ways in which an office helps. */
export default function DevicesPage() {
  const t = useText();
  const format = useFormat();
  const [query, change] = useQueryParams();
  const [looking, setLooking] = useState<DeviceRow>();
  const [withdrawing, setWithdrawing] = useState<DeviceRow>();
  const [taking, setTaking] = useState(false);
  const mayTake = useRight('meetings.read');
  const shown = SHOWN.find((one) => one === query['show']) ?? 'active';
  const list = useQuery({
    queryKey: ['/sync/devices'],
    queryFn: ({ signal }) => api.get<{ items: DeviceRow[] }>('/sync/devices', { state: 'all' }, { signal }),
    refetchInterval: 30_000,
  });
  const all = list.data?.items;
  const rows = all?.filter((row) =>
    shown === 'all' ? true : shown === 'help' ? needsHelp(row) : row.state !== 'withdrawn',
  );
  const help = all?.filter(needsHelp).length ?? 0;
  useCommands(
    useMemo(
      () =>
        mayTake
          ? [{ id: 'devices.file', label: t('platform.devices.file'), act: () => setTaking(true), key: 'n' }]
          : [],
      [t, mayTake],
    ),
  );
  const columns: Column<DeviceRow>[] = [
    {
      id: 'device',
      header: t('platform.devices.device'),
      card: 'title',
      width: 180,
      cell: (row) => (
        <span>
          <b>{row.owner}</b>
          <br />
          <span className="sm mut">{row.name}</span>
        </span>
      ),
    },
    { id: 'unit', header: t('platform.devices.unit'), width: 160, wraps: true, cell: (row) => row.unit.name },
    {
      id: 'state',
      header: t('platform.devices.state'),
      card: 'badge',
      cell: (row) => <Chip tone={TONES[row.state]}>{t(`platform.devices.state.${row.state}`)}</Chip>,
    },
    {
      id: 'last',
      header: t('platform.devices.last-contact'),
      cell: (row) => (row.lastContactAt ? format.instant(row.lastContactAt) : t('platform.devices.never')),
    },
    { id: 'unsent', header: t('platform.devices.unsent'), width: 150, cell: (row) => <Unsent row={row} /> },
    { id: 'open', header: t('platform.devices.open'), width: 150, cell: (row) => <ToDecide row={row} /> },
  ];
  return (
    <>
      <PageHeader
        title={t('platform.devices.title')}
        crumbs={[{ label: t('platform.nav.administration') }, { label: t('platform.devices.title') }]}
        sub={t('platform.devices.sub')}
        actions={
          mayTake ? (
            <Button icon={<UploadSimpleIcon className="i" aria-hidden="true" />} onPress={() => setTaking(true)}>
              {t('platform.devices.file')}
            </Button>
          ) : undefined
        }
      />
      <div className="filters">
        <Segmented<Shown>
          label={t('platform.devices.show')}
          choices={SHOWN.map((id) => ({
            id,
            label: `${t(`platform.devices.show.${id}`)}${id === 'help' && help > 0 ? ` (${format.number(help)})` : ''}`,
          }))}
          value={shown}
          onChange={(id) => change({ show: id === 'active' ? undefined : id })}
        />
      </div>
      <DataGrid
        label={t('platform.devices.title')}
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        rowLabel={(row) => `${row.owner}, ${row.name}`}
        onOpen={setLooking}
        openId={looking?.id}
        problem={list.error}
        onRetry={() => void list.refetch()}
        empty={
          shown === 'help' ? (
            <NoneFound title={t('platform.devices.none-need-help')}>
              {t('platform.devices.none-need-help-why')}
            </NoneFound>
          ) : (
            <Empty title={t('platform.devices.none')}>{t('platform.devices.none-why')}</Empty>
          )
        }
      />
      {looking ? (
        <OneDevice
          device={looking}
          onClose={() => setLooking(undefined)}
          onWithdraw={() => {
            setWithdrawing(looking);
            setLooking(undefined);
          }}
        />
      ) : null}
      {withdrawing ? <Withdraw device={withdrawing} onClose={() => setWithdrawing(undefined)} /> : null}
      {taking ? <OutboxFile onClose={() => setTaking(false)} /> : null}
    </>
  );
}

function Unsent({ row }: { row: DeviceRow }) {
  const t = useText();
  const format = useFormat();
  if (row.unsent === 0) return '–';
  const days = row.oldestAt === null ? 0 : Math.max(0, Math.floor((Date.now() - Date.parse(row.oldestAt)) / DAY_MS));
  return (
    <Chip tone={days >= 7 ? 'late' : days >= 1 ? 'wait' : 'none'}>
      {t('platform.devices.unsent-since', { count: format.number(row.unsent), days })}
    </Chip>
  );
}

function ToDecide({ row }: { row: DeviceRow }) {
  const t = useText();
  if (toDecide(row) === 0) return '–';
  return (
    <span className="row wrap">
      {row.conflicts > 0 ? <Chip tone="late">{t('platform.devices.conflicts', { count: row.conflicts })}</Chip> : null}
      {row.refused > 0 ? <Chip tone="wait">{t('platform.devices.refused', { count: row.refused })}</Chip> : null}
      {row.waiting > 0 ? <Chip>{t('platform.devices.waiting', { count: row.waiting })}</Chip> : null}
    </span>
  );
}

/** Forms of the field, as their commands are called. */
const TYPES = new Set([
  'meetings-plan',
  'meetings-change',
  'meetings-agenda',
  'meetings-attendance',
  'meetings-delegates',
  'meetings-votes',
  'meetings-minutes',
  'meetings-state',
  'meetings-tasks',
  'meetings-requests',
  'meetings-touch',
  'admission-propose',
  'villages-profile',
  'villages-correct',
  'welfare-handover',
  'welfare-paper',
  'photos-add',
  'outreach-activity',
  'tasks-entry',
  'tasks-request',
]);

function OneDevice({
  device,
  onClose,
  onWithdraw,
}: {
  device: DeviceRow;
  onClose: () => void;
  onWithdraw: () => void;
}) {
  const t = useText();
  const format = useFormat();
  const instant = (at: string | null) => (at === null ? t('platform.devices.never') : format.instant(at));
  return (
    <Drawer
      title={`${device.owner} · ${device.name}`}
      isOpen
      onClose={onClose}
      footer={
        device.mayWithdraw ? (
          <Button look="danger" onPress={onWithdraw}>
            {t('platform.devices.withdraw')}
          </Button>
        ) : undefined
      }
    >
      <div className="stack">
        <Facts
          facts={[
            { label: t('platform.devices.unit'), value: device.unit.name },
            { label: t('platform.devices.state'), value: t(`platform.devices.state.${device.state}`) },
            { label: t('platform.devices.registered'), value: instant(device.registeredAt) },
            { label: t('platform.devices.last-contact'), value: instant(device.lastContactAt) },
            { label: t('platform.devices.unsent'), value: <Unsent row={device} /> },
            { label: t('platform.devices.taken.applied'), value: format.number(device.applied) },
            { label: t('platform.devices.app'), value: device.app || '–' },
            ...(device.withdrawnAt === null
              ? []
              : [
                  {
                    label: t('platform.devices.state.withdrawn'),
                    value: t('platform.devices.withdrawn-by', {
                      at: format.instant(device.withdrawnAt),
                      name: device.withdrawnBy ?? '–',
                    }),
                  },
                ]),
          ]}
        />
        {toDecide(device) > 0 ? <Open device={device} /> : null}
      </div>
    </Drawer>
  );
}

function Open({ device }: { device: DeviceRow }) {
  const t = useText();
  const format = useFormat();
  const list = useQuery({
    queryKey: ['/sync/devices', device.id, 'open'],
    queryFn: ({ signal }) => api.get<{ items: OpenDelivery[] }>(`/sync/devices/${device.id}/open`, {}, { signal }),
  });
  const word = (type: string): string => {
    const key = type.replace('.', '-');
    return t(`platform.devices.type.${TYPES.has(key) ? key : 'other'}`);
  };
  return (
    <section className="stack" aria-labelledby="devices-open">
      <h3 id="devices-open">{t('platform.devices.open-title')}</h3>
      <p className="sm mut">{t('platform.devices.open-sub')}</p>
      {list.error ? <ErrorState problem={list.error} onRetry={() => void list.refetch()} /> : null}
      {list.isPending ? <Loading what={t('platform.devices.open-title')} rows={3} /> : null}
      {list.data?.items.length === 0 ? <p>{t('platform.devices.open-none')}</p> : null}
      {list.data?.items.map((one) => (
        <div key={one.id}>
          <span className="row wrap">
            <b>{word(one.type)}</b>
            <Chip tone={one.outcome === 'conflict' ? 'late' : one.outcome === 'refused' ? 'wait' : 'none'}>
              {t(`platform.devices.outcome.${one.outcome}`)}
            </Chip>
          </span>
          <div className="xs mut">{t('platform.devices.made-at', { at: format.instant(one.madeAt) })}</div>
          {one.code ? <Rule code={one.code} /> : null}
        </div>
      ))}
    </section>
  );
}

/** What the rule says, where it says so without what was typed; else its code, for who looks it up. */
function Rule({ code }: { code: string }) {
  const t = useText();
  const key = `problem.${code}`;
  return isPlainText(key) ? <span className="sm">{t(key)}</span> : <code className="xs mut">{code}</code>;
}

function Withdraw({ device, onClose }: { device: DeviceRow; onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => api.post(`/sync/devices/${device.id}/withdraw`, {}),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['/sync/devices'] });
      notify(t('platform.devices.withdrawn-said'));
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('platform.devices.withdraw-ask')}
      act={t('platform.devices.withdraw')}
      look="danger"
      isOpen
      isPending={withdraw.isPending}
      onConfirm={() => withdraw.mutate()}
      onClose={onClose}
    >
      <div className="stack">
        <ProblemText problem={withdraw.error} />
        <p className="b">
          {device.owner} · {device.name} · {device.unit.name}
        </p>
        <p>{t('platform.devices.withdraw-why', { unsent: device.unsent })}</p>
      </div>
    </ConfirmDialog>
  );
}
