import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useFormat, useLang, useText } from '#platform/messages.ts';
import { api, ApiProblem, newKey, useRight } from '#platform/ui/api.ts';
import { Button, LinkButton } from '#platform/ui/buttons.tsx';
import { isConflict } from '#platform/ui/standing.ts';
import { useDraft } from '#platform/ui/drafts.ts';
import { TextField } from '#platform/ui/fields.tsx';
import { GlobeIcon, PencilSimpleIcon, ShareNetworkIcon } from '#platform/ui/icons.ts';
import { InLanguage } from '#platform/ui/InLanguage.tsx';
import { Notice, notify } from '#platform/ui/notices.tsx';
import { ConfirmDialog } from '#platform/ui/overlays.tsx';
import { useParam } from '#platform/ui/pages.ts';
import { ProblemText, useFieldFault } from '#platform/ui/ProblemText.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, Facts, PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { NewsPage as News } from '../contract.ts';
import { useChannelChanged, useNews } from './data.ts';
import { Files } from './Files.tsx';
import { NewsDrawer } from './forms.tsx';
import { TONE_OF_NEWS } from './NewsListPage.tsx';
import { ReadBy } from './ReadBy.tsx';
import { ShareDialog } from './ShareDialog.tsx';
import { Shares } from './Shares.tsx';
import './channel.css';

/** A piece of news in the reader's language, and what may still be done with it. */
export default function NewsPage() {
  const t = useText();
  const found = useNews(useParam('id'));
  if (found.error instanceof ApiProblem && found.error.code === 'news.withdrawn')
    return <Withdrawn problem={found.error} />;
  if (found.error) return <ErrorState page problem={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading what={t('channel.page.loading')} />;
  return <Shown key={found.data.id} news={found.data} />;
}

/** For those to whom it was told: that it was taken back, by whom, when and why. */
function Withdrawn({ problem }: { problem: ApiProblem }) {
  const t = useText();
  return (
    <>
      <PageHeader
        title={t('channel.public.withdrawn')}
        crumbs={[{ label: t('channel.page.news'), href: '/channel/news' }]}
      />
      <ProblemText problem={problem} />
    </>
  );
}

function Shown({ news }: { news: News }) {
  const t = useText();
  const lang = useLang();
  const format = useFormat();
  const mayWrite = useRight('channel.write');
  const mayPublish = useRight('channel.publish');
  const changed = useChannelChanged();
  const [open, setOpen] = useState<'change' | 'share' | 'publish' | 'withdraw'>();
  const reason = useDraft(`channel-news-withdrawal-${news.id}`, { why: '' });
  const { why } = reason.values;
  const [tried, setTried] = useState(false);
  const said = useRef(false);
  const { id, state } = news;
  useEffect(() => {
    if (state !== 'published' || said.current) return;
    said.current = true;
    // The count of readers is not worth a disturbance when the line is lost.
    void api.post(`/channel/news/${id}/read`, {}, { idempotencyKey: newKey() }).then(changed, () => {
      said.current = false;
    });
  }, [id, state, changed]);
  const act = useMutation({
    mutationFn: ({ name, body }: { name: 'publish' | 'withdraw'; body: object }) =>
      api.post(`/channel/news/${id}/${name}`, { version: news.version, ...body }, { idempotencyKey: newKey() }),
    onSuccess: async (_done, { name }) => {
      setOpen(undefined);
      if (name === 'withdraw') reason.clear();
      notify(t(`channel.news.done.${name}`));
      await changed();
    },
    // Somebody else was quicker: what stands now is shown behind the question, and the person asks again or lets it be.
    onError: async (problem) => {
      if (isConflict(problem)) await changed();
    },
  });
  const faultOf = useFieldFault(act.error);
  const missing = (['th', 'en'] as const).filter((one) => (one === 'th' ? news.titleTh : news.titleEn) === null);
  return (
    <>
      <PageHeader
        title={(lang === 'th' ? news.titleTh : lang === 'en' ? news.titleEn : null) ?? news.titleVi}
        crumbs={[{ label: t('channel.page.news'), href: '/channel/news' }]}
        badge={<Chip tone={TONE_OF_NEWS[state]}>{t(`channel.news.state.${state}`)}</Chip>}
        actions={
          <>
            {news.mine && mayWrite && state !== 'withdrawn' ? (
              <Button icon={<PencilSimpleIcon className="i" aria-hidden="true" />} onPress={() => setOpen('change')}>
                {t(
                  state === 'draft'
                    ? 'channel.news.change'
                    : missing.length > 0
                      ? 'channel.news.translate'
                      : 'channel.news.retranslate',
                )}
              </Button>
            ) : null}
            {news.mine && mayPublish && state === 'published' ? (
              <Button onPress={() => setOpen('withdraw')}>{t('channel.news.withdraw')}</Button>
            ) : null}
            {state === 'published' && news.public ? (
              <LinkButton href={`/public/${lang}/news/${id}`}>{t('channel.news.public-page')}</LinkButton>
            ) : null}
            {state === 'published' && mayWrite ? (
              <Button
                look="primary"
                icon={<ShareNetworkIcon className="i" aria-hidden="true" />}
                onPress={() => setOpen('share')}
              >
                {t('channel.act.share')}
              </Button>
            ) : null}
            {news.mine && mayPublish && state === 'draft' ? (
              <Button
                look="primary"
                icon={<GlobeIcon className="i" aria-hidden="true" />}
                onPress={() => setOpen('publish')}
              >
                {t('channel.news.publish')}
              </Button>
            ) : null}
          </>
        }
      />
      <div className="ch-cols">
        <div className="stack">
          {state === 'withdrawn' ? (
            <Notice tone="late">
              {t('channel.news.withdrawn-why', {
                on: format.date(news.withdrawnOn ?? ''),
                why: news.withdrawnWhy ?? '',
              })}
            </Notice>
          ) : null}
          <Panel padded>
            <div className="ch-words">
              <InLanguage vi={news.bodyVi} th={news.bodyTh} en={news.bodyEn} />
            </div>
          </Panel>
          <Files
            path={`/channel/news/${id}/files`}
            files={news.attachments}
            mayAdd={news.mine && mayWrite && state === 'draft'}
          />
        </div>
        <div className="stack">
          <Panel padded>
            <Facts
              facts={[
                { label: t('channel.column.topic'), value: t(`channel.topic.${news.topic}`) },
                { label: t('channel.column.from'), value: news.unit.name },
                { label: t('channel.column.published'), value: news.publishedOn ? format.date(news.publishedOn) : '–' },
                ...(news.happenedOn
                  ? [{ label: t('channel.column.happened-on'), value: format.date(news.happenedOn) }]
                  : []),
                ...(news.source ? [{ label: t('channel.field.source'), value: news.source }] : []),
                {
                  label: t('channel.column.public'),
                  value: t(news.public ? 'channel.news.everybody' : 'channel.news.signed-in'),
                },
                {
                  label: t('channel.news.translations'),
                  value:
                    missing.length === 0
                      ? t('channel.news.all-translated')
                      : t('channel.news.missing', { langs: missing.map((one) => t(`channel.lang.${one}`)).join(', ') }),
                },
              ]}
            />
          </Panel>
          {state === 'draft' ? null : (
            <Panel
              title={t('channel.column.read-by')}
              padded
              aside={<Chip tone="none">{t('channel.news.units', { units: news.readBy })}</Chip>}
            >
              <ReadBy path={`/channel/news/${id}/readers`} none={t('channel.receipts-none.yes')} />
            </Panel>
          )}
          <Shares shares={news.shares} />
        </div>
      </div>
      {open === 'change' ? <NewsDrawer news={news} onClose={() => setOpen(undefined)} /> : null}
      {open === 'share' ? (
        <ShareDialog kind="news" id={id} from={news.unit.id} onClose={() => setOpen(undefined)} />
      ) : null}
      {open === 'publish' || open === 'withdraw' ? (
        <ConfirmDialog
          title={t(`channel.news.${open}`)}
          act={t(`channel.news.${open}`)}
          isOpen
          isPending={act.isPending}
          onClose={() => setOpen(undefined)}
          onConfirm={() => {
            setTried(true);
            if (open === 'publish') act.mutate({ name: open, body: {} });
            else if (why.trim() !== '') act.mutate({ name: open, body: { why: why.trim() } });
          }}
        >
          <div className="stack">
            <p>
              {t(
                open === 'withdraw'
                  ? news.public
                    ? 'channel.news.withdraw-ask-public'
                    : 'channel.news.withdraw-ask'
                  : news.public
                    ? 'channel.news.publish-public'
                    : 'channel.news.publish-inside',
              )}
            </p>
            {open === 'withdraw' ? (
              <TextField
                label={t('channel.field.why')}
                value={why}
                onChange={(next) => reason.change({ why: next })}
                maxLength={300}
                fault={tried && why.trim() === '' ? t('platform.form.needed') : faultOf('why')}
              />
            ) : null}
            <ProblemText problem={act.error} labels={{ why: t('channel.field.why') }} />
          </div>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
