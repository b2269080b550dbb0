import { useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { addDays } from '#platform/time/dates.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import { Empty, ErrorState, Loading } from '#platform/ui/states.tsx';
import { Facts, Panel } from '#platform/ui/surface.tsx';
import { LAYOUTS, type Issuer } from '../contract.ts';
import { useAsked, useIssuer, useRecordsChanged, useSeries } from './data.ts';
import { Head } from './Head.tsx';

/** Under which symbols and terms a unit numbers, how far each run has come, and why numbers were voided. */
export default function NumbersPage() {
  const t = useText();
  const format = useFormat();
  const { unit } = useAsked();
  const mayKeep = useRight('records.keep');
  const issuer = useIssuer(unit);
  const series = useSeries(unit);
  const [act, setAct] = useState<'term' | 'issuer'>();
  const problem = issuer.error ?? series.error;
  return (
    <>
      <Head
        tab="numbers"
        actions={
          mayKeep ? (
            <>
              <Button onPress={() => setAct('issuer')}>{t('records.issuer.set')}</Button>
              <Button onPress={() => setAct('term')}>{t('records.term.open')}</Button>
            </>
          ) : undefined
        }
      />
      {problem ? (
        <ErrorState problem={problem} onRetry={() => void Promise.all([issuer.refetch(), series.refetch()])} />
      ) : !issuer.data || !series.data ? (
        <Loading what={t('records.page.loading')} rows={6} />
      ) : (
        <div className="rc-page">
          <Panel title={t('records.series.title')}>
            {series.data.items.length === 0 ? (
              <Empty title={t('records.series.none')}>
                <p>{t('records.series.none-how')}</p>
              </Empty>
            ) : (
              <ScrollX>
                <table className="tbl rc-told" aria-label={t('records.series.title')}>
                  <thead>
                    <tr>
                      <th scope="col">{t('records.column.kind')}</th>
                      <th scope="col">{t('records.series.period')}</th>
                      <th scope="col" className="num">
                        {t('records.series.last')}
                      </th>
                      <th scope="col">{t('records.series.voided')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {series.data.items.map((one) => (
                      <tr key={one.id}>
                        <th scope="row">
                          {one.kind === null ? t('records.series.arrivals') : t(`records.kind.${one.kind}`)}
                        </th>
                        <td data-label={t('records.series.period')}>
                          {format.date(one.from)} –{' '}
                          {one.until === null ? t('records.series.now') : format.date(addDays(one.until, -1))}
                        </td>
                        <td className="num" data-label={t('records.series.last')}>
                          {format.number(one.last)}
                        </td>
                        <td data-label={t('records.series.voided')}>
                          {one.voided.length === 0
                            ? '–'
                            : one.voided.map((gap) => (
                                <span key={gap.documentId} className="rc-gap">
                                  <TextLink href={`/documents/${gap.documentId}`}>{String(gap.no)}</TextLink>:{' '}
                                  {gap.reason}{' '}
                                </span>
                              ))}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </ScrollX>
            )}
          </Panel>
          <div className="stack">
            <Panel title={t('records.issuer.title')} padded>
              <Facts
                facts={[
                  { label: t('records.issuer.symbol'), value: issuer.data.symbol },
                  { label: t('records.issuer.layout'), value: t(`records.layout.${issuer.data.layout}`) },
                  { label: t('records.issuer.superior'), value: issuer.data.superior ?? '–' },
                  { label: t('records.issuer.seat'), value: issuer.data.seat },
                  { label: t('records.issuer.contact'), value: issuer.data.contact ?? '–' },
                  {
                    label: t('records.issuer.seal'),
                    value: t(issuer.data.hasSeal ? 'records.issuer.seal-yes' : 'records.issuer.seal-no'),
                  },
                ]}
              />
            </Panel>
            <Panel title={t('records.term.title')} padded>
              {issuer.data.terms.length === 0 ? (
                <p className="sm mut2">{t('records.term.none')}</p>
              ) : (
                <ul className="list rc-lines">
                  {issuer.data.terms.map((one) => (
                    <li key={one.id}>
                      <span className="sp">
                        {one.name}
                        <span className="xs mut"> {one.unit.name}</span>
                      </span>
                      <span className="nw">
                        {format.date(one.startsOn)} –{' '}
                        {one.endsOn === null ? t('records.series.now') : format.date(addDays(one.endsOn, -1))}
                      </span>
                    </li>
                  ))}
                </ul>
              )}
            </Panel>
          </div>
        </div>
      )}
      {act && issuer.data ? <ActDrawer act={act} issuer={issuer.data} onClose={() => setAct(undefined)} /> : null}
    </>
  );
}

function ActDrawer({ act, issuer, onClose }: { act: 'term' | 'issuer'; issuer: Issuer; onClose: () => void }) {
  const t = useText();
  const changed = useRecordsChanged();
  const isTerm = act === 'term';
  return (
    <RecordDrawer
      formId={`records.${act}.${issuer.unit.id}`}
      standing={isTerm ? undefined : { version: issuer.version }}
      title={t(isTerm ? 'records.term.open' : 'records.issuer.set')}
      intro={t(isTerm ? 'records.term.intro' : 'records.issuer.intro')}
      act={t('records.record.save')}
      initial={
        isTerm
          ? { on: todayInVietnam(), name: '' }
          : {
              symbol: issuer.symbol,
              seat: issuer.seat,
              contact: issuer.contact ?? '',
              layout: issuer.layout,
              seal: issuer.hasSeal,
            }
      }
      fields={
        isTerm
          ? [
              { name: 'name', kind: 'text', most: 120, label: t('records.term.name') },
              { name: 'on', kind: 'day', label: t('records.term.congress') },
            ]
          : [
              { name: 'symbol', kind: 'text', most: 20, label: t('records.issuer.symbol') },
              { name: 'seat', kind: 'text', most: 100, label: t('records.issuer.seat') },
              { name: 'contact', kind: 'text', most: 200, label: t('records.issuer.contact'), optional: true },
              {
                name: 'layout',
                kind: 'one',
                label: t('records.issuer.layout'),
                choices: LAYOUTS.map((id) => ({ id, label: t(`records.layout.${id}`) })),
              },
              { name: 'seal', kind: 'check', label: t('records.issuer.seal-yes') },
            ]
      }
      send={(values, { id, idempotencyKey, version }) =>
        isTerm
          ? api.post(
              '/terms',
              { id, unitId: issuer.unit.id, name: textOf(values['name']), congressClosedOn: values['on'] },
              { idempotencyKey },
            )
          : api.put(
              `/issuers/${issuer.unit.id}`,
              {
                version,
                symbol: textOf(values['symbol']),
                seat: textOf(values['seat']),
                contact: textOf(values['contact']),
                layout: values['layout'],
                hasSeal: values['seal'] === true,
              },
              { idempotencyKey },
            )
      }
      onDone={async () => {
        await changed();
        notify(t('records.record.done'));
      }}
      onClose={onClose}
    />
  );
}
