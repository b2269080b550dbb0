import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useText } from '#platform/messages.ts';
import { api, ApiProblem, apiUrl, newKey, useRight } from '#platform/ui/api.ts';
import { Button, LinkButton } from '#platform/ui/buttons.tsx';
import { Select } from '#platform/ui/choices.tsx';
import { DownloadSimpleIcon, UploadSimpleIcon } from '#platform/ui/icons.ts';
import { Notice, notify } from '#platform/ui/notices.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import { LAYOUTS, PAPERS, type PaperKind, type TemplateFault } from '../contract.ts';
import { useAsked, usePapers, useRecordsChanged } from './data.ts';
import { Head } from './Head.tsx';

/** Papers that the register writes: their tags, the template that comes with it, and those of the office. */
export default function TemplatesPage() {
  const t = useText();
  const { unit, query, change } = useAsked();
  const papers = usePapers(unit);
  const code = PAPERS.find((one) => one === query['paper']) ?? 'minutes';
  const paper = papers.data?.items.find((one) => one.code === code);
  return (
    <>
      <Head tab="templates">
        <Select
          label={t('records.template.paper')}
          value={code}
          choices={PAPERS.map((id) => ({ id, label: t(`records.paper.${id}`) }))}
          onChange={(id) => change({ paper: id })}
        />
      </Head>
      {papers.error ? (
        <ErrorState problem={papers.error} onRetry={() => void papers.refetch()} />
      ) : !paper ? (
        <Loading what={t('records.page.loading')} rows={6} />
      ) : (
        <Paper paper={paper} unit={unit} key={code} />
      )}
    </>
  );
}

const TONE = { tried: 'wait', active: 'ok', retired: 'none' } as const;

function Paper({ paper, unit }: { paper: PaperKind; unit: string }) {
  const t = useText();
  const mayKeep = useRight('records.keep');
  const changed = useRecordsChanged();
  const [layout, setLayout] = useState<(typeof LAYOUTS)[number]>('party');
  const giving = useMutation({
    mutationFn: async (file: File) => {
      const form = new FormData();
      form.set('id', newKey());
      form.set('unitId', unit);
      form.set('paper', paper.code);
      form.set('name', file.name.replace(/\.docx$/i, ''));
      form.set('file', file);
      return api.post('/paper-templates', form, { idempotencyKey: newKey() });
    },
    onSuccess: async () => {
      await changed();
      notify(t('records.template.given'));
    },
  });
  const using = useMutation({
    mutationFn: ({ id, version, state }: { id: string; version: number; state: 'active' | 'retired' }) =>
      api.patch(`/paper-templates/${id}`, { version, state }, { idempotencyKey: newKey() }),
    onSuccess: changed,
  });
  return (
    <div className="rc-page">
      <div className="stack">
        <Panel
          title={t('records.template.own')}
          padded
          aside={
            mayKeep ? (
              <label className="btn primary">
                <UploadSimpleIcon className="i" aria-hidden="true" />
                {t('records.template.give')}
                <input
                  type="file"
                  accept=".docx"
                  className="visually-hidden"
                  onChange={(event) => {
                    const file = event.target.files?.[0];
                    event.target.value = '';
                    if (file) giving.mutate(file);
                  }}
                />
              </label>
            ) : undefined
          }
        >
          <Faults problem={giving.error} />
          {using.error ? <ProblemText problem={using.error} /> : null}
          {paper.templates.length === 0 ? (
            <p className="sm mut2">{t('records.template.none')}</p>
          ) : (
            <ul className="list rc-lines">
              {paper.templates.map((one) => (
                <li key={one.id}>
                  <span className="sp">
                    {one.name} <span className="xs mut">{one.unit.name}</span>
                  </span>
                  <Chip tone={TONE[one.state]}>{t(`records.template-state.${one.state}`)}</Chip>
                  <LinkButton href={apiUrl(`/paper-templates/${one.id}/example`)} download>
                    {t('records.template.example')}
                  </LinkButton>
                  {mayKeep && one.mine && one.state !== 'retired' ? (
                    <Button
                      isPending={using.isPending}
                      onPress={() =>
                        using.mutate({
                          id: one.id,
                          version: one.version,
                          state: one.state === 'active' ? 'retired' : 'active',
                        })
                      }
                    >
                      {t(one.state === 'active' ? 'records.template.stop' : 'records.template.use')}
                    </Button>
                  ) : null}
                </li>
              ))}
            </ul>
          )}
        </Panel>
        <Panel
          title={t('records.template.tags')}
          padded
          aside={<span className="xs mut">{t(`records.source.${paper.source}`)}</span>}
        >
          <p className="sm mut2">{t('records.template.tags-how')}</p>
          <p className="rc-tags">
            {paper.tags.map(({ tag, loop }) => (
              <code key={tag}>{loop ? `{#${tag}} … {/${tag}}` : `{${tag}}`}</code>
            ))}
          </p>
        </Panel>
      </div>
      <Panel title={t('records.template.built-in')} padded>
        <div className="stack">
          <p className="sm mut2">{t('records.template.built-in-how')}</p>
          <Select
            label={t('records.issuer.layout')}
            value={layout}
            choices={LAYOUTS.map((id) => ({ id, label: t(`records.layout.${id}`) }))}
            onChange={(id) => setLayout(id === 'state' ? 'state' : 'party')}
          />
          <p>
            <LinkButton
              href={apiUrl(`/paper-templates/built-in/${paper.code}`, { layout })}
              download
              icon={<DownloadSimpleIcon className="i" aria-hidden="true" />}
            >
              {t('records.template.download')}
            </LinkButton>
          </p>
        </div>
      </Panel>
    </div>
  );
}

/** What is wrong with a template, tag by tag, as its author finds it in Word. */
function Faults({ problem }: { problem: Error | null }) {
  const t = useText();
  if (!problem) return null;
  const faults =
    problem instanceof ApiProblem && problem.code === 'template.broken'
      ? (problem.details['faults'] as TemplateFault[])
      : [];
  if (faults.length === 0) return <ProblemText problem={problem} />;
  return (
    <Notice tone="late">
      <p>{t('records.template.faults', { count: faults.length })}</p>
      <ul className="rc-faults">
        {faults.map((one, at) => (
          <li key={at}>
            <code>{one.tag}</code> {t(`records.fault.${one.what}`)}
            {one.paragraph === null
              ? ''
              : ` · ${t('records.fault.place', { paragraph: one.paragraph, near: one.near })}`}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
