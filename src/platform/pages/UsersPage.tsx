import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, useIdempotencyKey, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { Select } from '#platform/ui/choices.tsx';
import { useCommands } from '#platform/ui/commands.ts';
import { DayField } from '#platform/ui/DateField.tsx';
import { type Column, DataGrid } from '#platform/ui/DataGrid.tsx';
import { RadioGroup, SearchField, TextField } from '#platform/ui/fields.tsx';
import { FormDialog, useSaving } from '#platform/ui/FormDialog.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { ConfirmDialog, Dialog, Drawer } from '#platform/ui/overlays.tsx';
import { useQueryParams } from '#platform/ui/pages.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Empty, NoPermission } from '#platform/ui/states.tsx';
import { Chip, Facts, PageHeader } from '#platform/ui/surface.tsx';
import type { ChosenUnit } from '#platform/ui/UnitField.tsx';
import { UnitAndPost } from './UnitAndPost.tsx';
import { PostHolder } from './PostHolder.tsx';
import type { ChangeUser, User } from '../sign-in/contract.ts';

const LANGUAGES = ['vi', 'th', 'en'] as const;
/** Whose the account is: of somebody new who gets a post, of who holds one already, or of nobody yet. */
const WHOSE = ['new', 'holder', 'nobody'] as const;

/** Who may sign in: accounts, whose posts give the rights, locked and disabled ones. */
export default function UsersPage() {
  const t = useText();
  const format = useFormat();
  const may = useRight('users.manage');
  const [query, change] = useQueryParams();
  const [adding, setAdding] = useState(false);
  const [openId, setOpenId] = useState<string>();
  const list = useQuery({
    queryKey: ['/users'],
    queryFn: ({ signal }) => api.get<{ items: User[] }>('/users', {}, { signal }),
    enabled: may,
  });
  useCommands(
    useMemo(
      () => (may ? [{ id: 'users.new', label: t('platform.users.new'), act: () => setAdding(true), key: 'n' }] : []),
      [t, may],
    ),
  );
  if (!may) return <NoPermission page who={t('platform.users.who')} />;
  const wanted = (query['q'] ?? '').toLocaleLowerCase('vi');
  const rows = list.data?.items.filter((user) =>
    `${user.userName} ${user.displayName}`.toLocaleLowerCase('vi').includes(wanted),
  );
  const columns: Column<User>[] = [
    { id: 'name', header: t('platform.users.name'), card: 'title', cell: (user) => user.displayName },
    { id: 'userName', header: t('platform.users.user-name'), cell: (user) => user.userName },
    { id: 'state', header: t('platform.users.state'), card: 'badge', cell: (user) => <UserState user={user} /> },
    {
      id: 'posts',
      header: t('platform.users.posts'),
      cell: (user) =>
        user.posts.length === 0
          ? '–'
          : user.posts.map((post) => (
              <div key={`${post.unitId}${post.kind}`} className="sm">
                {t(`organisation.post-kind.${post.kind}`)}, {post.unitName}
              </div>
            )),
    },
    {
      id: 'totp',
      header: t('platform.users.totp'),
      cell: (user) => t(user.totp ? 'platform.users.yes' : 'platform.users.no'),
    },
    {
      id: 'seen',
      header: t('platform.users.seen'),
      cell: (user) => (user.lastSeenAt ? format.instant(user.lastSeenAt) : '–'),
    },
  ];
  const opened = list.data?.items.find((user) => user.id === openId);
  return (
    <>
      <PageHeader
        title={t('platform.users.title')}
        crumbs={[{ label: t('platform.nav.administration') }, { label: t('platform.users.title') }]}
        sub={t('platform.users.sub')}
        actions={
          <Button
            look="primary"
            icon={<PlusIcon className="i" aria-hidden="true" />}
            keyHint="N"
            onPress={() => setAdding(true)}
          >
            {t('platform.users.new')}
          </Button>
        }
      />
      <div className="stack">
        <SearchField slash label={t('platform.users.find')} value={query['q'] ?? ''} onChange={(q) => change({ q })} />
        <DataGrid
          label={t('platform.users.title')}
          columns={columns}
          rows={rows}
          problem={list.error ?? undefined}
          onRetry={() => void list.refetch()}
          rowId={(user) => user.id}
          rowLabel={(user) => user.displayName}
          onOpen={(user) => setOpenId(user.id)}
          openId={openId}
          total={rows?.length}
          empty={<Empty title={t('platform.users.none')}>{t('platform.users.none-why')}</Empty>}
        />
      </div>
      {adding ? <NewUser onClose={() => setAdding(false)} /> : null}
      {opened ? <OpenUser user={opened} onClose={() => setOpenId(undefined)} /> : null}
    </>
  );
}

function UserState({ user }: { user: User }) {
  const t = useText();
  if (user.disabledAt) return <Chip tone="none">{t('platform.users.disabled')}</Chip>;
  if (user.locked) return <Chip tone="late">{t('platform.users.locked')}</Chip>;
  return <Chip tone="ok">{t('platform.users.active')}</Chip>;
}

function NewUser({ onClose }: { onClose: () => void }) {
  const t = useText();
  const [values, setValues] = useState({
    userName: '',
    displayName: '',
    password: '',
    language: 'vi' as (typeof LANGUAGES)[number],
    whose: 'new' as (typeof WHOSE)[number],
    unit: null as ChosenUnit | null,
    kind: null as string | null,
    from: todayInVietnam(),
    personId: null as string | null,
  });
  const saving = useSaving({
    send: (key) => {
      const { userName, displayName, password, language, whose, unit, kind, from, personId } = values;
      return api.post(
        '/users',
        {
          id: key,
          userName,
          displayName,
          password,
          language,
          personId: whose === 'holder' ? personId : null,
          post: whose === 'new' ? { unitId: unit?.id, kind, from } : null,
        },
        { idempotencyKey: key },
      );
    },
    forget: ['/users'],
    said: t('platform.users.made', { name: values.displayName }),
    onDone: onClose,
  });
  const { faultOf } = saving;
  const set = (patch: Partial<typeof values>) => setValues((before) => ({ ...before, ...patch }));
  return (
    <FormDialog title={t('platform.users.new')} act={t('platform.users.make')} saving={saving} onClose={onClose}>
      <TextField
        label={t('platform.users.user-name')}
        hint={t('platform.users.user-name-hint')}
        value={values.userName}
        onChange={(userName) => set({ userName })}
        fault={faultOf('userName')}
        isRequired
        autoFocus
        autoComplete="off"
      />
      <TextField
        label={t('platform.users.name')}
        value={values.displayName}
        onChange={(displayName) => set({ displayName })}
        fault={faultOf('displayName')}
        isRequired
      />
      <TextField
        label={t('platform.users.first-password')}
        hint={t('platform.users.first-password-hint')}
        type="password"
        autoComplete="new-password"
        value={values.password}
        onChange={(password) => set({ password })}
        fault={faultOf('password')}
        isRequired
      />
      <Select
        label={t('platform.users.language')}
        choices={LANGUAGES.map((id) => ({ id, label: t(`platform.language.${id}`) }))}
        value={values.language}
        onChange={(language) => set({ language })}
      />
      <RadioGroup
        label={t('platform.users.whose')}
        value={values.whose}
        onChange={(whose) => set({ whose })}
        choices={WHOSE.map((id) => ({
          id,
          label: t(`platform.users.whose.${id}`),
          hint: t(`platform.users.whose-hint.${id}`),
        }))}
      />
      {values.whose === 'new' ? (
        <>
          <UnitAndPost
            unit={values.unit}
            kind={values.kind}
            onUnit={(unit) => set({ unit, kind: null })}
            onKind={(kind) => set({ kind })}
            faultOf={faultOf}
          />
          <DayField
            label={t('platform.users.post-from')}
            value={values.from}
            onChange={(from) => set({ from: from ?? '' })}
            fault={faultOf('post.from')}
          />
        </>
      ) : null}
      {values.whose === 'holder' ? (
        <PostHolder value={values.personId} onChange={(personId) => set({ personId })} fault={faultOf('personId')} />
      ) : null}
    </FormDialog>
  );
}

function OpenUser({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useText();
  const format = useFormat();
  const client = useQueryClient();
  const [asking, setAsking] = useState<'disable' | 'enable' | 'totp' | 'password' | 'link'>();
  const [holder, setHolder] = useState<string | null>(null);
  const [password, setPassword] = useState('');
  const { key, renew } = useIdempotencyKey();
  const save = useMutation({
    mutationFn: (changes: ChangeUser) =>
      api.patch(`/users/${encodeURIComponent(user.id)}`, changes, { idempotencyKey: key }),
    onSuccess: async () => {
      renew();
      setAsking(undefined);
      setPassword('');
      await client.invalidateQueries({ queryKey: ['/users'] });
      notify(t('platform.users.saved', { name: user.displayName }));
    },
  });
  return (
    <Drawer title={user.displayName} isOpen onClose={onClose}>
      <div className="stack">
        <ProblemText problem={save.error} />
        <Facts
          facts={[
            { label: t('platform.users.user-name'), value: user.userName },
            { label: t('platform.users.state'), value: <UserState user={user} /> },
            { label: t('platform.users.language'), value: t(`platform.language.${user.language}`) },
            { label: t('platform.users.made-on'), value: format.instant(user.createdAt) },
            { label: t('platform.users.seen'), value: user.lastSeenAt ? format.instant(user.lastSeenAt) : '–' },
            { label: t('platform.users.sessions'), value: format.number(user.sessions) },
            { label: t('platform.users.totp'), value: t(user.totp ? 'platform.users.yes' : 'platform.users.no') },
          ]}
        />
        <h3>{t('platform.users.posts')}</h3>
        {user.posts.length > 0 ? (
          <ul className="list">
            {user.posts.map((post) => (
              <li key={`${post.unitId}${post.kind}`}>
                {t(`organisation.post-kind.${post.kind}`)}, {post.unitName}
                {post.from ? (
                  <span className="sm mut"> {t('platform.users.since', { on: format.date(post.from) })}</span>
                ) : null}
              </li>
            ))}
          </ul>
        ) : (
          <p className="mut">{t('platform.users.no-posts')}</p>
        )}
        <div className="row wrap">
          {user.locked ? (
            <Button onPress={() => save.mutate({ unlock: true })}>{t('platform.users.unlock')}</Button>
          ) : null}
          <Button onPress={() => setAsking('link')}>{t('platform.users.link')}</Button>
          <Button onPress={() => setAsking('password')}>{t('platform.users.reset')}</Button>
          {user.totp ? <Button onPress={() => setAsking('totp')}>{t('platform.users.drop-totp')}</Button> : null}
          <Button
            look={user.disabledAt ? 'plain' : 'danger'}
            onPress={() => setAsking(user.disabledAt ? 'enable' : 'disable')}
          >
            {t(user.disabledAt ? 'platform.users.enable' : 'platform.users.disable')}
          </Button>
        </div>
      </div>
      {asking === 'password' ? (
        <Dialog
          title={t('platform.users.reset')}
          isOpen
          onClose={() => setAsking(undefined)}
          footer={
            <Button look="primary" isPending={save.isPending} onPress={() => save.mutate({ password })}>
              {t('platform.users.reset')}
            </Button>
          }
        >
          <TextField
            label={t('platform.users.first-password')}
            hint={t('platform.users.reset-hint')}
            type="password"
            autoComplete="new-password"
            value={password}
            onChange={setPassword}
            autoFocus
          />
        </Dialog>
      ) : null}
      {asking === 'link' ? (
        <Dialog
          title={t('platform.users.link')}
          isOpen
          onClose={() => setAsking(undefined)}
          footer={
            <Button
              look="primary"
              isPending={save.isPending}
              isDisabled={holder === null}
              onPress={() => save.mutate({ personId: holder })}
            >
              {t('platform.users.link-act')}
            </Button>
          }
        >
          <div className="form">
            <ProblemText problem={save.error} />
            <p className="sm mut2">{t('platform.users.link-why')}</p>
            <PostHolder value={holder} onChange={setHolder} fault={undefined} />
          </div>
        </Dialog>
      ) : null}
      {asking && asking !== 'password' && asking !== 'link' ? (
        <ConfirmDialog
          title={t(`platform.users.ask.${asking}`)}
          act={t(
            asking === 'disable'
              ? 'platform.users.disable'
              : asking === 'enable'
                ? 'platform.users.enable'
                : 'platform.users.drop-totp',
          )}
          look={asking === 'disable' ? 'danger' : 'primary'}
          isOpen
          isPending={save.isPending}
          onClose={() => setAsking(undefined)}
          onConfirm={() => save.mutate(asking === 'totp' ? { withoutTotp: true } : { disabled: asking === 'disable' })}
        >
          {t(`platform.users.ask.${asking}-text`, { name: user.displayName })}
        </ConfirmDialog>
      ) : null}
    </Drawer>
  );
}
