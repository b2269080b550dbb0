import { useQuery } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { Differences } from '#modules/figures/ui.ts';
import { useFormat, useLang, useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { useDraft } from '#platform/ui/drafts.ts';
import { TextArea } from '#platform/ui/fields.tsx';
import { FormDialog, useSaving } from '#platform/ui/FormDialog.tsx';
import { ArrowSquareOutIcon, CheckCircleIcon, WarningCircleIcon, WarningIcon } from '#platform/ui/icons.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Loading } from '#platform/ui/states.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import type { ArticlePage, ArticleRerun } from '../contract.ts';

/** Publish, correct, withdraw, and where the public reads it. */
export function Acts({ article }: { article: ArticlePage }) {
  const t = useText();
  const lang = useLang();
  const mayPublish = useRight('channel.publish');
  const [dialog, setDialog] = useState<'publish' | 'withdraw' | null>(null);
  const blocked = article.findings.some((finding) => finding.severity === 'block');
  return (
    <>
      {article.state === 'published' ? (
        <a className="btn" href={`/public/${lang}/articles/${article.id}`} target="_blank" rel="noreferrer">
          <ArrowSquareOutIcon className="i" aria-hidden="true" />
          {t('channel.article.act.public')}
        </a>
      ) : null}
      {mayPublish && article.state === 'published' ? (
        <Button onPress={() => setDialog('withdraw')}>{t('channel.article.act.withdraw')}</Button>
      ) : null}
      {mayPublish ? (
        <Button look="primary" isDisabled={blocked} onPress={() => setDialog('publish')}>
          {t(`channel.article.act.${publishing(article)}`)}
        </Button>
      ) : null}
      {dialog === 'publish' ? <Publish article={article} onClose={() => setDialog(null)} /> : null}
      {dialog === 'withdraw' ? <Withdraw article={article} onClose={() => setDialog(null)} /> : null}
    </>
  );
}

/** What publishing is called: the first version, a correction, or again after it was taken off. */
const publishing = ({ state, edition }: ArticlePage): 'publish' | 'correct' | 'again' =>
  state === 'withdrawn' ? 'again' : edition > 0 ? 'correct' : 'publish';

function Publish({ article, onClose }: { article: ArticlePage; onClose: () => void }) {
  const t = useText();
  const corrects = article.edition > 0;
  const draft = useDraft(`article.correction.${article.id}`, { vi: '', th: '', en: '' });
  const texts = draft.values;
  const saving = useSaving({
    standing: { version: article.version },
    send: (key, version) =>
      api.post(
        `/articles/${article.id}/publication`,
        {
          version,
          ...(corrects ? { correction: { vi: texts.vi, th: texts.th || null, en: texts.en || null } } : {}),
        },
        { idempotencyKey: key },
      ),
    forget: ['/articles'],
    said: t('channel.article.act.published'),
    onDone: () => {
      draft.clear();
      onClose();
    },
  });
  const act = t(`channel.article.act.${publishing(article)}`);
  return (
    <FormDialog title={act} act={act} saving={saving} onClose={onClose} onDrop={draft.clear}>
      <p className="sm">{t('channel.article.act.publish-says')}</p>
      {corrects
        ? (['vi', 'th', 'en'] as const).map((lang) => (
            <TextArea
              key={lang}
              label={t('channel.article.act.correction', { lang: t(`channel.article.lang.${lang}`) })}
              value={texts[lang]}
              onChange={(value) => draft.change({ [lang]: value })}
              rows={2}
              maxLength={240}
            />
          ))
        : null}
    </FormDialog>
  );
}

function Withdraw({ article, onClose }: { article: ArticlePage; onClose: () => void }) {
  const t = useText();
  const draft = useDraft(`article.withdrawal.${article.id}`, { reason: '' });
  const { reason } = draft.values;
  const [tried, setTried] = useState(false);
  const isMissing = reason.trim() === '';
  const saving = useSaving({
    standing: { version: article.version },
    send: (key, version) =>
      api.post(`/articles/${article.id}/withdrawal`, { version, reason }, { idempotencyKey: key }),
    forget: ['/articles'],
    said: t('channel.article.act.withdrawn'),
    onDone: () => {
      draft.clear();
      onClose();
    },
  });
  return (
    <FormDialog
      title={t('channel.article.act.withdraw')}
      act={t('channel.article.act.withdraw')}
      saving={{
        ...saving,
        save: () => {
          setTried(true);
          if (!isMissing) saving.save();
        },
      }}
      onClose={onClose}
      onDrop={draft.clear}
      labels={{ reason: t('channel.article.act.reason') }}
    >
      <TextArea
        label={t('channel.article.act.reason')}
        value={reason}
        onChange={(value) => draft.change({ reason: value })}
        maxLength={300}
        fault={tried && isMissing ? t('platform.form.needed') : saving.faultOf('reason')}
      />
    </FormDialog>
  );
}

/** What still blocks publishing, and what is worth knowing. */
export function Findings({ article }: { article: ArticlePage }) {
  const t = useText();
  return (
    <Panel title={t('channel.article.findings.title')} padded>
      {article.findings.length === 0 ? (
        <p className="ar-finding">
          <CheckCircleIcon className="i ok" aria-hidden="true" />
          <span>{t('channel.article.findings.none')}</span>
        </p>
      ) : (
        <ul className="ar-findings">
          {article.findings.map((finding, at) => (
            <li key={at} className="ar-finding">
              {finding.severity === 'block' ? (
                <WarningCircleIcon className="i late" aria-hidden="true" />
              ) : (
                <WarningIcon className="i two" aria-hidden="true" />
              )}
              <span>
                {finding.block === null ? null : (
                  <b>{t('channel.article.findings.block', { block: finding.block })}: </b>
                )}
                {finding.says}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** Versions that were published, and whether the records still say the same. */
export function Editions({ article }: { article: ArticlePage }) {
  const t = useText();
  const format = useFormat();
  const lang = useLang();
  const [asks, setAsks] = useState(false);
  const rerun = useQuery({
    queryKey: ['/articles', article.id, 'rerun', article.version, lang],
    queryFn: ({ signal }) => api.get<ArticleRerun>(`/articles/${article.id}/rerun`, {}, { signal }),
    enabled: asks && article.edition > 0,
  });
  if (article.editions.length === 0) return null;
  const { data } = rerun;
  return (
    <Panel title={t('channel.article.editions.title')} padded>
      <ul className="ar-findings">
        {article.editions.map((edition) => (
          <li key={edition.number}>
            {t('channel.article.editions.one', { number: edition.number, at: format.instant(edition.publishedAt) })}
            {edition.correction ? (
              <span className="sm mut ar-under">
                {(lang === 'vi' ? null : edition.correction[lang]) ?? edition.correction.vi}
              </span>
            ) : null}
          </li>
        ))}
      </ul>
      <Button isPending={rerun.isFetching} onPress={() => (asks ? void rerun.refetch() : setAsks(true))}>
        {t('channel.article.rerun.title')}
      </Button>
      <ProblemText problem={rerun.error} />
      {data ? (
        <div role="status" className="ar-rerun">
          <p>
            {t(data.same ? 'channel.article.rerun.same' : 'channel.article.rerun.differs', {
              count: data.figures,
              edition: data.edition,
            })}
          </p>
          {data.same ? null : (
            <Suspense fallback={<Loading what={t('channel.article.rerun.title')} rows={2} />}>
              <Differences differences={data.differences} />
            </Suspense>
          )}
        </div>
      ) : null}
    </Panel>
  );
}
