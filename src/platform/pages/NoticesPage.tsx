import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { api, newKey, useRight } from '#platform/ui/api.ts';
import { Button, LinkButton, TextLink } from '#platform/ui/buttons.tsx';
import { Checkbox, Switch, TextField } from '#platform/ui/fields.tsx';
import { Notice, notify } from '#platform/ui/notices.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Empty, ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { MyWays, NoticeRow } from '../notices/contract.ts';
import { subscribeHere } from './push.ts';
import './notices-page.css';

const KEY = ['/notices'] as const;
const TONE = { waiting: 'wait', sending: 'wait', sent: 'ok', dead: 'late', dropped: 'none' } as const;
/** `notice.mail-busy` as a message key. */
export const problemKey = (code: string): string => `platform.notice.problem.${code.replace(/^notice\./, '')}`;

/** By which ways one is told, when not, of what; and what one was told. */
export default function NoticesPage() {
  const t = useText();
  const manages = useRight('users.manage');
  const ways = useQuery({
    queryKey: [...KEY, 'ways'],
    queryFn: ({ signal }) => api.get<MyWays>('/notices/ways', {}, { signal }),
  });
  const list = useQuery({
    queryKey: [...KEY, 'list'],
    queryFn: ({ signal }) => api.get<{ items: NoticeRow[]; unseen: number }>('/notices', {}, { signal }),
  });
  const error = ways.error ?? list.error;
  if (error)
    return (
      <ErrorState
        page
        problem={error}
        onRetry={() => {
          void ways.refetch();
          void list.refetch();
        }}
      />
    );
  if (!ways.data || !list.data) return <Loading what={t('platform.notice.loading')} />;
  return (
    <>
      <PageHeader
        title={t('platform.notice.page')}
        sub={t('platform.notice.intro')}
        actions={manages ? <LinkButton href="/notices/sending">{t('platform.notice.admin')}</LinkButton> : undefined}
      />
      <div className="no-cols">
        <Told {...list.data} />
        <div className="stack">
          <Ways mine={ways.data} />
          <When key={JSON.stringify(ways.data.quiet) + JSON.stringify(ways.data.kinds)} mine={ways.data} />
        </div>
      </div>
    </>
  );
}

function useChanged(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: KEY });
}

/** What one was told, and what became of each message. */
function Told({ items, unseen }: { items: NoticeRow[]; unseen: number }) {
  const t = useText();
  const format = useFormat();
  const changed = useChanged();
  const seeing = useMutation({
    mutationFn: () => api.post('/notices/seen', undefined, { idempotencyKey: newKey() }),
    onSuccess: changed,
  });
  return (
    <Panel
      title={t('platform.notice.list')}
      padded
      aside={
        unseen > 0 ? (
          <Button look="quiet" onPress={() => seeing.mutate()}>
            {t('platform.notice.seen-all')}
          </Button>
        ) : undefined
      }
    >
      {items.length === 0 ? (
        <Empty title={t('platform.notice.list-none')}>
          <p>{t('platform.notice.list-none-why')}</p>
        </Empty>
      ) : (
        <ul className="no-list">
          {items.map((one) => (
            <li key={one.id}>
              <div>
                <TextLink href={one.href}>{t(wordsOf(one.kind))}</TextLink>{' '}
                {one.seen ? null : <Chip tone="sel">{t('platform.notice.new')}</Chip>}
                <p className="mut2 sm">{format.instant(one.at)}</p>
              </div>
              <div className="no-states">
                {one.deliveries.length === 0 ? (
                  <span className="mut sm">{t('platform.notice.only-here')}</span>
                ) : (
                  one.deliveries.map((sent, at) => (
                    <span key={at} className="sm">
                      <Chip tone={TONE[sent.state]}>
                        {t(`platform.notice.way.${sent.way}`)}: {t(`platform.notice.state.${sent.state}`)}
                      </Chip>
                      {sent.problem && sent.state !== 'sent' ? (
                        <span className="mut2"> {t(problemKey(sent.problem))}</span>
                      ) : null}
                    </span>
                  ))
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** The sentence of a kind, as it is sent. */
export const wordsOf = (kind: string): string => kind.replace('.', '.notice.');

/** The ways one agreed to, and those one may agree to. */
function Ways({ mine }: { mine: MyWays }) {
  const t = useText();
  const format = useFormat();
  const changed = useChanged();
  const [adds, setAdds] = useState<'mail' | 'zalo'>();
  const [address, setAddress] = useState('');
  const [code, setCode] = useState<string>();
  const act = useMutation({
    mutationFn: async (work: { run: () => Promise<unknown>; said: string }) => {
      await work.run();
      return work.said;
    },
    onSuccess: async (said) => {
      notify(said);
      await changed();
    },
  });
  const here = async (): Promise<void> => {
    const subscription = await subscribeHere(mine.pushKey);
    await api.post(
      '/notices/ways',
      {
        way: 'push',
        id: newKey(),
        name: t('platform.notice.push-here', { place: navigator.platform || '–' }),
        subscription,
      },
      { idempotencyKey: newKey() },
    );
  };
  return (
    <Panel title={t('platform.notice.ways')} padded>
      <div className="stack">
        <ProblemText problem={act.error} />
        {mine.ways.length === 0 ? <p className="mut2 sm">{t('platform.notice.ways-none')}</p> : null}
        <ul className="no-list">
          {mine.ways.map((one) => (
            <li key={one.id}>
              <div>
                <b>{t(`platform.notice.way.${one.way}`)}</b> {one.way === 'push' ? one.name : one.address}
                <p className="mut2 sm">{t('platform.notice.since', { date: format.instant(one.givenAt) })}</p>
              </div>
              <div className="no-acts">
                <Button
                  look="quiet"
                  onPress={() =>
                    act.mutate({
                      run: () => api.post(`/notices/ways/${one.id}/test`, undefined, { idempotencyKey: newKey() }),
                      said: t('platform.notice.test-asked'),
                    })
                  }
                >
                  {t('platform.notice.send-test')}
                </Button>
                <Button
                  look="quiet"
                  onPress={() =>
                    act.mutate({
                      run: () => api.delete(`/notices/ways/${one.id}`, { idempotencyKey: newKey() }),
                      said: t('platform.notice.withdrawn'),
                    })
                  }
                >
                  {t('platform.notice.withdraw')}
                </Button>
              </div>
            </li>
          ))}
        </ul>
        <div className="no-acts">
          <Button isDisabled={!mine.ready.mail} onPress={() => setAdds(adds === 'mail' ? undefined : 'mail')}>
            {t('platform.notice.add-mail')}
          </Button>
          <Button
            isPending={act.isPending}
            onPress={() => act.mutate({ run: here, said: t('platform.notice.agreed') })}
          >
            {t('platform.notice.add-push')}
          </Button>
          <Button isDisabled={!mine.ready.zalo} onPress={() => setAdds(adds === 'zalo' ? undefined : 'zalo')}>
            {t('platform.notice.add-zalo')}
          </Button>
        </div>
        {mine.ready.mail && mine.ready.zalo ? null : (
          <p className="mut2 sm">
            {(['mail', 'zalo'] as const)
              .filter((way) => !mine.ready[way])
              .map((way) => t(`platform.notice.way.${way}`))
              .join(', ')}
            : {t('platform.notice.not-ready')}
          </p>
        )}
        {adds === 'mail' ? (
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              act.mutate({
                run: async () => {
                  await api.post(
                    '/notices/ways',
                    { way: 'mail', id: newKey(), address: address.trim() },
                    { idempotencyKey: newKey() },
                  );
                  setAdds(undefined);
                },
                said: t('platform.notice.agreed'),
              });
            }}
          >
            <TextField label={t('platform.notice.mail-address')} type="email" value={address} onChange={setAddress} />
            <div>
              <Button look="primary" type="submit" isDisabled={address.trim() === ''}>
                {t('platform.notice.agree')}
              </Button>
            </div>
          </form>
        ) : null}
        {adds === 'zalo' ? (
          <div className="stack">
            <p className="sm">{t('platform.notice.zalo-how')}</p>
            {mine.zaloLink ? (
              <a href={mine.zaloLink} target="_blank" rel="noreferrer">
                {t('platform.notice.zalo-open')}
              </a>
            ) : null}
            {code ? (
              <p className="no-code">{code}</p>
            ) : (
              <div>
                <Button
                  look="primary"
                  onPress={() => {
                    void api
                      .post<{ code: string }>('/notices/zalo/code', {}, { idempotencyKey: newKey() })
                      .then((made) => setCode(made.code));
                  }}
                >
                  {t('platform.notice.agree')}
                </Button>
              </div>
            )}
          </div>
        ) : null}
      </div>
    </Panel>
  );
}

/** Own quiet hours, and the kinds one wants to be told of. */
function When({ mine }: { mine: MyWays }) {
  const t = useText();
  const changed = useChanged();
  const [own, setOwn] = useState(mine.quiet.own);
  const [from, setFrom] = useState(mine.quiet.from);
  const [to, setTo] = useState(mine.quiet.to);
  const [off, setOff] = useState<string[]>(mine.kinds.filter((one) => !one.on).map(({ kind }) => kind));
  const saving = useMutation({
    mutationFn: () =>
      api.put('/notices/preference', { quiet: own ? { from, to } : null, off }, { idempotencyKey: newKey() }),
    onSuccess: async () => {
      notify(t('platform.notice.saved'));
      await changed();
    },
  });
  return (
    <Panel title={t('platform.notice.quiet')} padded>
      <div className="stack">
        <p className="mut2 sm">{t('platform.notice.quiet-why')}</p>
        {mine.quiet.own ? null : (
          <Notice tone="sel">{t('platform.notice.quiet-usual', { from: mine.quiet.from, to: mine.quiet.to })}</Notice>
        )}
        <Switch isSelected={own} onChange={setOwn}>
          {t('platform.notice.quiet-own')}
        </Switch>
        {own ? (
          <div className="no-acts">
            <TextField label={t('platform.notice.from')} value={from} onChange={setFrom} />
            <TextField label={t('platform.notice.to')} value={to} onChange={setTo} />
          </div>
        ) : null}
        <h3>{t('platform.notice.kinds')}</h3>
        {mine.kinds.map(({ kind }) => (
          <Checkbox
            key={kind}
            isSelected={!off.includes(kind)}
            onChange={(on) => setOff(on ? off.filter((one) => one !== kind) : [...off, kind])}
          >
            {t(`${wordsOf(kind)}-label`)}
          </Checkbox>
        ))}
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
