import { useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { ApiProblem, apiUrl, useRight } from '#platform/ui/api.ts';
import { Button, LinkButton, TextLink } from '#platform/ui/buttons.tsx';
import { DownloadSimpleIcon, PlusIcon } from '#platform/ui/icons.ts';
import { Menu } from '#platform/ui/overlays.tsx';
import { useParam } from '#platform/ui/pages.ts';
import { Empty, ErrorState, Loading, NotFound } from '#platform/ui/states.tsx';
import { Chip, Facts, PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { DocumentPage as Document } from '../contract.ts';
import { type Act, ActDrawer } from './ActDrawer.tsx';
import { Attachments } from './Attachments.tsx';
import { Body } from './Body.tsx';
import { TONE_OF_DOCUMENT, useDocument } from './data.ts';
import './records.css';

/** One entry of the register: what it is, the way it took, what hangs on it. */
export default function DocumentPage() {
  const t = useText();
  const id = useParam('id');
  const document = useDocument(id);
  if (document.error instanceof ApiProblem && document.error.status === 404) return <NotFound page />;
  if (document.error) return <ErrorState page problem={document.error} onRetry={() => void document.refetch()} />;
  if (!document.data)
    return (
      <>
        <PageHeader title={t('records.page.register')} />
        <Loading what={t('records.page.loading')} rows={8} />
      </>
    );
  return <Whole document={document.data} />;
}

function Whole({ document }: { document: Document }) {
  const t = useText();
  const format = useFormat();
  // What lies in a closed file stays as it was closed; a destroyed one has only its stone.
  const isClosed = document.dossier !== null && document.dossier.state !== 'open';
  const [mayWrite, mayKeep] = [useRight('records.write') && document.mine, useRight('records.keep') && document.mine];
  const [act, setAct] = useState<Act>();
  const isDraft = document.state === 'draft';
  const isOut = document.direction === 'out';
  const day = (on: string | null) => (on === null ? '–' : format.date(on));
  const later: { id: Act; shown: boolean }[] = [
    { id: 'handling', shown: mayWrite && !isOut },
    { id: 'body', shown: mayWrite && isDraft && document.secrecy === 'none' },
    { id: 'link', shown: mayWrite && document.state !== 'voided' },
    { id: 'dossier', shown: mayKeep && document.state !== 'voided' && !isClosed },
    { id: 'void', shown: mayKeep && document.state === 'issued' },
  ];
  const entries = later.filter((one) => one.shown);
  const written = isOut && document.secrecy === 'none' && document.state !== 'voided';
  return (
    <>
      <PageHeader
        title={document.symbol ?? t(isDraft ? 'records.document.draft' : 'records.document.no-symbol')}
        crumbs={[
          { label: t('records.page.register'), href: `/documents?unit=${document.unit.id}${isOut ? '&view=out' : ''}` },
          { label: document.unit.name },
        ]}
        badge={
          document.lateDays !== null ? (
            <Chip tone="late">{t('records.late-days', { days: document.lateDays })}</Chip>
          ) : (
            <Chip tone={TONE_OF_DOCUMENT[document.state]}>{t(`records.state.${document.state}`)}</Chip>
          )
        }
        sub={document.summary ?? t('records.page.no-summary')}
        actions={
          <>
            {written ? (
              <>
                <PaperLinks document={document} />
              </>
            ) : null}
            {entries.length > 0 ? (
              <Menu
                label={t('records.document.record')}
                trigger={
                  <Button icon={<PlusIcon className="i" aria-hidden="true" />}>{t('records.document.record')}</Button>
                }
                entries={entries.map(({ id }) => ({ id, label: t(`records.act.${id}`), onAction: () => setAct(id) }))}
              />
            ) : null}
            {mayKeep && isDraft ? (
              <Button look="primary" onPress={() => setAct('number')}>
                {t('records.act.number')}
              </Button>
            ) : null}
          </>
        }
      />
      <div className="rc-page">
        <div className="stack">
          {document.body !== null ? (
            <Panel title={t('records.document.text')}>
              <Body body={document.body} />
            </Panel>
          ) : null}
          {isOut ? null : <Handling document={document} />}
          <Attachments document={document} mayAdd={mayWrite && !isClosed} />
        </div>
        <div className="stack">
          <Panel title={t('records.document.facts')} padded>
            <Facts
              facts={[
                { label: t('records.column.kind'), value: t(`records.kind.${document.kind}`) },
                { label: t('records.column.symbol'), value: document.symbol ?? '–' },
                ...(document.number
                  ? [
                      {
                        label: t('records.document.number'),
                        value: t('records.document.number-of', {
                          no: document.number.no,
                          from: format.date(document.number.from),
                        }),
                      },
                    ]
                  : []),
                { label: t('records.column.dated'), value: day(document.datedOn) },
                { label: t('records.column.issuer'), value: document.issuer ?? document.unit.name },
                ...(isOut
                  ? [
                      {
                        label: t('records.field.signer'),
                        value: [document.signer, document.signerPost].filter(Boolean).join(', ') || '–',
                      },
                      ...(document.signedAs === null
                        ? []
                        : [
                            {
                              label: t('records.field.signedAs'),
                              value: [t(`records.signed-as.${document.signedAs}`), document.signedFor]
                                .filter(Boolean)
                                .join(': '),
                            },
                          ]),
                      ...(document.circulation === 'none'
                        ? []
                        : [
                            {
                              label: t('records.field.circulation'),
                              value: t(`records.circulation.${document.circulation}`),
                            },
                          ]),
                      { label: t('records.field.copies'), value: format.number(document.copies) },
                      {
                        label: t('records.document.standing'),
                        value: document.standing === null ? '–' : t(`records.standing.${document.standing}`),
                      },
                    ]
                  : [
                      {
                        label: t('records.column.arrival-no'),
                        value: document.arrivalNo === null ? '–' : format.number(document.arrivalNo),
                      },
                      { label: t('records.column.arrived'), value: day(document.arrivedOn) },
                      { label: t('records.column.due'), value: day(document.dueOn) },
                      { label: t('records.column.owner'), value: document.owner?.name ?? '–' },
                      { label: t('records.field.receivedBy'), value: document.receivedBy ?? '–' },
                      ...(document.note === null
                        ? []
                        : [{ label: t('records.field.arrival-note'), value: document.note }]),
                    ]),
                { label: t('records.column.urgency'), value: t(`records.urgency.${document.urgency}`) },
                ...(document.secrecy === 'none'
                  ? []
                  : [
                      { label: t('records.field.secrecy'), value: t(`records.secrecy.${document.secrecy}`) },
                      {
                        label: t('records.field.secretUntil'),
                        value:
                          (document.secretUntil ?? '') < todayInVietnam() ? (
                            <Chip tone="wait">{t('records.secret-over', { on: day(document.secretUntil) })}</Chip>
                          ) : (
                            day(document.secretUntil)
                          ),
                      },
                      { label: t('records.field.custodian'), value: document.custodian ?? '–' },
                      { label: t('records.field.keptAt'), value: document.keptAt ?? '–' },
                    ]),
                {
                  label: t('records.column.dossier'),
                  value: document.dossier ? (
                    <TextLink
                      href={`/documents/files/${document.dossier.id}`}
                    >{`${document.dossier.code}/${document.dossier.year}`}</TextLink>
                  ) : (
                    '–'
                  ),
                },
                ...(document.voidReason === null
                  ? []
                  : [{ label: t('records.document.void-reason'), value: document.voidReason }]),
              ]}
            />
          </Panel>
          {document.addressees.length > 0 ? (
            <Panel title={t('records.document.addressees')} padded>
              <ul className="list">
                {document.addressees.map((one) => (
                  <li key={one.id}>
                    <span className="sp">{one.unit?.name ?? one.outside}</span>
                    {one.unit && document.state === 'issued' ? (
                      <Chip tone={one.arrived ? 'ok' : 'wait'}>
                        {t(one.arrived ? 'records.document.arrived' : 'records.document.not-arrived')}
                      </Chip>
                    ) : (
                      <span className="xs mut">{t('records.document.copies', { count: one.copies })}</span>
                    )}
                  </li>
                ))}
              </ul>
            </Panel>
          ) : null}
          {document.links.length + document.linkedFrom.length > 0 ? (
            <Panel title={t('records.document.links')} padded>
              <ul className="list rc-lines">
                {[
                  ...document.links.map((one) => ({ ...one, key: `links.${one.kind}` })),
                  ...document.linkedFrom.map((one) => ({ ...one, key: `linked-from.${one.kind}` })),
                ].map((one) => (
                  <li key={one.id}>
                    <span className="sp">
                      {t(`records.${one.key}`)}{' '}
                      <TextLink href={`/documents/${one.document.id}`}>
                        {one.document.symbol ?? one.document.summary ?? '–'}
                      </TextLink>
                    </span>
                  </li>
                ))}
              </ul>
            </Panel>
          ) : null}
        </div>
      </div>
      {act ? <ActDrawer act={act} document={document} onClose={() => setAct(undefined)} /> : null}
    </>
  );
}

/** The paper as it leaves: PDF to keep, Word to go on with. */
function PaperLinks({ document }: { document: Document }) {
  const t = useText();
  const known = ['plan', 'report', 'decision', 'submission', 'invitation', 'notice', 'letter'];
  const paper = known.includes(document.kind) ? document.kind : 'decision';
  const href = (as: string) => apiUrl(`/papers/${paper}/${document.id}`, { as });
  return (
    <>
      <LinkButton href={href('pdf')} download icon={<DownloadSimpleIcon className="i" aria-hidden="true" />}>
        PDF
      </LinkButton>
      <LinkButton href={href('docx')} download icon={<DownloadSimpleIcon className="i" aria-hidden="true" />}>
        {t('records.document.word')}
      </LinkButton>
    </>
  );
}

function Handling({ document }: { document: Document }) {
  const t = useText();
  const format = useFormat();
  return (
    <Panel title={t('records.document.handling')} padded={document.handling.length > 0}>
      {document.handling.length === 0 ? (
        <Empty title={t('records.document.not-handled')}>
          <p>{t('records.document.not-handled-how')}</p>
        </Empty>
      ) : (
        <ol className="list rc-lines">
          {document.handling.map((one) => (
            <li key={one.id}>
              <span className="sp">
                <b>{t(`records.step.${one.step}`)}</b>
                {one.owner ? `: ${one.owner.name}` : ''}
                {one.dueOn ? ` · ${t('records.document.due', { on: format.date(one.dueOn) })}` : ''}
                {one.note ? <span className="mut2"> {one.note}</span> : null}
                {one.evidence ? (
                  <>
                    {' '}
                    <TextLink href={`/documents/${one.evidence.id}`}>
                      {one.evidence.symbol ?? t('records.document.evidence')}
                    </TextLink>
                  </>
                ) : null}
              </span>
              <time dateTime={one.on}>{format.date(one.on)}</time>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
