import { useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { Button, LinkButton, TextLink } from '#platform/ui/buttons.tsx';
import { HandshakeIcon, PlusIcon } from '#platform/ui/icons.ts';
import { Title } from '#platform/ui/InLanguage.tsx';
import { useParam } from '#platform/ui/pages.ts';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, DateText, PageHeader, Panel } from '#platform/ui/surface.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import type { HousePage as House } from '../contract.ts';
import { STAGES } from '../contract/values.ts';
import { useRecord } from './data.ts';
import { NewShare, NextStage } from './house/StageForms.tsx';
import { Amount, stageTone, useMeasures } from './words.tsx';
import './welfare.css';

/** One house from proposal to the look after twelve months: its stages, who bore how much, and what the books paid for it. */
export default function HousePage() {
  const t = useText();
  const id = useParam('id');
  const house = useRecord<House>(`/houses/${id}`);
  if (house.error) return <ErrorState page problem={house.error} onRetry={() => void house.refetch()} />;
  if (!house.data)
    return (
      <>
        <PageHeader title={t('welfare.page.house.case')} />
        <Loading what={t('welfare.page.house.loading')} rows={8} />
      </>
    );
  return <Whole house={house.data} />;
}

function Whole({ house }: { house: House }) {
  const t = useText();
  const format = useFormat();
  const mayWrite = useRight('welfare.write');
  const mayHand = useRight('welfare.hand-over');
  const [adding, setAdding] = useState<'stage' | 'share'>();
  const given = house.shares.filter((one) => one.state === 'given');
  const labour = given.filter((one) => one.item === 'labour_day').reduce((sum, one) => sum + one.quantity, 0);
  return (
    <>
      <PageHeader
        title={t('welfare.page.house.of', { code: house.household.code })}
        crumbs={[
          { label: t('welfare.page.tab.houses'), href: '/welfare/houses' },
          { label: house.village.name ?? '–', href: `/villages/${house.village.id}` },
        ]}
        badge={<Chip tone={stageTone(house.stage)}>{t(`welfare.page.stage.${house.stage}`)}</Chip>}
        sub={[
          t(`welfare.page.house-kind.${house.kind}`),
          t(`welfare.page.works.${house.works}`),
          house.areaM2 === null ? '' : t('welfare.page.house.m2', { area: format.number(house.areaM2) }),
        ]
          .filter(Boolean)
          .join(' · ')}
        actions={
          <>
            {mayHand && house.stage !== 'inspected' ? (
              <LinkButton
                href={`/welfare/hand-over?house=${house.id}`}
                icon={<HandshakeIcon className="i" aria-hidden="true" />}
              >
                {t('welfare.page.hand-over.title')}
              </LinkButton>
            ) : null}
            {mayWrite ? (
              <>
                <Button onPress={() => setAdding('share')}>{t('welfare.page.house.add-share')}</Button>
                {house.nextStage ? (
                  <Button
                    look="primary"
                    icon={<PlusIcon className="i" aria-hidden="true" />}
                    onPress={() => setAdding('stage')}
                  >
                    {t('welfare.page.house.next', { stage: t(`welfare.page.stage.${house.nextStage}`) })}
                  </Button>
                ) : null}
              </>
            ) : null}
          </>
        }
      />
      <div className="wf-page house">
        <div className="stack">
          <Panel
            id="shares"
            title={t('welfare.page.house.funding')}
            aside={
              house.campaign ? (
                <TextLink href={`/welfare/campaigns/${house.campaign.id}`}>
                  <Title of={house.campaign} hidden={t('welfare.page.flow.hidden')} />
                </TextLink>
              ) : undefined
            }
          >
            <Funding house={house} />
          </Panel>
          <Payments house={house} />
        </div>
        <div className="stack">
          <Panel title={t('welfare.page.house.stages')}>
            <Stages house={house} />
          </Panel>
          <Panel title={t('welfare.page.about')} padded>
            <p className="sm">
              {t('welfare.page.column.household')}:{' '}
              <TextLink href={`/welfare/households/${house.household.id}`}>
                {house.household.code} · {house.household.headName}
              </TextLink>
            </p>
            <p className="sm">{t('welfare.page.house.labour-sum', { days: labour })}</p>
            {house.inspectionDueOn ? (
              <p className="sm">{t('welfare.page.house.inspection-due', { on: format.date(house.inspectionDueOn) })}</p>
            ) : null}
            <Photos house={house} />
          </Panel>
        </div>
      </div>
      {adding === 'stage' && house.nextStage ? (
        <NextStage house={house} stage={house.nextStage} onClose={() => setAdding(undefined)} />
      ) : null}
      {adding === 'share' ? <NewShare house={house} onClose={() => setAdding(undefined)} /> : null}
    </>
  );
}

/** Every stage there is: those reached with day and paper, the next one, and what still lies ahead. */
function Stages({ house }: { house: House }) {
  const t = useText();
  const format = useFormat();
  return (
    <ol className="wf-stages">
      {STAGES.map((stage) => {
        const one = house.stages.find((reached) => reached.stage === stage);
        return (
          <li key={stage} className={one ? 'done' : stage === house.nextStage ? 'next' : undefined}>
            <span className="when">{one ? <DateText date={one.reached} /> : '–'}</span>
            <span className="ln" aria-hidden="true" />
            <span className="x">
              <b>{t(`welfare.page.stage.${stage}`)}</b>
              <span className="xs mut2 wf-block">
                {one
                  ? [
                      one.voteFor === null
                        ? ''
                        : t('welfare.page.house.votes', {
                            for: format.number(one.voteFor),
                            present: format.number(one.votePresent ?? 0),
                          }),
                      one.document ?? '',
                      one.result ? t(`welfare.page.result.${one.result}`) : '',
                    ]
                      .filter(Boolean)
                      .join(' · ')
                  : stage === 'inspected' && house.inspectionDueOn
                    ? t('welfare.page.house.inspection-due', { on: format.date(house.inspectionDueOn) })
                    : stage === house.nextStage
                      ? t('welfare.page.house.is-next')
                      : ''}
              </span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function Photos({ house }: { house: House }) {
  const t = useText();
  const shown = house.stages.filter((one) => one.photoId !== null);
  if (shown.length === 0) return <p className="sm mut2">{t('welfare.page.house.no-photos')}</p>;
  return (
    <div className="wf-photos">
      {shown.map((one) => (
        <figure key={one.id}>
          <img
            src={`/api/v1/photos/${one.photoId ?? ''}/image`}
            alt={t(`welfare.page.stage.${one.stage}`)}
            loading="lazy"
          />
          <figcaption className="xs">
            {t(`welfare.page.stage.${one.stage}`)}, <DateText date={one.reached} />
          </figcaption>
        </figure>
      ))}
    </div>
  );
}

/** One object, several who bear it: money through the books, and beside them the family and the work of neighbours. */
function Funding({ house }: { house: House }) {
  const t = useText();
  const format = useFormat();
  const words = useMeasures();
  const paid = new Map<string, { name: string | null; vnd: number }>();
  for (const one of house.payments) {
    const before = paid.get(one.sponsor.id);
    paid.set(one.sponsor.id, { name: one.sponsor.name, vnd: (before?.vnd ?? 0) + one.valueVnd });
  }
  const total = house.deliveredVnd + house.familyVnd;
  if (house.shares.length === 0 && paid.size === 0)
    return <p className="sm mut2 wf-none">{t('welfare.page.house.funding-none')}</p>;
  return (
    <ScrollX>
      <table className="tbl wf-wrap" aria-label={t('welfare.page.house.funding')}>
        <thead>
          <tr>
            <th scope="col">{t('welfare.page.house.source')}</th>
            <th scope="col" className="num">
              {t('welfare.page.column.quantity')}
            </th>
          </tr>
        </thead>
        <tbody>
          {house.shares.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                {one.sponsor ? (
                  <TextLink href={`/welfare/sponsors/${one.sponsor.id}`}>
                    {one.sponsor.name ?? t('welfare.page.flow.hidden')}
                  </TextLink>
                ) : (
                  t(`welfare.page.share.${one.source}`)
                )}
                <span className="xs mut2 wf-block">
                  {[t(`welfare.page.share-state.${one.state}`), format.date(one.on), one.document]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </th>
              <td className="num">{words.amount(one.item, one.quantity)}</td>
            </tr>
          ))}
          {[...paid].map(([id, one]) => (
            <tr key={id}>
              <th scope="row">
                <TextLink href={`/welfare/sponsors/${id}`}>{one.name ?? t('welfare.page.flow.hidden')}</TextLink>
                <span className="xs mut2 wf-block">{t('welfare.page.share-state.paid')}</span>
              </th>
              <td className="num">
                <Amount item="VND" value={one.vnd} href="#payments" />
              </td>
            </tr>
          ))}
          <tr className="sum">
            <td>{t('welfare.page.house.sum')}</td>
            <td className="num">{format.vnd(total)}</td>
          </tr>
        </tbody>
      </table>
    </ScrollX>
  );
}

function Payments({ house }: { house: House }) {
  const t = useText();
  const format = useFormat();
  const words = useMeasures();
  return (
    <Panel id="payments" title={t('welfare.page.house.payments')}>
      {house.payments.length === 0 ? (
        <p className="sm mut2 wf-none">{t('welfare.page.house.payments-none')}</p>
      ) : (
        <ul className="list">
          {house.payments.map((one, at) => (
            <li key={`${one.postingId} ${at}`}>
              <span className="sp">
                {one.sponsor.name ?? t('welfare.page.flow.hidden')}
                <span className="xs mut2 wf-block">
                  <b>{one.voucher}</b> · {format.date(one.on)}
                </span>
                {one.handoverId ? (
                  <span className="xs wf-block">
                    <TextLink href={`/welfare/handovers/${one.handoverId}`}>{t('welfare.page.receipt.open')}</TextLink>
                  </span>
                ) : null}
              </span>
              <b className="nw">{words.amount(one.item, one.quantity)}</b>
            </li>
          ))}
          <li className="wf-total">
            <span className="sp">{t('welfare.page.house.payments-sum')}</span>
            <b className="nw">{format.vnd(house.deliveredVnd)}</b>
          </li>
        </ul>
      )}
    </Panel>
  );
}
