import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useFormat, useLang, useText } from '#platform/messages.ts';
import { api, ApiProblem, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { useDraft } from '#platform/ui/drafts.ts';
import { useSaving } from '#platform/ui/FormDialog.tsx';
import { Notice } from '#platform/ui/notices.tsx';
import { useParam, useQueryParams } from '#platform/ui/pages.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, PageHeader, Tabs } from '#platform/ui/surface.tsx';
import type { ArticlePage as Article } from '../contract.ts';
import { Acts, Editions, Findings } from './Acts.tsx';
import { TONE } from './ArticlesPage.tsx';
import { Comments } from './Comments.tsx';
import { useArticle } from './data.ts';
import { Editor } from './Editor.tsx';
import { Figures } from './Figures.tsx';
import { Preview } from './Preview.tsx';
import './articles.css';

const VIEWS = ['write', 'read', 'comments'] as const;

/** An article: written in three languages side by side, read as it would stand, its comments. */
export default function ArticlePage() {
  const t = useText();
  const lang = useLang();
  const id = useParam('id');
  const format = useFormat();
  const mayWrite = useRight('channel.write');
  const [query, change] = useQueryParams();
  const article = useArticle(id, lang);
  const { data } = article;
  const asked = VIEWS.find((one) => one === query['view']) ?? 'write';
  const view = mayWrite ? asked : 'read';
  return (
    <>
      <PageHeader
        title={data?.title ?? t('channel.article.page.title')}
        crumbs={[{ label: t('channel.article.page.title'), href: '/articles' }, { label: data?.unit.name ?? '…' }]}
        sub={data?.document.period ?? ''}
        badge={data ? <Chip tone={TONE[data.state]}>{t(`channel.article.state.${data.state}`)}</Chip> : null}
        actions={data ? <Acts article={data} /> : undefined}
      />
      {article.error && !data ? (
        <ErrorState problem={article.error} onRetry={() => void article.refetch()} />
      ) : !data ? (
        <Loading what={t('channel.article.page.loading')} />
      ) : (
        <div className="stack">
          {data.state === 'withdrawn' ? (
            <Notice tone="late">
              {data.withdrawnOn
                ? `${t('channel.article.public.withdrawn-on', { on: format.date(data.withdrawnOn) })} `
                : ''}
              {t('channel.article.public.withdrawn-why')} <span lang="vi">{data.withdrawnReason}</span>
            </Notice>
          ) : null}
          {mayWrite ? (
            <Tabs
              label={t('channel.article.page.title')}
              selected={view}
              onSelect={(next) => change({ view: next === 'write' ? undefined : next })}
              tabs={VIEWS.map((one) => ({
                id: one,
                label: t(`channel.article.tab.${one}`),
                count: one === 'comments' && data.pending > 0 ? data.pending : undefined,
              }))}
            />
          ) : null}
          {view === 'write' ? (
            <Write key={data.id} article={data} />
          ) : view === 'read' ? (
            <div className="ar-cols">
              <Preview article={data} />
              <Editions article={data} />
            </div>
          ) : (
            <Comments article={data} />
          )}
        </div>
      )}
    </>
  );
}

type Typed = { content: Article['content'] | null; over: number };

/** What is typed stays on this device until it is kept; over a newer version it is refused and stays all the same. */
function Write({ article }: { article: Article }) {
  const t = useText();
  const draft = useDraft<Typed>(`article.${article.id}`, { content: null, over: article.version });
  const { content, over } = draft.values;
  const shown = content ?? article.content;
  const [round, setRound] = useState(0);
  const saving = useSaving({
    send: (key) =>
      api.patch(
        `/articles/${article.id}`,
        { version: over, ...shown },
        { idempotencyKey: `${key.slice(0, 24)}${String(round).padStart(12, '0')}` },
      ),
    forget: ['/articles'],
    said: t('channel.article.edit.saved'),
    onDone: () => {
      draft.clear();
      setRound((before) => before + 1);
    },
  });
  const change = (next: Article['content']) =>
    draft.change({ content: next, over: content === null ? article.version : over });
  // Somebody else kept a version meanwhile: it is fetched, and whoever typed says which of the two goes on.
  const client = useQueryClient();
  const isOvertaken = saving.error instanceof ApiProblem && saving.error.code === 'article.changed-meanwhile';
  useEffect(() => {
    if (isOvertaken) void client.invalidateQueries({ queryKey: ['/articles'] });
  }, [client, isOvertaken]);
  const isOver = content !== null && over < article.version;
  return (
    <div className="ar-cols">
      <Editor article={article} content={shown} onChange={change} />
      <div className="stack">
        <div className="ar-save">
          <p className="sm" role="status">
            {content === null ? '' : t('channel.article.edit.unsaved')}
          </p>
          {content !== null && !isOver ? (
            <Button look="quiet" onPress={draft.clear}>
              {t('channel.article.edit.discard')}
            </Button>
          ) : null}
          <Button
            look="primary"
            isDisabled={content === null || isOver}
            isPending={saving.isPending}
            onPress={saving.save}
          >
            {t('platform.ui.save')}
          </Button>
          {isOver ? (
            <Notice
              tone="two"
              live
              actions={
                <>
                  <Button onPress={draft.clear}>{t('channel.article.edit.take-theirs')}</Button>
                  <Button onPress={() => draft.change({ over: article.version })}>
                    {t('channel.article.edit.keep-mine')}
                  </Button>
                </>
              }
            >
              {t('channel.article.edit.overtaken')}
            </Notice>
          ) : (
            <ProblemText problem={saving.error} />
          )}
        </div>
        <Findings article={article} />
        <Figures article={article} content={shown} onChange={change} />
        <Editions article={article} />
      </div>
    </div>
  );
}
