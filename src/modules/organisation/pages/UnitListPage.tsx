import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, apiUrl, newKey, useIdempotencyKey, useRight } from '#platform/ui/api.ts';
import { Button, LinkButton } from '#platform/ui/buttons.tsx';
import { DayField } from '#platform/ui/DateField.tsx';
import { download } from '#platform/ui/download.ts';
import { FileDrop } from '#platform/ui/FileDrop.tsx';
import { Switch, TextField } from '#platform/ui/fields.tsx';
import { DownloadSimpleIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { useGo, useQueryParams } from '#platform/ui/pages.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { ErrorState, Loading, NoPermission } from '#platform/ui/states.tsx';
import { PageHeader, Panel } from '#platform/ui/surface.tsx';
import { type ChosenUnit, UnitField } from '#platform/ui/UnitField.tsx';
import type { UnitListQuestion, UnitListRead, UnitListTaken, UnitListVerdict } from '../unit-lists/contract.ts';
import { MOST_ROWS } from '../unit-lists/most-rows.ts';
import { forgetTree, useUnit } from './data.ts';
import { UnitListPreview } from './UnitListPreview.tsx';
import './organisation.css';

/** The day since which communes are as they are (DOMAIN.md 2.2): the first day of most lists that are brought today. */
const REORGANISED_ON = '2025-07-01';

/** Lays out the tree, or a part of it, from a list: choose a file, see what each line becomes, found them all at once. */
export default function UnitListPage() {
  const t = useText();
  const mayWrite = useRight('organisation.write');
  const [query] = useQueryParams();
  const unit = useUnit(query['unit'] ?? '', todayInVietnam());
  const title = t('organisation.page.list.title');
  const header = (
    <PageHeader
      title={title}
      sub={t('organisation.page.list.sub')}
      crumbs={[{ label: t('organisation.page.title'), href: '/organisation' }, { label: title }]}
    />
  );
  const askedFor = query['unit'] !== undefined;
  return (
    <>
      {header}
      {!mayWrite ? (
        <NoPermission page={false} who={t('organisation.page.list.who')} />
      ) : askedFor && unit.error ? (
        <ErrorState problem={unit.error} onRetry={() => void unit.refetch()} />
      ) : askedFor && !unit.data ? (
        <Loading what={t('organisation.page.loading')} />
      ) : (
        <UnitList under={unit.data ? { id: unit.data.id, label: unit.data.name } : null} />
      )}
    </>
  );
}

function UnitList({ under: first }: { under: ChosenUnit | null }) {
  const t = useText();
  const format = useFormat();
  const go = useGo();
  const client = useQueryClient();
  const { key, renew } = useIdempotencyKey();
  const [under, setUnder] = useState(first);
  const [from, setFrom] = useState(REORGANISED_ON);
  const [withBodies, setWithBodies] = useState(false);
  const [title, setTitle] = useState('');
  const [document, setDocument] = useState('');
  const read = useMutation({
    mutationFn: (file: File) => {
      const form = new FormData();
      form.append('file', file);
      return api.post<UnitListRead>('/unit-lists/read', form, { idempotencyKey: newKey() });
    },
    onSuccess: () => renew(),
  });
  const list = read.data;
  const question: UnitListQuestion = { from, underId: under?.id ?? null, withBodies, rows: list?.rows ?? [] };
  const verdict = useQuery({
    queryKey: ['unit-list', list, from, under?.id, withBodies],
    queryFn: ({ signal }) =>
      api.post<UnitListVerdict>('/unit-lists/check', question, { signal, idempotencyKey: newKey() }),
    enabled: list !== undefined && from !== '',
    placeholderData: (before) => before,
  });
  const found = useMutation({
    mutationFn: () =>
      api.post<UnitListTaken>(
        '/unit-lists',
        { ...question, id: key, title: title.trim() || null, document: document.trim() || null },
        { idempotencyKey: key },
      ),
    onSuccess: async ({ event, fresh, bodies }) => {
      await forgetTree(client);
      notify(t('organisation.page.list.done', { count: fresh + bodies }));
      go(`/organisation/events/${event.id}`);
    },
  });
  const counted = verdict.data;
  const total = (counted?.fresh ?? 0) + (counted?.bodies ?? 0);
  return (
    <div className="stack">
      <Panel title={t('organisation.page.list.about')} padded>
        <div className="form">
          <UnitField
            label={t('organisation.page.list.under')}
            hint={t('organisation.page.list.under-hint')}
            on={from}
            value={under}
            onChange={setUnder}
          />
          <DayField
            label={t('organisation.page.list.from')}
            hint={t('organisation.page.list.from-hint')}
            value={from}
            onChange={(day) => setFrom(day ?? '')}
          />
          <TextField
            label={t('organisation.page.list.name')}
            hint={t('organisation.page.list.name-hint')}
            value={title}
            onChange={setTitle}
            maxLength={200}
          />
          <TextField label={t('organisation.page.document')} value={document} onChange={setDocument} maxLength={120} />
          <Switch isSelected={withBodies} onChange={setWithBodies}>
            {t('organisation.page.list.with-bodies')}
          </Switch>
        </div>
      </Panel>
      <Panel
        title={
          list
            ? t('organisation.page.list.preview', { count: list.rows.length, name: list.fileName })
            : t('organisation.page.list.file')
        }
        padded={!list}
        aside={
          <Button
            icon={<DownloadSimpleIcon className="i" aria-hidden="true" />}
            onPress={() => download(apiUrl('/unit-lists/example'))}
          >
            {t('organisation.page.list.example')}
          </Button>
        }
      >
        <ProblemText problem={read.error} />
        {list ? (
          <UnitListPreview
            list={list}
            verdict={verdict.data}
            problem={verdict.error}
            onRetry={() => void verdict.refetch()}
            onFile={(file) => read.mutate(file)}
          />
        ) : (
          <FileDrop
            label={t('organisation.page.list.drop')}
            pick={t('organisation.page.list.pick')}
            note={t('organisation.page.list.accepts', { rows: format.number(MOST_ROWS) })}
            busy={
              read.isPending ? (
                <p role="status">{t('organisation.page.list.reading', { name: read.variables.name })}</p>
              ) : undefined
            }
            onFile={(file) => read.mutate(file)}
          />
        )}
      </Panel>
      {list ? (
        <div className="row wrap">
          <Button
            look="primary"
            isPending={found.isPending}
            isDisabled={counted === undefined || counted.refused > 0 || total === 0}
            onPress={() => found.mutate()}
          >
            {t('organisation.page.list.found', { count: total })}
          </Button>
          <LinkButton href="/organisation">{t('organisation.page.open-tree')}</LinkButton>
        </div>
      ) : null}
      {counted && counted.refused > 0 ? <p className="sm mut2">{t('organisation.page.list.mend')}</p> : null}
      {counted && counted.refused === 0 && total === 0 ? (
        <p className="sm mut2">{t('problem.unit-list.nothing-new')}</p>
      ) : null}
      <ProblemText problem={found.error} />
    </div>
  );
}
