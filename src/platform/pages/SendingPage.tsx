import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { api, newKey, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { type Column, DataGrid } from '#platform/ui/DataGrid.tsx';
import { Switch, TextField } from '#platform/ui/fields.tsx';
import { Notice, notify } from '#platform/ui/notices.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Empty, ErrorState, Loading, NoPermission } from '#platform/ui/states.tsx';
import { Chip, PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { NoticeSettings, Outbox } from '../notices/contract.ts';
import { problemKey, wordsOf } from './NoticesPage.tsx';
import './notices-page.css';

/** For administrators: what waits, what could not be sent, and the servers it goes by. */
export default function SendingPage() {
  const t = useText();
  const may = useRight('users.manage');
  const outbox = useQuery({
    queryKey: ['/notices', 'outbox'],
    queryFn: ({ signal }) => api.get<Outbox>('/notices/outbox', {}, { signal }),
    enabled: may,
  });
  const settings = useQuery({
    queryKey: ['/notices', 'settings'],
    queryFn: ({ signal }) => api.get<NoticeSettings>('/notices/settings', {}, { signal }),
    enabled: may,
  });
  if (!may) return <NoPermission page />;
  const error = outbox.error ?? settings.error;
  if (error)
    return (
      <ErrorState
        page
        problem={error}
        onRetry={() => {
          void outbox.refetch();
          void settings.refetch();
        }}
      />
    );
  if (!outbox.data || !settings.data) return <Loading what={t('platform.notice.loading')} />;
  return (
    <>
      <PageHeader
        title={t('platform.notice.admin')}
        crumbs={[{ label: t('platform.nav.administration') }, { label: t('platform.notice.admin') }]}
      />
      <div className="stack">
        <State outbox={outbox.data} />
        <Dead rows={outbox.data.dead} />
        <Servers key={JSON.stringify(settings.data)} settings={settings.data} />
      </div>
    </>
  );
}

type WayRow = Outbox['ways'][number];
function State({ outbox }: { outbox: Outbox }) {
  const t = useText();
  const format = useFormat();
  const number = (id: 'people' | 'waiting' | 'sent' | 'dead' | 'dropped'): Column<WayRow> => ({
    id,
    header: t(`platform.notice.column.${id}`),
    align: 'end',
    cell: (row) => row[id],
  });
  const columns: Column<WayRow>[] = [
    {
      id: 'way',
      header: t('platform.notice.column.way'),
      card: 'title',
      cell: (row) => t(`platform.notice.way.${row.way}`),
    },
    {
      id: 'state',
      header: t('platform.notice.column.state'),
      card: 'badge',
      wraps: true,
      cell: (row) =>
        row.pausedUntil && row.pausedUntil > new Date().toISOString() ? (
          <>
            <Chip tone="wait">{t('platform.notice.paused', { time: format.instant(row.pausedUntil) })}</Chip>{' '}
            {row.problem ? <span className="mut2 sm">{t(problemKey(row.problem))}</span> : null}
          </>
        ) : (
          <Chip tone={row.ready ? 'ok' : 'none'}>
            {t(row.ready ? 'platform.notice.ready' : 'platform.notice.not-ready')}
          </Chip>
        ),
    },
    ...(['people', 'waiting', 'sent', 'dead', 'dropped'] as const).map(number),
  ];
  return (
    <DataGrid
      label={t('platform.notice.outbox')}
      columns={columns}
      rows={outbox.ways}
      rowId={(row) => row.way}
      rowLabel={(row) => row.way}
    />
  );
}

type DeadRow = Outbox['dead'][number];
function Dead({ rows }: { rows: DeadRow[] }) {
  const t = useText();
  const format = useFormat();
  const client = useQueryClient();
  const again = useMutation({
    mutationFn: (id: string) => api.post(`/notices/outbox/${id}/again`, undefined, { idempotencyKey: newKey() }),
    onSuccess: async () => {
      notify(t('platform.notice.again-done'));
      await client.invalidateQueries({ queryKey: ['/notices'] });
    },
  });
  const columns: Column<DeadRow>[] = [
    { id: 'who', header: t('platform.notice.column.who'), card: 'title', cell: (row) => row.who },
    { id: 'way', header: t('platform.notice.column.way'), cell: (row) => t(`platform.notice.way.${row.way}`) },
    {
      id: 'kind',
      header: t('platform.notice.column.kind'),
      wraps: true,
      cell: (row) => t(`${wordsOf(row.kind)}-label`),
    },
    {
      id: 'problem',
      header: t('platform.notice.column.problem'),
      wraps: true,
      cell: (row) => t(problemKey(row.problem)),
    },
    { id: 'tries', header: t('platform.notice.column.tries'), align: 'end', cell: (row) => row.attempts },
    { id: 'at', header: t('platform.notice.column.at'), cell: (row) => format.instant(row.at) },
    {
      id: 'again',
      header: '',
      cell: (row) => (
        <Button look="quiet" onPress={() => again.mutate(row.id)}>
          {t('platform.notice.again')}
        </Button>
      ),
    },
  ];
  return (
    <Panel title={t('platform.notice.dead-title')}>
      <ProblemText problem={again.error} />
      <DataGrid
        label={t('platform.notice.dead-title')}
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        rowLabel={(row) => row.who}
        empty={<Empty title={t('platform.notice.dead-none')} />}
      />
    </Panel>
  );
}

/** Mail server and Zalo account. What is secret is entered and never shown. */
function Servers({ settings }: { settings: NoticeSettings }) {
  const t = useText();
  const client = useQueryClient();
  const { mail, zalo } = settings;
  const [given, setGiven] = useState<Record<string, string>>({
    address: settings.address,
    host: mail.host,
    port: String(mail.port),
    user: mail.user,
    'mail-from': mail.from,
    'app-id': zalo.appId,
    'zalo-link': zalo.link,
  });
  const [secure, setSecure] = useState(mail.secure);
  const of = (name: string): string => (given[name] ?? '').trim();
  const secret = <K extends string>(key: K, name: string) => (of(name) === '' ? {} : { [key]: of(name) });
  const saving = useMutation({
    mutationFn: () =>
      api.put(
        '/notices/settings',
        {
          address: of('address'),
          mail: {
            host: of('host'),
            port: Number(of('port')),
            secure,
            user: of('user'),
            from: of('mail-from'),
            ...secret('password', 'password'),
          },
          zalo: {
            appId: of('app-id'),
            link: of('zalo-link'),
            ...secret('appSecret', 'app-secret'),
            ...secret('oaSecret', 'oa-secret'),
            ...secret('refreshToken', 'refresh-token'),
          },
        },
        { idempotencyKey: newKey() },
      ),
    onSuccess: async () => {
      notify(t('platform.notice.saved'));
      await client.invalidateQueries({ queryKey: ['/notices'] });
    },
  });
  const field = (name: string, more: { kept?: boolean; secret?: boolean } = {}) => (
    <TextField
      key={name}
      label={t(`platform.notice.field.${name}`)}
      value={given[name] ?? ''}
      onChange={(value) => setGiven({ ...given, [name]: value })}
      {...(more.secret ? { type: 'password' as const, autoComplete: 'off' } : {})}
      {...(more.kept ? { hint: t('platform.notice.kept') } : {})}
    />
  );
  return (
    <Panel title={t('platform.notice.settings')} padded>
      <div className="stack">
        <p className="mut2 sm">{t('platform.notice.settings-why')}</p>
        {zalo.problem ? <Notice tone="late">{t(problemKey(zalo.problem))}</Notice> : null}
        <TextField
          label={t('platform.notice.address')}
          value={given['address'] ?? ''}
          onChange={(address) => setGiven({ ...given, address })}
        />
        <div className="no-form">
          {['host', 'port', 'user'].map((name) => field(name))}
          {field('password', { secret: true, kept: mail.hasPassword })}
          {field('mail-from')}
        </div>
        <Switch isSelected={secure} onChange={setSecure}>
          {t('platform.notice.field.secure')}
        </Switch>
        <div className="no-form">
          {['app-id', 'zalo-link'].map((name) => field(name))}
          {['app-secret', 'oa-secret'].map((name) => field(name, { secret: true, kept: zalo.hasSecret }))}
          {field('refresh-token', { secret: true, kept: zalo.hasToken })}
        </div>
        <p className="sm">
          {t('platform.notice.webhook')}: <code>{settings.webhook}</code>
        </p>
        <ProblemText problem={saving.error} />
        <div>
          <Button look="primary" isPending={saving.isPending} onPress={() => saving.mutate()}>
            {t('platform.notice.save')}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
