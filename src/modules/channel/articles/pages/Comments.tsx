import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { api, newKey } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { Segmented } from '#platform/ui/fields.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Empty, ErrorState, Loading } from '#platform/ui/states.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import { type ArticlePage, type Comment, COMMENT_STATES } from '../contract.ts';

/** What readers wrote: read by somebody before it is shown. */
export function Comments({ article }: { article: ArticlePage }) {
  const t = useText();
  const [state, setState] = useState<(typeof COMMENT_STATES)[number]>('pending');
  const { result, grid } = usePagedList<Comment>('/article-comments', { article: article.id, state });
  return (
    <div className="stack ar-comments">
      <Segmented
        label={t('channel.article.tab.comments')}
        choices={COMMENT_STATES.map((id) => ({ id, label: t(`channel.article.comments.${id}`) }))}
        value={state}
        onChange={setState}
      />
      {result.error ? (
        <ErrorState problem={result.error} onRetry={() => void result.refetch()} />
      ) : !grid.rows ? (
        <Loading what={t('channel.article.page.loading')} />
      ) : grid.rows.length === 0 ? (
        <Empty title={t(`channel.article.comments.none-${state}`)} />
      ) : (
        grid.rows.map((comment) => <One key={comment.id} comment={comment} />)
      )}
      {grid.onMore ? <Button onPress={grid.onMore}>{t('platform.ui.more-rows')}</Button> : null}
    </div>
  );
}

function One({ comment }: { comment: Comment }) {
  const t = useText();
  const format = useFormat();
  const client = useQueryClient();
  const decide = useMutation({
    mutationFn: (accept: boolean) =>
      api.post(`/article-comments/${comment.id}/decision`, { accept }, { idempotencyKey: newKey() }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['/article-comments'] });
      await client.invalidateQueries({ queryKey: ['/articles'] });
    },
  });
  return (
    <Panel title={comment.name} aside={<span className="sm mut">{format.instant(comment.receivedAt)}</span>} padded>
      <div className="stack">
        <p className="ar-said">{comment.words}</p>
        <div className="ar-tools">
          {comment.state === 'accepted' ? null : (
            <Button look="primary" isPending={decide.isPending} onPress={() => decide.mutate(true)}>
              {t('channel.article.comments.accept')}
            </Button>
          )}
          {comment.state === 'refused' ? null : (
            <Button isPending={decide.isPending} onPress={() => decide.mutate(false)}>
              {t('channel.article.comments.refuse')}
            </Button>
          )}
        </div>
        <ProblemText problem={decide.error} />
      </div>
    </Panel>
  );
}
