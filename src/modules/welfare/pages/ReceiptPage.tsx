import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { inLanguage } from '#platform/in-language.ts';
import { todayInVietnam, useFormat, useLang, useText } from '#platform/messages.ts';
import { api, apiUrl, newKey, useRight } from '#platform/ui/api.ts';
import { Button, LinkButton, TextLink } from '#platform/ui/buttons.tsx';
import { DownloadSimpleIcon, PrinterIcon } from '#platform/ui/icons.ts';
import { InLanguage, useTitle } from '#platform/ui/InLanguage.tsx';
import { Notice, notify } from '#platform/ui/notices.tsx';
import { useParam } from '#platform/ui/pages.ts';
import { PapersMenu } from '#platform/ui/PapersMenu.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { PageHeader, Panel, Tag, Weave } from '#platform/ui/surface.tsx';
import type { HandoverPage as Handover } from '../contract.ts';
import { RESULTS } from '../contract/values.ts';
import { useRecord, useWelfareChanged } from './data.ts';
import { SignedPaper } from './hand-over/SignedPaper.tsx';
import { useMeasures } from './words.tsx';
import './welfare.css';
import './hand-over.css';

/** The receipt of one handover in plain words, for the family and for the book. */
export default function ReceiptPage() {
  const t = useText();
  const id = useParam('id');
  const handover = useRecord<Handover>(`/handovers/${id}`);
  if (handover.error) return <ErrorState page problem={handover.error} onRetry={() => void handover.refetch()} />;
  if (!handover.data)
    return (
      <>
        <PageHeader title={t('welfare.page.receipt.title')} />
        <Loading what={t('welfare.page.receipt.loading')} rows={6} />
      </>
    );
  return <Whole handover={handover.data} />;
}

function Whole({ handover }: { handover: Handover }) {
  const t = useText();
  const lang = useLang();
  const titleOf = useTitle();
  const format = useFormat();
  const mayWrite = useRight('welfare.write');
  const [inspects, setInspects] = useState(false);
  const due = handover.inspectionDueOn <= todayInVietnam();
  return (
    <>
      <PageHeader
        title={t('welfare.page.receipt.number', { number: handover.receiptNumber })}
        crumbs={[
          { label: t('welfare.page.tab.campaigns'), href: '/welfare' },
          { label: titleOf(handover.campaign), href: `/welfare/campaigns/${handover.campaign.id}#handovers` },
        ]}
        badge={handover.reversed ? <Tag tone="late">{t('welfare.page.posting.reversed')}</Tag> : undefined}
        actions={
          <>
            <PapersMenu id={handover.id} papers={handover.reversed ? [] : ['gift_receipt']} />
            <Button icon={<PrinterIcon className="i" aria-hidden="true" />} onPress={() => window.print()}>
              {t('welfare.page.receipt.print')}
            </Button>
            <LinkButton
              look="primary"
              download
              href={apiUrl(`/handovers/${handover.id}/receipt.pdf`, { lang })}
              icon={<DownloadSimpleIcon className="i" aria-hidden="true" />}
            >
              PDF
            </LinkButton>
          </>
        }
      />
      <div className="wf-page">
        <div className="stack">
          {handover.reversed ? <Notice tone="late">{t('welfare.page.receipt.reversed-note')}</Notice> : null}
          <Receipt handover={handover} />
        </div>
        <div className="stack no-print">
          <Panel
            title={t('welfare.page.receipt.inspection')}
            aside={
              mayWrite && due && handover.inspections.length === 0 && !handover.reversed ? (
                <Button onPress={() => setInspects(true)}>{t('welfare.page.receipt.inspect')}</Button>
              ) : undefined
            }
          >
            {handover.inspections.length === 0 ? (
              <p className="sm mut2 wf-none">
                {t('welfare.page.house.inspection-due', { on: format.date(handover.inspectionDueOn) })}
              </p>
            ) : (
              <ul className="list">
                {handover.inspections.map((one) => (
                  <li key={one.id}>
                    <span className="sp">
                      {t(`welfare.page.result.${one.result}`)}
                      {one.document ? <span className="xs mut2 wf-block">{one.document}</span> : null}
                    </span>
                    {format.date(one.on)}
                  </li>
                ))}
              </ul>
            )}
          </Panel>
          <SignedPanel handover={handover} />
          <Panel title={t('welfare.page.receipt.in-books')} padded>
            <p className="sm">
              {t('welfare.page.receipt.voucher')}{' '}
              <TextLink
                href={`/welfare/campaigns/${handover.campaign.id}?kind=handover&village=${handover.village.id}#ledger`}
              >
                {handover.voucher || '–'}
              </TextLink>
            </p>
            {handover.photo ? (
              <figure className="wf-shown">
                <img
                  className="wf-shot"
                  src={`/api/v1/photos/${handover.photo.id}/image`}
                  alt={inLanguage(lang, handover.photo).text}
                  loading="lazy"
                />
                <figcaption className="xs mut2">
                  <InLanguage vi={handover.photo.vi} th={handover.photo.th} en={handover.photo.en} />
                </figcaption>
              </figure>
            ) : null}
          </Panel>
        </div>
      </div>
      {inspects ? <Inspect handover={handover} onClose={() => setInspects(false)} /> : null}
    </>
  );
}

/** Whether the handover can be traced to its end; a signed paper may come after the gift. */
function SignedPanel({ handover }: { handover: Handover }) {
  const t = useText();
  const format = useFormat();
  const mayHand = useRight('welfare.hand-over');
  const changed = useWelfareChanged();
  const [id] = useState(newKey);
  const keeping = useMutation({
    mutationFn: (fileId: string) =>
      api.post(`/handovers/${handover.id}/papers`, { id, fileId }, { idempotencyKey: id }),
    onSuccess: async () => {
      await changed();
      notify(t('welfare.page.saved'));
    },
  });
  return (
    <Panel
      title={t('welfare.page.receipt.signed')}
      aside={
        <Tag tone={handover.traced ? 'ok' : 'wait'}>
          {t(handover.traced ? 'welfare.traced.yes' : 'welfare.page.traced.no')}
        </Tag>
      }
      padded
    >
      <p className="sm mut2">
        {handover.papers.length > 0
          ? t('welfare.page.receipt.paper-kept-on', {
              on: handover.papers.map((one) => format.date(one.keptOn)).join(', '),
            })
          : handover.fileId
            ? t('welfare.page.receipt.paper-with')
            : handover.witness
              ? t('welfare.page.receipt.paper-witness', { name: handover.witness.name })
              : t('welfare.page.receipt.paper-missing')}
      </p>
      <ProblemText problem={keeping.error} />
      {mayHand && !handover.traced && !handover.reversed ? (
        <SignedPaper unitId={handover.village.id} fileId={null} onKept={(fileId) => keeping.mutate(fileId)} />
      ) : null}
    </Panel>
  );
}

/** The paper itself: short sentences, large enough to be read aloud. */
function Receipt({ handover }: { handover: Handover }) {
  const t = useText();
  const format = useFormat();
  const words = useMeasures();
  const to = handover.household
    ? [handover.household.headName, handover.household.code, handover.village.name].filter(Boolean).join(', ')
    : (handover.village.name ?? '–');
  const sponsors = [...new Set(handover.items.map((one) => one.sponsor.name ?? t('welfare.page.flow.hidden')))];
  const sums = new Map<string, number>();
  for (const one of handover.items) sums.set(one.item, (sums.get(one.item) ?? 0) + one.quantity);
  const what = [...sums].map(([item, quantity]) =>
    item === 'VND' ? words.amount(item, quantity) : `${words.amount(item, quantity)} (${words.itemName(item)})`,
  );
  return (
    <section className="wf-paper" aria-label={t('welfare.page.receipt.title')}>
      <Weave />
      <div className="in">
        <p className="xs mut2">
          {handover.unit.name} · {handover.place.name}
        </p>
        <h2>{t('welfare.page.receipt.heading', { number: handover.receiptNumber })}</h2>
        <p className="lead">
          {t('welfare.page.receipt.said', { on: format.date(handover.on), to, what: what.join(', ') })}
        </p>
        <dl className="facts">
          <dt>{t('welfare.page.column.sponsor')}</dt>
          <dd>{sponsors.join(', ')}</dd>
          <dt>{t('welfare.page.column.campaign')}</dt>
          <dd>
            <InLanguage vi={handover.campaign.title} th={handover.campaign.titleTh} en={handover.campaign.titleEn} />
          </dd>
          <dt>{t('welfare.page.field.purpose')}</dt>
          <dd>
            <InLanguage
              vi={handover.campaign.purpose}
              th={handover.campaign.purposeTh}
              en={handover.campaign.purposeEn}
            />
          </dd>
          <dt>{t('welfare.page.hand-over.by')}</dt>
          <dd>{handover.handedBy}</dd>
          <dt>{t('welfare.page.column.confirmation')}</dt>
          <dd>
            {t(`welfare.page.confirmation.${handover.confirmation}`)}
            {handover.witness
              ? `: ${handover.witness.name}, ${t(`welfare.page.witness.${handover.witness.post}`)}`
              : ''}
          </dd>
          {handover.household ? (
            <>
              <dt>{t('welfare.page.hand-over.agreed')}</dt>
              <dd>
                {handover.consents.map((one) => t(`welfare.page.consent.${one}`)).join(' · ') ||
                  t('welfare.page.hand-over.agreed-none')}
              </dd>
            </>
          ) : null}
        </dl>
        <p className="sm">{t('welfare.page.receipt.rights')}</p>
        <div className="sign">
          {(['receiver', 'giver', 'witness'] as const).map((who) => (
            <div key={who}>
              <b>{t(`welfare.page.receipt.sign.${who}`)}</b>
              <span className="xs mut2">{t('welfare.page.receipt.sign-here')}</span>
            </div>
          ))}
        </div>
      </div>
    </section>
  );
}

function Inspect({ handover, onClose }: { handover: Handover; onClose: () => void }) {
  const t = useText();
  const changed = useWelfareChanged();
  return (
    <RecordDrawer
      formId={`given-inspection.${handover.id}`}
      title={t('welfare.page.receipt.inspect')}
      intro={t('welfare.page.receipt.inspect-intro')}
      act={t('welfare.page.save')}
      initial={{ on: todayInVietnam() }}
      fields={[
        { name: 'on', kind: 'day', label: t('welfare.page.field.on') },
        {
          name: 'result',
          kind: 'one',
          label: t('welfare.page.house.result'),
          choices: RESULTS.map((id) => ({ id, label: t(`welfare.page.result.${id}`) })),
        },
        { name: 'document', kind: 'text', label: t('welfare.page.field.document'), optional: true },
      ]}
      send={async (values, { id, idempotencyKey }) =>
        api.post(
          `/handovers/${handover.id}/inspections`,
          { id, on: values['on'], result: values['result'], document: textOf(values['document']) },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await changed();
        notify(t('welfare.page.saved'));
      }}
      onClose={onClose}
    />
  );
}
