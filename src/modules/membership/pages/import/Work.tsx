import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { api, ApiProblem, newKey } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { XIcon } from '#platform/ui/icons.ts';
import { notify, Notice } from '#platform/ui/notices.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import type { ImportBatch, ImportWork } from '../../contract.ts';
import { useBatchChanged } from './data.ts';

/** What the server is doing with an import: how far it is, what stopping would mean, and what went wrong. */
export function Work({ batch, work }: { batch: ImportBatch; work: ImportWork }) {
  const t = useText();
  const changed = useBatchChanged();
  const stop = useMutation({
    mutationFn: () =>
      api.post<ImportBatch>(`/member-imports/${batch.id}/stop`, undefined, { idempotencyKey: newKey() }),
    onSuccess: (next) => changed(next),
    // It was done in the meantime: then there is nothing to stop, and the page shows what came of it.
    onError: () => changed(undefined),
  });
  const failed = work.state === 'failed' || work.state === 'cancelled';
  const key = `membership.page.import.work.${failed ? 'failed-' : ''}${work.step}`;
  return (
    <Panel title={t(key)} padded>
      <div className="stack">
        {failed ? (
          <>
            {work.problem ? <ProblemText problem={new ApiProblem({ status: 409, ...work.problem })} /> : null}
            {work.step === 'reading' ? <p>{t('membership.page.import.work.columns-again')}</p> : null}
          </>
        ) : (
          <>
            <Progress work={work} label={t(key)} />
            {work.runs > 1 ? <Notice>{t('membership.page.import.work.again')}</Notice> : null}
            <p className="sm mut2">{t(`membership.page.import.work.whole-${work.step}`)}</p>
            <p className="sm mut2">{t('membership.page.import.work.leave')}</p>
          </>
        )}
        <div>
          <Button
            icon={failed ? undefined : <XIcon className="i" aria-hidden="true" />}
            isPending={stop.isPending}
            onPress={() => stop.mutate()}
          >
            {t(`membership.page.import.work.${failed ? 'dismiss' : 'stop'}`)}
          </Button>
        </div>
        <ProblemText problem={stop.error} />
      </div>
    </Panel>
  );
}

function Progress({ work, label }: { work: ImportWork; label: string }) {
  const t = useText();
  const format = useFormat();
  const { done, total, step } = work;
  if (work.state === 'waiting' && done === 0)
    return (
      <div className="working" role="status">
        <progress aria-label={label} />
        <span>{t('membership.page.import.work.waiting')}</span>
      </div>
    );
  const counts = { done: format.number(done), total: format.number(total ?? 0) };
  return (
    <div className="working wide">
      <progress aria-label={label} value={done} max={Math.max(1, total ?? 0, done)} />
      <span>
        {total === null
          ? format.number(done)
          : t(step === 'reading' ? 'membership.page.import.work.about' : 'membership.page.import.work.rows', counts)}
      </span>
    </div>
  );
}

/** Says once what came of a step that the page watched, and reads again what it changed. */
export function useWorkDone(batch: ImportBatch | undefined): void {
  const t = useText();
  const changed = useBatchChanged();
  const watched = useRef<{ id: string; step: ImportWork['step'] }>(undefined);
  useEffect(() => {
    if (!batch) return;
    if (batch.work) {
      watched.current = { id: batch.id, step: batch.work.step };
      return;
    }
    const before = watched.current;
    watched.current = undefined;
    if (before?.id !== batch.id) return;
    void changed(batch, before.step === 'reading' ? undefined : 'register');
    const count = (batch.counts?.new ?? 0) + (batch.counts?.changed ?? 0);
    if (before.step === 'applying' && batch.state === 'applied') notify(t('membership.page.import.applied', { count }));
    if (before.step === 'undoing' && batch.state === 'undone')
      notify(t('membership.page.import.undone', { file: batch.fileName }));
  }, [batch, changed, t]);
}
