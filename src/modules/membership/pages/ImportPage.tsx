import { useMutation } from '@tanstack/react-query';
import { useFormat, useText } from '#platform/messages.ts';
import { api, newKey, useRight } from '#platform/ui/api.ts';
import { Button, LinkButton } from '#platform/ui/buttons.tsx';
import { ArrowCounterClockwiseIcon, FileXlsIcon, XIcon } from '#platform/ui/icons.ts';
import { Notice } from '#platform/ui/notices.tsx';
import { useQueryParams } from '#platform/ui/pages.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { ErrorState, Loading, NoPermission } from '#platform/ui/states.tsx';
import { Chip, PageHeader, Panel, Steps } from '#platform/ui/surface.tsx';
import type { ImportBatch } from '../contract.ts';
import { ChooseFile } from './import/ChooseFile.tsx';
import { Columns } from './import/Columns.tsx';
import { isWorking, useBatch, useBatchChanged } from './import/data.ts';
import { Earlier, useUndo } from './import/Earlier.tsx';
import { Preview } from './import/Preview.tsx';
import { useWorkDone, Work } from './import/Work.tsx';
import './membership.css';

/** The import wizard: a file, its columns, the rows beside the register, and the way back. */
export default function ImportPage() {
  const may = useRight('members.import');
  return may ? <Wizard /> : <NoPermission />;
}

function Wizard() {
  const t = useText();
  const [query, change] = useQueryParams();
  const changed = useBatchChanged();
  const id = query['id'];
  const found = useBatch(id);
  const batch = id ? found.data : undefined;
  useWorkDone(batch);
  const step = !batch ? 0 : batch.state === 'applied' || batch.state === 'undone' ? 3 : batch.counts ? 2 : 1;
  const title = [
    t('membership.page.import.title'),
    t('membership.page.import.title-columns', { count: batch?.columns.length ?? 0 }),
    t('membership.page.import.title-preview', { count: batch?.counts?.rows ?? 0 }),
    t(`membership.page.import.title-${batch?.state === 'undone' ? 'undone' : 'applied'}`, {
      count: (batch?.counts?.new ?? 0) + (batch?.counts?.changed ?? 0),
    }),
  ][step];
  return (
    <>
      <PageHeader
        title={title ?? ''}
        crumbs={[
          { label: t('membership.page.nav.members'), href: '/members' },
          { label: t('membership.page.nav.import') },
        ]}
        actions={batch ? <BatchActs batch={batch} onLeave={() => change({ id: undefined })} /> : undefined}
      />
      <div className="stack">
        <Steps
          label={t('membership.page.import.steps')}
          steps={['file', 'columns', 'preview', 'done'].map((one) => t(`membership.page.import.step.${one}`))}
          current={step}
        />
        {found.error ? <ErrorState problem={found.error} onRetry={() => void found.refetch()} /> : null}
        {id && !batch && !found.error ? <Loading what={t('membership.page.import.loading-rows')} /> : null}
        {id ? null : (
          <ChooseFile
            onUploaded={(next) => {
              void changed(next).then(() => change({ id: next.id }, { replace: false }));
            }}
          />
        )}
        {batch?.state === 'cancelled' ? <Notice>{t('membership.page.import.was-cancelled')}</Notice> : null}
        {batch?.work ? <Work batch={batch} work={batch.work} /> : null}
        {batch && batch.state !== 'cancelled' && !isWorking(batch) ? (
          batch.counts ? (
            <div className={batch.state === 'previewed' ? 'import-side' : 'stack'}>
              {batch.state === 'previewed' ? (
                <div className="stack">
                  <Columns key={batch.id} batch={batch} />
                  <NotInFile batch={batch} />
                </div>
              ) : null}
              <Preview key={`${batch.id} ${batch.state}`} batch={batch} counts={batch.counts} />
            </div>
          ) : (
            <Columns key={batch.id} batch={batch} />
          )
        ) : null}
        <Earlier except={id} />
      </div>
    </>
  );
}

function BatchActs({ batch, onLeave }: { batch: ImportBatch; onLeave: () => void }) {
  const t = useText();
  const changed = useBatchChanged();
  const undo = useUndo();
  const cancel = useMutation({
    mutationFn: () =>
      api.post<ImportBatch>(`/member-imports/${batch.id}/cancel`, undefined, { idempotencyKey: newKey() }),
    onSuccess: async (next) => {
      await changed(next);
      onLeave();
    },
  });
  return (
    <>
      <Chip tone="line" icon={<FileXlsIcon className="i" aria-hidden="true" />}>
        {batch.fileName}
      </Chip>
      {batch.state === 'previewed' && batch.work?.step !== 'applying' ? (
        <Button
          icon={<XIcon className="i" aria-hidden="true" />}
          isPending={cancel.isPending}
          onPress={() => cancel.mutate()}
        >
          {t('membership.page.import.cancel')}
        </Button>
      ) : null}
      {batch.state === 'applied' && batch.work === null ? (
        <Button
          icon={<ArrowCounterClockwiseIcon className="i" aria-hidden="true" />}
          isPending={undo.isPending}
          onPress={() => undo.mutate(batch.id)}
        >
          {t('membership.page.undo')}
        </Button>
      ) : null}
      {batch.state === 'previewed' ? null : <Button onPress={onLeave}>{t('membership.page.import.another')}</Button>}
      <ProblemText problem={undo.error ?? cancel.error} />
    </>
  );
}

/** Missing from the file never means deleted; this says so with the number. */
function NotInFile({ batch }: { batch: ImportBatch }) {
  const t = useText();
  const format = useFormat();
  const count = batch.counts?.notInFile ?? 0;
  if (count === 0) return null;
  return (
    <Panel title={t('membership.page.import.not-in-file')} aside={<b>{format.number(count)}</b>} padded>
      <p className="sm mut2">{t('membership.page.import.not-in-file-text', { count })}</p>
      {batch.unit ? (
        <p>
          <LinkButton href={`/members?unit=${batch.unit.id}`}>{t('membership.page.import.see-register')}</LinkButton>
        </p>
      ) : null}
    </Panel>
  );
}
