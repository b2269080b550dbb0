import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { RIGHTS, type Right } from '#platform/rights.ts';
import { api, useIdempotencyKey, useMe } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { DayField } from '#platform/ui/DateField.tsx';
import { Checkbox, TextField } from '#platform/ui/fields.tsx';
import { Notice, notify } from '#platform/ui/notices.tsx';
import { Dialog } from '#platform/ui/overlays.tsx';
import { ProblemText, useFieldFault } from '#platform/ui/ProblemText.tsx';
import { Chip, Facts, PageHeader, Panel } from '#platform/ui/surface.tsx';

type Session = { id: string; current: boolean; lastSeenAt: string; address: string | null; userAgent: string | null };
type Token = { id: string; name: string; rights: Right[]; expiresOn: string | null; lastUsedAt: string | null };
type Enrolment = { secret: string; uri: string; backupCodes: string[] };

/** Fields of a password or a code are no wider than what is typed. */
const NARROW = { maxWidth: '26rem' };

/** One's own account: posts and rights, password, second factor, where one is signed in, access for programs. */
export default function AccountPage() {
  const t = useText();
  const format = useFormat();
  const { data: me } = useMe();
  return (
    <>
      <PageHeader title={t('platform.account.title')} sub={t('platform.account.sub')} />
      <div className="stack">
        <Panel title={t('platform.account.who')} padded>
          <Facts
            facts={[
              { label: t('platform.users.name'), value: me?.user.displayName ?? '–' },
              { label: t('platform.users.user-name'), value: me?.user.userName ?? '–' },
              {
                label: t('platform.users.posts'),
                value:
                  (me?.posts ?? [])
                    .map(
                      (post) =>
                        `${t(`organisation.post-kind.${post.kind}`)}, ${post.unitName}${typeof post['from'] === 'string' ? ` (${t('platform.users.since', { on: format.date(post['from']) })})` : ''}`,
                    )
                    .join('; ') || t('platform.users.no-posts'),
              },
              {
                label: t('platform.account.rights'),
                value: (me?.rights ?? []).map((right) => t(`platform.right.${right}`)).join(', ') || '–',
              },
            ]}
          />
        </Panel>
        <Password />
        <SecondFactor enrolled={me?.user.totp === true} />
        <Sessions />
        <Tokens mine={(me?.rights ?? []) as Right[]} />
      </div>
    </>
  );
}

function Password() {
  const t = useText();
  const { key, renew } = useIdempotencyKey();
  const [values, setValues] = useState({ current: '', next: '' });
  const save = useMutation({
    mutationFn: () => api.post('/me/password', values, { idempotencyKey: key }),
    onSuccess: () => {
      renew();
      setValues({ current: '', next: '' });
      notify(t('platform.account.password-changed'));
    },
  });
  const faultOf = useFieldFault(save.error);
  return (
    <Panel title={t('platform.account.password')} padded>
      <form
        className="stack"
        style={NARROW}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <ProblemText problem={save.error} />
        <TextField
          label={t('platform.account.current-password')}
          type="password"
          autoComplete="current-password"
          value={values.current}
          onChange={(current) => setValues((before) => ({ ...before, current }))}
          fault={faultOf('current')}
        />
        <TextField
          label={t('platform.account.next-password')}
          hint={t('platform.users.first-password-hint')}
          type="password"
          autoComplete="new-password"
          value={values.next}
          onChange={(next) => setValues((before) => ({ ...before, next }))}
          fault={faultOf('next')}
        />
        <div>
          <Button type="submit" isPending={save.isPending}>
            {t('platform.account.change-password')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function SecondFactor({ enrolled }: { enrolled: boolean }) {
  const t = useText();
  const client = useQueryClient();
  const { key, renew } = useIdempotencyKey();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [enrolment, setEnrolment] = useState<Enrolment>();
  const done = async () => {
    renew();
    setPassword('');
    setCode('');
    setEnrolment(undefined);
    await client.invalidateQueries({ queryKey: ['me'] });
  };
  const begin = useMutation({
    mutationFn: () => api.post<Enrolment>('/me/totp', { password }, { idempotencyKey: key }),
    onSuccess: setEnrolment,
  });
  const confirm = useMutation({ mutationFn: () => api.post('/me/totp/confirm', { code }), onSuccess: done });
  const disable = useMutation({ mutationFn: () => api.post('/me/totp/disable', { password }), onSuccess: done });
  const act = enrolled ? disable : begin;
  return (
    <Panel title={t('platform.account.totp')} padded>
      <div className="stack" style={NARROW}>
        <p>{t(enrolled ? 'platform.account.totp-on' : 'platform.account.totp-off')}</p>
        <ProblemText problem={act.error ?? confirm.error} />
        {enrolment ? (
          <>
            <p>{t('platform.account.totp-scan')}</p>
            <Code text={enrolment.uri} />
            <p className="sm">
              {t('platform.account.totp-secret')} <code>{enrolment.secret}</code>
            </p>
            <p className="sm">
              {t('platform.account.totp-backup')} <code>{enrolment.backupCodes.join('  ')}</code>
            </p>
            <TextField
              label={t('platform.account.totp-code')}
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={6}
              value={code}
              onChange={setCode}
              autoFocus
            />
            <div>
              <Button look="primary" isPending={confirm.isPending} onPress={() => confirm.mutate()}>
                {t('platform.account.totp-confirm')}
              </Button>
            </div>
          </>
        ) : (
          <>
            <TextField
              label={t('platform.account.current-password')}
              type="password"
              autoComplete="current-password"
              value={password}
              onChange={setPassword}
            />
            <div>
              <Button isPending={act.isPending} onPress={() => act.mutate()}>
                {t(enrolled ? 'platform.account.totp-disable' : 'platform.account.totp-begin')}
              </Button>
            </div>
          </>
        )}
      </div>
    </Panel>
  );
}

/** A square code as a picture made in this browser; nothing of it leaves the page. */
function Code({ text }: { text: string }) {
  const t = useText();
  const [picture, setPicture] = useState<string>();
  useEffect(() => {
    let gone = false;
    void import('qrcode')
      .then(({ default: qrcode }) => qrcode.toDataURL(text, { margin: 2, width: 200 }))
      .then((url) => gone || setPicture(url));
    return () => {
      gone = true;
    };
  }, [text]);
  return picture ? <img src={picture} width={200} height={200} alt={t('platform.account.totp-picture')} /> : null;
}

/** What a browser calls itself; the first that fits, since each also names its forebears. */
const BROWSERS = [
  ['Edg/', 'Edge'],
  ['coc_coc', 'Cốc Cốc'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const;
const SYSTEMS = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Mac OS', 'macOS'],
  ['Linux', 'Linux'],
] as const;

function Sessions() {
  const t = useText();
  const format = useFormat();
  const client = useQueryClient();
  const list = useQuery({ queryKey: ['/me/sessions'], queryFn: () => api.get<{ items: Session[] }>('/me/sessions') });
  /** The browser and what it runs on, as people call them; the whole text of the browser stands under the pointer. */
  const deviceOf = (agent: string | null): string | undefined => {
    const browser = BROWSERS.find(([sign]) => agent?.includes(sign))?.[1];
    const system = SYSTEMS.find(([sign]) => agent?.includes(sign))?.[1];
    return browser && system ? t('platform.account.agent', { browser, system }) : (agent ?? undefined);
  };
  const end = useMutation({
    mutationFn: (id: string) => api.delete(`/me/sessions/${encodeURIComponent(id)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['/me/sessions'] }),
  });
  return (
    <Panel title={t('platform.account.sessions')}>
      <ProblemText problem={list.error ?? end.error} />
      <ul className="list">
        {(list.data?.items ?? []).map((session) => (
          <li key={session.id} className="wrap">
            <span className="sp" title={session.userAgent ?? undefined}>
              {deviceOf(session.userAgent) ?? t('platform.account.unknown-device')}{' '}
              <span className="sm mut">
                {session.address ?? ''} · {format.instant(session.lastSeenAt)}
              </span>
            </span>
            {session.current ? (
              <Chip tone="sel">{t('platform.account.this-one')}</Chip>
            ) : (
              <Button onPress={() => end.mutate(session.id)}>{t('platform.account.end')}</Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Tokens({ mine }: { mine: readonly Right[] }) {
  const t = useText();
  const format = useFormat();
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const list = useQuery({ queryKey: ['/tokens'], queryFn: () => api.get<{ items: Token[] }>('/tokens') });
  const revoke = useMutation({
    mutationFn: (id: string) => api.delete(`/tokens/${id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['/tokens'] }),
  });
  return (
    <Panel
      title={t('platform.account.tokens')}
      padded
      aside={<Button onPress={() => setAdding(true)}>{t('platform.account.new-token')}</Button>}
    >
      <p className="sm mut">{t('platform.account.tokens-hint')}</p>
      <ProblemText problem={list.error ?? revoke.error} />
      <ul className="list">
        {(list.data?.items ?? []).map((token) => (
          <li key={token.id} className="row wrap sp">
            <span>
              {token.name}
              <span className="sm mut">
                {' '}
                {token.expiresOn
                  ? t('platform.account.until', { on: format.date(token.expiresOn) })
                  : t('platform.account.no-end')}{' '}
                · {token.rights.map((right) => t(`platform.right.${right}`)).join(', ')}
              </span>
            </span>
            <Button look="danger" onPress={() => revoke.mutate(token.id)}>
              {t('platform.account.revoke')}
            </Button>
          </li>
        ))}
      </ul>
      {adding ? <NewToken mine={mine} onClose={() => setAdding(false)} /> : null}
    </Panel>
  );
}

function NewToken({ mine, onClose }: { mine: readonly Right[]; onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const { key } = useIdempotencyKey();
  const [name, setName] = useState('');
  const [rights, setRights] = useState<readonly Right[]>(['figures.read']);
  const [expiresOn, setExpiresOn] = useState<string>();
  const save = useMutation({
    mutationFn: () =>
      api.post<{ token: string }>('/tokens', { name, rights, expiresOn: expiresOn ?? null }, { idempotencyKey: key }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['/tokens'] }),
  });
  const faultOf = useFieldFault(save.error);
  return (
    <Dialog
      title={t('platform.account.new-token')}
      isOpen
      onClose={onClose}
      footer={
        save.data ? (
          <Button look="primary" onPress={onClose}>
            {t('platform.ui.close')}
          </Button>
        ) : (
          <Button look="primary" isPending={save.isPending} onPress={() => save.mutate()}>
            {t('platform.account.make-token')}
          </Button>
        )
      }
    >
      {save.data ? (
        <Notice tone="ok" live>
          {t('platform.account.token-once')} <code>{save.data.token}</code>
        </Notice>
      ) : (
        <div className="stack">
          <ProblemText problem={save.error} />
          <TextField
            label={t('platform.account.token-name')}
            value={name}
            onChange={setName}
            fault={faultOf('name')}
            isRequired
            autoFocus
          />
          <DayField
            label={t('platform.account.token-end')}
            value={expiresOn}
            onChange={setExpiresOn}
            fault={faultOf('expiresOn')}
          />
          <fieldset className="stack">
            <legend>{t('platform.account.rights')}</legend>
            {RIGHTS.filter((right) => mine.includes(right)).map((right) => (
              <Checkbox
                key={right}
                isSelected={rights.includes(right)}
                onChange={(on) =>
                  setRights((before) => (on ? [...before, right] : before.filter((one) => one !== right)))
                }
              >
                {t(`platform.right.${right}`)}
              </Checkbox>
            ))}
          </fieldset>
        </div>
      )}
    </Dialog>
  );
}
