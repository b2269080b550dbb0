import { useState } from 'react';
import { useFormat, useLang, useText } from '#platform/messages.ts';
import { api, apiUrl, useRight } from '#platform/ui/api.ts';
import { Button, LinkButton, TextLink } from '#platform/ui/buttons.tsx';
import { Select } from '#platform/ui/choices.tsx';
import { Conflict } from '#platform/ui/Conflict.tsx';
import { useSaving } from '#platform/ui/FormDialog.tsx';
import { PrinterIcon } from '#platform/ui/icons.ts';
import { Notice } from '#platform/ui/notices.tsx';
import { useParam } from '#platform/ui/pages.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, Facts, PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { PressLine, PressSheetPage as Sheet, ShownLine } from '../../press/contract.ts';
import { usePressSheet } from './data.ts';
import '../figures.css';
import './reports.css';

/** A press sheet: what may be written, the exact figure with its list, its definition and source, what others published. */
export default function PressSheetPage() {
  const t = useText();
  const format = useFormat();
  const lang = useLang();
  const id = useParam('id');
  const sheet = usePressSheet(id, lang);
  const { data } = sheet;
  const published = (data?.lines ?? []).filter((line) => line.published.length > 0);
  return (
    <>
      <PageHeader
        title={data?.title ?? t('figures.press.page.title')}
        crumbs={[{ label: t('figures.press.page.title'), href: '/press-sheets' }, { label: data?.unit.name ?? '…' }]}
        sub={data ? t('figures.press.period', { from: format.date(data.from), to: format.date(data.asOf) }) : ''}
        actions={
          data ? (
            <LinkButton
              href={apiUrl(`/press-sheets/${id}/sheet.pdf`, { lang })}
              download
              icon={<PrinterIcon className="i" aria-hidden="true" />}
            >
              PDF
            </LinkButton>
          ) : undefined
        }
      />
      {sheet.error ? (
        <ErrorState problem={sheet.error} onRetry={() => void sheet.refetch()} />
      ) : !data ? (
        <Loading what={t('figures.press.page.loading')} />
      ) : (
        <div className="stack">
          {data.lines.some((line) => !line.holds) ? (
            <Notice tone="two">{t('figures.press.page.no-longer')}</Notice>
          ) : null}
          <Panel title={t('figures.press.page.lines')}>
            <ScrollX label={t('figures.press.page.lines')}>
              <table className="tbl rp-lines fg-cards">
                <thead>
                  <tr>
                    <th scope="col">{t('figures.press.head.what')}</th>
                    <th scope="col">{t('figures.press.head.prose')}</th>
                    <th scope="col" className="num">
                      {t('figures.press.head.exact')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {data.lines.map((line, at) => (
                    <tr key={`${line.figure} ${line.filter ?? ''}`}>
                      <th scope="row">
                        {line.name}
                        <span className="sm mut fg-under">
                          {line.figure} · {line.definition}
                        </span>
                        <span className="sm mut fg-under">
                          {line.source}{' '}
                          {t('figures.press.records', { count: format.number(line.records), on: format.date(line.to) })}
                        </span>
                      </th>
                      <td data-label={t('figures.press.head.prose')}>
                        <Wording sheet={data} line={line} at={at} />
                      </td>
                      <td className="num" data-label={t('figures.press.head.exact')}>
                        {line.href ? (
                          <TextLink className="fig" href={line.href}>
                            {line.shown}
                          </TextLink>
                        ) : (
                          line.shown
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollX>
          </Panel>
          {published.length > 0 ? (
            <Panel title={t('figures.press.head.published')}>
              <table className="tbl fg-cards">
                <thead>
                  <tr>
                    {(['what', 'said', 'exact', 'where', 'result'] as const).map((head) => (
                      <th key={head} scope="col">
                        {t(`figures.press.head.${head}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {published.flatMap((line) =>
                    line.published.map((one) => (
                      <tr key={`${line.figure} ${one.said}`}>
                        <th scope="row">{line.name}</th>
                        <td data-label={t('figures.press.head.said')}>
                          <i>
                            {t(`figures.comparator.${one.word}`)} {format.number(one.value)}
                          </i>
                        </td>
                        <td data-label={t('figures.press.head.exact')}>{line.shown}</td>
                        <td data-label={t('figures.press.head.where')}>{one.source}</td>
                        <td data-label={t('figures.press.head.result')}>
                          <Chip tone={one.agrees ? 'ok' : 'two'}>
                            {t(one.agrees ? 'figures.agrees' : 'figures.differs')}
                          </Chip>
                        </td>
                      </tr>
                    )),
                  )}
                </tbody>
              </table>
            </Panel>
          ) : null}
          <Panel title={t('figures.press.head.contact')} padded>
            <Facts facts={[{ label: data.unit.name, value: data.contact }]} />
          </Panel>
        </div>
      )}
    </>
  );
}

/** The word of a line: chosen among those that are true of the exact value. */
function Wording({ sheet, line, at }: { sheet: Sheet; line: ShownLine; at: number }) {
  const t = useText();
  const format = useFormat();
  const mayWrite = useRight('reports.write');
  const [next, setNext] = useState<PressLine | null>(null);
  const saving = useSaving({
    standing: { version: sheet.version },
    send: (key, version) =>
      api.patch(
        `/press-sheets/${sheet.id}`,
        {
          version,
          lines: sheet.lines.map((one, index) =>
            index === at && next
              ? next
              : {
                  figure: one.figure,
                  ...(one.filter === null ? {} : { filter: one.filter }),
                  word: one.word,
                  ...(one.round === null ? {} : { round: one.round }),
                },
          ),
        },
        { idempotencyKey: key },
      ),
    forget: ['/press-sheets'],
    onDone: () => setNext(null),
  });
  if (!mayWrite || line.proposals.length === 0)
    return <span className={line.holds ? '' : 'late'}>{line.holds ? line.prose : line.shown}</span>;
  const choices = [
    { id: 'exactly', label: t('figures.press.page.exactly', { shown: line.shown }) },
    ...line.proposals.map(({ word, round }) => ({
      id: `${word} ${round}`,
      label: t(`figures.press.word.${word}`, { amount: format.number(round) }),
    })),
  ];
  const value = line.word === 'exactly' ? 'exactly' : `${line.word} ${line.round ?? ''}`;
  const choose = (id: string) => {
    const [word = 'exactly', round] = id.split(' ');
    setNext({
      figure: line.figure,
      ...(line.filter === null ? {} : { filter: line.filter }),
      word: word as PressLine['word'],
      ...(round === undefined ? {} : { round: Number(round) }),
    });
  };
  return (
    <>
      <Select
        label={t('figures.press.page.wording', { what: line.name })}
        choices={choices}
        value={next ? `${next.word}${next.round === undefined ? '' : ` ${next.round}`}` : value}
        onChange={choose}
      />
      {next ? (
        <Button look="primary" isPending={saving.isPending} onPress={saving.save}>
          {t('platform.ui.save')}
        </Button>
      ) : null}
      <ProblemText problem={saving.error} />
      {saving.behind && next ? <Conflict lines={[]} onKeep={saving.behind.keep} /> : null}
    </>
  );
}
