import { useMutation } from '@tanstack/react-query';
import { useFormat, useText } from '#platform/messages.ts';
import { api, newKey } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { ArrowCounterClockwiseIcon } from '#platform/ui/icons.ts';
import { notify, type Tone } from '#platform/ui/notices.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { ErrorState } from '#platform/ui/states.tsx';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import type { ImportBatch } from '../../contract.ts';
import { isWorking, useBatchChanged, useBatches } from './data.ts';

const TONE: Record<ImportBatch['state'], Tone> = {
  previewed: 'wait',
  applied: 'ok',
  undone: 'none',
  cancelled: 'none',
};

/** Takes an import back as one, while nothing stands on it. */
export function useUndo() {
  const t = useText();
  const changed = useBatchChanged();
  return useMutation({
    mutationFn: (id: string) =>
      api.post<ImportBatch>(`/member-imports/${id}/undo`, undefined, { idempotencyKey: newKey() }),
    onSuccess: async (batch) => {
      await changed(batch, 'register');
      if (batch.work === null) notify(t('membership.page.import.undone', { file: batch.fileName }));
    },
  });
}

/** Imports of before: what each did, and the way back while nothing was built on it. */
export function Earlier({ except }: { except: string | undefined }) {
  const t = useText();
  const format = useFormat();
  const list = useBatches();
  const undo = useUndo();
  const items = list.data?.items.filter((batch) => batch.id !== except);
  return (
    <Panel
      title={t('membership.page.import.earlier')}
      aside={<span className="sm mut2">{t('membership.page.import.one-entry')}</span>}
    >
      {list.error ? <ErrorState problem={list.error} onRetry={() => void list.refetch()} /> : null}
      {undo.error ? (
        <div className="in">
          <ProblemText problem={undo.error} />
        </div>
      ) : null}
      {items?.length === 0 ? <p className="opts-none">{t('membership.page.import.earlier-none')}</p> : null}
      <ul className="list earlier">
        {items?.map((batch) => (
          <li key={batch.id}>
            <span className="sm mut2 nw">{format.instant(batch.createdAt)}</span>
            <span className="sp">
              <TextLink href={`/members/import?id=${batch.id}`}>{batch.fileName}</TextLink>
              <span className="sm mut2">
                {' '}
                {[
                  batch.unit?.name,
                  batch.counts
                    ? t('membership.page.import.summary', {
                        rows: batch.counts.rows,
                        added: batch.counts.new,
                        changed: batch.counts.changed,
                      })
                    : undefined,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </span>
            {isWorking(batch) && batch.work ? (
              <Chip tone="wait">{t(`membership.page.import.work.${batch.work.step}`)}</Chip>
            ) : (
              <Chip tone={TONE[batch.state]}>{t(`membership.page.import.state.${batch.state}`)}</Chip>
            )}
            {batch.state === 'applied' && !isWorking(batch) ? (
              <Button
                icon={<ArrowCounterClockwiseIcon className="i" aria-hidden="true" />}
                isPending={undo.isPending && undo.variables === batch.id}
                onPress={() => undo.mutate(batch.id)}
                aria-label={t('membership.page.import.undo-of', { file: batch.fileName })}
              >
                {t('membership.page.undo')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
